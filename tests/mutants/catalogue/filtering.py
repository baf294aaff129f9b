"""Filters that do not filter, or not as they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

from tests.mutants.catalogue import places
from tests.mutants.catalogue.seams import Verdict, considering, cutting, matching
from tests.mutants.catalogue.spot import Answer, Asked, Claims, Kind, Spot, Wrong
from tests.mutants.direct import Serve

from vouch.mock import Mock
from vouch.mock.store import instant
from vouch.spec import pointer as ptr


def _field(spot: Spot, item: Any) -> Any:
    assert spot.declared.filter
    return ptr.get(item, spot.declared.filter.field)


def _let(judge: Callable[[Spot, Any, Any, bool], Any]) -> Callable[[Spot], None]:
    """Change the verdict on each item: `judge(spot, wanted, found, passes)`."""

    def make(spot: Spot) -> None:
        def change(wanted: Any) -> Verdict:
            return lambda item, passes: bool(judge(spot, wanted, _field(spot, item), passes))

        matching(spot, change)

    return make


def _nth(judge: Callable[[int], bool], *, of: bool) -> Callable[[Spot], None]:
    """Change the verdict on the items that pass (or do not) by their number, from 0."""

    def make(spot: Spot) -> None:
        def change(_: Any) -> Verdict:
            numbers = count()
            return lambda _, passes: judge(next(numbers)) if passes is of else passes

        matching(spot, change)

    return make


def _first_page_only(spot: Spot) -> None:
    considering(
        spot,
        lambda arguments: {
            name: value
            for name, value in arguments.items()
            if name != spot.parameter or spot.pages.parameter not in arguments
        },
    )


def _unless(condition: Callable[[Any], bool]) -> Callable[[Spot], None]:
    """Take the filter for absent with some values."""

    def make(spot: Spot) -> None:
        considering(
            spot,
            lambda arguments: {
                name: value for name, value in arguments.items() if name != spot.parameter or not condition(value)
            },
        )

    return make


def _counting_all(spot: Spot) -> Wrong:
    """Count what the parameter was meant to take out."""

    def wrong(asked: Asked, serve: Serve) -> Answer:
        answer = serve(asked)
        if not answer.success or not asked.given(spot.parameter):
            return answer
        whole = serve(asked.without(spot.parameter, spot.pages.parameter, spot.pages.previous or ""))
        total = ptr.get(whole.json, str(spot.pages.total))
        return answer.edited(lambda body: ptr.put(body, str(spot.pages.total), total))

    return spot.wrong(wrong)


def _paged_first(spot: Spot) -> None:
    """Cut the page out of the whole list, and filter only what is on it."""
    matching(spot, lambda _: lambda __, ___: True)

    def passes(wanted: Any, item: Any) -> bool:
        return wanted is None or bool(_field(spot, item) == wanted)

    cutting(
        spot,
        lambda request, page: replace(
            page, entries=[entry for entry in page.entries if passes(request.arguments.get(spot.parameter), entry.item)]
        ),
    )


def _filters(spot: Spot) -> list[str]:
    return [each.parameter for each in places.optional_filters(spot.mock) if each.operation.id == spot.operation.id]


def _any_of_two(spot: Spot) -> None:
    """Let through what passes either of two filters."""
    names = _filters(spot)
    query: Any = spot.mock.lists[spot.operation.id]._query
    honest = query.matching

    def found(arguments: Any, listing: Any) -> Any:
        given = [name for name in names if name in arguments]
        rest = {name: value for name, value in arguments.items() if name not in given}
        either = {rank for name in given for rank in honest({**rest, name: arguments[name]}, listing)}
        return sorted(either) if len(given) > 1 else honest(arguments, listing)

    query.matching = found


def _last_of_two(spot: Spot) -> None:
    names = _filters(spot)

    def change(arguments: Any) -> Any:
        ignored = [name for name in names if name in arguments][:-1]
        return {name: value for name, value in arguments.items() if name not in ignored}

    considering(spot, change)


def _totalled(mock: Mock) -> list[Spot]:
    return [spot for spot in places.optional_filters(mock) if spot.pages.total]


def _text(value: Any) -> str:
    return str(value)


CLAIMS: Claims = {
    "a filter takes out what does not match": [
        Kind("a filter is ignored", places.filters, _let(lambda *_: True)),
        Kind("a filter is inverted", places.filters, _let(lambda _, __, ___, passes: not passes)),
        Kind("a filter lets one other item through", places.filters, _nth(lambda n: n == 0, of=False)),
        Kind("a filter lets every tenth other item through", places.filters, _nth(lambda n: n % 10 == 9, of=False)),
        Kind("a filter holds for the first page only", places.optional_filters, _first_page_only),
        Kind("a filter for false is none", places.switches, _unless(lambda value: value is False)),
        Kind("a filter for true is none", places.switches, _unless(lambda value: value is True)),
        Kind("a search matches everything that has one of its letters", places.searches,
             _let(lambda _, wanted, found, __: bool(set(_text(wanted).lower()) & set(_text(found).lower())))),
        Kind("either of two filters is enough", places.filtered_lists, _any_of_two),
        Kind("the last of two filters is the only one", places.filtered_lists, _last_of_two),
    ],
    "a filter leaves everything that matches": [
        Kind("a filter leaves nothing", places.filters, _let(lambda *_: False)),
        Kind("a filter loses the first match", places.filters, _nth(lambda n: n != 0, of=True)),
        Kind("a filter loses every fifth match", places.filters, _nth(lambda n: n % 5 != 4, of=True)),
        Kind("a filter leaves ten items at most", places.filters, _nth(lambda n: n < 10, of=True)),
        Kind("a search minds case", places.searches, _let(lambda _, wanted, found, __: _text(wanted) in _text(found))),
        Kind("a search looks at beginnings only", places.searches,
             _let(lambda _, wanted, found, __: _text(found).casefold().startswith(_text(wanted).casefold()))),
        Kind("a search wants the whole text", places.searches,
             _let(lambda _, wanted, found, __: _text(found).casefold() == _text(wanted).casefold())),
        Kind("a search finds no text beyond ASCII", places.searches,
             _let(lambda _, wanted, __, passes: passes and _text(wanted).isascii())),
        Kind("a choice counts its first value only", places.choices,
             _let(lambda _, wanted, found, __: found == wanted[0])),
        Kind("a choice counts its last value only", places.choices,
             _let(lambda _, wanted, found, __: found == wanted[-1])),
        Kind("a choice wants all of its values at once", places.choices,
             _let(lambda _, wanted, found, __: all(found == each for each in wanted))),
    ],
    "a bound is where it is said to be": [
        Kind("a lower bound is left out itself", places.bounds_below, _let(lambda _, wanted, found, passes: passes and not _same(found, wanted))),
        Kind("an upper bound is left out itself", places.bounds_above, _let(lambda _, wanted, found, passes: passes and not _same(found, wanted))),
        Kind("a lower bound is an upper one", places.bounds_below, _let(lambda _, wanted, found, passes: not passes or _same(found, wanted))),
        Kind("an upper bound is a lower one", places.bounds_above, _let(lambda _, wanted, found, passes: not passes or _same(found, wanted))),
        Kind("a bound counts for exactly itself", places.bounds_below, _let(lambda _, wanted, found, __: _same(found, wanted))),
        Kind("a bound looks at the day alone", places.moments, _let(lambda _, wanted, found, passes: passes or _text(found)[:10] == _text(wanted)[:10])),
        Kind("moments are compared as text", places.moments, _let(lambda spot, wanted, found, _: _as_text(spot, wanted, found))),
        Kind("the zone of a moment is ignored", places.moments, _let(lambda spot, wanted, found, _: _zoneless(spot, wanted, found))),
    ],
    "what is filtered is counted and paged as such": [
        Kind("the total counts what a filter took out", _totalled, _counting_all),
        Kind("pages are cut before they are filtered", places.equalities, _paged_first),
    ],
}  # fmt: skip


def _same(found: Any, wanted: Any) -> bool:
    return found == wanted or (instant(found) is not None and instant(found) == instant(wanted))


def _as_text(spot: Spot, wanted: Any, found: Any) -> bool:
    assert spot.declared.filter
    return _text(found) >= _text(wanted) if spot.declared.filter.match == "at-least" else _text(found) <= _text(wanted)


def _zoneless(spot: Spot, wanted: Any, found: Any) -> bool:
    return _as_text(spot, _text(wanted)[:19], _text(found)[:19])
