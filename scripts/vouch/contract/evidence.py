"""How well the spec knows a fact: the claim nearest to the place where it is written."""

from __future__ import annotations

from typing import Any

from vouch.spec import pointer as ptr
from vouch.spec.behaviour import Level, claims

_WEAKEST_FIRST: tuple[Level, ...] = ("assumed", "observed", "example", "documented")


def level(document: dict[str, Any], pointer: str) -> Level:
    """Return the level of what stands at a pointer.

    A claim about that very keyword comes before one about the object around it, and both before those further out.
    """
    keys = ptr.split(pointer)
    for depth in range(len(keys), -1, -1):
        node = ptr.get(document, ptr.from_keys(keys[:depth]))
        if not isinstance(node, dict):
            continue
        below = keys[depth] if depth < len(keys) else None
        found = claims(node)
        about = {claim.level for claim in found if below in claim.of} or {
            claim.level for claim in found if not claim.of
        }
        if about:
            return next(each for each in _WEAKEST_FIRST if each in about)
    return "documented"
