"""Which claims a place in a spec rests on: those nearest to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vouch.spec import Claim
from vouch.spec import pointer as ptr
from vouch.spec.behaviour import Level, claims

LEVELS: tuple[Level, ...] = ("documented", "example", "observed", "assumed")
"""From the best known to the least."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """A claim and the object it stands on."""

    pointer: str
    claim: Claim


def grounds(document: Mapping[str, Any], pointer: str) -> tuple[Grounds, ...]:
    """Return the claims about what stands at a pointer; none means it is documented.

    A claim about that very keyword comes before one about the object around it, and both before those further out.
    """
    keys = ptr.split(pointer)
    for depth in range(len(keys), -1, -1):
        here = ptr.from_keys(keys[:depth])
        node = ptr.get(document, here)
        if not isinstance(node, dict):
            continue
        below = keys[depth] if depth < len(keys) else None
        found = claims(node)
        about = [claim for claim in found if below in claim.of] or [claim for claim in found if not claim.of]
        if about:
            return tuple(Grounds(here, claim) for claim in about)
    return ()


def least(document: Mapping[str, Any], *pointers: str) -> str:
    """Return the one of several places that is known least well, the first where they are known alike."""
    return max(pointers, key=lambda pointer: LEVELS.index(level(document, pointer)))


def level(document: Mapping[str, Any], pointer: str) -> Level:
    """Return the level of what stands at a pointer: the least of the claims about it."""
    found = [each.claim.level for each in grounds(document, pointer)]
    return max(found, key=LEVELS.index, default="documented")
