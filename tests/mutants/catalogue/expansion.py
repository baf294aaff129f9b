"""Embedded objects that are not there, not asked for, or not the right ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.mutants.catalogue import places
from tests.mutants.catalogue.spot import Asked, Claims, Kind, Spot, Wrong, removed, replace

from vouch.mock import Mock
from vouch.spec import pointer as ptr


def _ref(spot: Spot) -> str:
    assert spot.declared.expand
    return spot.declared.expand.values[spot.value].ref


def _asks(spot: Spot, asked: Asked) -> bool:
    return any(spot.value in text.split(",") for text in asked.given(spot.parameter))


def _embedded(change: Callable[[dict[str, Any], Any, int], object]) -> Callable[[Spot], Wrong]:
    """Change every item whose object is embedded: `change(item, object, position)`."""

    def make(spot: Spot) -> Wrong:
        def edit(body: Any) -> None:
            for position, item in enumerate(ptr.get(body, spot.pages.items)):
                found = ptr.get(item, spot.pointer)
                if isinstance(found, dict):
                    change(item, found, position)

        return spot.edit(edit)

    return make


def _at(change: Callable[[Spot, dict[str, Any], Any, int], object]) -> Callable[[Spot], Wrong]:
    return lambda spot: _embedded(lambda item, found, position: change(spot, item, found, position))(spot)


def _asking_for(change: Callable[[Spot, list[str]], list[str]]) -> Callable[[Spot], Wrong]:
    """Take what is to be embedded for something else."""

    def make(spot: Spot) -> Wrong:
        def changed(asked: Asked) -> Asked:
            given = [part for text in asked.given(spot.parameter) for part in text.split(",")]
            rest = asked.without(spot.parameter)
            wanted = change(spot, given)
            texts = wanted if spot.declared.explode else [",".join(wanted)] if wanted else []
            return (
                rest
                if wanted == given
                else Asked(
                    rest.method,
                    rest.path,
                    [*rest.query, *((spot.parameter, text) for text in texts)],
                    rest.headers,
                    rest.body,
                )
            )

        return spot.ask(changed)

    return make


def _others(spot: Spot) -> list[str]:
    assert spot.declared.expand
    return [value for value in spot.declared.expand.values if value != spot.value]


def _where_asked(spot: Spot, change: Callable[[Any], object]) -> Wrong:
    return spot.wrong(lambda asked, serve: serve(asked).edited(change) if _asks(spot, asked) else serve(asked))


def _swapped(spot: Spot, body: Any) -> None:
    """Give the first two different objects to each other's items, ids corrected."""
    items = [item for item in ptr.get(body, spot.pages.items) if isinstance(ptr.get(item, spot.pointer), dict)]
    for one in items:
        for other in items:
            mine, theirs = ptr.get(one, spot.pointer), ptr.get(other, spot.pointer)
            if mine.get("id") != theirs.get("id"):
                ptr.put(one, spot.pointer, {**theirs, "id": mine.get("id")})
                return


def _various(mock: Mock) -> list[Spot]:
    """Return the objects of which a list that can be asked for has more than one."""
    found = []
    for spot in places.embeddings(mock):
        fixed = {f.parameter: f.declared.filter for f in places.filters(mock) if f.operation.id == spot.operation.id}
        given = {name for name, each in fixed.items() if each and spot.operation.parameter(name).required}
        if not any(each and each.field == _ref(spot) for name, each in fixed.items() if name in given):
            found.append(spot)
    return found


CLAIMS: Claims = {
    "a related object is there when it is asked for": [
        Kind("nothing is embedded", places.embeddings, _asking_for(lambda spot, given: [value for value in given if value != spot.value])),
        Kind("null is embedded", places.embeddings, _at(lambda spot, item, _, __: ptr.put(item, spot.pointer, None))),
        Kind("an empty object is embedded", places.embeddings, _at(lambda spot, item, _, __: ptr.put(item, spot.pointer, {}))),
        Kind("the id is embedded", places.embeddings, _at(lambda spot, item, found, _: ptr.put(item, spot.pointer, found.get("id")))),
        Kind("only the first item of a page is expanded", places.embeddings, _at(lambda spot, item, _, position: _bare(spot, item) if position else item)),
        Kind("the last item of a page is not expanded", places.embeddings, lambda spot: spot.items(lambda items: [*items[:-1], *(_bare(spot, item) for item in items[-1:])])),
        Kind("only the first page is expanded", places.embeddings, lambda spot: spot.ask(lambda asked: asked.without(spot.parameter) if spot.later(asked) else asked)),
        Kind("of two objects only the first is embedded", places.expands, lambda spot: _first_of(spot)),
        Kind("of two objects only the last is embedded", places.expands, lambda spot: _last_of(spot)),
        Kind("another object is embedded", lambda mock: [s for s in places.embeddings(mock) if _others(s)], _asking_for(lambda spot, given: [_others(spot)[0] if value == spot.value else value for value in given])),
    ],
    "a related object is not there unless it is asked for": [
        Kind("an object is always embedded", places.embeddings, _asking_for(lambda spot, given: given if spot.value in given else [*given, spot.value])),
        Kind("asking for one object embeds another, too", lambda mock: [s for s in places.embeddings(mock) if _others(s)], _asking_for(lambda spot, given: [*given, spot.value] if given and spot.value not in given else given)),
    ],
    "it is the object that the reference names": [
        Kind("the embedded id is another", places.embeddings, _at(lambda _, __, found, ___: found.update(id="x" if isinstance(found.get("id"), str) else -1))),
        Kind("the embedded id is missing", places.embeddings, _at(lambda _, __, found, ___: found.pop("id", None))),
        Kind("the object of the first item is in every one", places.embeddings, lambda spot: _first_everywhere(spot)),
        Kind("one item has the object of another under its own id", places.embeddings, lambda spot: spot.edit(lambda body: _swapped(spot, body))),
        Kind("every id has the same object but for the id", _various, lambda spot: _same_but_for_the_id(spot)),
        Kind("an object is another one on every page", places.embeddings, lambda spot: _different_each_time(spot)),
    ],
    "expanding changes nothing else": [
        Kind("expanding takes the reference away", places.embeddings, lambda spot: _where_asked(spot, lambda body: [_bare(replace(spot, pointer=_ref(spot)), item) for item in ptr.get(body, spot.pages.items)])),
        Kind("expanding leaves the first item out", places.embeddings, lambda spot: _where_asked(spot, lambda body: ptr.put(body, spot.pages.items, ptr.get(body, spot.pages.items)[1:]))),
        Kind("expanding leaves out what has no object", places.embeddings, lambda spot: _where_asked(spot, lambda body: ptr.put(body, spot.pages.items, [item for item in ptr.get(body, spot.pages.items) if ptr.get(item, _ref(spot)) is not None]))),
        Kind("expanding changes another field", places.embeddings, lambda spot: _where_asked(spot, lambda body: [item.update({_other_field(item, spot): None}) for item in ptr.get(body, spot.pages.items)])),
        Kind("expanding turns the page upside down", places.embeddings, lambda spot: _where_asked(spot, lambda body: ptr.get(body, spot.pages.items).reverse())),
        Kind("expanding halves the total", lambda mock: [s for s in places.embeddings(mock) if s.pages.total], lambda spot: _where_asked(spot, lambda body: ptr.put(body, str(spot.pages.total), ptr.get(body, str(spot.pages.total)) // 2))),
    ],
}  # fmt: skip


def _bare(spot: Spot, item: Any) -> Any:
    removed(item, spot.pointer)
    return item


def _other_field(item: dict[str, Any], spot: Spot) -> str:
    taken = {"id", *ptr.split(_ref(spot)), *ptr.split(spot.pointer)}
    return next(name for name in reversed(item) if name not in taken and not isinstance(item[name], dict))


def _first_of(spot: Spot) -> Wrong:
    assert spot.declared.expand
    values = list(spot.declared.expand.values)
    return _asking_for(lambda _, given: given[:1] if len(given) > 1 else given)(
        Spot(spot.mock, spot.operation, spot.parameter, values[0])
    )


def _last_of(spot: Spot) -> Wrong:
    assert spot.declared.expand
    values = list(spot.declared.expand.values)
    return _asking_for(lambda _, given: given[-1:] if len(given) > 1 else given)(
        Spot(spot.mock, spot.operation, spot.parameter, values[0])
    )


def _first_everywhere(spot: Spot) -> Wrong:
    def edit(body: Any) -> None:
        first = None
        for item in ptr.get(body, spot.pages.items):
            found = ptr.get(item, spot.pointer)
            if isinstance(found, dict):
                first = first or found
                ptr.put(item, spot.pointer, first)

    return spot.edit(edit)


def _same_but_for_the_id(spot: Spot) -> Wrong:
    known: list[Any] = []

    def change(at: Spot, item: Any, found: Any, _: int) -> None:
        known.append(found)
        ptr.put(item, at.pointer, {**known[0], "id": found.get("id")})

    return _at(change)(spot)


def _different_each_time(spot: Spot) -> Wrong:
    turns = iter(range(10**9))

    def edit(body: Any) -> None:
        turn = next(turns)
        for item in ptr.get(body, spot.pages.items):
            found = ptr.get(item, spot.pointer)
            for name, value in found.items() if isinstance(found, dict) else ():
                if name != "id" and isinstance(value, str):
                    found[name] = f"{value}{turn}"

    return spot.edit(edit)
