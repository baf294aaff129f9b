"""Values to filter by, made of what the items of a list have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from itertools import islice
from typing import Any

from vouch.contract.relations.values import comparable, instant
from vouch.spec import Filter
from vouch.spec import pointer as ptr

_PATTERNS = "%_"
"""Signs that stand for any others in some searches, and for themselves in a text."""
_NOBODY = {"uuid": "00000000-0000-4000-8000-000000000000", None: "nothing-has-this-vouch"}
"""Texts that no item has, by the format asked for."""


def candidates(
    condition: Filter, schema: Mapping[str, Any], items: Sequence[Any], given: Any, *, ours: bool
) -> Iterator[Any]:
    """Yield values of a filter, the most telling first; `given` is what every call has for it, if anything.

    Moments are among them as another zone writes them, and where the server is `ours` in small letters.
    """
    scalars = _scalars(condition, items)
    common = [value for value, _ in Counter(scalars).most_common()]
    match condition.match:
        case "equals" if given is None:
            possible = schema.get("enum") or ([True, False] if schema.get("type") == "boolean" else [])
            yield from possible or [*common[:1], *common[-1:]]
        case "in":
            values = common if given is None else given
            yield from ([value] for value in values[:1])
            yield values[:2]
        case "contains":
            yield from _parts(common, str(given or ""))
            yield from _usual(scalars, str(given or ""))
            yield from _PATTERNS
        case "at-least" | "at-most":
            in_order = sorted(set(common), key=comparable)
            yield from _bounds(in_order, str(schema.get("format")), ours=ours)


def others(condition: Filter, items: Sequence[Any]) -> Iterator[Any]:
    """Yield every value of a filter that some item passes, the usual ones first."""
    scalars = _scalars(condition, items)
    if condition.match == "contains":
        scalars = [word for text in scalars for word in str(text).split()]
    for value, _ in Counter(scalars).most_common():
        yield [value] if condition.match == "in" else value


def nothing(condition: Filter, schema: Mapping[str, Any], items: Sequence[Any]) -> Iterator[Any]:
    """Yield values that hardly any item passes; a sign that some search for anything with is a text as any other."""
    in_order = sorted(_scalars(condition, items), key=comparable)
    match condition.match:
        case "at-least" | "at-most" if in_order and schema.get("format") == "date-time":
            step = timedelta(days=3_650 if condition.match == "at-least" else -3_650)
            edge = instant(str(in_order[-1 if condition.match == "at-least" else 0]))
            with suppress(OverflowError):  # there is no year 10,000
                yield from [_written(edge + step)] if edge else []
        case "at-least" | "at-most":
            return
        case match:
            item = schema.get("items", schema) if match == "in" else schema
            plain = item.get("type") == "string" and not item.keys() & {"enum", "const", "pattern"}
            text = _NOBODY.get(item.get("format")) if plain else None
            yield from [[text] if match == "in" else text] if text else []
            yield from _PATTERNS if text and match == "contains" else ""


def _scalars(condition: Filter, items: Sequence[Any]) -> list[Any]:
    return [value for item in items if isinstance(value := ptr.get(item, condition.field), str | int | float)]


def _parts(texts: Sequence[Any], given: str) -> Iterator[str]:
    """Yield parts of texts: in another case, as case must not matter; from inside a word; with what is not ASCII."""
    words = [word for text in texts for word in str(text).split() if given.casefold() in word.casefold()]
    longest = sorted(set(words), key=lambda word: (-len(word), word))
    # Which capital belongs to which letter is the same everywhere for ASCII alone.
    yield from (word.swapcase() if word.isascii() else word for word in longest[:2])
    if not given:
        yield from (word[1:-1] for word in longest[:1] if len(word) > 3)  # noqa: PLR2004 - something is left
        yield from islice((word for word in longest if not word.isascii()), 1)
        yield from (str(text) for text in texts[:1])


def _usual(texts: Sequence[Any], given: str) -> Iterator[str]:
    """Yield the word that most texts have and some lack: what has it may well fill more than one page."""
    counts = Counter(word for text in texts for word in {*str(text).casefold().split()} if given.casefold() in word)
    yield from islice((word for word, count in counts.most_common() if count < len(texts)), 1)


def _bounds(in_order: Sequence[Any], written: str, *, ours: bool) -> Iterator[Any]:
    """Yield values in the middle and at the ends; moments also beside them, and as another zone writes them.

    Those at the very ends tell items apart where some have no value at all.
    """
    middle = in_order[len(in_order) // 2 :][:1]
    yield from middle
    yield from in_order[1:2]
    yield from in_order[-2:-1]
    yield from in_order[:1]
    yield from in_order[1:][-1:]
    moments = [moment for value in middle if (moment := instant(str(value)))] if written == "date-time" else []
    for moment in moments:
        with suppress(OverflowError):  # there is no year 10,000
            yield _written(moment + timedelta(seconds=1))
            yield _written(moment - timedelta(hours=1))
            yield moment.astimezone(timezone(timedelta(hours=5))).isoformat()
            yield moment.astimezone(timezone(timedelta(hours=-11))).isoformat()
            if ours:
                yield _written(moment).lower()  # T and Z may be small letters (RFC 3339, 5.6)


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
