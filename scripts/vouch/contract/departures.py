"""Reading answers against their schemas: where they depart from the spec, and which of its words they bear out.

Stricter than validation: a field that nobody declared and a new value of an open enum break no schema, and are news.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from vouch.contract.admitting import Admitting, kind
from vouch.contract.exchange import Exchange
from vouch.spec import Operation, Spec
from vouch.spec import pointer as ptr
from vouch.spec.walk import walk

Kind = Literal["field", "type", "value", "missing"]

_ANNOTATIONS = frozenset({"title", "description", "default", "example", "examples", "deprecated"})
"""Keywords that no answer can bear out."""
_MOST_NAMES = 20
"""Undeclared names at one place that are told apart; where there are more, they are keys and not fields."""


@dataclass
class Departure:
    """One way in which answers differ from the spec.

    `pointer` leads to the schema concerned, `at` to the place in the body, `*` for any item. `name` is the undeclared
    or missing field, `value` the new member of an enum, `kinds` are the JSON types seen, `items` those of the items of
    arrays. `exchange` is the smallest that showed it.
    """

    kind: Kind
    pointer: str
    at: str
    operation: Operation
    exchange: Exchange
    name: str = ""
    value: Any = None
    kinds: set[str] = field(default_factory=set)
    items: set[str] = field(default_factory=set)
    times: int = 0


@dataclass(frozen=True, slots=True)
class _Place:
    """A value on its way through an answer: which schema it is read against, where it stands, what was told already."""

    operation: Operation
    exchange: Exchange
    pointer: str
    at: str = ""
    told: frozenset[str] = frozenset()

    def under(self, *keys: str | int, at: str = "") -> _Place:
        """Return the place of a part: of the schema, and of the value where it is not the same."""
        return replace(self, pointer=ptr.join(self.pointer, *keys), at=self.at + at, told=frozenset())


class Departures:
    """Reads along with a run; `found` is what differs, `seen` the pointers of all that an answer bore out.

    Each pointer comes with the operation that was answered.
    """

    def __init__(self, spec: Spec) -> None:
        self.found: dict[tuple[str, ...], Departure] = {}
        self.seen: dict[str, str] = {}
        self._spec = spec
        self._schemas = Admitting(spec)
        self._noted: set[tuple[str, bool, bool]] = set()
        self._plain: set[tuple[str, str]] = set()
        self._declared = {name for _, _, node in walk(spec.document) for name in _properties(node)}
        self._made_up: set[str] = set()
        self._news = 0

    def read(self, operation: Operation, exchange: Exchange) -> None:
        """Read one answer; one whose status, method or media type is not declared is for others to judge."""
        self._made_up |= _names(exchange.sent) - self._declared
        response = operation.response(exchange.status)
        if response is None or exchange.method != operation.method.upper():
            return
        if exchange.accepted:
            self._bear_out(operation, operation.pointer, operation.pointer.rpartition("/")[0])
        self._bear_out(operation, response.pointer, ptr.join(operation.pointer, "responses", response.status))
        pointer, body = ptr.join(response.pointer, "content", exchange.media_type, "schema"), exchange.json
        if body is not None or exchange.answer.strip() == b"null":
            self._read(body, _Place(operation, exchange, pointer))

    def _read(self, value: Any, place: _Place) -> None:
        node = self._schemas.node(place.pointer)
        if not isinstance(node, dict):
            return
        if kind(value) not in self._schemas.kinds(place.pointer):
            self._depart(place, "type").kinds.add(kind(value))
            return
        self._note(value, place, node)
        if "$ref" in node:
            self._read(value, replace(place, pointer=node["$ref"].removeprefix("#")))
        for keyword in ("anyOf", "oneOf"):
            if keyword in node:
                branches = [ptr.join(place.pointer, keyword, index) for index in range(len(node[keyword]))]
                self._read(value, replace(place, pointer=self._schemas.closest(branches, value)))
        if "enum" in node and value not in node["enum"]:
            self._depart(place, "value", value=value)
        if isinstance(value, list) and "items" in node:
            self._read_items(value, place.under("items", at="/*"))
        if isinstance(value, dict):
            self._read_object(value, place, node)
        else:
            for index in range(len(node.get("allOf", ()))):
                self._read(value, replace(place, pointer=ptr.join(place.pointer, "allOf", index)))

    def _read_items(self, items: list[Any], place: _Place) -> None:
        for item in items:
            # Lists overlap, so most items have been read before; those without news need no second look.
            key, before = (place.pointer, json.dumps(item)), self._news
            if key not in self._plain:
                self._read(item, place)
                if self._news == before:
                    self._plain.add(key)

    def _read_object(self, value: Mapping[str, Any], place: _Place, node: Mapping[str, Any]) -> None:
        for name in node.get("required", ()):
            if name not in value:
                self._depart(place, "missing", name=name)
        for name in node.get("properties", ()):
            if name in value:
                self._read(value[name], place.under("properties", name, at=f"/{name}"))
        told = place.told
        if "properties" in node:
            for name in self._undeclared(value, place, node):
                found = self._depart(place, "field", name=name)
                found.kinds.add(kind(value[name]))
                found.items |= set(map(kind, value[name])) if isinstance(value[name], list) else set()
            told = frozenset(value)
        for index in range(len(node.get("allOf", ()))):
            # What one part does not declare another may; what none does is told once.
            part = ptr.join(place.pointer, "allOf", index)
            self._read(value, replace(place, pointer=part, told=told | self._schemas.names(place.pointer)))
            told = frozenset(value) if self._schemas.names(part) else told

    def _undeclared(self, value: Mapping[str, Any], place: _Place, node: Mapping[str, Any]) -> Iterator[str]:
        if isinstance(node.get("additionalProperties"), dict):
            return
        # What a server keeps of our own inventions is no news of it.
        known = self._schemas.names(place.pointer) | place.told | self._made_up
        for name in sorted(value.keys() - known):
            others = [each for each in self.found.values() if each.kind == "field" and each.pointer == place.pointer]
            declared = any(re.search(pattern, name) for pattern in node.get("patternProperties", ()))
            if not declared and (len(others) < _MOST_NAMES or name in {each.name for each in others}):
                yield name

    def _note(self, value: Any, place: _Place, node: Mapping[str, Any]) -> None:
        """Take note of what a value bears out; that null may come is borne out by null alone."""
        whole = isinstance(value, dict) and value.keys() >= set(node.get("required", ()))
        key = (place.pointer, value is None, whole)
        if key not in self._noted:
            self._noted.add(key)
            silent = _ANNOTATIONS if whole else _ANNOTATIONS | {"required"}
            if value is not None and "null" in self._schemas.kinds(place.pointer):
                silent |= {"type", "anyOf", "oneOf"}
            shown = (ptr.join(place.pointer, key) for key in node.keys() - silent if not key.startswith("x-"))
            self._bear_out(place.operation, place.pointer, *shown)

    def _bear_out(self, operation: Operation, *pointers: str) -> None:
        for pointer in pointers:
            self.seen.setdefault(pointer, operation.id)

    def _depart(self, place: _Place, what: Kind, name: str = "", value: Any = None) -> Departure:
        new = Departure(what, place.pointer, place.at, place.operation, place.exchange, name=name, value=value)
        found = self.found.setdefault((what, place.pointer, name or str(value)), new)
        found.times += 1
        self._news += 1
        found.exchange = min(found.exchange, place.exchange, key=lambda each: len(each.url) + len(each.body))
        return found


def _properties(node: Any) -> Iterable[str]:
    found = node.get("properties") if isinstance(node, dict) else None
    return found if isinstance(found, dict) else ()


def _names(value: Any) -> set[str]:
    """Return the names of all objects in a value."""
    parts, names = [value], set[str]()
    for part in parts:
        if isinstance(part, dict):
            names |= part.keys()
        parts += part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return names
