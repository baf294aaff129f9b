"""Pages: where each begins, what lies beyond it, and how the answer says so."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any, Protocol
from urllib.parse import urlencode

from vouch.mock.refusals import Refusal
from vouch.mock.store import Entry, Listing
from vouch.spec import Operation, Pagination
from vouch.spec import pointer as ptr

DEFAULT_SIZE = 20
"""Items on a page where the vendor states no number."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A list request: all entries in order, ranks of those that match, the arguments, the query as it was written."""

    listing: Listing
    matching: Sequence[int]
    size: int
    arguments: Mapping[str, Any]
    query: Sequence[tuple[str, str]]

    def entries(self, start: int, stop: int) -> Sequence[Entry]:
        """Return a part of those that match."""
        return [self.listing.entries[rank] for rank in self.matching[start:stop]]


@dataclass(frozen=True, slots=True)
class Page:
    """One page; `marks` are the values that its style writes into the answer, by body pointer."""

    entries: Sequence[Entry]
    more: bool
    marks: Mapping[str, Any] = field(default_factory=dict)


class Pager(Protocol):
    """Cuts one page out of a list, or bends it: then it says there is more."""

    def cut(self, request: PageRequest) -> Page:
        """Return the page asked for; raises Refusal 400 for a place that is not in the list."""
        ...

    def repeated(self, request: PageRequest, page: Page) -> Page | None:
        """Return the page so that it leads to itself; None for a first page, to which nothing leads."""
        ...

    def emptied(self, request: PageRequest, page: Page) -> Page:
        """Return the page without its items. Where a token leads on, it leads to them; else they are lost."""
        ...


def pager_for(operation: Operation, pagination: Pagination) -> Pager:
    """Return the pager of an operation's style."""
    match pagination.style:
        case "cursor":
            return CursorPager(operation.id, pagination)
        case "page":
            return NumberPager(pagination)
        case "id":
            return IdPager(pagination)


def page_size(operation: Operation, pagination: Pagination) -> int:
    """Return the size of a page where the caller names none."""
    limit = operation.parameter(pagination.limit).schema.get("default") if pagination.limit else None
    return int(pagination.size or limit or DEFAULT_SIZE)


class CursorPager:
    """Pages by opaque cursors. A cursor names the last entry seen, so that nothing added later shifts the pages."""

    def __init__(self, name: str, pagination: Pagination) -> None:
        self._name = name
        self._pagination = pagination

    def cut(self, request: PageRequest) -> Page:
        """Return the page behind the cursor."""
        serial, _ = self._place(request)
        start = 0 if serial is None else bisect_right(request.matching, request.listing.ranks[serial])
        entries = request.entries(start, start + request.size)
        if start + request.size >= len(request.matching):
            return Page(entries, more=False)
        return Page(entries, more=True, marks=self._marks(request, self._cursor(entries[-1].serial)))

    def repeated(self, request: PageRequest, page: Page) -> Page | None:
        """Return the page with the cursor that led to it."""
        cursor = request.arguments.get(self._pagination.parameter)
        return None if cursor is None else replace(page, more=True, marks=self._marks(request, cursor))

    def emptied(self, request: PageRequest, page: Page) -> Page:
        """Return the page with another cursor for the same place."""
        serial, times = self._place(request)
        return replace(page, entries=(), more=True, marks=self._marks(request, self._cursor(serial, times + 1)))

    def _marks(self, request: PageRequest, token: str) -> Mapping[str, str]:
        marks: dict[str, str] = {}
        for place in self._pagination.next:
            kept = [(key, value) for key, value in request.query if key != place.query]
            marks[place.at] = urlencode([*kept, (place.query, token)]) if place.query else token
        return marks

    def _cursor(self, serial: int | None, times: int = 0) -> str:
        # The check keeps cursors of other lists, and made-up ones, from being taken for ours.
        check = blake2b(f"{self._name} {serial} {times or ''}".rstrip().encode(), digest_size=4).hexdigest()
        place = {"after": serial, **({"times": times} if times else {}), "check": check}
        return b64encode(json.dumps(place).encode()).decode()

    def _place(self, request: PageRequest) -> tuple[int | None, int]:
        """Return the last entry seen, none before the first, and how many empty pages have led there."""
        cursor = request.arguments.get(self._pagination.parameter)
        if cursor is None:
            return None, 0
        refusal = Refusal(400, f"{self._pagination.parameter} is not a cursor of this list")
        try:
            place = json.loads(b64decode(cursor, validate=True))
            serial, times = place["after"], place.get("times", 0)
            known = self._cursor(serial, times) == cursor and (serial is None or serial in request.listing.ranks)
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
            raise refusal from None
        if not known:
            raise refusal
        return serial, times


class NumberPager:
    """Pages by number. One past the end is empty; one before the first, where the schema lets it in, is the first."""

    def __init__(self, pagination: Pagination) -> None:
        self._pagination = pagination

    def cut(self, request: PageRequest) -> Page:
        """Return the page of the number asked for."""
        first = self._pagination.first
        number = max(request.arguments.get(self._pagination.parameter, first), first)
        start = (number - first) * request.size
        marks = {self._pagination.current: number} if self._pagination.current else {}
        stop = start + request.size
        return Page(request.entries(start, stop), more=stop < len(request.matching), marks=marks)

    def repeated(self, request: PageRequest, page: Page) -> Page | None:
        """Return the page under the number before its own."""
        current = self._pagination.current
        number = request.arguments.get(self._pagination.parameter, self._pagination.first)
        if current is None or number <= self._pagination.first:
            return None
        return replace(page, more=True, marks={current: number - 1})

    def emptied(self, request: PageRequest, page: Page) -> Page:  # noqa: ARG002 - the same for every pager
        """Return the page without its items."""
        return replace(page, entries=(), more=True)


class IdPager:
    """Pages by the id of the entry that they follow, or lead up to; both keep the order of the list."""

    def __init__(self, pagination: Pagination) -> None:
        self._after = pagination.parameter
        self._before = pagination.previous
        self._id = tuple(ptr.split(pagination.id or ""))

    def cut(self, request: PageRequest) -> Page:
        """Return the page behind, or before, the id."""
        if self._before and self._before in request.arguments:
            stop = bisect_left(request.matching, self._rank(request, self._before))
            start = max(0, stop - request.size)
            return Page(request.entries(start, stop), more=start > 0)
        start = (
            bisect_right(request.matching, self._rank(request, self._after)) if self._after in request.arguments else 0
        )
        stop = start + request.size
        return Page(request.entries(start, stop), more=stop < len(request.matching))

    def repeated(self, request: PageRequest, page: Page) -> Page | None:
        """Return the page with the entry that led to it where the next one is asked for by."""
        backward = self._before is not None and self._before in request.arguments
        parameter = self._before if self._before is not None and backward else self._after
        if parameter not in request.arguments:
            return None
        seen = request.listing.entries[self._rank(request, parameter)]
        entries = [seen, *page.entries[1:]] if backward else [*page.entries[:-1], seen]
        return replace(page, entries=entries, more=True)

    def emptied(self, request: PageRequest, page: Page) -> Page:  # noqa: ARG002 - the same for every pager
        """Return the page without its items."""
        return replace(page, entries=(), more=True)

    def _rank(self, request: PageRequest, parameter: str) -> int:
        rank = request.listing.rank_of(self._id, str(request.arguments[parameter]))
        if rank is None:
            raise Refusal(400, f"{parameter} is no id in this list")
        return rank
