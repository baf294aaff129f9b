"""Documents that a schema of a spec admits, for property tests; knows the few keywords our answers use."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from hypothesis import strategies as st

from vouch.spec import Spec

Documents = st.SearchStrategy[Any]

_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_numbers = st.floats(allow_nan=False, allow_infinity=False)
_scalars = st.none() | st.booleans() | st.integers() | _numbers | _text
_anything: Documents = _scalars | st.lists(_scalars, max_size=2) | st.dictionaries(_text, _scalars, max_size=2)
_offsets = st.sampled_from(["Z", "z", "+00:00", "-00:00", "+02:00", "-11:30"])
_instants = st.builds(
    lambda moment, separator, offset: moment.isoformat(separator) + offset,
    st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31)),  # noqa: DTZ001 - the offset is drawn on its own
    st.sampled_from("Tt "),
    _offsets,
)
_FORMATS: Mapping[str, Documents] = {"date-time": _instants, "uuid": st.uuids().map(str)}
_TYPES: Mapping[str, Documents] = {
    "null": st.none(),
    "boolean": st.booleans(),
    "integer": st.integers(),
    "number": st.integers() | _numbers,
}
_READ = frozenset(
    {"$ref", "anyOf", "const", "enum", "format", "items", "properties", "required", "type"}
    | {"description", "examples", "title", "x-at-most", "x-evidence", "x-message", "x-selects"}
)


def documents(spec: Spec, schema: Any, *, unknown: bool = True) -> Documents:
    """Draw what the schema admits; with `unknown`, also what it leaves open: unnamed properties, untyped values."""
    schema = spec.resolve(schema)
    if overlooked := schema.keys() - _READ:
        raise NotImplementedError(f"no documents are drawn for {', '.join(sorted(overlooked))} yet")
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "anyOf" in schema:
        return st.one_of([documents(spec, each, unknown=unknown) for each in schema["anyOf"]])
    if "type" not in schema:
        return _anything if unknown else _text
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return st.one_of([_of_type(spec, schema, each, unknown=unknown) for each in types])


def _of_type(spec: Spec, schema: dict[str, Any], kind: str, *, unknown: bool) -> Documents:
    if kind == "string":
        return _FORMATS[schema["format"]] if "format" in schema else _text
    if kind == "array":
        return st.lists(documents(spec, schema["items"], unknown=unknown), max_size=2)
    if kind == "object":
        known = {name: documents(spec, each, unknown=unknown) for name, each in schema.get("properties", {}).items()}
        needed = {name: known.pop(name) for name in schema.get("required", ())}
        others = st.dictionaries(_text, _anything, max_size=2) if unknown else st.just({})
        named = {*needed, *known}
        return st.builds(
            lambda other, ours: {name: each for name, each in other.items() if name not in named} | ours,
            others,
            st.fixed_dictionaries(needed, optional=known),
        )
    return _TYPES[kind]


def each_leaf(document: Any, change: Callable[[Any], Any]) -> Any:
    """Return a copy of a document with every value that holds no other one changed."""
    if isinstance(document, dict):
        return {name: each_leaf(value, change) for name, value in document.items()}
    return [each_leaf(value, change) for value in document] if isinstance(document, list) else change(document)


def instants_read(spec: Spec, schema: Any, document: Any) -> Any:
    """Return a copy of a document with the date-times of its schema as moments: their spelling does not matter."""
    schema = spec.resolve(schema)
    for branch in schema.get("anyOf", ()):
        document = instants_read(spec, branch, document)
    if isinstance(document, dict):
        known = schema.get("properties", {})
        return {name: instants_read(spec, known.get(name, {}), value) for name, value in document.items()}
    if isinstance(document, list):
        return [instants_read(spec, schema.get("items", {}), value) for value in document]
    if isinstance(document, str) and schema.get("format") == "date-time":
        return datetime.fromisoformat(document.upper())
    return document


def spelled_out(value: Any) -> Any:
    """Write a number as a string, as some vendors do; the rest stays."""
    return json.dumps(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
