"""What OpenAPI can say and our clients cannot do: looked for before anything is made of a spec."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vouch.spec import Operation, Parameter, Problem, Spec, is_json
from vouch.spec import pointer as ptr
from vouch.spec.places import subject
from vouch.spec.walk import walk

Departure = tuple[str, str, str]
"""A place, what was found there, what was expected."""


def inexpressible(spec: Spec) -> Iterator[Problem]:
    """Yield everything that no client could be made for."""
    for operation in spec.operations:
        for place, found, expected in _departures(spec, operation):
            yield spec.source.problem(place, operation.id, found, expected)
    for kind, place, node in walk(spec.document):
        if kind == "schema" and isinstance(node.get("const"), dict | list):
            here = ptr.join(place, "const")
            yield spec.source.problem(here, subject(spec.document, here), "a constant with parts", "a scalar")


def _departures(spec: Spec, operation: Operation) -> Iterator[Departure]:
    for parameter in operation.parameters:
        if found := _parameter(spec, parameter):
            yield (
                parameter.pointer,
                f"{parameter.name}, {found}",
                "a scalar or a list of them, in path, query or header",
            )
    content = operation.body.content if operation.body else {}
    if len(content) > 1 or not all(map(is_json, content)):
        yield operation.pointer + "/requestBody", " and ".join(content), "one media type, JSON"
    for schema in content.values():
        if not _is_object(spec, schema):
            expected = "an object, whose properties are the arguments"
            yield operation.pointer + "/requestBody", "a body that is no object", expected
    for response in operation.successes.values():
        if strange := [kind for kind in response.content if not is_json(kind)]:
            yield response.pointer, f"an answer in {' and '.join(strange)}", "JSON"


def _parameter(spec: Spec, parameter: Parameter) -> str:
    """Return what a parameter is that cannot be an argument; nothing for one that can."""
    if parameter.location == "cookie":
        return "a cookie"
    node = ptr.get(spec.document, parameter.pointer, {})
    if "content" in node:
        return "a document of its own"
    items = spec.resolve(parameter.schema.get("items", {}))
    if any(_is_object(spec, schema) for schema in (parameter.schema, items)):
        return "an object, or a list of them"
    return ""


def _is_object(spec: Spec, schema: Any) -> bool:
    schema = spec.resolve(schema)
    if not isinstance(schema, dict):
        return False
    if "object" in schema.get("type", ""):  # one type, or a list of them
        return True
    return "properties" in schema or any(_is_object(spec, part) for part in schema.get("allOf", ()))
