"""All that a schema says, once its references and its `allOf` are followed: the one place that puts parts together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from vouch.spec import pointer as ptr

_PARTS = frozenset({"$ref", "allOf", "properties", "required", "type", "enum", "oneOf", "anyOf"})
"""Keywords that are put together, not taken from the first who says them."""
_SILENT = frozenset({"required", "not", "title", "description", "deprecated", "minProperties", "maxProperties"})
"""Keywords that say which properties go together, or nothing at all about the type of a value."""


@dataclass(frozen=True, slots=True)
class Place:
    """A schema and where it stands; of several, all hold, or one of them if `either`."""

    parts: tuple[tuple[Any, str], ...]
    either: bool = False

    @property
    def key(self) -> str:
        """What tells it from all others."""
        return ("|" if self.either else "&").join(pointer for _, pointer in self.parts)

    @property
    def origin(self) -> str:
        """The pointer of the schema, or of the first of them."""
        return self.parts[0][1]


def at(schema: Any, pointer: str) -> Place:
    """Return the place of one schema."""
    return Place(((schema, pointer),))


def both(one: Place, other: Place) -> Place:
    """Return the place where two schemas hold at once."""
    return Place((*one.parts, *(part for part in other.parts if part not in one.parts)))


@dataclass(slots=True)
class Whole:
    """What a schema says of a value; `words` are the keywords that are not parsed further."""

    words: dict[str, Any] = field(default_factory=dict)
    kinds: list[str] | None = None
    enum: list[Any] | None = None
    properties: dict[str, Place] = field(default_factory=dict)
    required: dict[str, None] = field(default_factory=dict)
    items: Place | None = None
    others: Place | None = None
    choices: list[list[Place]] = field(default_factory=list)
    tags: Mapping[str, Any] | None = None

    @property
    def schema(self) -> dict[str, Any]:
        """The same as one object, for those who look for bounds and words."""
        kinds = {} if self.kinds is None else {"type": self.kinds[0] if len(self.kinds) == 1 else self.kinds}
        return {**self.words, **kinds, **({} if self.enum is None else {"enum": self.enum})}


def whole(document: Mapping[str, Any], place: Place, taken: set[str] | None = None) -> Whole:
    """Return all that holds at a place; `taken` are the branches that have been looked into, each of them once."""
    found = Whole()
    seen: set[str] = set()
    if place.either:
        found.choices.append([Place((part,)) for part in place.parts])
    else:
        for schema, pointer in place.parts:
            _add(found, document, schema, pointer, seen)
    _settle(found, document, set() if taken is None else taken)
    return found


def target(document: Mapping[str, Any], place: Place) -> Place:
    """Follow a reference that nothing else stands beside, to where the schema itself is."""
    seen = set()
    while len(place.parts) == 1 and not place.either:
        schema, pointer = place.parts[0]
        if not isinstance(schema, dict) or "$ref" not in schema or not is_silent(schema.keys() - {"$ref"}):
            break
        if pointer in seen:
            return at({}, pointer)
        seen.add(pointer)
        pointer = schema["$ref"].removeprefix("#")
        place = at(ptr.get(document, pointer, {}), pointer)
    return place


def is_silent(keywords: Iterable[str]) -> bool:
    """Say whether none of the keywords makes a difference to the type."""
    return all(word in _SILENT or word.startswith("x-") or word in _NOTES for word in keywords)


_NOTES = frozenset({"default", "example", "examples", "readOnly", "writeOnly", "externalDocs", "$comment", "summary"})


def _add(found: Whole, document: Mapping[str, Any], schema: Any, pointer: str, seen: set[str]) -> None:
    """Add what one schema says, itself first, then what it refers to and inherits."""
    if not isinstance(schema, dict) or pointer in seen:
        return
    seen.add(pointer)
    for word, value in schema.items():
        if word not in _PARTS:
            found.words.setdefault(word, value)
    _add_kinds(found, schema)
    for name, child in _members(schema, "properties"):
        here = at(child, ptr.join(pointer, "properties", name))
        found.properties[name] = both(found.properties[name], here) if name in found.properties else here
    found.required |= dict.fromkeys(name for name in schema.get("required", ()) if isinstance(name, str))
    if "items" in schema or "prefixItems" in schema:
        here = _items(schema, pointer)
        found.items = both(found.items, here) if found.items and not here.either else here
    others = [at(schema[word], ptr.join(pointer, word)) for word in ("additionalProperties",) if word in schema]
    others += [
        at(child, ptr.join(pointer, "patternProperties", name)) for name, child in _members(schema, "patternProperties")
    ]
    said = [place for place in others if place.parts[0][0] not in (True, False)]
    if said:
        found.others = said[0] if len(said) == 1 else Place(tuple(place.parts[0] for place in said), either=True)
    _add_choices(found, schema, pointer)
    if "$ref" in schema:
        there = schema["$ref"].removeprefix("#")
        _add(found, document, ptr.get(document, there, {}), there, seen)
    for index, part in enumerate(schema.get("allOf", ())):
        _add(found, document, part, ptr.join(pointer, "allOf", index), seen)


def _add_choices(found: Whole, schema: Mapping[str, Any], pointer: str) -> None:
    for word in ("oneOf", "anyOf"):
        branches = [at(branch, ptr.join(pointer, word, index)) for index, branch in enumerate(schema.get(word, ()))]
        found.words.setdefault(word, schema.get(word, []))
        if branches and not all(_only_rules(place.parts[0][0]) for place in branches):
            found.choices.append(branches)
            found.tags = found.tags or schema.get("discriminator")


def _only_rules(branch: Any) -> bool:
    return isinstance(branch, dict) and is_silent(branch)


def _members(schema: Mapping[str, Any], word: str) -> Iterator[tuple[str, Any]]:
    for name, child in schema.get(word, {}).items():
        if child is not False:
            yield name, child


def _items(schema: Mapping[str, Any], pointer: str) -> Place:
    first = [
        (part, ptr.join(pointer, "prefixItems", index)) for index, part in enumerate(schema.get("prefixItems", ()))
    ]
    rest = [(schema["items"], ptr.join(pointer, "items"))] if "items" in schema else []
    if not first:
        return Place(tuple(rest))
    rest = [part for part in rest if part[0] is not False]
    return Place((*first, *rest), either=True)


def _add_kinds(found: Whole, schema: Mapping[str, Any]) -> None:
    if "type" in schema:
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        found.kinds = kinds if found.kinds is None else _common(found.kinds, kinds)
    if "enum" in schema:
        found.enum = [value for value in schema["enum"] if found.enum is None or value in found.enum]


def _common(some: list[str], others: list[str]) -> list[str]:
    """Return the types that both admit; an integer is a number, too."""
    narrow = [kind for kind in some if kind in others or (kind == "integer" and "number" in others)]
    return narrow + [kind for kind in others if kind == "integer" and "number" in some and kind not in narrow]


def _settle(found: Whole, document: Mapping[str, Any], taken: set[str]) -> None:
    """Take in what may or may not come along: beside properties, the branches' are optional ones."""
    if found.kinds is None and (found.properties or found.others):
        found.kinds = ["object"]
    if found.kinds is None and found.items:
        found.kinds = ["array"]
    if not found.properties:
        return
    for branches in found.choices:
        for name, places in _possible(document, branches, taken).items():
            if name not in found.properties:
                parts = _distinct(places)
                found.properties[name] = places[0] if len(parts) == 1 else Place(parts, either=True)
    found.choices = []


def _possible(document: Mapping[str, Any], branches: Iterable[Place], taken: set[str]) -> dict[str, list[Place]]:
    """Return the properties of the branches, each with the places that describe it."""
    found: dict[str, list[Place]] = {}
    for branch in branches:
        if branch.key in taken:
            continue
        taken.add(branch.key)
        inner = whole(document, branch, taken)
        deeper = _possible(document, [each for group in inner.choices for each in group], taken)
        for name, places in [*((name, [place]) for name, place in inner.properties.items()), *deeper.items()]:
            found.setdefault(name, []).extend(places)
    return found


def _distinct(places: Iterable[Place]) -> tuple[tuple[Any, str], ...]:
    """Return the parts of several places, each schema once."""
    found: list[tuple[Any, str]] = []
    for place in places:
        found += [part for part in place.parts if all(part[0] != other for other, _ in found)]
    return tuple(found)
