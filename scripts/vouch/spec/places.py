"""Naming a place in a document as a person would: by the operations it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from vouch.spec import pointer as ptr
from vouch.spec.problems import Problem
from vouch.spec.source import Source
from vouch.spec.walk import METHODS

_OPERATION = 3
"""Keys of a pointer to an operation: /paths/<path>/<method>."""


def problem(source: Source, pointer: str, found: str, expected: str) -> Problem:
    """Return a problem at a place, named as `subject` does."""
    return source.problem(pointer, subject(source.document, pointer), found, expected)


def subject(document: Mapping[str, Any], pointer: str) -> str:
    """Name the operation a place belongs to, or those that use the component it is in, and the way from there."""
    keys = ptr.split(pointer)
    if keys[:1] == ("paths",) and len(keys) >= _OPERATION and keys[2] in METHODS:
        return " ".join([_name(document, keys), "/".join(keys[_OPERATION:])]).strip()
    way = "/".join(keys) or "document"
    users = _users(document, ptr.from_keys(keys[:_OPERATION])) if keys[:1] == ("components",) else []
    return f"{', '.join(users)} {way}" if users else way


def operation_of(document: Mapping[str, Any], pointer: str) -> str | None:
    """Name the one operation that a place is part of; None where it is part of none, or used by several."""
    keys = ptr.split(pointer)
    if keys[:1] != ("paths",) or len(keys) < _OPERATION or keys[2] not in METHODS:
        return None
    return _name(document, keys)


def operations(document: Mapping[str, Any], pointer: str) -> list[str]:
    """Name the operations that a place belongs to: its own, those of its path, those that use its component; else all.

    A security scheme is used by name and not by reference, so it counts as everybody's.
    """
    place = ptr.split(pointer)[:_OPERATION]
    if place[:1] == ("paths",):
        return [_name(document, keys) for keys in _operations(document) if keys[: len(place)] == place]
    users = _users(document, ptr.from_keys(place)) if place[:1] == ("components",) else []
    return users or [_name(document, keys) for keys in _operations(document)]


def references(node: Any) -> Iterator[str]:
    """Yield every `$ref` in a node and below it."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from references(child)


def _name(document: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    operation = ptr.get(document, ptr.from_keys(keys[:_OPERATION]), {})
    name = operation.get("operationId") if isinstance(operation, dict) else None
    return name if name and isinstance(name, str) else f"{keys[2].upper()} {keys[1]}"


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    paths = document.get("paths")
    for path, item in paths.items() if isinstance(paths, dict) else ():
        if isinstance(item, dict):
            yield from (("paths", path, method) for method in METHODS if method in item)


def _users(document: Mapping[str, Any], component: str) -> list[str]:
    return [_name(document, keys) for keys in _index(_Identity(document)).get(component, ())]


class _Identity:
    """A document as itself: as the key of a cache, equal to nothing else."""

    __slots__ = ("document",)

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Identity) and self.document is other.document

    def __hash__(self) -> int:
        return id(self.document)


@lru_cache(maxsize=2)
def _index(of: _Identity) -> Mapping[str, list[tuple[str, str, str]]]:
    """Return the operations that lead to a pointer by references, directly or not."""
    document = of.document
    direct: dict[str, set[str]] = {}
    found: dict[str, list[tuple[str, str, str]]] = {}
    for keys in _operations(document):
        reached: set[str] = set()
        waiting = {ptr.from_keys(keys)}
        while waiting:
            pointer = waiting.pop()
            if pointer not in direct:
                node = ptr.get(document, pointer)
                direct[pointer] = {reference.removeprefix("#") for reference in references(node)}
            waiting |= direct[pointer] - reached
            reached |= direct[pointer]
        for pointer in reached:
            found.setdefault(pointer, []).append(keys)
    return found
