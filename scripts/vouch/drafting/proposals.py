"""What the names in a document suggest about behaviour: pages, filters, creations. Each is a guess, and says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from vouch.spec import Operation, Parameter, Spec, descend, names
from vouch.spec import pointer as ptr

Proposal = tuple[str, dict[str, Any]]
"""The pointer of a field, and the field."""

_LISTS = ("data", "items", "results", "records", "entries", "values", "list", "content")
_CURSORS = ("cursor", "page_token", "next_page_token", "next_token", "continuation_token", "after", "page_cursor")
_NEXT = ("next_cursor", "next_page_token", "next_token", "continuation_token", "end_cursor", "cursor", "next")
_PAGES = ("page", "page_number", "page_num", "current_page")
_CURRENT = ("page", "current_page", "page_number", "page_num")
_LIMITS = ("limit", "per_page", "page_size", "page_limit", "max_results", "size")
_TOTALS = ("total", "total_count", "total_items", "total_results", "count")
_MORE = ("has_more", "has_next", "has_next_page", "more")
_BOUNDS = {
    "at-least": ("gte", "from", "min", "since", "after", "start"),
    "at-most": ("lte", "to", "max", "until", "before", "end"),
}
_SCALARS = frozenset({"string", "integer", "number", "boolean"})
_DEEPEST = 2


def proposals(spec: Spec) -> Iterator[Proposal]:
    """Yield the fields that would say how the operations behave, each marked as assumed."""
    for operation in spec.operations:
        if operation.method == "get" and (found := _pagination(spec, operation)):
            yield ptr.join(operation.pointer, "x-pagination"), _assumed(found)
            yield from _filters(spec, operation, found)
        if operation.method == "post" and (made := _creation(spec, operation)):
            yield ptr.join(operation.pointer, "x-creates"), _assumed(made)


def _assumed(field: dict[str, Any]) -> dict[str, Any]:
    return {**field, "x-evidence": [{"level": "assumed", "why": "nothing but the names suggests it"}]}


def lists(spec: Spec, operation: Operation) -> list[str]:
    """Return the pointers of the arrays of objects in what an operation answers, the likeliest first."""
    if not operation.success or operation.success.schema is None:
        return []
    found = [
        pointer
        for pointer, schema in _places(spec, operation.success.schema)
        if schema.get("type") == "array" and _is_object(spec, spec.resolve(schema.get("items", {})))
    ]
    usual = {*_LISTS, operation.resource}
    return sorted(found, key=lambda pointer: (_called(pointer) not in usual, pointer.count("/")))


def _pagination(spec: Spec, operation: Operation) -> dict[str, Any] | None:
    """Return how the pages of a list seem to follow each other, None where nothing tells."""
    arrays = lists(spec, operation)
    if operation.pagination or not arrays or arrays[0] == "":
        return None
    body = operation.success.schema if operation.success else {}
    asked = {names.snake(each.name): each for each in operation.parameters if each.location == "query"}
    told = {
        _called(pointer): pointer
        for pointer, schema in reversed(list(_places(spec, body)))
        if _kinds(schema) & _SCALARS
    }
    own = {name for name, _, _ in spec.property_schemas(descend(spec, body, arrays[0]).get("items", {}))}
    style: dict[str, Any]
    cursor, following = _first(asked, _CURSORS), _first(told, _NEXT)
    page, more = _first(asked, _PAGES), _first(told, _MORE)
    if cursor and following:
        style = {"style": "cursor", "parameter": cursor.name, "next": [{"at": following}]}
    elif "starting_after" in asked and "id" in own and more:
        style = {"style": "id", "parameter": asked["starting_after"].name, "id": "/id"}
        if "ending_before" in asked:
            style["previous"] = asked["ending_before"].name
    elif page and "integer" in _kinds(page.schema):
        style = {"style": "page", "parameter": page.name}
        if current := _first(told, _CURRENT):
            style["current"] = current
    else:
        return None
    limit = _first(asked, _LIMITS)
    extra = {
        "items": arrays[0],
        "more": more,
        "total": _first(told, _TOTALS),
        "limit": limit.name if limit and "integer" in _kinds(limit.schema) else None,
    }
    return style | {key: value for key, value in extra.items() if value is not None}


def _filters(spec: Spec, operation: Operation, pagination: Mapping[str, Any]) -> Iterator[Proposal]:
    array = descend(spec, operation.success.schema if operation.success else {}, pagination["items"])
    fields = {
        names.snake(name): (name, _kinds(schema)) for name, schema, _ in spec.property_schemas(array.get("items", {}))
    }
    paging = {pagination.get(key) for key in ("parameter", "previous", "limit")}
    for parameter in operation.parameters:
        if parameter.location != "query" or parameter.name in paging or parameter.filter:
            continue
        if found := _filter(names.snake(parameter.name), parameter, fields):
            yield ptr.join(parameter.pointer, "x-filter"), _assumed(found)


def _filter(name: str, parameter: Parameter, fields: Mapping[str, tuple[str, set[str]]]) -> dict[str, Any] | None:
    if name in fields and fields[name][1] & _SCALARS:
        many = "array" in _kinds(parameter.schema)
        return {"field": ptr.join("", fields[name][0]), "match": "in" if many else "equals"}
    for match, words in _BOUNDS.items():
        stem, _, word = name.rpartition("_")
        for candidate in (stem, f"{stem}_at"):
            if word in words and candidate in fields and fields[candidate][1] & _SCALARS - {"boolean"}:
                return {"field": ptr.join("", fields[candidate][0]), "match": match}
    return None


def _creation(spec: Spec, operation: Operation) -> dict[str, Any] | None:
    """Return what a POST to the path of a list seems to add to it."""
    shown = next(
        (each for each in spec.operations if (each.path, each.method) == (operation.path, "get")),
        None,
    )
    if operation.creates or not operation.success or not shown or not _pagination(spec, shown):
        return None
    for pointer, schema in _places(spec, operation.success.schema):
        if _called(pointer) == "id" and _kinds(schema) & {"string", "integer"}:
            return {"list": shown.id, "id": pointer}
    return None


def _places(spec: Spec, schema: Any, pointer: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what a body may hold, down to a depth, without going into arrays."""
    schema = spec.resolve(schema)
    if not isinstance(schema, dict):
        return
    yield pointer, schema
    if pointer.count("/") < _DEEPEST:
        for name, child, _ in spec.property_schemas(schema):
            yield from _places(spec, child, ptr.join(pointer, name))


def _called(pointer: str) -> str:
    return names.snake(pointer.rpartition("/")[2])


def _is_object(spec: Spec, schema: Any) -> bool:
    return isinstance(schema, dict) and any(True for _ in spec.property_schemas(schema))


def _kinds(schema: Mapping[str, Any]) -> set[str]:
    found = schema.get("type", ())
    return {found} if isinstance(found, str) else set(found)


def _first(found: Mapping[str, Any], wanted: Iterable[str]) -> Any:
    return next((found[name] for name in wanted if name in found), None)
