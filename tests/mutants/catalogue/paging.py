"""Pages that do not make up the whole: items lost or repeated, ends and counts that are wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

from tests.mutants.catalogue import places
from tests.mutants.catalogue.seams import asking, cutting, ordering
from tests.mutants.catalogue.spot import Answer, Asked, Claims, Kind, Over, Spot, Wrong, removed
from tests.mutants.direct import Serve

from vouch.mock.paging import Page, PageRequest
from vouch.mock.store import Entry, Listing
from vouch.spec import pointer as ptr


def _page(change: Callable[[Spot, PageRequest, Page], Page]) -> Callable[[Spot], None]:
    return lambda spot: cutting(spot, lambda request, page: change(spot, request, page))


def _size(change: Callable[[Spot, PageRequest], int]) -> Callable[[Spot], None]:
    return lambda spot: asking(spot, lambda request: replace(request, size=max(1, change(spot, request))))


def _asked_size(change: Callable[[int], int]) -> Callable[[Spot], None]:
    """Change the size that is asked for, not the default."""
    return _size(lambda spot, request: change(request.size) if spot.pages.limit in request.arguments else request.size)


def _default_size(change: Callable[[int], int]) -> Callable[[Spot], None]:
    return _size(lambda spot, request: request.size if spot.pages.limit in request.arguments else change(request.size))


def _later(spot: Spot, request: PageRequest) -> bool:
    return bool({spot.pages.parameter, spot.pages.previous} & request.arguments.keys())


def _number(request: PageRequest, entry: Entry) -> int:
    """Return the how-manieth an entry is among those that match, from 0."""
    return list(request.matching).index(request.listing.ranks[entry.serial])


def _shifted(by: int) -> Callable[[Spot], None]:
    """Begin every later page so many items too late, or too early."""

    def change(spot: Spot, request: PageRequest, page: Page) -> Page:
        if not _later(spot, request) or not page.entries:
            return page
        begin = max(0, _number(request, page.entries[0]) + by)
        return replace(page, entries=request.entries(begin, begin + request.size))

    return _page(change)


def _total(change: Callable[[Spot, Any, int], Any]) -> Callable[[Spot], Wrong]:
    """Say another total: `change(spot, body, total)`."""

    def make(spot: Spot) -> Wrong:
        def edit(body: Any) -> None:
            total = ptr.get(body, str(spot.pages.total))
            ptr.put(body, str(spot.pages.total), change(spot, body, total))

        return spot.edit(edit)

    return make


def _length(spot: Spot, body: Any) -> int:
    return len(ptr.get(body, spot.pages.items))


def _flag(change: Callable[[bool], Any]) -> Callable[[Spot], Wrong]:
    return lambda spot: spot.put(str(spot.pages.more), change)


def _flag_where(condition: Callable[[Spot, Any, bool], bool]) -> Callable[[Spot], Wrong]:
    """Turn the end flag round on some pages: `condition(spot, body, flag)`."""

    def make(spot: Spot) -> Wrong:
        def edit(body: Any) -> None:
            flag = ptr.get(body, str(spot.pages.more))
            if condition(spot, body, flag):
                ptr.put(body, str(spot.pages.more), not flag)

        return spot.edit(edit)

    return make


def _tokens(change: Callable[[str], Any]) -> Callable[[Spot], Wrong]:
    """Change the token of the next page wherever the answer has it."""

    def make(spot: Spot) -> Wrong:
        def edit(body: Any) -> None:
            for place in spot.pages.next:
                if ptr.get(body, place.at) is not None:
                    ptr.put(body, place.at, change(ptr.get(body, place.at)))

        return spot.edit(edit)

    return make


def _no_tokens(spot: Spot) -> Wrong:
    def edit(body: Any) -> None:
        for place in spot.pages.next:
            removed(body, place.at)

    return spot.edit(edit)


def _same_token(spot: Spot) -> Wrong:
    """Give the first token that was ever given again and again."""
    known: dict[str, Any] = {}

    def edit(body: Any) -> None:
        for place in spot.pages.next:
            if ptr.get(body, place.at) is not None:
                ptr.put(body, place.at, known.setdefault(place.at, ptr.get(body, place.at)))

    return spot.edit(edit)


def _unknown_is(put: Callable[[Spot, Asked], Asked]) -> Callable[[Spot], Wrong]:
    """Answer a place that is not in the list with something else than a refusal."""

    def make(spot: Spot) -> Wrong:
        def wrong(asked: Asked, serve: Serve) -> Answer:
            answer = serve(asked)
            return serve(put(spot, asked)) if answer.status == 400 and spot.later(asked) else answer

        return spot.wrong(wrong)

    return make


def _moving(spot: Spot) -> None:
    """Begin the list somewhere else with every request for it."""
    turns = count()

    def turned(_: Any, listing: Any) -> Any:
        turn = next(turns) % max(1, len(listing.entries))
        return Listing([*listing.entries[turn:], *listing.entries[:turn]])

    ordering(spot, turned)


def _numbered(change: Callable[[int], int]) -> Callable[[Spot], None]:
    """Take the number of a page for another one, and say so of the right one."""

    def make(spot: Spot) -> None:
        name, first = spot.pages.parameter, spot.pages.first

        def changed(request: PageRequest) -> PageRequest:
            if name not in request.arguments:
                return request
            number = max(first, change(request.arguments[name]))
            return replace(request, arguments={**request.arguments, name: number})

        asking(spot, changed)

    return make


def _clamped(spot: Spot) -> None:
    """Answer a number past the end with the last page."""

    def changed(request: PageRequest) -> PageRequest:
        last = spot.pages.first + max(0, len(request.matching) - 1) // request.size
        number = min(request.arguments.get(spot.pages.parameter, spot.pages.first), last)
        return replace(request, arguments={**request.arguments, spot.pages.parameter: number})

    asking(spot, changed)


def _past_the_end(spot: Spot) -> None:
    """Promise one more page where the last one is full."""
    cutting(spot, lambda request, page: replace(page, more=page.more or len(page.entries) == request.size))


def _with_total(over: Over) -> Over:
    return lambda mock: [spot for spot in over(mock) if spot.pages.total]


CLAIMS: Claims = {
    "pages lose nothing": [
        Kind("every page lacks its last item", places.lists, _page(lambda _, __, page: replace(page, entries=page.entries[:-1]))),
        Kind("every page lacks its first item", places.lists, _page(lambda _, __, page: replace(page, entries=page.entries[1:]))),
        Kind("later pages begin one item late", places.lists, _shifted(1)),
        Kind("later pages lack an item in the middle", places.lists, _page(lambda spot, request, page: replace(page, entries=[e for n, e in enumerate(page.entries) if n != 2 or not _later(spot, request)]))),
        Kind("the third page is empty", places.lists, _page(lambda spot, request, page: replace(page, entries=[] if page.entries and _number(request, page.entries[0]) >= 2 * request.size else page.entries))),
        Kind("the last page is empty", places.lists, _page(lambda spot, request, page: page if page.more or not _later(spot, request) else replace(page, entries=[]))),
        Kind("the last item is on no page", places.totals, lambda spot: asking(spot, lambda request: replace(request, matching=request.matching[:-1]))),
        Kind("a list has twenty items at most", places.totals, lambda spot: asking(spot, lambda request: replace(request, matching=request.matching[:20]))),
    ],
    "pages repeat nothing": [
        Kind("later pages begin with the item before", places.lists, _shifted(-1)),
        Kind("every page has an item twice", places.lists, _page(lambda _, __, page: replace(page, entries=[*page.entries[:-1], page.entries[0]] if len(page.entries) > 1 else page.entries))),
        Kind("every page is the first", places.lists, lambda spot: spot.ask(lambda asked: asked.without(spot.pages.parameter))),
        Kind("the second page is the first again", places.numbers, _numbered(lambda number: number - 1)),
        Kind("the second page is the third", places.numbers, _numbered(lambda number: number + 1)),
        Kind("the list moves between requests", places.lists, _moving),
    ],
    "pages keep the order of the list": [
        Kind("every page is upside down", places.lists, _page(lambda _, __, page: replace(page, entries=page.entries[::-1]))),
        Kind("later pages are upside down", places.lists, _page(lambda spot, request, page: replace(page, entries=page.entries[::-1]) if _later(spot, request) else page)),
    ],
    "a page has as many items as asked for, or as it says": [
        Kind("the default size is one too large", places.lists, _default_size(lambda size: size + 1)),
        Kind("the default size is one too small", places.lists, _default_size(lambda size: size - 1)),
        Kind("the default size is a hundred", places.lists, _default_size(lambda _: 100)),
        Kind("the size asked for is ignored", places.limits, lambda spot: spot.ask(lambda asked: asked.without(str(spot.pages.limit)))),
        Kind("a page has one item more than asked for", places.limits, _asked_size(lambda size: size + 1)),
        Kind("a page has one item less than asked for", places.limits, _asked_size(lambda size: size - 1)),
        Kind("no page has more than ten items", places.limits, _asked_size(lambda size: min(size, 10))),
        Kind("later pages have the default size", places.limits, lambda spot: spot.ask(lambda asked: asked.without(str(spot.pages.limit)) if spot.later(asked) else asked)),
        Kind("the first page is larger than the others", places.lists, _size(lambda spot, request: request.size if _later(spot, request) else request.size + 3)),
        Kind("a size of one gives everything", places.limits, _asked_size(lambda size: 10**6 if size == 1 else size)),
        Kind("the greatest size gives everything", places.limits, _size(lambda spot, request: 10**6 if request.size == spot.operation.parameter(str(spot.pages.limit)).schema.get("maximum", 0) else request.size)),
        Kind("the size that a page says is one too large", places.sizes_told, lambda spot: spot.put(str(spot.pages.size_at), lambda size: size + 1)),
    ],
    "the total counts every item": [
        Kind("the total is one too high", places.totals, _total(lambda _, __, total: total + 1)),
        Kind("the total is one too low", places.totals, _total(lambda _, __, total: total - 1)),
        Kind("the total is 0", places.totals, _total(lambda *_: 0)),
        Kind("the total is that of the page", places.totals, _total(lambda spot, body, _: _length(spot, body))),
        Kind("the total is twenty at most", places.totals, _total(lambda _, __, total: min(total, 20))),
        Kind("the total is rounded to tens", places.totals, _total(lambda _, __, total: -(-total // 10) * 10)),
        Kind("the total is how many pages there are", places.totals, _total(lambda spot, body, total: -(-total // max(1, _length(spot, body))))),
        Kind("the total is right on the first page only", places.totals, lambda spot: spot.wrong(lambda asked, serve: serve(asked).edited(lambda body: ptr.put(body, str(spot.pages.total), ptr.get(body, str(spot.pages.total)) - int(spot.later(asked)))))),
        Kind("the total of an empty page is 0", _with_total(places.numbers), _total(lambda spot, body, total: total if _length(spot, body) else 0)),
    ],
    "the end flag says whether a page follows": [
        Kind("there is never more", places.flags, _flag(lambda _: False)),
        Kind("there is always more", places.flags, _flag(lambda _: True)),
        Kind("the end flag is inverted", places.flags, _flag(lambda flag: not flag)),
        Kind("the end comes one page too soon", places.flags, lambda spot: cutting(spot, lambda request, page: replace(page, more=page.more and bool(page.entries) and _number(request, page.entries[-1]) + 1 + request.size < len(request.matching)))),
        Kind("a full last page promises another", places.flags, _past_the_end),
        Kind("the first page is said to be the last", places.flags, lambda spot: spot.wrong(lambda asked, serve: serve(asked) if spot.later(asked) else serve(asked).edited(lambda body: ptr.put(body, str(spot.pages.more), new=False)))),
        Kind("a short page promises another", places.flags, _flag_where(lambda spot, body, flag: not flag and 0 < _length(spot, body) < 5)),
        Kind("an empty page promises another", places.flags, _flag_where(lambda spot, body, flag: not flag and not _length(spot, body))),
        Kind("an empty list promises another page", places.flags, _flag_where(lambda spot, body, flag: not flag and not _length(spot, body) and not ptr.get(body, str(spot.pages.total), 0))),
    ],
    "a token leads to the next page": [
        Kind("no page has a token", places.cursors, _no_tokens),
        Kind("the token is always the same", places.cursors, _same_token),
        Kind("the token is the empty text", places.cursors, _tokens(lambda _: "")),
        Kind("the token lost its last character", places.cursors, _tokens(lambda token: token[:-2])),
        Kind("the token is in capitals", places.cursors, _tokens(str.upper)),
        Kind("the token skips a page", places.cursors, _page(lambda spot, request, page: page if not _later(spot, request) else _skipped(request, page))),
        Kind("a query string is a bare token", lambda mock: [s for s in places.cursors(mock) if any(p.query for p in s.pages.next)], lambda spot: _bare_token(spot)),
        Kind("the query string of the next page forgets the filters", lambda mock: [s for s in places.cursors(mock) if any(p.query for p in s.pages.next)], lambda spot: _forgetful(spot)),
        Kind("two places name different tokens", lambda mock: [s for s in places.cursors(mock) if len(s.pages.next) > 1], lambda spot: spot.put(spot.pages.next[-1].at, lambda text: text[:-3])),
        Kind("a made-up token is the first page", places.cursors, _unknown_is(lambda spot, asked: asked.without(spot.pages.parameter))),
        Kind("a made-up token makes it fail", places.cursors, lambda spot: spot.wrong(lambda asked, serve: Answer(500, {}, b"") if spot.later(asked) and serve(asked).status == 400 else serve(asked))),
        Kind("a made-up token is not authorized", places.cursors, lambda spot: spot.wrong(lambda asked, serve: Answer(401, {}, b"") if spot.later(asked) and serve(asked).status == 400 else serve(asked))),
    ],
    "a page says which one it is": [
        Kind("the number of a page is always that of the first", places.numbers, lambda spot: spot.put(str(spot.pages.current), lambda _: spot.pages.first)),
        Kind("pages are numbered from one less", places.numbers, lambda spot: spot.put(str(spot.pages.current), lambda number: number - 1)),
        Kind("pages are numbered from one more", places.numbers, lambda spot: spot.put(str(spot.pages.current), lambda number: number + 1)),
        Kind("a page past the end is the last one", places.numbers, _clamped),
        Kind("a page past the end is not found", places.numbers, lambda spot: spot.wrong(lambda asked, serve: _gone_if_empty(spot, serve(asked)))),
    ],
    "a place in the list is that of an item": [
        Kind("the page after an item begins with it", places.ids, _shifted(-1)),
        Kind("an unknown id is the first page", places.ids, _unknown_is(lambda spot, asked: asked.without(spot.pages.parameter, spot.pages.previous or ""))),
        Kind("an unknown id makes it fail", places.ids, lambda spot: spot.wrong(lambda asked, serve: Answer(500, {}, b"") if spot.later(asked) and serve(asked).status == 400 else serve(asked))),
        Kind("an unknown id is an empty page", places.ids, lambda spot: spot.wrong(lambda asked, serve: serve(asked.without(spot.pages.parameter, spot.pages.previous or "")).edited(lambda body: _blanked(spot, body)) if spot.later(asked) and serve(asked).status == 400 else serve(asked))),
    ],
    "reading backward gives the page before": [
        Kind("backward is ignored", places.backward, lambda spot: spot.ask(lambda asked: asked.without(str(spot.pages.previous)))),
        Kind("backward is forward", places.backward, lambda spot: spot.ask(lambda asked: asked.without(str(spot.pages.previous)).having(**{spot.pages.parameter: asked.given(str(spot.pages.previous))[0]}) if asked.given(str(spot.pages.previous)) else asked)),
        Kind("backward is upside down", places.backward, _page(lambda spot, request, page: replace(page, entries=page.entries[::-1]) if spot.pages.previous in request.arguments else page)),
        Kind("backward begins at the start of the list", places.backward, _page(lambda spot, request, page: replace(page, entries=request.entries(0, len(page.entries))) if spot.pages.previous in request.arguments else page)),
        Kind("backward includes the item itself", places.backward, _page(lambda spot, request, page: replace(page, entries=_with_next(request, page)) if spot.pages.previous in request.arguments and page.entries else page)),
        Kind("backward says wrongly whether there is more", lambda mock: [s for s in places.backward(mock) if s.pages.more], _page(lambda spot, request, page: replace(page, more=not page.more) if spot.pages.previous in request.arguments else page)),
    ],
}  # fmt: skip


def _skipped(request: PageRequest, page: Page) -> Page:
    begin = _number(request, page.entries[0]) + request.size if page.entries else 0
    entries = request.entries(begin, begin + request.size)
    return replace(page, entries=entries) if entries else page


def _with_next(request: PageRequest, page: Page) -> list[Any]:
    stop = _number(request, page.entries[-1]) + 1
    return [*page.entries, *request.entries(stop, stop + 1)][1:]


def _gone_if_empty(spot: Spot, answer: Answer) -> Answer:
    empty = answer.success and not ptr.get(answer.json, spot.pages.items)
    return replace(answer, status=404) if empty else answer


def _blanked(spot: Spot, body: Any) -> None:
    ptr.put(body, spot.pages.items, [])
    ptr.put(body, str(spot.pages.more), new=False)


def _bare_token(spot: Spot) -> Wrong:
    places_ = [place for place in spot.pages.next if place.query]

    def edit(body: Any) -> None:
        for place in places_:
            found = ptr.get(body, place.at)
            if found:
                ptr.put(body, place.at, found.rpartition(f"{place.query}=")[2])

    return spot.edit(edit)


def _forgetful(spot: Spot) -> Wrong:
    places_ = [place for place in spot.pages.next if place.query]

    def edit(body: Any) -> None:
        for place in places_:
            found = ptr.get(body, place.at)
            if found:
                ptr.put(body, place.at, f"{place.query}=" + found.rpartition(f"{place.query}=")[2])

    return spot.edit(edit)
