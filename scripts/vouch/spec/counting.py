"""Numbers of things in words."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Return how many there are of something: `1 model`, `2 models`.

    >>> counted(2, "more place")
    '2 more places'
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"
