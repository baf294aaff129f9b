"""Whether the pages of a walk follow each other as declared, whatever the call behind it asked for."""

from __future__ import annotations

from vouch.contract.calls import Call
from vouch.contract.relations.relation import Fault
from vouch.contract.walks import Walk

PAGES = "pages follow each other to the end, full and counted"
"""The rule about pages that come along while something else is looked at."""


def unsound(call: Call, seen: Walk) -> Fault | None:
    """Return what is wrong with the pages that a call led to."""
    faults = (check(seen) for check in (endless, repeated, miscounted, misflagged, misnumbered))
    return next(filter(None, faults), None) or misfit(call, seen) or missized(call, seen)


def endless(seen: Walk) -> Fault | None:
    """Return why a walk does not come to an end."""
    return Fault(seen.exchanges[-1], "a page not seen yet, or the end", seen.fault) if seen.fault else None


def repeated(seen: Walk) -> Fault | None:
    """Return the page that has an item of an earlier one; items without ids may be alike."""
    first: dict[str, int] = {}
    for number, (page, exchange) in enumerate(seen.steps, 1):
        for key in seen.keys([item for item in page.items if seen.tells_apart(item)]):
            if first.setdefault(key, number) != number:
                return Fault(exchange, "every item on one page", f"{key} on page {first[key]} and on page {number}")
    return None


def miscounted(seen: Walk) -> Fault | None:
    """Return the page whose total is not the number of items on all pages."""
    for page, exchange in seen.steps:
        if seen.whole and page.total is not None and page.total != len(seen.items):
            expected = f"{seen.pagination.total} = {len(seen.items)}, as all pages have"
            return Fault(exchange, expected, f"{page.total}")
    return None


def misflagged(seen: Walk) -> Fault | None:
    """Return the page that is wrong about whether another follows."""
    for number, (page, exchange) in enumerate(seen.steps, 1):
        follows = any(later.items for later in seen.pages[number:])
        if seen.whole and page.more is not None and page.more != follows:
            return Fault(exchange, f"{follows} on page {number} of {len(seen.pages)}", str(page.more))
    return None


def misnumbered(seen: Walk) -> Fault | None:
    """Return the page whose number is not the one before and one more."""
    for number, ((before, _), (page, exchange)) in enumerate(zip(seen.steps, seen.steps[1:], strict=False), 2):
        if before.current is not None and page.current != before.current + 1:
            expected = f"{seen.pagination.current} = {before.current + 1} on page {number}"
            return Fault(exchange, expected, str(page.current))
    return None


def misfit(call: Call, seen: Walk) -> Fault | None:
    """Return the page that has more or fewer items than it should."""
    for number, (page, exchange) in enumerate(seen.steps, 1):
        size = _size(call, page.size)
        # Where nothing says which page is the last, an empty one behind it does.
        last = number == len(seen.pages) or (
            not seen.pagination.more and not any(later.items for later in seen.pages[number:])
        )
        fits = size is None or len(page.items) == size or (last and len(page.items) < size)
        if not fits:
            return Fault(exchange, f"{size} items on page {number}", f"{len(page.items)} items")
    return None


def missized(call: Call, seen: Walk) -> Fault | None:
    """Return the page that gives a size of its own which is not the one asked for."""
    for page, exchange in seen.steps:
        size = _size(call, None)
        if page.size is not None and size is not None and page.size != size:
            return Fault(exchange, f"{seen.pagination.size_at} = {size}", str(page.size))
    return None


def _size(call: Call, told: int | None) -> int | None:
    """Return how many items a page of a call has, as far as anything says so."""
    pages = call.operation.pagination
    if pages is None or not pages.limit:
        return (pages and pages.size) or told
    size: int | None = call.operation.parameter(pages.limit).schema.get("default")
    asked = call.arguments.get(pages.limit, size)
    return asked if isinstance(asked, int) else size
