// Where in an answer the next page is asked for, by the style of its list.

export function nextPage(pagination, body) {
  if (!pagination) return null;
  if (pagination.more && at(body, pagination.more) !== true) return null;
  const items = at(body, pagination.items);
  if (!Array.isArray(items) || items.length === 0) return null;
  if (pagination.style === "page") {
    const current = at(body, pagination.current);
    return Number.isInteger(current) ? String(current + 1) : null;
  }
  if (pagination.style === "id") return String(at(items.at(-1), pagination.id));
  for (const { at: place, query } of pagination.next) {
    const found = at(body, place);
    const token = query && found ? new URLSearchParams(found).get(query) : found;
    if (token) return token;
  }
  return null;
}

function at(value, pointer) {
  const keys = (pointer ?? "").split("/").slice(1);
  return keys.reduce((each, key) => each?.[key.replaceAll("~1", "/").replaceAll("~0", "~")], value);
}
