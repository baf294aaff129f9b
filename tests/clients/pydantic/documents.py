"""Documents that a schema admits, and the places in them where a value can be swapped for another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta, timezone
from typing import Any, TypeAlias

from hypothesis import strategies as st

from vouch.spec import Spec

Way: TypeAlias = tuple[str | int, ...]

ABSENT = object()
"""Stands for a property that is taken out."""
WORDS = {"type", "format", "properties", "required", "items", "anyOf", "enum", "const"}
NOTES = {"description", "examples", "x-evidence", "x-at-most"}

leaves = st.none() | st.booleans() | st.integers() | st.text(max_size=3)
json_values = leaves | st.lists(leaves, max_size=2) | st.dictionaries(st.text(max_size=3), leaves, max_size=2)
offsets = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
instants = st.datetimes(timezones=offsets).map(lambda value: value.isoformat().replace("+00:00", "Z"))
whole = st.integers(-(2**53), 2**53)
"""Whole numbers that every reader of JSON keeps; pydantic reads a `number` as a float."""

SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "string": st.text(max_size=10),
    "date-time": instants,
    "integer": st.integers(),
    "number": whole | st.floats(allow_nan=False, allow_infinity=False),
    "boolean": st.booleans(),
    "null": st.none(),
}


def documents(spec: Spec, schema: Any) -> st.SearchStrategy[Any]:
    """Draw documents that the schema admits; a keyword that is not understood is an error."""
    schema = spec.resolve(schema)
    assert schema.keys() <= WORDS | NOTES
    if "anyOf" in schema:
        return st.one_of(*(documents(spec, branch) for branch in schema["anyOf"]))
    if "const" in schema or "enum" in schema:
        return st.sampled_from(schema.get("enum") or [schema["const"]])
    return st.one_of(*(_of_type(spec, schema, kind) for kind in _types(schema)))


def _of_type(spec: Spec, schema: dict[str, Any], kind: str) -> st.SearchStrategy[Any]:
    if kind == "array":
        return st.lists(documents(spec, schema["items"]), max_size=2)
    if kind == "object":
        known = {name: documents(spec, child) for name, child in schema["properties"].items()}
        required = {name: known.pop(name) for name in schema.get("required", ())}
        others = st.text(max_size=5).filter(lambda name: name not in schema["properties"])
        unknown = st.dictionaries(others, json_values, max_size=2)
        return st.builds(lambda own, more: {**more, **own}, st.fixed_dictionaries(required, optional=known), unknown)
    if kind == "anything":
        return json_values
    return SCALARS[schema.get("format", kind) if kind == "string" else kind]


def full_document(spec: Spec, schema: Any) -> Any:
    """Return the document in which everything is there, with one item in each list, as the spec's examples have it."""
    schema = spec.resolve(schema)
    if "examples" in schema:
        return schema["examples"][0]
    if "anyOf" in schema:
        return full_document(spec, schema["anyOf"][0])
    if schema["type"] == "array":
        return [full_document(spec, schema["items"])]
    return {name: full_document(spec, child) for name, child in schema["properties"].items()}


@dataclass(frozen=True, slots=True)
class Place:
    """A value in a document; `kinds` is what may stand there, `optional` whether it may be missing."""

    way: Way
    kinds: frozenset[str]
    optional: bool

    def filled(self, document: Any, value: Any) -> Any:
        """Return a copy of the document with this value there, or with none."""
        return _filled(document, self.way, value)


def _filled(document: Any, way: Way, value: Any) -> Any:
    if not way:
        return value
    first, *rest = way
    copied = document.copy()
    if value is ABSENT and not rest:
        del copied[first]
    else:
        copied[first] = _filled(document[first], tuple(rest), value)
    return copied


def places(spec: Spec, schema: Any, document: Any, way: Way = (), *, optional: bool = False) -> Iterator[Place]:
    """List the values of a valid document that the schema knows, the document itself first."""
    schema = spec.resolve(schema)
    yield Place(way, kinds(spec, schema), optional)
    for branch in (spec.resolve(each) for each in schema.get("anyOf", [schema])):
        if isinstance(document, dict):
            for name, child in branch.get("properties", {}).items():
                if name in document:
                    missing = name not in branch.get("required", ())
                    yield from places(spec, child, document[name], (*way, name), optional=missing)
        elif isinstance(document, list) and "items" in branch:
            for index, item in enumerate(document):
                yield from places(spec, branch["items"], item, (*way, index))


def kinds(spec: Spec, schema: Any) -> frozenset[str]:
    """Return what may stand where the schema holds: JSON types, a format instead of "string", or "const"."""
    schema = spec.resolve(schema)
    if "anyOf" in schema:
        return frozenset().union(*(kinds(spec, branch) for branch in schema["anyOf"]))
    if "const" in schema:
        return frozenset({"const"})
    return frozenset(schema.get("format", kind) if kind == "string" else kind for kind in _types(schema))


def _types(schema: dict[str, Any]) -> list[str]:
    told = schema.get("type", "anything")
    return [told] if isinstance(told, str) else told
