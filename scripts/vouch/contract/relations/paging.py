"""Pages partition the whole: nothing lost, repeated or endless; size, total and end flag agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from textwrap import shorten
from urllib.parse import parse_qs

from vouch.contract.calls import Call
from vouch.contract.pages import Page
from vouch.contract.relations.relation import Fault, Relation
from vouch.contract.relations.soundness import (
    endless,
    miscounted,
    misfit,
    misflagged,
    misnumbered,
    missized,
    repeated,
)
from vouch.contract.report import Result
from vouch.contract.subject import Subject
from vouch.contract.walks import Walk, steadiness, walk
from vouch.spec import NextToken, Operation, Pagination
from vouch.spec import pointer as ptr

_FEW = 3
"""Pages that show what size they have, where there are too many of them to read them all."""


def paging(subject: Subject) -> Iterator[Result]:
    """Yield a result for every paging rule of every list that may be called."""
    for operation in subject.lists:
        if operation.pagination:
            call = subject.samples.call(operation)
            default = walk(subject, call)
            steady = steadiness(subject, call, default)
            yield from _Paging(subject, operation, operation.pagination, call, default, steady).results()


@dataclass(frozen=True, slots=True)
class _Paging:
    """The paging rules of one list, `default` being what the `call` leads to as it is."""

    subject: Subject
    operation: Operation
    pages: Pagination
    call: Call
    default: Walk
    is_steady: Callable[[], bool]

    def results(self) -> Iterator[Result]:
        call, default = self.call, self.default
        calls = [call, *(call.having(**{self.pages.limit or "": size}) for size in self._sizes())]
        walks = [default, *(self._walk(each) for each in calls[1:])]
        # The walk with the most pages shows the most.
        longest = max(walks, key=lambda each: len(each.pages))
        several = len(longest.pages) > 1 or bool(longest.fault and longest.pages)
        single = f"a list of more than one page (--param); this one has {len(default.items)} items"
        needs = "" if several else single if default.pages else default.lacks
        whole = needs or default.lacks
        counted = default.lacks_items

        yield self._result("parameter", "pages come to an end", needs, *map(endless, walks))
        yield self._result("items", "no item comes twice", needs, *map(repeated, walks))
        if self.pages.total:
            yield self._result("total", "the total counts every item", counted, *map(miscounted, walks))
        if self.pages.more:
            yield self._result("more", "the end flag says whether a page follows", whole, *map(misflagged, walks))
        elif self.pages.style == "cursor":  # of numbers and ids an empty page is the end
            yield self._result("next", "a page that follows has items", whole, *map(_empty, walks))
        known = "limit" if self.pages.limit else "size" if self.pages.size else "size-at" if self.pages.size_at else ""
        if known:
            faults = [misfit(each, seen) or missized(each, seen) for each, seen in zip(calls, walks, strict=True)]
            yield self._result(known, "every page but the last is full", whole, *faults)
        if self.pages.limit:
            differing = (_differs(default, each) for each in walks)
            yield self._result("limit", "every size gives the same list", whole, *differing)
        again = None if whole else _differs(default, walk(self.subject, call))
        yield self._result("items", "the same list comes twice in the same order", whole, again)
        if self.pages.style == "page":
            yield self._result("current", "every page says its number", whole, *map(misnumbered, walks))
            first = None if whole else self._misbegun()
            yield self._result("first", "the first page has the first number", whole, first)
        for number, place in enumerate(self.pages.next):
            fault = None if whole else self._astray(place)
            yield self._result(f"next/{number}", f"{place.at} leads to the next page", whole, fault)
        if self.pages.previous:
            fault = None if whole else self._backward(walks)
            yield self._result("previous", "reading backward gives the page before", whole, fault)
        if self.pages.style != "cursor":
            fault = None if counted else self._beyond()
            yield self._result("parameter", "a page past the end is empty and the last", counted, fault)

    def _result(self, key: str, rule: str, needs: str, *faults: Fault | None) -> Result:
        pointer = f"{self.operation.pointer}/x-pagination/{key}"
        here = ptr.join(self.operation.pointer, "x-pagination")
        turned = {"cursor": "next", "page": "current", "id": "id"}[self.pages.style]
        rests_on = (ptr.join(here, turned),) if key == "items" else ()
        relation = Relation(self.operation, "paging", rule, pointer, needs, rests_on)
        return relation.result(self.subject, faults, self.is_steady)

    def _sizes(self) -> list[int]:
        """Return page sizes worth asking for: the ends of what is allowed, thirds, a divisor, around all at once."""
        count = len(self.default.items)
        if not self.pages.limit or not self.default.whole or not count:
            return []
        schema = self.operation.parameter(self.pages.limit).schema
        least = max(1, schema.get("minimum", 1))
        most = schema.get("maximum", count + 1)
        divisor = next((count // pages for pages in (2, 3, 4, 5, 7) if count % pages == 0), count)
        wanted = {least, -(-count // 3), divisor, count - 1, count, count + 1, most}
        wanted |= {*range(least, least + self.subject.profile.others)}
        return sorted(size for size in wanted if least <= size <= most)

    def _walk(self, call: Call) -> Walk:
        """Read the list in pages of a size; where these are more than a walk has, the first few."""
        pages = -(-len(self.default.items) // call.arguments[self.pages.limit or ""])
        return walk(self.subject, call, most=_FEW if pages > self.subject.profile.pages else None)

    def _backward(self, walks: list[Walk]) -> Fault | None:
        """Ask for what comes before the first item of each page, and before the items around the first of them."""
        # Several items on several pages show the most.
        seen = max((each for each in walks if each.whole), key=lambda w: min(len(w.pages), len(w.pages[0].items)))
        size = len(seen.pages[0].items)
        asked = {self.pages.limit: size} if self.pages.limit else {}
        ends = {max(1, size - 1), size + 1, *range(size, len(seen.items), size)}
        for end in sorted(end for end in ends if size and end < len(seen.items)):
            before = seen.items[max(0, end - size) : end]
            first = ptr.get(seen.items[end], self.pages.id or "")
            back = self.subject.ask(self.call.having(**{**asked, str(self.pages.previous): first}))
            page = Page.read(self.pages, back.json)
            if seen.keys(page.items) != seen.keys(before):
                return Fault(back, f"what comes before: {_listed(seen.keys(before))}", _listed(seen.keys(page.items)))
            if page.more is not None and page.more != (end > size):
                expected = f"{self.pages.more} = {not page.more}: what is asked for backward ends at the first item"
                return Fault(back, expected, str(page.more))
        return None

    def _misbegun(self) -> Fault | None:
        """Compare the page that is asked for without a number with the one of the first number."""
        page, expected = self.default.pages[0], self.default.keys(self.default.pages[0].items)
        if page.current != self.pages.first:
            shown = f"{self.pages.current} = {self.pages.first} on the first page"
            return Fault(self.default.exchanges[0], shown, str(page.current))
        answer = self.subject.ask(self.call.having(**{self.pages.parameter: self.pages.first}))
        keys = self.default.keys(Page.read(self.pages, answer.json).items)
        return None if keys == expected else Fault(answer, f"the first page: {_listed(expected)}", _listed(keys))

    def _astray(self, place: NextToken) -> Fault | None:
        """Follow one of the places that lead to the second page, and its query string as it stands."""
        seen = self.default
        found = ptr.get(seen.exchanges[0].json, place.at)
        if found is None:
            return None  # one of several is enough
        single = replace(self.pages, next=(place,))
        token = Page.read(single, seen.exchanges[0].json).token
        if token is None:
            return Fault(seen.exchanges[0], f"a token at {place.at}", str(found))
        asked = [self.call.having(**{self.pages.parameter: token})]
        if place.query:
            known = {each.name for each in self.operation.parameters if each.location == "query"}
            written = {name: values[-1] for name, values in parse_qs(str(found).lstrip("?")).items() if name in known}
            asked.append(self.call.without(*known).having(**written))
        for each in asked:
            answer = self.subject.ask(each)
            keys = seen.keys(Page.read(self.pages, answer.json).items)
            if keys != seen.keys(seen.pages[1].items):
                return Fault(answer, f"the second page: {_listed(seen.keys(seen.pages[1].items))}", _listed(keys))
        return None

    def _beyond(self) -> Fault | None:
        """Ask for the page after the last one; elsewhere a declared refusal answers that as well."""
        seen = self.default
        last = seen.pages[-1]
        token = last.current + 1 if last.current is not None else None
        if self.pages.style == "id":
            token = ptr.get(seen.items[-1], self.pages.id or "") if seen.items else None
        if token is None:
            return None
        answer = self.subject.ask(self.call.having(**{self.pages.parameter: token}))
        if answer.refused and self.operation.response(answer.status) and not self.subject.ours:
            return None
        page = Page.read(self.pages, answer.json)
        if not isinstance(ptr.get(answer.json, self.pages.items), list) or page.items:
            return Fault(answer, f"an empty array at {self.pages.items}", f"{len(page.items)} items")
        if page.more or (page.total is not None and page.total != len(seen.items)):
            expected = f"no more, of {len(seen.items)} in all"
            return Fault(answer, expected, f"more = {page.more}, of {page.total}")
        return None


def _empty(seen: Walk) -> Fault | None:
    for page, exchange in seen.steps[1:]:
        if not page.items:
            return Fault(exchange, "at least one item, as the page before offers more", "no item")
    return None


def _differs(one: Walk, other: Walk) -> Fault | None:
    """Compare two readings of one list; one that was not finished has to be its beginning."""
    expected = one.keys() if other.whole else one.keys()[: len(other.items)]
    if one.whole and other.pages and other.keys() != expected:
        return Fault(other.exchanges[0], f"as at first: {_listed(expected)}", _listed(other.keys()))
    return None


def _listed(keys: list[str]) -> str:
    return f"{len(keys)} items: {shorten(', '.join(keys), 120, placeholder='…')}"
