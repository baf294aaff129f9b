// A call as it is filled in, and what it looks like on the wire, in a shell and in Python.

const DELIMITERS = { spaceDelimited: " ", pipeDelimited: "|" };

// `given` maps names of parameters to texts, lists of texts for arrays; what was left empty is not in it.
export function build(base, operation, given, way, body) {
  const query = [];
  const headers = {};
  const cookies = {};
  let path = operation.path;
  for (const parameter of operation.parameters) {
    const value = given[parameter.name];
    if (value === undefined) continue;
    const joined = parameter.array ? value.join(DELIMITERS[parameter.style] ?? ",") : value;
    if (parameter.in === "path") path = path.replaceAll(`{${parameter.name}}`, encodeURIComponent(joined));
    else if (parameter.in === "header") headers[parameter.name] = joined;
    else if (parameter.in === "cookie") cookies[parameter.name] = joined;
    else if (parameter.array && !parameter.joined) query.push(...value.map((each) => [parameter.name, each]));
    else query.push([parameter.name, joined]);
  }
  for (const { kind, name, credentials } of way) {
    const values = Object.values(credentials);
    if (kind === "basic") headers.Authorization = `Basic ${base64(values.join(":"))}`;
    else if (kind === "bearer") headers.Authorization = `Bearer ${values[0]}`;
    else if (kind === "header") headers[name] = values[0];
    else if (kind === "query") query.push([name, values[0]]);
    else cookies[name] = values[0];
  }
  if (body !== null) headers["Content-Type"] = operation.mediaType;
  const search = query.map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
  return { method: operation.method, url: base + path + (search && `?${search}`), headers, cookies, body };
}

export function curl({ method, url, headers, cookies, body }) {
  const parts = [`curl ${method === "GET" ? "" : `-X ${method} `}${quoted(url)}`];
  for (const [name, value] of Object.entries(headers)) parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  for (const [name, value] of Object.entries(cookies)) parts.push(`-b ${quoted(`${name}=${value}`)}`);
  if (body !== null) parts.push(`--data ${quoted(body)}`);
  return parts.join(" \\\n  ");
}

export function python(client, base, operation, given, way, body) {
  const signedIn = Object.assign({}, ...way.map((scheme) => scheme.credentials));
  const made = Object.entries({ base_url: base, ...signedIn }).map(([name, value]) => `${name}=${literal(value)}`);
  const values = {};
  for (const parameter of operation.parameters) {
    if (given[parameter.name] !== undefined) values[parameter.name] = typed(parameter, given[parameter.name]);
  }
  let complaint = "";
  try {
    Object.assign(values, body === null ? {} : JSON.parse(body));
  } catch {
    complaint = "  # the body is no JSON";
  }
  const passed = Object.entries(values).map(([name, value]) => {
    const moment = typeof value === "string" && operation.moments[name];
    return `${operation.arguments[name] ?? name}=${moment ? `${moment}.fromisoformat(${literal(value)})` : literal(value)}`;
  });
  const called = `${client.variable}.${operation.call}${list(passed, 4)}`;
  const moments = new Set(Object.keys(values).map((name) => operation.moments[name]).filter(Boolean));
  return [
    ...(moments.size ? [`from datetime import ${[...moments].sort().join(", ")}`, ""] : []),
    `from ${client.module} import ${client.class}`,
    "",
    `with ${client.class}${list(made, 0)} as ${client.variable}:`,
    ...(operation.pagination ? [`    for item in ${called}:`, "        print(item)"] : [`    print(${called})`]),
  ].join("\n") + complaint;
}

function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function list(parts, indent) {
  const line = `(${parts.join(", ")})`;
  if (line.length <= 60) return line;
  const inner = " ".repeat(indent + 4);
  return `(\n${parts.map((part) => `${inner}${part},\n`).join("")}${" ".repeat(indent)})`;
}

function typed(parameter, value) {
  const one = (text) => {
    if (parameter.kind === "boolean") return text === "true" ? true : text === "false" ? false : text;
    return ["integer", "number"].includes(parameter.kind) && text.trim() !== "" && !isNaN(text) ? Number(text) : text;
  };
  return parameter.array ? value.map(one) : one(value);
}

function literal(value) {
  if (value === null || value === undefined) return "None";
  if (value === true || value === false) return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  return `{${Object.entries(value).map(([key, each]) => `${literal(key)}: ${literal(each)}`).join(", ")}}`;
}
