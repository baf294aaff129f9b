"""Doing without what is wrong with a document, smallest part first, and telling what was left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from vouch.spec import pointer as ptr
from vouch.spec.problems import Problem, SpecError
from vouch.spec.source import Source

_ROUNDS = 20
"""What is left out may be missed elsewhere, and so on; no honest document goes on as long as this."""
_NEEDED: dict[str, Any] = {"/info": {"title": "", "version": "0"}, "/info/title": "", "/info/version": "0"}
_ROOTS = frozenset({"", "/openapi", "/swagger", "/paths", "/components", "/components/schemas"})


def mended(source: Source, problems: Callable[[Source], Iterable[Problem]]) -> tuple[Source, list[Problem]]:
    """Return the source without what these problems are about, and all that were found.

    Raises:
        SpecError: what is wrong is the document itself, not a part of it.

    """
    told: list[Problem] = []
    found = list(problems(source))
    for _ in range(_ROUNDS):
        if not found:
            return source, told
        if lost := [problem for problem in found if problem.pointer in _ROOTS]:
            raise SpecError(lost)
        told += found
        document = source.document
        for pointer in sorted({problem.pointer for problem in found}, key=_last_first, reverse=True):
            document = _without(document, ptr.split(pointer), pointer)
        source = replace(source, document=document)
        found = list(problems(source))
    raise SpecError(found)


def _last_first(pointer: str) -> tuple[tuple[int, str], ...]:
    """Order pointers so that members of a list are taken out from behind."""
    return tuple((int(key), "") if key.isdigit() and key.isascii() else (0, key) for key in ptr.split(pointer))


def _without(node: Any, way: tuple[str, ...], pointer: str) -> Any:
    """Return a copy of the node without what stands at the end of the way, where something does."""
    if pointer in _NEEDED and len(way) == 1:
        return {**node, way[0]: _NEEDED[pointer]}
    key, *rest = way
    if isinstance(node, list):
        index = int(key)
        if index >= len(node):
            return node
        return [*node[:index], *([_without(node[index], tuple(rest), pointer)] if rest else []), *node[index + 1 :]]
    if not isinstance(node, dict) or key not in node:
        return node
    if rest:
        return {**node, key: _without(node[key], tuple(rest), pointer)}
    return {name: child for name, child in node.items() if name != key}
