"""The four places where the mock engine decides about a list, and a way to change what it decides.

A fault made there is a whole one: total, pages and end follow from the wrong decision as they would in a server.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.mutants.catalogue.spot import Spot

from vouch.mock.lists import ListAnswer
from vouch.mock.paging import Page, PageRequest
from vouch.mock.store import Collection, Entry, Listing

Arguments = Mapping[str, Any]
Verdict = Callable[[Any, bool], bool]
"""Says of an item, and whether it should pass, whether it does."""


def _answer(spot: Spot) -> Any:
    """Return what answers a list; its parts are changed, which its type does not let on."""
    return spot.mock.lists[spot.operation.id]


def matching(spot: Spot, change: Callable[[Any], Verdict]) -> None:
    """Change which items a filter lets through; `change(wanted)` gives the verdict anew for each request."""
    query = _answer(spot)._query
    honest = query.matching

    def found(arguments: Arguments, listing: Listing) -> Sequence[int]:
        if spot.parameter not in arguments:
            return honest(arguments, listing)  # type: ignore[no-any-return]
        wanted = arguments[spot.parameter]
        rest = honest({name: value for name, value in arguments.items() if name != spot.parameter}, listing)
        passing = set(honest({spot.parameter: wanted}, listing))
        verdict = change(wanted)
        return [rank for rank in rest if verdict(listing.entries[rank].item, rank in passing)]

    query.matching = found


def considering(spot: Spot, change: Callable[[Arguments], Arguments]) -> None:
    """Change the arguments that filters are read from."""
    query = _answer(spot)._query
    honest = query.matching
    query.matching = lambda arguments, listing: honest(change(arguments), listing)


def ordering(spot: Spot, change: Callable[[Arguments, Listing], Listing | Arguments]) -> None:
    """Change the order of a list: `change(arguments, listing)` gives another listing, or other arguments."""
    query = _answer(spot)._query
    honest = query.listing

    def listing(arguments: Arguments, collection: Collection) -> Listing:
        changed = change(arguments, honest(arguments, collection))
        return changed if isinstance(changed, Listing) else honest(changed, collection)

    query.listing = listing


def rearranged(
    spot: Spot, arguments: Arguments, listing: Listing, change: Callable[[list[Entry]], list[Entry]]
) -> Listing:
    """Change what a request shows of a listing, and leave what its filters take out where it is."""
    left = set(_answer(spot)._query.matching(arguments, listing))
    changed = iter(change([entry for rank, entry in enumerate(listing.entries) if rank in left]))
    entries = (next(changed, None) if rank in left else entry for rank, entry in enumerate(listing.entries))
    return Listing([entry for entry in entries if entry])


def asking(spot: Spot, change: Callable[[PageRequest], PageRequest]) -> None:
    """Change what page is cut out of a list."""
    pager = _answer(spot)._pager
    honest = pager.cut
    pager.cut = lambda request: honest(change(request))


def cutting(spot: Spot, change: Callable[[PageRequest, Page], Page]) -> None:
    """Change a page that was cut out of a list."""
    pager = _answer(spot)._pager
    honest = pager.cut
    pager.cut = lambda request: change(request, honest(request))


def target(spot: Spot) -> ListAnswer:
    """Return the list that shows what an operation creates."""
    assert spot.operation.creates
    return spot.mock.lists[spot.operation.creates.list]


def adding(spot: Spot, change: Callable[[Collection, dict[str, Any]], Sequence[dict[str, Any]]]) -> None:
    """Change what is stored where a new thing is: any number of items."""
    collection: Any = target(spot).collection
    honest = collection.add

    def add(item: dict[str, Any]) -> None:
        for changed in change(collection, dict(item)):
            honest(changed)

    collection.add = add
