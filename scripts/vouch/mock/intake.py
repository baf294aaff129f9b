"""Intake: items that people bring to a list, made whole and held against the spec."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from textwrap import shorten
from typing import Any

import jsonschema_rs

from vouch.mock.answers import write_json
from vouch.mock.data import Data
from vouch.mock.place import Place, embeddings, first_place
from vouch.mock.scalars import moment
from vouch.mock.schemas import Variants
from vouch.mock.siblings import bound, exceeding, reconcile
from vouch.mock.store import Collection, reach, with_value
from vouch.mock.validation import causes
from vouch.mock.words import looks_ahead
from vouch.spec import Operation, Spec, item_schema
from vouch.spec import pointer as ptr
from vouch.spec.wording import expectation


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with items that were brought; `at` is a pointer into them."""

    at: str
    found: str
    expected: str

    def __str__(self) -> str:
        """Return one line."""
        return f"{self.at or 'data'}: {self.found}; expected {self.expected}"


class ItemError(ValueError):
    """Items that break the spec, with every flaw of each."""

    def __init__(self, flaws: Iterable[Flaw]) -> None:
        self.flaws = tuple(flaws)
        super().__init__("\n".join(map(str, self.flaws)))


class Intake:
    """Takes items for one list; `name` is what the list is called in messages."""

    def __init__(self, name: str, spec: Spec, operation: Operation, data: Data, collection: Collection) -> None:
        self._name = name
        self._spec = spec
        self._operation = operation
        self._data = data
        self._collection = collection
        self._schema = item_schema(spec, operation)
        self._variants = Variants(spec)
        own_id = operation.pagination.id if operation.pagination else None
        self._id = ptr.split(own_id or "/id")

    def accept(self, items: Any, *, now: datetime | None = None) -> list[dict[str, Any]]:
        """Return the items whole: what they lack of what the spec requires or compares is made up.

        Where it is now, they come beside those that are there, and are of now; else they come instead of them.

        Raises:
            ItemError: some break the spec, have an id that another has, or are no JSON.

        """
        here = ptr.join("", self._name)
        if not isinstance(items, list):
            raise ItemError([Flaw(here, _shown(items), "a list of items")])
        there = self._collection.entries if now else ()
        taken = {str(own) for entry in there if (own := reach(entry.item, self._id)) is not None}
        flaws: list[Flaw] = []
        whole: list[dict[str, Any]] = []
        for index, given in enumerate(items):
            at = ptr.join(here, index)
            try:
                plain = json.loads(json.dumps(given, default=_moment, allow_nan=False))
            except (TypeError, ValueError, RecursionError):
                flaws.append(Flaw(at, _shown(given), "a value that JSON can hold"))
                continue
            if not isinstance(plain, dict):
                flaws.append(Flaw(at, _shown(plain), "an object"))
                continue
            item = self._completed(self._referring(plain), len(there) + index, taken, now)
            found = [*self._flaws(item, at), *_uneven(self._variants, self._schema, item, at)]
            # What follows from what is given is told only where that itself is no flaw.
            found = [flaw for flaw in found if _has(plain, flaw.at.removeprefix(at))] or found
            own = reach(item, self._id)
            if own is not None and str(own) in taken:
                found.append(Flaw(at + ptr.from_keys(self._id), _shown(own), "an id that no other item has"))
            taken.add(str(own))
            flaws += found
            whole.append(item)
        if flaws:
            raise ItemError(flaws)
        return [self._parted(item) for item in whole]

    def _completed(self, given: dict[str, Any], number: int, taken: set[str], now: datetime | None) -> dict[str, Any]:
        """Return the item with all that it needs; an id that is made up is a new one, where there is one left."""
        first = replace(first_place(self._spec, self._operation), usual=True)
        item: dict[str, Any] = {}
        for tried in range(len(taken) + 1):
            item = self._whole(self._schema, given, replace(first, index=number + tried), now)
            own = reach(item, self._id)
            if own is None or own == reach(given, self._id) or str(own) not in taken:
                break
        return item

    def _whole(self, schema: Any, given: Mapping[str, Any], place: Place, now: datetime | None) -> dict[str, Any]:
        variant = self._variants.object(schema)
        properties = variant.get("properties", {})
        needed = {*variant.get("required", ()), "id"}
        made: dict[str, Any] = {}
        for name, child in properties.items():
            here = place.child(name)
            if name in given:
                made[name] = self._part(child, given[name], here, now)
            elif here.path not in place.never and (name in needed or here.path in place.always):
                made[name] = self._made(child, here, now)
        made |= {name: value for name, value in given.items() if name not in made}
        agreed = dict(made)
        # What is given may be of any type, and not compare with what is made: then it is a flaw that is told later.
        with suppress(TypeError):
            reconcile(
                variant,
                agreed,
                make=lambda name: self._data.present(properties[name], place.child(name)),
                embeds=lambda name: place.child(name).path not in place.never,
            )
        made = agreed | {name: made[name] for name in given}
        bound(properties, made, given)
        return made

    def _made(self, schema: Any, place: Place, now: datetime | None) -> Any:
        dated = any(variant.get("format") == "date-time" for variant in self._variants.of(schema))
        return moment(now) if now and dated and not looks_ahead(place.name) else self._data.value(schema, place)

    def _part(self, schema: Any, given: Any, place: Place, now: datetime | None) -> Any:
        if isinstance(given, Mapping):
            return self._whole(schema, given, place, now)
        if isinstance(given, list):
            items = next((variant["items"] for variant in self._variants.of(schema) if "items" in variant), True)
            return [self._part(items, part, replace(place, index=index), now) for index, part in enumerate(given)]
        return given

    def _flaws(self, item: Any, at: str) -> Iterator[Flaw]:
        for error in (cause for each in self._validator.iter_errors(item) for cause in causes(each)):
            place = ptr.from_keys(error.instance_path)
            yield Flaw(at + place, _shown(ptr.get(item, place)), expectation(error))

    @cached_property
    def _validator(self) -> jsonschema_rs.Draft202012Validator:
        return jsonschema_rs.Draft202012Validator(self._spec.standalone(self._schema), validate_formats=True)

    def _parted(self, item: dict[str, Any]) -> dict[str, Any]:
        """Return the item without what is only embedded on request; that is kept for when it is asked for."""
        for place in embeddings(self._operation):
            brought = ptr.get(item, place.at)
            if isinstance(brought, Mapping):
                holder, _, name = place.at.rpartition("/")
                ptr.get(item, holder).pop(name)
                self._data.bring(name, ptr.get(item, place.ref), brought)
        return item

    def _referring(self, item: dict[str, Any]) -> dict[str, Any]:
        """Return the item so that it refers to what is embedded in it, where it does not say to what it refers."""
        for place in embeddings(self._operation):
            brought, holder = ptr.get(item, place.at), ptr.get(item, place.ref.rpartition("/")[0])
            if isinstance(brought, Mapping) and isinstance(holder, dict) and ptr.get(item, place.ref) is None:
                item = with_value(item, ptr.split(place.ref), brought.get("id"))
        return item


def _uneven(variants: Variants, schema: Any, value: Any, at: str) -> Iterator[Flaw]:
    """Yield the properties that exceed the sibling they never exceed."""
    if isinstance(value, list):
        items = next((variant["items"] for variant in variants.of(schema) if "items" in variant), True)
        for index, part in enumerate(value):
            yield from _uneven(variants, items, part, ptr.join(at, index))
    if isinstance(value, dict):
        properties = variants.object(schema).get("properties", {})
        for name, sibling in exceeding(properties, value):
            yield Flaw(ptr.join(at, name), _shown(value[name]), f"at most {value[sibling]}, as {sibling} has")
        for name, child in properties.items():
            yield from _uneven(variants, child, value.get(name), ptr.join(at, name))


def _has(item: Any, pointer: str) -> bool:
    """Say whether something stands at a pointer, be it null."""
    nothing = object()
    return ptr.get(item, pointer, nothing) is not nothing


def _moment(value: Any) -> str:
    if isinstance(value, datetime):
        return moment(value)
    raise TypeError


def _shown(value: Any) -> str:
    try:
        return shorten(write_json(value).decode(), 60, placeholder="…")
    except (TypeError, ValueError, RecursionError):
        return shorten(repr(value), 60, placeholder="…")
