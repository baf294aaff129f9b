// The page of one mock: the call that is filled in, its answer, and the requests that come in.

import { credentialFields, element, givenIn, parameterField, wayIn } from "./form.js";
import { show } from "./json.js";
import { nextPage } from "./pages.js";
import { build, curl, python } from "./request.js";
import { watch } from "./watch.js";

const $ = (id) => document.getElementById(id);
const { vendor } = document.body.dataset;
const mock = await (await fetch(`/_page/${vendor}/console.json`)).json();
let operation = mock.operations[0];
let following = null;

function choose(id) {
  operation = mock.operations.find((each) => each.id === id);
  $("summary").textContent = operation.summary;
  $("method").textContent = operation.method;
  $("method").dataset.method = operation.method;
  $("path").textContent = operation.path;
  $("parameters").replaceChildren(...operation.parameters.map(parameterField));
  $("parameter-set").hidden = operation.parameters.length === 0;
  $("credentials").replaceChildren(...credentialFields(operation.ways, 0));
  $("body-set").hidden = operation.body === null;
  $("body").value = operation.body ?? "";
  $("answer").hidden = true;
  follow(null);
  retell();
}

function filledIn() {
  const given = givenIn($("parameters"), operation);
  const way = wayIn($("credentials"), operation.ways);
  const body = operation.body === null || $("body").value === "" ? null : $("body").value;
  return { given, way, body };
}

function retell() {
  const { given, way, body } = filledIn();
  $("curl").textContent = curl(build(mock.url, operation, given, way, body));
  $("python").textContent = python(mock.client, mock.url, operation, given, way, body);
}

function follow(token) {
  following = token;
  $("next").hidden = token === null;
}

async function send() {
  const { given, way, body } = filledIn();
  const request = build(mock.url, operation, given, way, body);
  const started = performance.now();
  $("answer").hidden = false;
  $("send").disabled = true;
  try {
    withCookies(request.cookies, (name, value) => `${name}=${value}`);
    // Cookies go along only where they are part of the call: the renderer of the reference has one of its own.
    const credentials = Object.keys(request.cookies).length ? "same-origin" : "omit";
    const { url, method, headers, body: content } = request;
    const answer = await fetch(url, { method, headers, body: content, credentials });
    const text = await answer.text();
    tell(answer, text, performance.now() - started);
  } catch (error) {
    // No answer at all: the mock is gone, or broke off on purpose.
    $("outcome").replaceChildren(element("span", { className: "status bad" }, "no answer"), ` ${error.message}`);
    $("headers").textContent = $("content").textContent = "";
    follow(null);
  } finally {
    withCookies(request.cookies, (name) => `${name}=; max-age=0`);
    $("send").disabled = false;
    $("answer").scrollIntoView({ block: "start" });
    look();
  }
}

function withCookies(cookies, written) {
  for (const [name, value] of Object.entries(cookies)) document.cookie = `${written(name, value)}; path=/${vendor}`;
}

function tell(answer, text, taken) {
  const kind = answer.ok ? "good" : answer.status < 500 ? "refused" : "bad";
  const size = new TextEncoder().encode(text).length;
  const facts = ` ${answer.statusText} · ${taken.toFixed(0)} ms · ${size.toLocaleString("en")} bytes`;
  $("outcome").replaceChildren(element("span", { className: `status ${kind}` }, String(answer.status)), facts);
  $("headers").textContent = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
  show($("content"), text || "(no body)");
  try {
    follow(answer.ok ? nextPage(operation.pagination, JSON.parse(text)) : null);
  } catch {
    follow(null);
  }
}

function part(name) {
  document.body.dataset.shown = name;
  for (const button of document.querySelectorAll("nav button")) {
    button.setAttribute("aria-pressed", String(button.dataset.show === name));
  }
}

for (const { id, call } of mock.operations) $("operation").append(element("option", { value: id }, call));
$("env").textContent = Object.entries(mock.env).map(([name, value]) => `export ${name}=${value}`).join("\n");
$("operation").addEventListener("change", () => choose($("operation").value));
$("credentials").addEventListener("change", (event) => {
  if (event.target.id === "way") {
    $("credentials").replaceChildren(...credentialFields(operation.ways, event.target.value));
    $("way").focus();
  }
});
$("call").addEventListener("input", retell);
$("call").addEventListener("change", retell);
$("call").addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
$("next").addEventListener("click", () => {
  const row = [...$("parameters").children].find((each) => each.dataset.parameter === operation.pagination.parameter);
  row.querySelector("input").value = following;
  retell();
  send();
});
for (const button of document.querySelectorAll("nav button")) {
  button.addEventListener("click", () => part(button.dataset.show));
}
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText($(button.dataset.copy).textContent);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 1200);
  });
}
const look = watch(vendor, $("log"), (count) => {
  $("count").textContent = count;
  $("none").hidden = true;
});
choose(operation.id);
document.body.dataset.ready = "";
