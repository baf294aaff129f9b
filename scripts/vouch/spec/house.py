"""The house style of `specs/`: what OpenAPI lets pass and we do not, checked rather than remembered."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vouch.spec import pointer as ptr
from vouch.spec.model import Operation, Spec
from vouch.spec.places import problem, references
from vouch.spec.problems import Problem
from vouch.spec.walk import walk

_NAME = re.compile(r"[a-z]+[A-Z][A-Za-z0-9]*")
_SCALARS = frozenset({"string", "integer", "number", "boolean"})
_EXAMPLES = frozenset({"example", "examples", "enum", "const"})
_REFUSALS = frozenset({"400", "422", "4XX", "default"})
_STRANGERS = frozenset({"401", "403", "4XX", "default"})


def house_problems(spec: Spec) -> Iterator[Problem]:
    """Yield every departure from the house style (`specs/README.md`)."""
    for place, found, expected in _departures(spec):
        yield problem(spec.source, place, found, expected)


def _departures(spec: Spec) -> Iterator[tuple[str, str, str]]:
    for operation in spec.operations:
        yield from _naming(spec, operation)
        yield from _answers(operation)
        yield from _table_of_contents(spec, operation)
    for name, scheme in spec.document.get("components", {}).get("securitySchemes", {}).items():
        if "x-credential" not in spec.resolve(scheme):
            here = ptr.join("/components/securitySchemes", name)
            yield here, "no x-credential", "the constructor arguments that carry the credential"
    yield from _schemas(spec)
    yield from _unused(spec)


def _naming(spec: Spec, operation: Operation) -> Iterator[tuple[str, str, str]]:
    node = ptr.get(spec.document, operation.pointer)
    declared = [tag["name"] for tag in spec.document.get("tags", ())]
    if not _NAME.fullmatch(node.get("operationId", "")):
        found = node.get("operationId", "no operationId")
        yield operation.pointer, found, "an operationId such as listPromotionCodes: the verb names the method"
    if not node.get("summary"):
        yield operation.pointer, "no summary", "a summary: the first line of the docstring"
    if not node.get("tags"):
        yield operation.pointer, "no tags", "a tag: it names the resource"
    elif node["tags"][0] not in declared:
        here = operation.pointer + "/tags"
        yield here, node["tags"][0], f"one of the document's tags: {', '.join(declared) or 'none yet'}"


def _answers(operation: Operation) -> Iterator[tuple[str, str, str]]:
    here = operation.pointer + "/responses"
    if operation.security and () not in operation.security and not _STRANGERS & operation.responses.keys():
        yield here, "no 401", "what a caller without credentials is told"
    if (operation.parameters or operation.body) and not _REFUSALS & operation.responses.keys():
        yield here, "neither 400 nor 422", "what a caller with wrong arguments is told"


def _table_of_contents(spec: Spec, operation: Operation) -> Iterator[tuple[str, str, str]]:
    for kind, place, node in walk(ptr.get(spec.document, operation.pointer), "operation", operation.pointer):
        error = kind == "response" and not ptr.split(place)[-1].startswith("2")
        if (kind in {"parameter", "schema"} or error) and "$ref" not in node:
            yield place, f"a {kind} written here", "a reference to one in components"


def _schemas(spec: Spec) -> Iterator[tuple[str, str, str]]:
    for kind, place, node in walk(spec.document):
        if kind != "schema" or {"not", "if"} & set(ptr.split(place)):
            continue
        kinds = node.get("type", ())
        kinds = {kinds} if isinstance(kinds, str) else set(kinds)
        # One branch of several is exemplified where the branches meet.
        branch = ptr.split(place)[-2:-1] in {("anyOf",), ("oneOf",), ("allOf",)}
        if kinds & _SCALARS and not _EXAMPLES & node.keys() and not branch:
            yield place, "no example", "examples, one at least"
        for index, name in enumerate(node.get("required", ())):
            if "properties" in node and name not in node["properties"]:
                yield ptr.join(place, "required", index), name, "one of the properties"


def _unused(spec: Spec) -> Iterator[tuple[str, str, str]]:
    used = set(references(spec.document))
    for kind, members in spec.document.get("components", {}).items():
        for name in members if kind != "securitySchemes" else ():
            here = ptr.join("/components", kind, name)
            if f"#{here}" not in used:
                yield here, "used nowhere", "a reference to it, or its end"
