"""Comparing values as the vocabulary means them: instants by time, numbers by size, texts by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any


def comparable(value: Any) -> Any:
    """Return what a value is compared by: a date-time's instant, anything else as it is."""
    if isinstance(value, str):
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            return value
        return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return value


def same(one: Any, other: Any) -> bool:
    """Say whether two values are equal, written alike or not."""
    return bool(one == other or comparable(one) == comparable(other))


def ordered(values: Sequence[Any], *, descending: bool) -> bool:
    """Say whether values are in order; texts may be in that of their characters or that of a dictionary."""
    found = [comparable(value) for value in (reversed(values) if descending else values)]
    readings = [found]
    if all(isinstance(value, str) for value in found):
        readings.append([value.casefold() for value in found])
    return any(all(a <= b for a, b in pairwise(reading)) for reading in readings)
