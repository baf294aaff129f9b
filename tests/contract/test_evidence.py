"""How well a fact is known is said by the claim nearest to it."""

from __future__ import annotations

import pytest

from vouch.contract.evidence import level

DOCUMENT = {
    "paths": {"x-evidence": [{"level": "documented", "page": "P"}, {"level": "observed", "why": "w"}]},
    "limit": {
        "x-evidence": [{"level": "documented", "of": ["required"]}, {"level": "observed", "why": "w"}],
        "required": True,
        "name": "limit",
        "schema": {"x-evidence": [{"level": "assumed", "of": ["minimum"], "why": "w"}], "minimum": 1, "maximum": 9},
    },
    "rules": [{"at-least-one": ["a", "b"], "x-evidence": [{"level": "example", "why": "w"}]}],
}


@pytest.mark.parametrize(
    ("expected", "pointer"),
    [
        ("assumed", "/limit/schema/minimum"),
        ("observed", "/limit/schema/maximum"),
        ("documented", "/limit/required"),
        ("observed", "/limit"),
        ("observed", "/limit/nothing/there"),
        ("observed", "/paths"),
        ("example", "/rules/0/at-least-one"),
        ("documented", "/elsewhere"),
    ],
)
def test_the_nearest_claim_counts(expected: str, pointer: str) -> None:
    """About the keyword itself, else about the object around it, else further out; documented where nothing is said."""
    assert expected == level(DOCUMENT, pointer)
