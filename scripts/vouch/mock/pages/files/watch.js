// The requests that the mock receives, whoever sends them, newest first.

import { element } from "./form.js";

const PAUSE = 700;
const MOST = 200;

export function watch(vendor, log, changed) {
  let last = 0;
  let timer = 0;
  async function look() {
    clearTimeout(timer);
    try {
      const answer = await fetch(`/_page/${vendor}/requests.json?after=${last}`);
      const rows = await answer.json();
      for (const row of rows) {
        last = Math.max(last, row.number);
        log.prepend(entry(row));
      }
      while (log.children.length > MOST) log.lastChild.remove();
      log.classList.remove("lost");
      if (rows.length) changed(last);
    } catch {
      // The mock was stopped. The page goes on looking: it may be started again.
      log.classList.add("lost");
    }
    timer = setTimeout(look, document.hidden ? 5 * PAUSE : PAUSE);
  }
  look();
  document.addEventListener("visibilitychange", () => document.hidden || look());
  return look;
}

function entry(row) {
  const target = row.query ? `${row.path}?${row.query}` : row.path;
  const kind = row.status === null ? "bad" : row.status < 300 ? "good" : row.status < 500 ? "refused" : "bad";
  const summary = element(
    "summary",
    {},
    element("span", { className: `status ${kind}` }, String(row.status ?? "cut")),
    element("span", { className: "line" }, element("b", {}, row.method), ` ${decoded(target)}`),
    element("time", { dateTime: new Date(1000 * row.at).toISOString() }, new Date(1000 * row.at).toLocaleTimeString()),
  );
  const facts = [`${row.operation ?? "no operation of the document"}, ${row.milliseconds.toFixed(1)} ms`];
  if (row.fault) facts.push(`on purpose: ${row.fault}`);
  const headers = row.headers.map(([name, value]) => `${name}: ${value}`).join("\n");
  const item = element("details", {}, summary, element("p", { className: "quiet" }, facts.join(" · ")));
  item.append(element("pre", {}, `${row.method} ${target}\n${headers}${row.body ? `\n\n${row.body}` : ""}`));
  if (row.fault) summary.children[1].append(element("span", { className: "fault" }, row.fault));
  return element("li", {}, item);
}

function decoded(text) {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}
