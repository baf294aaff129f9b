"""Comparing values as the vocabulary means them: instants by time, numbers by size, texts by themselves.

A server may send anything, so any two values can be compared: those of different kinds are never equal.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from unicodedata import normalize

from vouch.spec import Filter
from vouch.spec import pointer as ptr


def comparable(value: Any) -> tuple[str, Any]:
    """Return what a value is compared by: its kind, and then a date-time's instant, or it as it is."""
    if isinstance(value, str):
        moment = instant(value)
        return ("text", value) if moment is None else ("instant", moment)
    if isinstance(value, int | float):
        return "number", value
    return "other", json.dumps(value, sort_keys=True, default=str)


def instant(text: str) -> datetime | None:
    """Return the moment that a text names, in UTC where it says no zone; None where it names none."""
    # Python knows neither the lower-case letters nor the leap seconds of RFC 3339, 5.6.
    written, leaps = re.subn(r":60(?=[.Z+-])", ":59", text.upper())
    try:
        moment = datetime.fromisoformat(written) + timedelta(seconds=leaps)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def same(one: Any, other: Any) -> bool:
    """Say whether two values are equal, written alike or not."""
    return bool(one == other or comparable(one) == comparable(other))


def ordered(values: Sequence[Any], *, descending: bool) -> bool:
    """Say whether values are in order; texts may be in that of their characters or that of a dictionary.

    A dictionary may overlook case alone, or accents and all that is neither letter nor digit as well.
    """
    in_turn = [*reversed(values)] if descending else [*values]
    readings = (
        in_turn,
        [value.casefold() if isinstance(value, str) else value for value in in_turn],
        [_letters(value) if isinstance(value, str) else value for value in in_turn],
    )
    return any(all(a <= b for a, b in pairwise(map(comparable, reading))) for reading in readings)


def _letters(text: str) -> str:
    """Return the letters and digits of a text, without case and accents; of a moment all there is."""
    return text if instant(text) else "".join(filter(str.isalnum, normalize("NFKD", text.casefold())))


def narrows(condition: Filter, value: Any, other: Any) -> bool:
    """Say whether nothing passes a filter with the other value that would not pass it with this one."""
    if other is None:
        return False
    match condition.match:
        case "equals":
            return bool(value == other)
        case "in":
            return all(each in value for each in other)
        case "contains":
            return str(value).casefold() in str(other).casefold()
        case "at-least":
            return bool(comparable(other) >= comparable(value))
        case "at-most":
            return bool(comparable(other) <= comparable(value))


def matches(condition: Filter, item: Any, value: Any) -> bool:
    """Say whether an item passes a filter; an item that has nothing there does not."""
    found = ptr.get(item, condition.field)
    if found is None:
        return False
    match condition.match:
        case "equals":
            return bool(found == value)
        case "in":
            return found in value
        case "contains":
            return str(value).casefold() in str(found).casefold()
        case "at-least":
            return bool(comparable(found) >= comparable(value))
        case "at-most":
            return bool(comparable(found) <= comparable(value))
