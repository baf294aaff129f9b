"""What two schemas say of one value, apart from its parts: type, known values, bounds, default, promises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from vouch.diff.change import NOTHING, Change, Kind, quoted, same, shown
from vouch.diff.containment import Relation, relation, verdict
from vouch.diff.places import Place
from vouch.diff.sides import Sides
from vouch.diff.views import View

_PYTHON = {"date-time": "datetime", "date": "date", "uuid": "UUID"}
"""Formats that give a string another type in Python."""
_PROMISES = ("x-at-most", "x-selects")
_PARTS = ("items", "additionalProperties")
_CALLED = {
    "enum": "values",
    "const": "value",
    "default": "the server's default",
    "x-at-most": "the upper bound",
    "x-selects": "the fields that its values select",
}


def values(sides: Sides, old: View, new: View, place: Place) -> Iterator[Change]:
    """Yield what changed about a value."""
    yield from _known(old, new, place)
    yield from _promises(old, new, place)
    if place.way == "sent":
        yield from _default(old, new, place)
    if bool(old.branches) is not bool(new.branches):
        return
    yield from _type(old, new, place)
    if _both(old, new) or not (old.types and new.types):
        yield from _keywords(sides, old, new, place)


def described(of: View) -> str:
    """Return what a value is, in a word or two."""
    if of.value("enum") or of.known:
        told = shown(list(of.value("enum") or of.known))
    elif "const" in of.keywords:
        told = shown(of.value("const"))
    else:
        told = _typed(of)
    return f"{told} or null" if of.null and told != "anything" else told


def reason(place: Place, found: Relation) -> str:
    """Say why a schema that admits something else now breaks somebody."""
    if place.way == "sent":
        return "what was accepted is refused now" if found == "narrower" else "what was accepted may be refused now"
    return "code meets values that it did not have to expect"


def parts_of(of: View, key: str) -> bool:
    """Say whether a keyword holds the schema of parts, and more than whether there may be any."""
    return key in _PARTS and isinstance(of.value(key), dict)


def _known(old: View, new: View, place: Place) -> Iterator[Change]:
    """Compare the values that open enums name: no other is refused."""
    if not (old.known and new.known):
        return
    at = (old.known_at, new.known_at)
    for value in (value for value in new.known if value not in old.known):
        told = f"`{place.text}` knows the value {quoted(value)}."
        yield Change("addition", place.text, told, NOTHING, shown(value), "", *at)
    for value in (value for value in old.known if value not in new.known):
        told = f"`{place.text}` no longer names the value {quoted(value)}."
        yield Change("wording", place.text, told, shown(value), NOTHING, "", *at)


def _promises(old: View, new: View, place: Place) -> Iterator[Change]:
    for key in _PROMISES:
        if old.value(key) == new.value(key):
            continue
        kind: Kind = "breaking" if key in old.keywords else "addition"
        why = "what was promised of it no longer holds" if kind == "breaking" else ""
        yield _stated(kind, key, (old, new), place, why)


def _default(old: View, new: View, place: Place) -> Iterator[Change]:
    key = "default"
    if (key in old.keywords) == (key in new.keywords) and same(old.value(key), new.value(key)):
        return
    stated = key in old.keywords
    why = "calls that leave it out get something else, or may" if stated else ""
    yield _stated("breaking" if stated else "wording", key, (old, new), place, why)


def _type(old: View, new: View, place: Place) -> Iterator[Change]:
    one, other = _typed(old), _typed(new)
    if one == other:
        return
    types = [{"type": sorted(each.types)} if each.types else {} for each in (old, new)]
    # With the same types it is the format, and another type in Python.
    kind = "breaking" if old.types == new.types else verdict(place.way, relation(*types))
    why = "values of the old type are refused" if place.way == "sent" else "code reads values of another type"
    key, told = "type" if old.types != new.types else "format", place.became("type", one, other)
    at = (old.place(key), new.place(key))
    yield Change(kind, place.text, told, one, other, why if kind == "breaking" else "", *at)


def _keywords(sides: Sides, old: View, new: View, place: Place) -> Iterator[Change]:
    """Compare what else admits or refuses values: all together, and one by one where together it is unclear."""
    skipped = {"type", *(key for key in _PARTS if parts_of(old, key) and parts_of(new, key))}
    if _typed(old) != _typed(new) and old.types == new.types:
        skipped.add("format")
    one, other = ({key: value for key, value in each.assertions.items() if key not in skipped} for each in (old, new))
    differing = [
        key
        for key in dict.fromkeys([*one, *other])
        if key not in one or key not in other or not sides.alike(old.keywords[key], new.keywords[key])
    ]
    if not differing:
        return
    together = _relation(sides, (old, one), (new, other))
    found = dict.fromkeys(differing, together)
    if together == "other":
        for key in differing:
            alone = {name: value for name, value in one.items() if name != key}
            alone |= {key: other[key]} if key in other else {}
            found[key] = _relation(sides, (old, one), (new, alone))
        if all(verdict(place.way, each) != "breaking" for each in found.values()):
            found = dict.fromkeys(differing, together)  # none by itself, but all of them
    for key in differing:
        if found[key] == "same":
            continue  # another spelling
        kind = verdict(place.way, found[key])
        if key == "additionalProperties" and place.way == "read" and not (parts_of(old, key) or parts_of(new, key)):
            kind = "wording"  # a model keeps fields that nobody told it about
        yield _stated(kind, key, (old, new), place, reason(place, found[key]) if kind == "breaking" else "")


def _relation(sides: Sides, one: tuple[View, Mapping[str, Any]], other: tuple[View, Mapping[str, Any]]) -> Relation:
    """Compare what keywords admit among the values that both types do."""
    (old, before), (new, after) = one, other
    types = sorted(_both(old, new) - {"null"})
    base: dict[str, Any] = {"type": types} if types else {}
    if "additionalProperties" in {*before, *after}:
        base["properties"] = {name: {} for name in (*old.properties, *new.properties)}
    return relation(sides.old.standalone({**base, **before}), sides.new.standalone({**base, **after}))


def _both(old: View, new: View) -> frozenset[str]:
    """Return the types of which values may be in both; every integer is a number."""
    one, other = (each.types | {"integer"} if "number" in each.types else each.types for each in (old, new))
    return one & other


def _stated(kind: Kind, key: str, views: tuple[View, View], place: Place, why: str) -> Change:
    old, new = views
    before, after = (shown(each.value(key)) if key in each.keywords else None for each in (old, new))
    told = place.became(_CALLED.get(key, key), before, after)
    if place.call and not place.argument:
        told = f"`{place.call}` accepts other bodies: what stands under `{key}` has changed."
    if key == "enum":
        told = _choices(place, old.value(key), new.value(key)) or told
    at = [each.place(key) or (each.known_at if key == "enum" else None) for each in (old, new)]
    return Change(kind, place.text, told, before or NOTHING, after or NOTHING, why, at[0], at[1])


def _choices(place: Place, old: list[Any] | None, new: list[Any] | None) -> str:
    if old is None or new is None:
        verb = "accepts" if place.way == "sent" else "is"
        return f"`{place.text}` {verb} {f'only {quoted(new)}' if new else 'any value'} now."
    gained = [quoted(value) for value in new if value not in old]
    lost = [quoted(value) for value in old if value not in new]
    verbs = ("accepts", "no longer accepts") if place.way == "sent" else ("may be", "is never")
    told = [f"{verbs[0]} {', '.join(gained)} now"] if gained else []
    told += [f"{verbs[1]} {', '.join(lost)}{'' if place.way == 'sent' else ' any more'}"] if lost else []
    return f"`{place.text}` {' and '.join(told)}." if told else ""


def _typed(of: View) -> str:
    """Return the type of a value in JSON, and where a format gives it another one in Python, that."""
    types = " or ".join(sorted(of.types)) or ("object" if of.properties else "anything")
    python = _PYTHON.get(of.value("format", "")) if of.types == {"string"} else None
    return f"{types} read as {python}" if python else types
