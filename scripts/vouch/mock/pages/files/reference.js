import { init } from "./redoc.js";

const place = document.getElementById("redoc");
const wide = matchMedia("(min-width: 1000px)").matches;
const options = { disableTelemetry: true, hideDownloadButtons: true, layout: wide ? "three-panel" : "stacked" };
const document_ = await (await fetch(place.dataset.url)).json();
init(document_, options, place);
