"""Made-up data that keeps its schema and looks like life, the same for the same seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import datetime
from itertools import count, islice, product
from math import inf
from typing import Any
from zlib import crc32

from vouch.mock import words
from vouch.mock.answers import write_json
from vouch.mock.chance import SKEWED, Chance
from vouch.mock.heights import LARGEST, Heights
from vouch.mock.keeping import Keeping
from vouch.mock.numbers import counts
from vouch.mock.patterns import NoTextError
from vouch.mock.place import Place, first_place
from vouch.mock.scalars import example_of, moment, names_itself, open_enum, scalar
from vouch.mock.schemas import Variants, listed, schema_error, undeclared
from vouch.mock.siblings import reconcile
from vouch.mock.store import with_value
from vouch.spec import Operation, Spec, item_schema
from vouch.spec import pointer as ptr

_DEEPEST = 6
"""Levels after which only what is required is filled in, as flat as it can be."""
_STRANGERS = 100
"""How many different things stand for all that a caller may refer to without there being such an item."""
_TRIES, _FAR = 10, 100_003
"""How often each variant is tried, and how far apart, until a value keeps all that its schema says."""
_PRESENT, _NULL = 18, 3
"""Of twenty: how many have an optional property, how many a null where null is allowed."""


class Data:
    """The data of one vendor."""

    def __init__(self, spec: Spec, seed: int) -> None:
        self._spec = spec
        self._chance = Chance(seed)
        self._variants = Variants(spec)
        self._heights = Heights(self._variants)
        self._keeping = Keeping(spec)
        # By the id of their schema, too: what goes by one noun has not one shape everywhere. `Variants` keeps them.
        self._entities: dict[tuple[str, int, int, int], dict[str, Any]] = {}
        self._numbers: dict[tuple[str, str], int] = {}
        self._brought: dict[tuple[str, str], Mapping[str, Any]] = {}

    def items(self, operation: Operation, count: int) -> list[dict[str, Any]]:
        """Return the items of a list, without what is only embedded on request.

        What filters and orders compare is always there. What filters look for as a whole comes from a small pool, so
        that each value has several items.
        """
        schema, first = item_schema(self._spec, operation), first_place(self._spec, operation)
        return [self.value(schema, replace(first, index=index)) for index in range(count)]

    def bring(self, name: str, reference: Any, thing: Mapping[str, Any]) -> None:
        """Remember what a reference of that name means, where somebody has said so."""
        self._brought[words.singular(name), str(reference)] = thing

    def forget(self) -> None:
        """Forget what was brought."""
        self._brought.clear()

    def prove(self, schema: Any) -> None:
        """Make sure that values can be made of a schema.

        Raises:
            SpecError: no value keeps it, or none of up to a hundred levels and of a size that can be held.

        """
        if self._heights.possible(schema):
            return
        if LARGEST < self._heights.size(schema) < inf:
            raise schema_error(
                self._spec, schema, f"values of more than {LARGEST:,} parts or characters", "smaller ones"
            )
        raise schema_error(self._spec, schema, "a schema that no value keeps", "one that some value does")

    def sample(self, schema: Any) -> Any:
        """Return a value with every optional part, and examples wherever there are some: what is the same for all.

        Raises:
            SpecError: no value keeps the schema.

        """
        return self.value(schema, Place("sample", 0, full=True))

    def missing(self, schema: Any, name: str, number: int, now: datetime) -> Any:
        """Return a value for a property of a new thing that nothing else decides; its moments are now."""
        if any(variant.get("format") == "date-time" for variant in self._variants.of(schema)):
            return moment(now)
        return self.value(schema, Place(f"new/{name}", number))

    def fresh_id(self, operation: Operation, pointer: str, schema: Any, number: int) -> Any:
        """Return the id of a thing beyond the generated ones."""
        path = f"{operation.resource}{pointer}"
        return self.value(schema, Place(path, number, own=frozenset({path})))

    def related(self, schema: Any, name: str, reference: Any, at: str = "/id") -> dict[str, Any]:
        """Return the object that a reference means, the same one every time; its id stands at the pointer."""
        noun = words.singular(name)
        number = self._numbers.get((noun, str(reference)))
        if number is None:
            number = len(SKEWED) + crc32(str(reference).encode()) % _STRANGERS
        entity = self._entity(self._variants.object(schema), noun, number, 1)
        brought = self._brought.get((noun, str(reference)), {})
        return with_value({**entity, **brought}, ptr.split(at), reference)

    def value(self, schema: Any, place: Place) -> Any:
        """Return the value of a schema at a place."""
        if place.full and (example := example_of(self._spec.resolve(schema))) is not None:
            return deepcopy(example)
        self.prove(schema)
        try:
            made = self._usual(schema, place)
            return made if self._keeping.kept(schema, made) else self._another(schema, place)
        except NoTextError as error:
            raise schema_error(self._spec, schema, str(error), "an example beside it") from None

    def _usual(self, schema: Any, place: Place) -> Any:
        variants = self._choices(schema, place.depth)
        nulls = [variant for variant in variants if variant.get("type") == "null"]
        if nulls and len(variants) > len(nulls):
            variants = [variant for variant in variants if variant.get("type") != "null"]
            lacking = not place.full and self._chance.happens(f"{place.path}?null", place.index, _NULL)
            if lacking and place.path not in place.own:
                return None
        known = [value for variant in variants for value in listed(variant) or ()]
        rest = [variant for variant in variants if listed(variant) is None]
        if known and rest and all(variant.get("type", "string") == "string" for variant in rest):
            return open_enum(known, self._chance, place.path, place.index)
        return self._plain(self._chance.pick(f"{place.path}?variant", place.index, variants), place)

    def _another(self, schema: Any, place: Place) -> Any:
        """Return a value that keeps all that a schema says, where the usual one does not."""
        variants = self._choices(schema, place.depth)
        # What is null in it keeps none of the other variants that know it.
        unlike = {name: None for variant in variants for name in variant.get("properties", {})}
        bare = max(place.depth, _DEEPEST + 1)
        for number, variant, depth in product(range(_TRIES), variants, (place.depth, bare)):
            made = self._plain(variant, replace(place, index=place.index + number * _FAR, depth=depth))
            for value in (made, {**unlike, **made} if isinstance(made, dict) else made):
                if self._keeping.kept(schema, value):
                    return value
        example = example_of(self._spec.resolve(schema))
        if example is None:
            raise NoTextError("a schema of which no value was found that keeps all of it")
        return deepcopy(example)

    def _choices(self, schema: Any, depth: int) -> Sequence[dict[str, Any]]:
        return self._heights.flattest(schema) if depth > _DEEPEST else self._heights.possible(schema)

    def _plain(self, schema: dict[str, Any], place: Place) -> Any:
        match schema.get("type") if listed(schema) is None else None:
            case "object":
                # Something with an id inside something else exists by itself: a few of them, met again and again.
                # Not so where that id is the item's own.
                if place.depth and "id" in schema.get("properties", {}) and place.child("id").path not in place.own:
                    number = self._chance.choose(f"{place.path}?which", place.index, SKEWED)
                    return self._entity(schema, words.singular(place.name), number, place.depth)
                return self._object(schema, place)
            case "array":
                return self._array(schema, place)
        return self._scalar(schema, place)

    def _scalar(self, schema: dict[str, Any], place: Place) -> Any:
        if place.path in place.own:
            path = place.path if names_itself(place.name) else f"{place.path}/id"
            return scalar(schema, self._chance, path, place.index)
        if noun := words.refers_to(place.name):
            number = 0 if place.usual else self._chance.choose(f"{place.path}?which", place.index, SKEWED)
            reference = scalar(schema, self._chance, f"{noun}/id", number)
            self._numbers[noun, str(reference)] = number
            return reference
        index = place.index
        if place.path in place.pooled and schema.get("type") != "boolean":
            index = 0 if place.usual else self._chance.choose(f"{place.path}?which", index, SKEWED)
            # What the vendor's own sample asks for is there, and often.
            if index == 0 and (example := example_of(schema)) is not None:
                return example
        return scalar(schema, self._chance, place.path, index, compared=place.path in place.always)

    def _entity(self, schema: dict[str, Any], noun: str, number: int, depth: int) -> dict[str, Any]:
        key = (noun, number, depth, id(schema))
        if key not in self._entities:
            entity = self._object(schema, Place(noun, number, depth))
            self._entities[key] = entity
            self._numbers[noun, str(entity.get("id"))] = number
        return self._entities[key]

    def _array(self, schema: dict[str, Any], place: Place) -> list[Any]:
        if "prefixItems" in schema:
            return self._tuple(schema, place)
        least, most = counts(schema, "Items")
        most = least + 3 if most is None else min(most, least + 3)
        if place.depth > _DEEPEST or not self._heights.possible(schema.get("items", True)):
            most = least
        elif place.full:
            least = max(least, min(most, 1))
        length = least + self._chance.choose(f"{place.path}?length", place.index, [1] * (most - least + 1))
        first = self._chance.choose(f"{place.path}?first", place.index, SKEWED)
        below = replace(place, depth=place.depth + self._heights.levels(schema))
        contained = self._contained(schema, place)
        length = max(0, length - len(contained))
        members = (self._member(schema.get("items", True), below, first + offset) for offset in count())
        if not schema.get("uniqueItems"):
            return [*islice(members, length), *contained]
        # Some come again: so many more are looked at that the others are among them.
        different = {write_json(member): member for member in islice(members, length + len(SKEWED) ** 2)}
        return [*islice(different.values(), length), *contained]

    def _tuple(self, schema: dict[str, Any], place: Place) -> list[Any]:
        """Return a value for each item that has a schema of its own, and more only where more are needed."""
        least, most = counts(schema, "Items")
        own = schema["prefixItems"][:most]
        others = [schema.get("items", True)] * (least - len(own))
        return [self.value(each, place.child(str(number))) for number, each in enumerate([*own, *others])]

    def _contained(self, schema: dict[str, Any], place: Place) -> list[Any]:
        if "contains" not in schema:
            return []
        return [
            self.value(schema["contains"], replace(place, index=n)) for n in range(int(schema.get("minContains", 1)))
        ]

    def _member(self, schema: Any, place: Place, number: int) -> Any:
        plain = self._choices(schema, place.depth)[0]
        if plain.get("type") == "object" and "id" in plain.get("properties", {}):
            return self._entity(plain, words.singular(place.name), number % len(SKEWED), place.depth)
        return self.value(schema, replace(place, index=number))

    def _object(self, schema: dict[str, Any], place: Place) -> dict[str, Any]:
        properties = schema.get("properties", {})
        required = set(schema.get("required", ()))
        levels = self._heights.levels(schema)
        made: dict[str, Any] = {}
        for name, child in properties.items():
            here = place.child(name, levels)
            if here.path in place.never:
                continue
            if name in required or (self._heights.possible(child) and self._wanted(name, here)):
                made[name] = self.value(child, here)
        for name, child in undeclared(schema, len(made), lambda number: self._name(schema, place, number)):
            made[name] = self.value(child, place.child(name, levels))
        if not place.full:
            reconcile(
                schema,
                made,
                make=lambda name: self.present(properties[name], place.child(name, levels)),
                embeds=lambda name: place.child(name).path not in place.never,
            )
        return made

    def _name(self, schema: Mapping[str, Any], place: Place, number: int) -> str:
        name = f"key_{number}"
        if "propertyNames" not in schema:
            return name
        names = schema["propertyNames"]
        made = str(self.value(names, replace(place, path=f"{place.path}?name", index=number)))
        return next((each for each in (name, f"{made}_{number}") if self._keeping.admits(names, each)), made)

    def _wanted(self, name: str, place: Place) -> bool:
        """Say whether something optional is there."""
        if place.path in place.always:
            return True
        if place.depth > _DEEPEST:
            return False
        return name == "id" or place.full or self._chance.happens(f"{place.path}?there", place.index, _PRESENT)

    def present(self, schema: Any, place: Place) -> Any:
        """Return a value that is not null, or None where there is none as flat as it has to be here."""
        variants = self._choices(schema, place.depth)
        return next((self._plain(variant, place) for variant in variants if variant.get("type") != "null"), None)
