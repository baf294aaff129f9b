"""The facts of a spec, one by one: what each says, how well it is known, and by which page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from vouch.evidence.claims import level
from vouch.spec import Claim, Spec
from vouch.spec import pointer as ptr
from vouch.spec.behaviour import Level, claims
from vouch.spec.places import operations, subject
from vouch.spec.walk import walk

_KINDS = frozenset({"operation", "parameter", "response", "header", "security-scheme", "server"})
_BEHAVIOUR = ("x-pagination", "x-rules", "x-creates", "x-filter", "x-sort", "x-expand", "x-rate-limit")
_COMPONENT = 3
"""Keys of a pointer to a component, or to an operation."""
_MOST = 100


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a spec says, by its place in the file.

    `of` names the keywords it is about, none for the whole object at `pointer`. `about` names the place, `says` what
    it says in one line, `pages` are the vendor's pages of the operations that the place belongs to.
    """

    pointer: str
    of: tuple[str, ...]
    level: Level
    about: str
    says: str
    why: str
    pages: tuple[str, ...]
    line: int


def facts(spec: Spec) -> tuple[Fact, ...]:
    """Return every fact in the order of the file: each claim made, and of each object the rest that none is about."""
    pages = {operation.id: _page(operation.evidence) for operation in spec.operations}
    return tuple(sorted(_facts(spec, pages), key=lambda fact: (fact.line, fact.of)))


def _facts(spec: Spec, pages: Mapping[str, str]) -> Iterator[Fact]:
    @cache
    def of_operations(place: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, (pages.get(name) for name in operations(spec.document, place)))))

    for pointer, node in dict(_units(spec.document)).items():
        made, keys = claims(node), ptr.split(pointer)
        about, pages_here = _about(spec, pointer), of_operations(ptr.from_keys(keys[:_COMPONENT]))
        for claim in made:
            shown = (claim.page,) if claim.page else pages_here
            line = spec.source.line(ptr.join(pointer, *claim.of[:1]))
            yield Fact(pointer, claim.of, claim.level, about, _says(pointer, node, claim.of), claim.why, shown, line)
        if all(claim.of for claim in made):
            rest, line = level(spec.document, pointer), spec.source.line(pointer)
            yield Fact(pointer, (), rest, about, _says(pointer, node, ()), "", pages_here, line)


def _about(spec: Spec, pointer: str) -> str:
    keys = ptr.split(pointer)
    if keys[:1] == ("components",):
        return "/".join(key for key in keys[1:] if key != "properties")
    if keys[:1] == ("paths",) and len(keys) < _COMPONENT:
        return "path"
    return subject(spec.document, pointer)


def _units(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the objects that say something of their own; what only leads to another one does not."""
    for kind, pointer, node in walk(dict(document)):
        way = ptr.split(pointer)
        named = kind == "schema" and (way[-2:-1] == ("properties",) or way[:-1] == ("components", "schemas"))
        if named or "x-evidence" in node or (kind in _KINDS and "$ref" not in node):
            yield pointer, node
        for field in _BEHAVIOUR:
            if field in node:
                yield from _behaviour(node[field], ptr.join(pointer, field))


def _behaviour(value: Any, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a behaviour field, each entry of a list, and whatever inside makes a claim."""
    if isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _behaviour(entry, ptr.join(pointer, index))
    elif isinstance(value, dict):
        yield pointer, value
        for key, child in value.items():
            yield from ((here, node) for here, node in _inside(child, ptr.join(pointer, key)) if "x-evidence" in node)


def _inside(value: Any, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        yield pointer, value
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from _inside(child, ptr.join(pointer, key))


def _says(pointer: str, node: Mapping[str, Any], of: tuple[str, ...]) -> str:
    """Return in one line what an object, or some of its keywords, say."""
    if of:
        return _short(", ".join(f"{name}: {_plain(node[name])}" for name in of))
    way = ptr.split(pointer)
    if way[:1] == ("paths",) and len(way) < _COMPONENT:
        return way[-1]
    words = next((node[key] for key in ("summary", "description", "url", "$ref") if key in node), None)
    plain = {key: value for key, value in node.items() if key != "x-evidence"}
    return _short(words if isinstance(words, str) else _plain(plain))


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MOST else f"{line[: _MOST - 1]}…"


def _page(evidence: tuple[Claim, ...]) -> str:
    return next((claim.page for claim in evidence if claim.page), "")
