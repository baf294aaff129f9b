"""A schema with its references, `allOf`, null and open enums read out of it: what two spellings of one thing share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from vouch.diff.sides import Node

_TEXT = frozenset({
    "title", "description", "examples", "example", "$comment", "externalDocs", "xml", "deprecated", "readOnly",
    "writeOnly", "discriminator", "$id", "$anchor", "$schema", "$defs", "contentEncoding", "contentMediaType",
    "contentSchema",
})  # fmt: skip
"""Keywords that admit and refuse nothing."""
_KINDS = ("type", "enum", "const", "properties", "items", "anyOf", "oneOf", "allOf")
_JSON_TYPES = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array", type(None): "null"}
_ANNOTATED = frozenset({"default", "x-at-most", "x-selects"})
"""Of those, the ones that promise something all the same."""


@dataclass(frozen=True, slots=True)
class Field:
    """A property or argument; `at` is where it is listed, `needed_at` where it is said to be required, if it is.

    `written_at` is where it is written, if that is elsewhere.
    """

    node: Node
    required: bool
    at: str
    needed_at: str | None
    written_at: str = ""


@dataclass(slots=True)
class View:
    """What a schema says; `branches` are its alternatives, `known` the values an open enum names, the rest keywords."""

    at: str
    null: bool = False
    null_at: str | None = None
    known: tuple[Any, ...] = ()
    known_at: str | None = None
    branches: list[Node] = field(default_factory=list)
    branches_at: str | None = None
    properties: dict[str, Node] = field(default_factory=dict)
    required: dict[str, str] = field(default_factory=dict)
    keywords: dict[str, Node] = field(default_factory=dict)

    @property
    def types(self) -> frozenset[str]:
        """The JSON types it names, or those of the values it names; none where it names none."""
        if "type" not in self.keywords:
            values = self.value("enum", [self.value("const")] if "const" in self.keywords else [])
            return frozenset(_JSON_TYPES.get(type(value), "object") for value in values)
        value = self.value("type")
        return frozenset((value,) if isinstance(value, str) else value)

    @property
    def fields(self) -> dict[str, Field]:
        """Its properties by their names on the wire."""
        return {
            name: Field(node, name in self.required, node.at, self.required.get(name))
            for name, node in self.properties.items()
        }

    @property
    def assertions(self) -> dict[str, Any]:
        """The keywords that admit or refuse values."""
        return {key: node.value for key, node in self.keywords.items() if key not in _ANNOTATED}

    def value(self, key: str, default: Any = None) -> Any:
        """Return the value of a keyword."""
        return self.keywords[key].value if key in self.keywords else default

    def place(self, key: str) -> str | None:
        """Return where a keyword is written."""
        return self.keywords[key].at if key in self.keywords else None


def view(node: Node, document: Mapping[str, Any]) -> View:
    """Read a schema."""
    followed = node.follow(document)
    found = View(followed.at)
    for part in _parts(followed, document, frozenset()):
        _take(found, part)
    for name, at in found.required.items():
        found.properties.setdefault(name, Node({}, at))
    _read_null(found)
    _read_branches(found, document)
    return found


def _parts(node: Node, document: Mapping[str, Any], above: frozenset[str]) -> Iterator[Node]:
    """Yield a schema and those it is the sum of."""
    if node.at in above:
        return
    value = node.value if isinstance(node.value, dict) else {} if node.value else {"not": {}}
    yield Node(value, node.at)
    for index in range(len(value.get("allOf", ()))):
        yield from _parts(node.child("allOf", index).follow(document), document, above | {node.at})


def _take(found: View, part: Node) -> None:
    for key in part.value:
        child = part.child(key)
        if key == "properties":
            for name in child.value:
                own, known = child.child(name), found.properties.get(name)
                found.properties[name] = Node({"allOf": [known.value, own.value]}, known.at) if known else own
        elif key == "required":
            found.required |= {name: child.at for name in child.value if name not in found.required}
        elif key in found.keywords and found.keywords[key].value == child.value:
            continue
        elif key in found.keywords and key not in _ANNOTATED:
            more = found.keywords.setdefault("allOf", Node([], part.at))
            more.value.append({key: child.value})
        elif key in _ANNOTATED or not (key in _TEXT or key == "allOf" or key.startswith("x-")):
            found.keywords[key] = child


def _read_null(found: View) -> None:
    if not found.assertions and not found.properties:
        found.null = True  # it says nothing: null is as good as anything
    for key, null in {"type": "null", "enum": None}.items():
        value = found.value(key)
        if isinstance(value, list) and null in value:
            others = [each for each in value if each != null]
            if key == "type" or not found.types:
                found.null, found.null_at = True, found.place(key)
            found.keywords[key] = Node(
                others[0] if key == "type" and len(others) == 1 else others, found.place(key) or ""
            )


def _read_branches(found: View, document: Mapping[str, Any]) -> None:
    key = next((key for key in ("anyOf", "oneOf") if key in found.keywords), None)
    if key is None:
        return
    written = found.keywords[key]
    branches = [written.child(index) for index in range(len(written.value))]
    plain = [branch for branch in branches if not _is_null(branch.follow(document))]
    if not any(_names(branch.follow(document)) for branch in plain):
        return  # alternatives of nothing but rules, such as `required`
    del found.keywords[key]
    if len(plain) < len(branches):
        found.null, found.null_at = True, written.at
    read = [view(branch, document) for branch in plain]
    open_ = [each for each in read if not each.value("enum")]
    closed = [each for each in read if each.value("enum") and each.types <= {"string"}]
    if closed and len(open_) == 1 == len(read) - len(closed) and open_[0].types == {"string"}:
        found.known, found.known_at = tuple(value for each in closed for value in each.value("enum")), written.at
        plain = [branch for branch, each in zip(plain, read, strict=True) if each is open_[0]]
        read = open_
    if len(read) == 1 and not (found.keywords.keys() & read[0].keywords.keys() - _ANNOTATED):
        (only,) = read
        found.at = only.at if not found.known else found.at
        found.null, found.null_at = found.null or only.null, found.null_at or only.null_at
        found.known, found.known_at = found.known or only.known, found.known_at or only.known_at
        found.branches, found.branches_at = only.branches, only.branches_at
        found.properties |= only.properties
        found.required |= only.required
        found.keywords |= {key: node for key, node in only.keywords.items() if key not in found.keywords}
        return
    found.branches, found.branches_at = plain, written.at


def _names(branch: Node) -> bool:
    """Say whether a branch says what a value is, not only what it needs."""
    return any(branch.get(key) is not None for key in _KINDS)


def _is_null(branch: Node) -> bool:
    return branch.get("type") == "null" or branch.get("enum") == [None] or branch.get("const", 0) is None
