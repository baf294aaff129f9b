"""Creations that are forgotten, changed, or leave other traces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.mutants.catalogue import places
from tests.mutants.catalogue.seams import adding, target
from tests.mutants.catalogue.spot import Answer, Asked, Claims, Kind, Spot, Wrong
from tests.mutants.direct import Serve

from vouch.contract.samples import Samples
from vouch.mock.store import Collection, Entry, instant
from vouch.spec import pointer as ptr

Item = dict[str, Any]


def _name(spot: Spot) -> str:
    return ptr.split(spot.pointer)[-1]


def _told(change: Callable[[Any], Any], over: Callable[[Any], bool]) -> Callable[[Spot], Wrong]:
    """Answer another value for a property, where it has one of a kind."""

    def make(spot: Spot) -> Wrong:
        def edit(body: Any) -> None:
            if over(body.get(_name(spot))):
                body[_name(spot)] = change(body[_name(spot)])

        return spot.edit(edit)

    return make


def _stored(change: Callable[[Spot, Item], Item]) -> Callable[[Spot], None]:
    return lambda spot: adding(spot, lambda _, item: [change(spot, item)])


def _id_key(spot: Spot) -> str:
    assert spot.operation.creates
    return ptr.split(spot.operation.creates.id)[-1]


def _other_id(value: Any) -> Any:
    return value + 100_000 if isinstance(value, int) else f"{value[:-1]}{'0' if value[-1] != '0' else '1'}"


def _sampled(admits: Callable[[Any], bool]) -> Callable[[Any], list[Spot]]:
    """Return the echoed properties that the examples of their creation give such a value."""

    def over(mock: Any) -> list[Spot]:
        found = []
        for spot in places.echoes(mock):
            body = _example(spot)
            if _name(spot) in body and admits(body[_name(spot)]):
                found.append(spot)
        return found

    return over


def _example(spot: Spot) -> Item:
    found = Samples(spot.spec, {}).call(spot.operation).body
    return found if isinstance(found, dict) else {}


def _of(kind: type | tuple[type, ...]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, kind) and not isinstance(value, bool)


def _moment(value: Any) -> bool:
    return isinstance(value, str) and "T" in value and instant(value) is not None


def _several(value: Any) -> bool:
    return isinstance(value, list) and bool(value)


def _text(value: Any) -> bool:
    return isinstance(value, str) and instant(value) is None


def _evicted(spot: Spot) -> None:
    """Drop the oldest item for every new one."""

    def change(collection: Collection, item: Item) -> list[Item]:
        collection._entries.pop(0)
        return [item]

    adding(spot, change)


def _cleared(spot: Spot) -> None:
    def change(collection: Collection, item: Item) -> list[Item]:
        collection._entries.clear()
        return [item]

    adding(spot, change)


def _relabelled(spot: Spot) -> None:
    """Change an older item along with every new one."""

    def change(collection: Collection, item: Item) -> list[Item]:
        oldest = collection.entries[0]
        collection._entries[0] = Entry(oldest.serial, {**oldest.item, _name(spot): item[_name(spot)]})
        return [item]

    adding(spot, change)


def _refused_yet_stored(spot: Spot) -> Wrong:
    """Store what is refused, as far as it can be read."""
    collection = target(spot).collection

    def wrong(asked: Asked, serve: Serve) -> Answer:
        answer = serve(asked)
        if answer.status in {400, 422}:
            last = collection.entries[-1].item
            collection.add({**last, _id_key(spot): _other_id(last[_id_key(spot)])})
        return answer

    return spot.wrong(wrong)


def _once(spot: Spot) -> None:
    """Store the first thing, and none after it."""
    done: list[Item] = []

    def change(_: Collection, item: Item) -> list[Item]:
        done.append(item)
        return [item] if len(done) == 1 else []

    adding(spot, change)


def _idempotent(spot: Spot) -> Wrong:
    """Answer the same request with the same thing."""
    known: dict[tuple[str, bytes], Answer] = {}

    def wrong(asked: Asked, serve: Serve) -> Answer:
        key = asked.path, asked.body
        if key not in known:
            answer = serve(asked)
            if not answer.success:
                return answer
            known[key] = answer
        return known[key]

    return spot.wrong(wrong)


def _listing(spot: Spot) -> Spot:
    return replace(spot, operation=target_operation(spot))


def target_operation(spot: Spot) -> Any:
    """Return the list that shows what is created."""
    assert spot.operation.creates
    return spot.spec.by_id[spot.operation.creates.list]


def _late(requests: int) -> Callable[[Spot], Wrong]:
    """Show a new thing only after so many requests for the list."""

    def make(spot: Spot) -> Wrong:
        collection: Any = target(spot).collection
        honest, turns = collection.add, [0]
        waiting: list[Item] = []
        collection.add = waiting.append
        there = _listing(spot)

        def wrong(asked: Asked, serve: Serve) -> Answer:
            if there.hit_by(asked):
                turns[0] += 1
                if turns[0] > requests:
                    for item in waiting:
                        honest(item)
                    waiting.clear()
            elif spot.hit_by(asked):
                turns[0] = 0
            return serve(asked)

        return wrong

    return make


def _wearing(spot: Spot) -> Wrong:
    """Lose an item every time the list is read from its start."""
    collection: Any = spot.mock.lists[spot.operation.id].collection

    def wrong(asked: Asked, serve: Serve) -> Answer:
        if not spot.later(asked) and len(collection._entries) > 5:
            collection._entries.pop()
            collection._listings.clear()
        return serve(asked)

    return spot.wrong(wrong)


CLAIMS: Claims = {
    "the answer of a creation echoes the request": [
        Kind("a text comes back in capitals", _sampled(_text), _told(str.upper, lambda v: isinstance(v, str))),
        Kind("a text comes back cut off", _sampled(_text), _told(lambda v: v[:-1], lambda v: isinstance(v, str))),
        Kind("a property is not answered", places.echoes, lambda spot: spot.edit(lambda body: body.pop(_name(spot), None))),
        Kind("a number comes back as 0", _sampled(_of((int, float))), _told(lambda _: 0, _of((int, float)))),
        Kind("a number comes back one higher", _sampled(_of((int, float))), _told(lambda v: v + 1, _of((int, float)))),
        Kind("a moment comes back an hour later", _sampled(_moment), _told(lambda v: v[:11] + f"{(int(v[11:13]) + 1) % 24:02}" + v[13:], _moment)),
        Kind("a moment comes back without its time", _sampled(_moment), _told(lambda v: v[:10] + "T00:00:00.000Z", _moment)),
        Kind("an array comes back empty", _sampled(_several), _told(lambda _: [], lambda v: isinstance(v, list))),
        Kind("an array comes back twice over", _sampled(_several), _told(lambda v: v * 2, lambda v: isinstance(v, list))),
        Kind("a reference comes back as another thing", _sampled(_several), _told(lambda v: [{**each, "id": "other"} if isinstance(each, dict) else "other" for each in v], lambda v: isinstance(v, list))),
        Kind("what is not ASCII comes back as question marks", _sampled(_text), _told(lambda v: v.encode("ascii", "replace").decode(), lambda v: isinstance(v, str))),
    ],
    "a new thing starts as declared": [
        Kind("a new thing starts with something else", places.initials, lambda spot: spot.edit(lambda body: body.update({_name(spot): (not body[_name(spot)]) if isinstance(body[_name(spot)], bool) else body[_name(spot)] + 1}))),
        Kind("a new thing starts with nothing", places.initials, lambda spot: spot.edit(lambda body: body.pop(_name(spot)))),
    ],
    "what was created is in the list, once and alike": [
        Kind("nothing is stored", places.creations, lambda spot: adding(spot, lambda _, __: [])),
        Kind("only the first thing is stored", places.creations, _once),
        Kind("a new thing is stored twice", places.creations, lambda spot: adding(spot, lambda _, item: [item, item])),
        Kind("a new thing is listed under another id", places.creations, _stored(lambda spot, item: {**item, _id_key(spot): _other_id(item[_id_key(spot)])})),
        Kind("every new thing has the same id", places.creations, lambda spot: _constant_id(spot)),
        Kind("a new thing takes the id of an old one", places.creations, lambda spot: _taken_id(spot)),
        Kind("a property is listed differently", _sampled(_text), _stored(lambda spot, item: {**item, _name(spot): "other"})),
        Kind("a number is listed differently", _sampled(_of((int, float))), _stored(lambda spot, item: {**item, _name(spot): item[_name(spot)] + 1} if _of((int, float))(item.get(_name(spot))) else item)),
        Kind("a property is not listed", _sampled(lambda v: not isinstance(v, list)), _stored(lambda spot, item: {name: value for name, value in item.items() if name != _name(spot)})),
        Kind("a new thing is listed late", places.creations, _late(6)),
        Kind("the same request makes nothing new", places.creations, _idempotent),
    ],
    "creating changes nothing else": [
        Kind("an old thing goes for every new one", places.creations, _evicted),
        Kind("an old thing changes with every new one", _sampled(_text), _relabelled),
        Kind("what is refused is stored all the same", places.creations, _refused_yet_stored),
        Kind("creating starts the list anew", places.creations, _cleared),
    ],
    "reading changes nothing": [
        Kind("reading a list loses an item", places.lists, _wearing),
    ],
}  # fmt: skip


def _constant_id(spot: Spot) -> Wrong:
    known: list[Any] = []

    def edit(body: Any) -> None:
        assert spot.operation.creates
        known.append(ptr.get(body, spot.operation.creates.id))
        ptr.put(body, spot.operation.creates.id, known[0])

    def change(_: Collection, item: Item) -> list[Item]:
        return [{**item, _id_key(spot): known[0]} if known else item]

    adding(spot, change)
    return spot.edit(edit)


def _taken_id(spot: Spot) -> Wrong:
    old = target(spot).collection.entries[1].item[_id_key(spot)]
    adding(spot, lambda _, item: [{**item, _id_key(spot): old}])

    def edit(body: Any) -> None:
        assert spot.operation.creates
        ptr.put(body, spot.operation.creates.id, old)

    return spot.edit(edit)
