// The form of a call: a field for each parameter, and for each credential of the way to sign in that is chosen.

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

export function parameterField(parameter) {
  const given = parameter.value ?? null;
  const name = element("span", {}, parameter.name);
  if (parameter.required) name.append(element("em", { title: "required" }, " *"));
  const about = [parameter.in === "query" ? "" : parameter.in, parameter.hint].filter(Boolean).join(", ");
  if (about) name.append(element("small", {}, about));
  let control;
  if (parameter.array && parameter.known.length && parameter.closed) {
    control = element("span", { className: "choices" });
    for (const known of parameter.known) {
      const box = element("input", { type: "checkbox", value: known, checked: [given].flat().includes(known) });
      control.append(element("label", {}, box, known));
    }
    const group = element("div", { className: "row", title: parameter.description }, name, control);
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", parameter.name);
    group.dataset.parameter = parameter.name;
    return group;
  }
  if (parameter.known.length && !parameter.array && (parameter.closed || parameter.kind === "boolean")) {
    control = element("select", {}, element("option", { value: "" }, "not sent"));
    for (const known of parameter.known) control.append(element("option", { value: known }, known));
    control.value = given === null ? "" : String(given);
  } else {
    const text = given === null ? "" : [given].flat().join(", ");
    const example = parameter.example === null ? "" : `such as ${parameter.example}`;
    control = element("input", { value: text, placeholder: example, spellcheck: false, autocomplete: "off" });
    if (parameter.array) control.title = "several, with commas between";
  }
  const row = element("label", { className: "row", title: parameter.description }, name, control);
  row.dataset.parameter = parameter.name;
  return row;
}

// What is filled in, by parameter; an empty field is not sent.
export function givenIn(place, operation) {
  const given = {};
  for (const parameter of operation.parameters) {
    const row = [...place.children].find((child) => child.dataset.parameter === parameter.name);
    if (row.tagName === "DIV") {
      const chosen = [...row.querySelectorAll("input:checked")].map((box) => box.value);
      if (chosen.length) given[parameter.name] = chosen;
      continue;
    }
    const text = row.querySelector("input, select").value;
    if (text === "") continue;
    given[parameter.name] = parameter.array ? text.split(",").map((part) => part.trim()) : text;
  }
  return given;
}

export function credentialFields(ways, chosen) {
  if (ways.length === 0) return [element("p", { className: "quiet" }, "This call needs none.")];
  const told = (way) => way.flatMap((scheme) => Object.keys(scheme.credentials)).join(" and ");
  const choice = element("select", { id: "way" });
  ways.forEach((way, index) => choice.append(element("option", { value: index }, told(way))));
  choice.append(element("option", { value: "" }, "none"));
  choice.value = chosen;
  const rows = [element("label", { className: "row" }, element("span", {}, "Sign in with"), choice)];
  for (const scheme of ways[chosen] ?? []) {
    for (const [name, value] of Object.entries(scheme.credentials)) {
      const field = element("input", { value, spellcheck: false, autocomplete: "off" });
      field.dataset.credential = name;
      rows.push(element("label", { className: "row" }, element("span", {}, name), field));
    }
  }
  return rows;
}

export function wayIn(place, ways) {
  const chosen = place.querySelector("#way")?.value ?? "";
  const typed = Object.fromEntries(
    [...place.querySelectorAll("[data-credential]")].map((field) => [field.dataset.credential, field.value]),
  );
  return (ways[chosen] ?? []).map((scheme) => ({
    ...scheme,
    credentials: Object.fromEntries(Object.keys(scheme.credentials).map((name) => [name, typed[name]])),
  }));
}
