"""OpenAPI 3.0 as 3.1: the same document, in the words of JSON Schema.

What 3.1 documents still carry over from 3.0 (`nullable`) is taken for what its author meant, too: a null too much in
an answer that is read harms nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any
from urllib.parse import unquote

from vouch.spec.walk import walk

_BESIDE_REFERENCES = frozenset({"$ref", "description", "summary", "nullable"})
_BOUNDS = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}


def upgraded(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document as OpenAPI 3.1; one of another version than 3.0 keeps it."""
    document = deepcopy(document)
    version = document.get("openapi")
    old = isinstance(version, str) and version.startswith("3.0.")
    if old:
        document["openapi"] = "3.1.0"
    steps: list[Callable[[dict[str, Any]], None]] = [_nullable]
    steps = [_lone_reference, _bounds, _example, *steps] if old else steps
    for kind, _, node in reversed(list(walk(document))):
        if isinstance(node.get("$ref"), str) and "%" in node["$ref"]:
            node["$ref"] = unquote(node["$ref"])  # JSON pointers in a URI are percent-encoded
        for step in steps if kind == "schema" else ():
            step(node)
    return document


def _lone_reference(node: dict[str, Any]) -> None:
    """Take out what 3.0 overlooks beside a reference."""
    if isinstance(node.get("$ref"), str):
        for key in node.keys() - _BESIDE_REFERENCES:
            del node[key]


def _bounds(node: dict[str, Any]) -> None:
    for exclusive, inclusive in _BOUNDS.items():
        if isinstance(node.get(exclusive), bool) and node.pop(exclusive) and inclusive in node:
            node[exclusive] = node.pop(inclusive)


def _example(node: dict[str, Any]) -> None:
    if "example" in node:
        node.setdefault("examples", [node.pop("example")])


def _nullable(node: dict[str, Any]) -> None:
    if "nullable" not in node or not isinstance(node["nullable"], bool):
        return
    if not node.pop("nullable"):
        return
    kinds = node.get("type", [])
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if kinds:
        node["type"] = [*kinds, *(["null"] if "null" not in kinds else [])]
        if isinstance(node.get("enum"), list) and None not in node["enum"]:
            node["enum"] = [*node["enum"], None]
    elif node.keys() - {"description", "title", "examples"}:
        rest = dict(node)
        node.clear()
        node["anyOf"] = [rest, {"type": "null"}]
