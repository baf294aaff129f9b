"""Pages partition the whole: nothing lost, repeated or endless; size, total and end flag agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import shorten

from vouch.contract.calls import Call
from vouch.contract.relations.relation import Fault, Relation
from vouch.contract.report import Result
from vouch.contract.subject import Subject
from vouch.contract.walks import Walk, walk
from vouch.spec import Operation, Pagination
from vouch.spec import pointer as ptr

PAGES = "pages follow each other to the end, full and counted"
"""The rule about the pages of a list that is not asked for its pages."""


def paging(subject: Subject) -> Iterator[Result]:
    """Yield a result for every paging rule of every list that may be called."""
    for operation in subject.lists:
        if operation.pagination:
            yield from _Paging(subject, operation, operation.pagination).results()


@dataclass(frozen=True, slots=True)
class _Paging:
    """The paging rules of one list."""

    subject: Subject
    operation: Operation
    pages: Pagination

    def results(self) -> Iterator[Result]:
        call = self.subject.samples.call(self.operation)
        default = walk(self.subject, call)
        sizes = self._sizes(len(default.items)) if default.whole else []
        calls = [call, *(call.having(**{self.pages.limit or "": size}) for size in sizes)]
        walks = [default, *(walk(self.subject, each) for each in calls[1:])]
        # The walk with the most pages shows the most.
        longest = max(walks, key=lambda each: len(each.pages))
        several = len(longest.pages) > 1 or bool(longest.fault and longest.pages)
        single = f"a list of more than one page (--param); this one has {len(default.items)} items"
        needs = "" if several else single if default.pages else default.lacks
        whole = needs or default.lacks
        counted = default.lacks or ("" if default.items else "a list that is not empty (--param)")

        yield self._result("parameter", "pages come to an end", needs, *map(_endless, walks))
        yield self._result("items", "no item comes twice", needs, *map(_repeated, walks))
        if self.pages.total:
            yield self._result("total", "the total counts every item", counted, *map(_miscounted, walks))
        if self.pages.more:
            yield self._result("more", "the end flag says whether a page follows", whole, *map(_misflagged, walks))
        else:
            yield self._result("next", "a page that follows has items", whole, *map(_empty, walks))
        known = "limit" if self.pages.limit else "size" if self.pages.size else "size-at" if self.pages.size_at else ""
        if known:
            faults = [_misfit(each, seen) for each, seen in zip(calls, walks, strict=True)]
            yield self._result(known, "every page but the last is full", whole, *faults)
        if self.pages.limit:
            yield self._result(
                "limit", "every size gives the same list", whole, *(_differs(default, each) for each in walks)
            )
        if self.pages.previous:
            fault = None if whole else self._backward(call, longest)
            yield self._result("previous", "reading backward gives the page before", whole, fault)

    def _result(self, key: str, rule: str, needs: str, *faults: Fault | None) -> Result:
        pointer = ptr.join(self.operation.pointer, "x-pagination", key)
        here = ptr.join(self.operation.pointer, "x-pagination")
        turned = {"cursor": "next", "page": "current", "id": "id"}[self.pages.style]
        rests_on = (ptr.join(here, turned),) if key == "items" else ()
        return Relation(self.operation, "paging", rule, pointer, needs, rests_on).result(self.subject, faults)

    def _sizes(self, count: int) -> list[int]:
        """Return page sizes worth asking for: thirds, an exact divisor, all at once."""
        if not self.pages.limit or not count:
            return []
        schema = self.operation.parameter(self.pages.limit).schema
        divisor = next((count // pages for pages in (2, 3, 4, 5, 7) if count % pages == 0), count)
        wanted = {-(-count // 3), divisor, count}
        return sorted(size for size in wanted if schema.get("minimum", 1) <= size <= schema.get("maximum", size))

    def _backward(self, call: Call, seen: Walk) -> Fault | None:
        size = {self.pages.limit: len(seen.pages[0].items)} if self.pages.limit else {}
        for before, page in zip(seen.pages, seen.pages[1:], strict=False):
            first = ptr.get(page.items[0], self.pages.id or "") if page.items else None
            back = self.subject.ask(call.having(**{**size, str(self.pages.previous): first}))
            found = ptr.get(back.json, self.pages.items)
            keys = seen.keys(found if isinstance(found, list) else [])
            if keys != seen.keys(before.items):
                return Fault(back, f"the page before: {_listed(seen.keys(before.items))}", _listed(keys))
        return None


def unsound(call: Call, seen: Walk) -> Fault | None:
    """Return what is wrong with the pages that a call led to, whatever the call asked for."""
    faults = (check(seen) for check in (_endless, _repeated, _miscounted, _misflagged))
    return next(filter(None, faults), None) or _misfit(call, seen)


def _size(call: Call, page_size: int | None) -> int | None:
    """Return how many items a page of a call has, as far as anything says so."""
    pages = call.operation.pagination
    if pages is None or not pages.limit:
        return (pages and pages.size) or page_size
    size: int | None = call.operation.parameter(pages.limit).schema.get("default")
    asked = call.arguments.get(pages.limit, size)
    return asked if isinstance(asked, int) else size


def _misfit(call: Call, seen: Walk) -> Fault | None:
    for number, (page, exchange) in enumerate(seen.steps, 1):
        size = _size(call, page.size)
        fits = size is None or len(page.items) == size or (number == len(seen.pages) and len(page.items) < size)
        if not fits:
            return Fault(exchange, f"{size} items on page {number}", f"{len(page.items)} items")
    return None


def _miscounted(seen: Walk) -> Fault | None:
    for page, exchange in seen.steps:
        if seen.whole and page.total is not None and page.total != len(seen.items):
            expected = f"{seen.pagination.total} = {len(seen.items)}, as all pages have"
            return Fault(exchange, expected, f"{page.total}")
    return None


def _endless(seen: Walk) -> Fault | None:
    return Fault(seen.exchanges[-1], "a page not seen yet, or the end", seen.fault) if seen.fault else None


def _repeated(seen: Walk) -> Fault | None:
    first: dict[str, int] = {}
    for number, (page, exchange) in enumerate(seen.steps, 1):
        for key in seen.keys(page.items):
            if first.setdefault(key, number) != number:
                return Fault(exchange, "every item on one page", f"{key} on page {first[key]} and on page {number}")
    return None


def _misflagged(seen: Walk) -> Fault | None:
    for number, (page, exchange) in enumerate(seen.steps, 1):
        follows = any(later.items for later in seen.pages[number:])
        if seen.whole and page.more is not None and page.more != follows:
            return Fault(exchange, f"{follows} on page {number} of {len(seen.pages)}", str(page.more))
    return None


def _empty(seen: Walk) -> Fault | None:
    for page, exchange in seen.steps[1:]:
        if not page.items:
            return Fault(exchange, "at least one item, as the page before offers more", "no item")
    return None


def _differs(one: Walk, other: Walk) -> Fault | None:
    if one.whole and other.whole and one.keys() != other.keys():
        return Fault(other.exchanges[0], f"as without a size: {_listed(one.keys())}", _listed(other.keys()))
    return None


def _listed(keys: list[str]) -> str:
    return f"{len(keys)} items: {shorten(', '.join(keys), 120, placeholder='…')}"
