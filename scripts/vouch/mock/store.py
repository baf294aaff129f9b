"""What a mock holds: the items of each list, in the order they came."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from vouch.mock.answers import write_json
from vouch.spec import Order
from vouch.spec import pointer as ptr


@dataclass(frozen=True, eq=False)
class Entry:
    """One item, which stays as it is, and its number, which is never given twice."""

    serial: int
    item: dict[str, Any]

    @cached_property
    def json(self) -> bytes:
        """The item as it goes out, written once however many pages show it."""
        return write_json(self.item)


class Listing:
    """All entries in one order. An entry's rank is where it stands; what requests look for is indexed by rank, once."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        self.ranks = {entry.serial: rank for rank, entry in enumerate(self.entries)}
        self._columns: dict[tuple[tuple[str, ...], Callable[[Any], Any]], Sequence[Any]] = {}
        self._places: dict[tuple[str, ...], dict[str, int]] = {}

    def column(self, keys: tuple[str, ...], read: Callable[[Any], Any]) -> Sequence[Any]:
        """Return what stands at the keys of an item pointer in each entry, by rank, as `read` makes it comparable."""
        if (keys, read) not in self._columns:
            self._columns[keys, read] = [read(reach(entry.item, keys)) for entry in self.entries]
        return self._columns[keys, read]

    def rank_of(self, keys: tuple[str, ...], text: str) -> int | None:
        """Return the rank of the first entry with that text at the keys, or None."""
        if keys not in self._places:
            texts = self.column(keys, str)
            self._places[keys] = {text: rank for rank, text in reversed([*enumerate(texts)])}
        return self._places[keys].get(text)


class Collection:
    """The items of one list; `items` are those of the start."""

    def __init__(self, items: Sequence[dict[str, Any]]) -> None:
        self.start_with(items)

    def start_with(self, items: Sequence[dict[str, Any]]) -> None:
        """Start over with other items."""
        self._first = items
        self.reset()

    def reset(self) -> None:
        """Go back to the items of the start."""
        self._count = 0
        self.hold(self._first)

    def hold(self, items: Sequence[dict[str, Any]]) -> None:
        """Hold these items and no others."""
        self._entries: list[Entry] = []
        self._listings: dict[Order | None, Listing] = {}
        for item in items:
            self.add(item)

    @property
    def entries(self) -> Sequence[Entry]:
        """All entries, oldest first."""
        return self._entries

    def add(self, item: dict[str, Any]) -> None:
        """Add an item behind all others."""
        self._entries.append(Entry(self._count, item))
        self._count += 1
        self._listings.clear()

    def ordered(self, order: Order | None, read: Callable[[Any], Any]) -> Listing:
        """Return the entries in an order; each order is worked out once until something is added.

        `read` turns a value of the items into one that compares.
        """
        if order not in self._listings:
            entries = self._entries
            if order:
                keys = ptr.split(order.by)
                # Descending is ascending read backward, ties included.
                entries = sorted(entries, key=lambda entry: _sort_key(read(reach(entry.item, keys))))
                entries = entries[::-1] if order.descending else entries
            self._listings[order] = Listing(entries)
        return self._listings[order]


def reach(item: Any, keys: Sequence[str]) -> Any:
    """Return what stands at the keys of an item pointer, or None."""
    for key in keys:
        if not isinstance(item, dict):
            return None
        item = item.get(key)
    return item


def with_value(item: dict[str, Any], keys: Sequence[str], value: Any) -> dict[str, Any]:
    """Return the item with a value at the keys; the item itself stays as it is."""
    key, *rest = keys
    return {**item, key: with_value(item.get(key) or {}, rest, value) if rest else value}


def instant(text: Any) -> datetime | None:
    """Return the moment that a date or date-time names, or None; the year 0 and leap seconds are brought near."""
    if not isinstance(text, str):
        return None
    try:
        when = datetime.fromisoformat(text.upper().replace(":60", ":59"))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC) if text.startswith("0000-") else None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _sort_key(value: Any) -> tuple[bool, bool, Any]:
    """Put text behind everything else, and what is missing behind that."""
    return (value is None, isinstance(value, str), 0 if value is None else value)
