"""Filters: which entries a parameter keeps, by the values that stand at one place of every entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from vouch.mock.store import Listing, instant
from vouch.spec import Filter, Spec, descend
from vouch.spec import pointer as ptr

Read = Callable[[Any], Any]
"""Makes values of a field comparable."""
Keep = Callable[[Any, Sequence[Any], Sequence[int]], Sequence[int]]
"""Keeps those ranks whose value is the one asked for, all of them as they were read."""


@dataclass(frozen=True, slots=True)
class Sieve:
    """One filter, ready to work: where it looks, how it reads what stands there, what it keeps."""

    keys: tuple[str, ...]
    read: Read
    keep: Keep

    def kept(self, wanted: Any, listing: Listing, ranks: Sequence[int]) -> Sequence[int]:
        """Return those of the ranks whose entry matches the value asked for."""
        return self.keep(self.read(wanted), listing.column(self.keys, self.read), ranks)


def sieve(spec: Spec, declared: Filter, item: Any) -> Sieve:
    """Return a filter of the items with that schema."""
    keys = tuple(ptr.split(declared.field))
    kinds: dict[Literal["equals", "in", "contains", "at-least", "at-most"], tuple[Read, Keep]] = {
        "equals": (as_it_is, _equal),
        "in": (as_it_is, _among),
        "contains": (_folded, _containing),
        "at-least": (reader(descend(spec, item, declared.field)), _at_least),
        "at-most": (reader(descend(spec, item, declared.field)), _at_most),
    }
    return Sieve(keys, *kinds[declared.match])


def reader(field: Any) -> Read:
    """Return what makes values of a field comparable: moments compare as moments, whatever their zone."""
    dated = isinstance(field, Mapping) and field.get("format") in {"date", "date-time"}
    return instant if dated else as_it_is


def as_it_is(value: Any) -> Any:
    """Return the value."""
    return value


def listed(value: Any) -> list[Any]:
    """Return the value as a list, which it may be already."""
    return value if isinstance(value, list) else [value]


def _folded(value: Any) -> str:
    return "" if value is None else str(value).casefold()


def _equal(wanted: Any, values: Sequence[Any], ranks: Sequence[int]) -> Sequence[int]:
    return [rank for rank in ranks if values[rank] == wanted]


def _among(wanted: Any, values: Sequence[Any], ranks: Sequence[int]) -> Sequence[int]:
    members = listed(wanted)
    return [rank for rank in ranks if values[rank] in members]


def _containing(part: str, values: Sequence[str], ranks: Sequence[int]) -> Sequence[int]:
    return [rank for rank in ranks if part in values[rank]]


def _at_least(bound: Any, values: Sequence[Any], ranks: Sequence[int]) -> Sequence[int]:
    return [rank for rank in ranks if _comes_before(bound, values[rank])]


def _at_most(bound: Any, values: Sequence[Any], ranks: Sequence[int]) -> Sequence[int]:
    return [rank for rank in ranks if _comes_before(values[rank], bound)]


def _comes_before(first: Any, second: Any) -> bool:
    """Say whether the first is no greater; what is missing or of another type compares with nothing."""
    try:
        return bool(first <= second)
    except TypeError:
        return False
