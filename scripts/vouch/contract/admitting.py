"""What a schema lets through, as far as a reader of answers has to know: JSON types, property names, known values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from vouch.spec import Spec
from vouch.spec import pointer as ptr

_KINDS = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})
_NAMES: Mapping[type[Any], str] = {
    type(None): "null",
    bool: "boolean",
    int: "integer",
    str: "string",
    list: "array",
    dict: "object",
}
_CHOICES = ("anyOf", "oneOf")


class Admitting:
    """The schemas of one spec by their pointers; what was asked once is remembered."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        self._nodes: dict[str, Any] = {}
        self._known: dict[str, frozenset[str]] = {}
        self._types: dict[str, frozenset[str]] = {}

    def node(self, pointer: str) -> Any:
        """Return the schema at a pointer; anything but an object where there is none, or one that is a boolean."""
        if pointer not in self._nodes:
            self._nodes[pointer] = ptr.get(self._spec.document, pointer)
        return self._nodes[pointer]

    def names(self, pointer: str) -> frozenset[str]:
        """Return the properties that a schema, or any part of it, declares."""
        if pointer not in self._known:
            self._known[pointer] = frozenset()  # a schema inside itself adds nothing
            node = self.node(pointer)
            parts = _parts(node, pointer, ("allOf", *_CHOICES)) if isinstance(node, dict) else ()
            own = frozenset(node.get("properties", {})) if isinstance(node, dict) else frozenset()
            self._known[pointer] = own.union(*map(self.names, parts))
        return self._known[pointer]

    def kinds(self, pointer: str) -> frozenset[str]:
        """Return the JSON types that a schema lets through; where numbers may come, whole ones may."""
        if pointer not in self._types:
            self._types[pointer] = _KINDS  # nor does it take anything away
            node = self.node(pointer)
            self._types[pointer] = self._kinds(node, pointer) if isinstance(node, dict) else _KINDS
        return self._types[pointer]

    def _kinds(self, node: Mapping[str, Any], pointer: str) -> frozenset[str]:
        found = _KINDS
        if "type" in node:
            named = frozenset([node["type"]] if isinstance(node["type"], str) else node["type"])
            found = named | {"integer"} if "number" in named else named
        for part in _parts(node, pointer, ("allOf",)):
            found &= self.kinds(part)
        for keyword in _CHOICES:
            if keyword in node:
                branches = (ptr.join(pointer, keyword, index) for index in range(len(node[keyword])))
                found &= frozenset[str]().union(*map(self.kinds, branches))
        return found

    def values(self, pointer: str) -> list[Any] | None:
        """Return the values of an enum, None where a schema has none."""
        found = self._spec.resolve(self.node(pointer))
        return found.get("enum") if isinstance(found, dict) else None

    def closest(self, branches: list[str], value: Any) -> str:
        """Return the branch of a choice that says most of a value: one that lists it, or knows most of its fields.

        Where none lists a value, the one that lists any is it: the others take what it does not know.
        """
        fitting = [branch for branch in branches if kind(value) in self.kinds(branch)]
        listing = [branch for branch in fitting if self.values(branch) is not None]
        names = value.keys() if isinstance(value, dict) else ()
        exact = [branch for branch in listing if value in (self.values(branch) or ())]
        return max(exact or listing or fitting, key=lambda branch: len(self.names(branch).intersection(names)))


def _parts(node: Mapping[str, Any], pointer: str, keywords: tuple[str, ...]) -> Iterator[str]:
    if "$ref" in node:
        yield node["$ref"].removeprefix("#")
    for keyword in keywords:
        yield from (ptr.join(pointer, keyword, index) for index in range(len(node.get(keyword, ()))))


def kind(value: Any) -> str:
    """Return the JSON type of a value; a number without a fraction is an integer."""
    if isinstance(value, float):
        return "integer" if value.is_integer() else "number"
    return _NAMES[type(value)]
