// JSON to look at: indented, its parts told apart by colour, every number as it was written.

const TOKEN = /"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s{}[\],:"]+/g;
const MOST = 300_000;

export function show(element, text) {
  element.replaceChildren();
  try {
    JSON.parse(text);
  } catch {
    element.textContent = text;
    return;
  }
  if (text.length > MOST) {
    element.textContent = text;
    return;
  }
  const tokens = text.match(TOKEN);
  let depth = 0;
  const line = () => `\n${"  ".repeat(depth)}`;
  tokens.forEach((token, index) => {
    const next = tokens[index + 1];
    if (token === "{" || token === "[") {
      depth += 1;
      element.append(token, next === "}" || next === "]" ? "" : line());
    } else if (token === "}" || token === "]") {
      depth -= 1;
      const before = tokens[index - 1];
      element.append(before === "{" || before === "[" ? token : line() + token);
    } else if (token === ",") element.append(token + line());
    else if (token === ":") element.append(": ");
    else element.append(coloured(token, next === ":" ? "key" : token.startsWith('"') ? "string" : "plain"));
  });
}

function coloured(text, kind) {
  const span = document.createElement("span");
  span.className = kind;
  span.textContent = text;
  return span;
}
