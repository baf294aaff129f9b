"""Which of two schemas admits more: what decides whether a change breaks somebody."""

from __future__ import annotations

from typing import Any, Literal

import jsonschema_rs

from vouch.diff.change import Kind, Way

Relation = Literal["same", "wider", "narrower", "other"]
"""What the new schema admits, against the old one; `other` is neither, or cannot be told."""


def relation(old: Any, new: Any) -> Relation:
    """Compare what two schemas admit; each holds all that its references need."""
    covers, covered = _covers(new, old), _covers(old, new)
    if covers and covered:
        return "same"
    if covers:
        return "wider"
    return "narrower" if covered else "other"


def verdict(way: Way, found: Relation) -> Kind:
    """Say what a change of a schema is to callers: who sends may lose what was accepted, who reads may meet more."""
    if found == "same":
        return "wording"
    return "addition" if found == {"sent": "wider", "read": "narrower"}[way] else "breaking"


def _covers(one: Any, other: Any) -> bool:
    try:
        canonical = [jsonschema_rs.canonicalize(schema, validate_formats=True) for schema in (one, other)]
        return canonical[0].covers(canonical[1]) is jsonschema_rs.canonical.Containment.YES
    except (ValueError, jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError):
        return False  # a pattern or reference that the comparison cannot follow: nothing is promised
