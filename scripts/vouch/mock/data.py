"""Made-up data that keeps its schema and looks like life, the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import accumulate
from typing import Any
from zlib import crc32

from vouch.mock import words
from vouch.mock.chance import SKEWED, Chance
from vouch.mock.heights import Heights
from vouch.mock.scalars import NOW, example_of, moment, open_enum, scalar
from vouch.mock.schemas import Variants, listed, schema_error
from vouch.mock.siblings import reconcile
from vouch.mock.store import with_value
from vouch.spec import Operation, Spec, item_schema
from vouch.spec import pointer as ptr

_DEEPEST = 6
"""Levels after which only what is required is filled in, as flat as it can be."""
_STRANGERS = 100
"""How many different things stand for all that a caller may refer to without there being such an item."""
_PRESENT, _NULL = 18, 3
"""Of twenty: how many have an optional property, how many a null where null is allowed."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value goes: `path` names it, `index` numbers it, `full` leaves nothing out."""

    path: str
    index: int
    depth: int = 0
    full: bool = False
    pooled: frozenset[str] = frozenset()
    always: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()

    def child(self, name: str) -> _Place:
        return replace(self, path=f"{self.path}/{name}", depth=self.depth + 1)

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


class Data:
    """The data of one vendor."""

    def __init__(self, spec: Spec, seed: int) -> None:
        self._spec = spec
        self._chance = Chance(seed)
        self._variants = Variants(spec)
        self._heights = Heights(self._variants)
        self._entities: dict[tuple[str, int, int], dict[str, Any]] = {}
        self._numbers: dict[tuple[str, str], int] = {}

    def items(self, operation: Operation, count: int) -> list[dict[str, Any]]:
        """Return the items of a list, without what is only embedded on request.

        What filters and orders compare is always there. What filters look for as a whole comes from a small pool, so
        that each value has several items.
        """
        filters = [parameter.filter for parameter in operation.parameters if parameter.filter]
        sorts = [
            order for parameter in operation.parameters if parameter.sort for order in parameter.sort.values.values()
        ]
        expands = [
            place
            for parameter in operation.parameters
            if parameter.expand
            for place in parameter.expand.values.values()
        ]

        def paths(pointers: Iterable[str]) -> frozenset[str]:
            return frozenset(operation.resource + pointer for pointer in pointers)

        compared = [*(found.field for found in filters), *(order.by for order in sorts)]
        first = _Place(
            operation.resource,
            0,
            pooled=paths(found.field for found in filters if found.match in {"equals", "in"}),
            always=paths(way for pointer in compared for way in accumulate(pointer.split("/"), "{}/{}".format)),
            never=paths(embedding.at for embedding in expands),
        )
        schema = item_schema(self._spec, operation)
        return [self._value(schema, replace(first, index=index)) for index in range(count)]

    def prove(self, schema: Any) -> None:
        """Make sure that values can be made of a schema.

        Raises:
            SpecError: no value keeps it, or none of up to a hundred levels.

        """
        if not self._heights.possible(schema):
            raise schema_error(self._spec, schema, "a schema that no value keeps", "one that some value does")

    def sample(self, schema: Any) -> Any:
        """Return a value with every optional part, and examples wherever there are some: what is the same for all.

        Raises:
            SpecError: no value keeps the schema.

        """
        return self._value(schema, _Place("sample", 0, full=True))

    def missing(self, schema: Any, name: str, number: int) -> Any:
        """Return a value for a property of a new thing that nothing else decides; moments follow the clock."""
        if any(variant.get("format") == "date-time" for variant in self._variants.of(schema)):
            return moment(NOW + timedelta(seconds=number))
        return self._value(schema, _Place(f"new/{name}", number))

    def fresh_id(self, operation: Operation, pointer: str, schema: Any, number: int) -> Any:
        """Return the id of a thing beyond the generated ones."""
        return self._value(schema, _Place(f"{operation.resource}{pointer}", number))

    def related(self, schema: Any, name: str, reference: Any, at: str = "/id") -> dict[str, Any]:
        """Return the object that a reference means, the same one every time; its id stands at the pointer."""
        noun = words.singular(name)
        number = self._numbers.get((noun, str(reference)))
        if number is None:
            number = len(SKEWED) + crc32(str(reference).encode()) % _STRANGERS
        return with_value(self._entity(self._variants.object(schema), noun, number, 1), ptr.split(at), reference)

    def _value(self, schema: Any, place: _Place) -> Any:
        if place.full and (example := example_of(self._spec.resolve(schema))) is not None:
            return deepcopy(example)
        self.prove(schema)
        variants = self._choices(schema, place.depth)
        nulls = [variant for variant in variants if variant.get("type") == "null"]
        if nulls and len(variants) > len(nulls):
            variants = [variant for variant in variants if variant.get("type") != "null"]
            if not place.full and self._chance.happens(f"{place.path}?null", place.index, _NULL):
                return None
        known = [value for variant in variants for value in listed(variant) or ()]
        rest = [variant for variant in variants if listed(variant) is None]
        if known and rest and all(variant.get("type", "string") == "string" for variant in rest):
            return open_enum(known, self._chance, place.path, place.index)
        return self._plain(self._chance.pick(f"{place.path}?variant", place.index, variants), place)

    def _choices(self, schema: Any, depth: int) -> list[dict[str, Any]]:
        return self._heights.flattest(schema) if depth > _DEEPEST else self._heights.possible(schema)

    def _plain(self, schema: dict[str, Any], place: _Place) -> Any:
        match schema.get("type") if listed(schema) is None else None:
            case "object":
                # Something with an id inside something else exists by itself: a few of them, met again and again.
                if place.depth and "id" in schema.get("properties", {}):
                    number = self._chance.choose(f"{place.path}?which", place.index, SKEWED)
                    return self._entity(schema, words.singular(place.name), number, place.depth)
                return self._object(schema, place)
            case "array":
                return self._array(schema, place)
        if noun := words.refers_to(place.name):
            number = self._chance.choose(f"{place.path}?which", place.index, SKEWED)
            reference = scalar(schema, self._chance, f"{noun}/id", number)
            self._numbers[noun, str(reference)] = number
            return reference
        index = place.index
        if place.path in place.pooled and schema.get("type") != "boolean":
            index = self._chance.choose(f"{place.path}?which", index, SKEWED)
            # What the vendor's own sample asks for is there, and often.
            if index == 0 and (example := example_of(schema)) is not None:
                return example
        return scalar(schema, self._chance, place.path, index)

    def _entity(self, schema: dict[str, Any], noun: str, number: int, depth: int) -> dict[str, Any]:
        if (noun, number, depth) not in self._entities:
            entity = self._object(schema, _Place(noun, number, depth))
            self._entities[noun, number, depth] = entity
            self._numbers[noun, str(entity.get("id"))] = number
        return self._entities[noun, number, depth]

    def _array(self, schema: dict[str, Any], place: _Place) -> list[Any]:
        least = schema.get("minItems", 0)
        most = min(schema.get("maxItems", least + 3), least + 3)
        if place.depth > _DEEPEST or not self._heights.possible(schema.get("items", True)):
            most = least
        elif place.full:
            least = max(least, min(most, 1))
        length = least + self._chance.choose(f"{place.path}?length", place.index, [1] * (most - least + 1))
        first = self._chance.choose(f"{place.path}?first", place.index, SKEWED)
        members = (self._member(schema.get("items", True), place, first + offset) for offset in range(length))
        return list(members)

    def _member(self, schema: Any, place: _Place, number: int) -> Any:
        plain = self._choices(schema, place.depth + 1)[0]
        if plain.get("type") == "object" and "id" in plain.get("properties", {}):
            return self._entity(plain, words.singular(place.name), number % len(SKEWED), place.depth + 1)
        return self._value(schema, replace(place, index=number, depth=place.depth + 1))

    def _object(self, schema: dict[str, Any], place: _Place) -> dict[str, Any]:
        properties = schema.get("properties", {})
        required = set(schema.get("required", ()))
        made: dict[str, Any] = {}
        for name, child in properties.items():
            here = place.child(name)
            if here.path in place.never:
                continue
            if name in required or (self._heights.possible(child) and self._wanted(name, here)):
                made[name] = self._value(child, here)
        if not place.full:
            reconcile(
                schema,
                made,
                make=lambda name: self._present(properties[name], place.child(name)),
                embeds=lambda name: place.child(name).path not in place.never,
            )
        return made

    def _wanted(self, name: str, place: _Place) -> bool:
        """Say whether something optional is there."""
        if place.path in place.always:
            return True
        if place.depth > _DEEPEST:
            return False
        return name == "id" or place.full or self._chance.happens(f"{place.path}?there", place.index, _PRESENT)

    def _present(self, schema: Any, place: _Place) -> Any:
        """Return a value that is not null, or None where there is none as flat as it has to be here."""
        variants = self._choices(schema, place.depth)
        return next((self._plain(variant, place) for variant in variants if variant.get("type") != "null"), None)
