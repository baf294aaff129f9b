"""Orders that are none, or another one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.mutants.catalogue import places
from tests.mutants.catalogue.seams import Arguments, considering, cutting, ordering, rearranged
from tests.mutants.catalogue.spot import Claims, Kind, Spot, replace

from vouch.mock.store import Entry, Listing
from vouch.spec import pointer as ptr


def _asks(spot: Spot, arguments: Arguments) -> bool:
    return bool(arguments.get(spot.parameter) == spot.value)


def _order(change: Callable[[list[Entry]], list[Entry]]) -> Callable[[Spot], None]:
    """Change what is shown where one of the orders is asked for."""

    def make(spot: Spot) -> None:
        def changed(arguments: Arguments, listing: Listing) -> Listing:
            return rearranged(spot, arguments, listing, change) if _asks(spot, arguments) else listing

        ordering(spot, changed)

    return make


def _value(choose: Callable[[Spot, Any], Any]) -> Callable[[Spot], None]:
    """Take one value of the parameter for another; None is no value."""

    def make(spot: Spot) -> None:
        def changed(arguments: Arguments, _: Listing) -> Arguments:
            chosen = choose(spot, arguments.get(spot.parameter))
            rest = {name: value for name, value in arguments.items() if name != spot.parameter}
            return rest if chosen is None else {**rest, spot.parameter: chosen}

        ordering(spot, changed)

    return make


def _other(spot: Spot) -> str:
    """Return another order than the one that is meant."""
    assert spot.declared.sort
    values = spot.declared.sort.values
    mine = values[spot.value]
    return next(
        value for value, order in values.items() if (order.by, order.descending) == (mine.by, not mine.descending)
    )


def _by_page(spot: Spot) -> None:
    """Sort each page, not the list."""
    assert spot.declared.sort
    order = spot.declared.sort.values[spot.value]
    _value(lambda at, value: None if value == at.value else value)(spot)

    def changed(request: Any, page: Any) -> Any:
        if not _asks(spot, request.arguments):
            return page
        return replace(
            page, entries=sorted(page.entries, key=lambda e: _key(ptr.get(e.item, order.by)), reverse=order.descending)
        )

    cutting(spot, changed)


def _key(value: Any) -> Any:
    return (
        value is None,
        str(value) if not isinstance(value, int | float) else "",
        value if isinstance(value, int | float) else 0,
    )


def _by_text(spot: Spot) -> None:
    assert spot.declared.sort
    order = spot.declared.sort.values[spot.value]
    _order(lambda entries: sorted(entries, key=lambda e: str(ptr.get(e.item, order.by)), reverse=order.descending))(
        spot
    )


def _first_page_only(spot: Spot) -> None:
    def changed(arguments: Arguments, _: Listing) -> Arguments:
        if _asks(spot, arguments) and spot.pages.parameter in arguments:
            return {name: value for name, value in arguments.items() if name != spot.parameter}
        return arguments

    ordering(spot, changed)


def _filters(spot: Spot) -> None:
    """Make what sorts a filter too: of several items with one key the first alone is left."""
    assert spot.declared.sort
    order = spot.declared.sort.values[spot.value]

    def change(entries: list[Entry]) -> list[Entry]:
        return list({str(ptr.get(entry.item, order.by)): entry for entry in reversed(entries)}.values())[::-1]

    _order(change)(spot)


def _moved(position: int, to: int) -> Callable[[list[Entry]], list[Entry]]:
    def change(entries: list[Entry]) -> list[Entry]:
        entries.insert(to, entries.pop(position))
        return entries

    return change


def _numbers(mock: Any) -> list[Spot]:
    """Return the orders by a number."""
    found = []
    for spot in places.orders(mock):
        assert spot.declared.sort
        by = spot.declared.sort.values[spot.value].by
        values = [ptr.get(entry.item, by) for entry in mock.lists[spot.operation.id].collection.entries]
        if any(isinstance(value, int | float) for value in values):
            found.append(spot)
    return found


CLAIMS: Claims = {
    "a list is in the order asked for": [
        Kind("an order is ignored", places.orders, _value(lambda spot, value: None if value == spot.value else value)),
        Kind("an order is that of making", places.orders, _order(lambda entries: sorted(entries, key=lambda e: e.serial))),
        Kind("an order is reversed", places.orders, _order(lambda entries: entries[::-1])),
        Kind("every order is the same one", places.orders, _value(lambda spot, _: spot.value)),
        Kind("the first item comes last", places.orders, _order(_moved(0, 10**6))),
        Kind("the last item comes first", places.orders, _order(_moved(-1, 0))),
        Kind("two items in the middle change places", places.orders, _order(lambda entries: _moved(len(entries) // 2, len(entries) // 4)(entries))),
        Kind("only the first ten are in order", places.orders, _order(lambda entries: entries[:10] + entries[:9:-1])),
        Kind("every page is sorted by itself", places.orders, _by_page),
        Kind("numbers are sorted as text", _numbers, _by_text),
        Kind("an order holds for the first page only", places.orders, _first_page_only),
    ],
    "the order of a list without one is the declared one": [
        Kind("the default order is the other one", places.default_sorts, lambda spot: _value(lambda at, value: value or _other(replace(at, value=at.declared.schema["default"])))(spot)),
        Kind("the default order is that of making", places.default_sorts, lambda spot: ordering(spot, lambda arguments, listing: listing if spot.parameter in arguments else Listing(sorted(listing.entries, key=lambda e: e.serial)))),
    ],
    "an order changes nothing but the order": [
        Kind("an order leaves out equal items", places.orders, _filters),
        Kind("an order leaves out the last item", places.orders, _order(lambda entries: entries[:-1])),
        Kind("an order switches filters off", places.orders, lambda spot: considering(spot, lambda arguments: {} if _asks(spot, arguments) else arguments)),
    ],
}  # fmt: skip
