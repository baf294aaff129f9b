"""Which component is which, where one has a new name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from vouch.spec import pointer as ptr

_ALIKE = 0.6
"""The part of what two components say that has to be the same for the one to be the other."""


def renames(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    """Return the components that are only called something else, from the old pointer to the new one."""
    found: dict[str, str] = {}
    before, after = old.get("components", {}), new.get("components", {})
    for kind in [kind for kind in before if kind in after]:
        gone = {name: set(leaves(node)) for name, node in before[kind].items() if name not in after[kind]}
        come = {name: set(leaves(node)) for name, node in after[kind].items() if name not in before[kind]}
        scores = sorted(
            ((-_likeness(gone[one], come[other]), one, other) for one in gone for other in come), key=lambda each: each
        )
        for score, one, other in scores:
            if -score >= _ALIKE and one in gone and other in come:
                del gone[one], come[other]
                found[ptr.join("/components", kind, one)] = ptr.join("/components", kind, other)
    return found


def leaves(node: Any, pointer: str = "") -> Iterator[tuple[str, str]]:
    """Yield where each scalar stands, and it."""
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    empty = True
    for key, child in children:
        empty = False
        yield from leaves(child, ptr.join(pointer, key))
    if empty:
        yield pointer, repr(node)


def _likeness(one: set[tuple[str, str]], other: set[tuple[str, str]]) -> float:
    return len(one & other) / len(one | other)
