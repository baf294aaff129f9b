"""Values that tell whether a server keeps what it is sent: what is lost, cut or sorted where one is careless."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from vouch.contract.samples import kind, sample
from vouch.spec import Spec

_WORDS = ("Été naïve ZÜRICH ", "中文", "it's 100 %", "a+b&c=d", '"quoted" <b>')
"""Texts that travel badly where somebody is careless."""
_LONGEST = 1_000
"""Characters of the longest text; a longer one is no plain text any more."""
_LARGEST = 2**53 - 1
"""The largest whole number that every JSON reader knows exactly (RFC 8259, 6)."""
_MOST = 10**6
"""The largest number where the schema sets no bound."""
_DEEPEST = 5
"""How far objects and arrays inside each other are followed."""
_LEAP_DAY = {"date": "2024-02-29", "date-time": "2024-02-29T23:59:59Z"}


@dataclass(frozen=True, slots=True)
class Telling:
    """The values of a spec's schemas; `identity` is the name that ids go by, which a server gives out itself."""

    spec: Spec
    identity: str

    def of(self, schema: Any, depth: int = 0) -> list[Any]:
        """Return values that a schema admits, the plainest first, each of them once."""
        schema = self.spec.resolve(schema)
        validator = jsonschema_rs.Draft202012Validator(self.spec.standalone(schema), validate_formats=True)
        found: list[Any] = []
        # JSON tells true from 1, Python does not.
        written: set[str] = set()
        for value in (sample(self.spec, schema), *self._candidates(schema, depth)):
            if repr(value) not in written and validator.is_valid(value):
                written.add(repr(value))
                found.append(value)
        return found

    def _candidates(self, schema: Any, depth: int) -> Iterator[Any]:
        if not isinstance(schema, dict) or depth > _DEEPEST:
            return
        if schema.get("enum"):
            yield from schema["enum"]
            return
        for part in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
            yield from self.of(part, depth + 1)
        if "type" in schema or "properties" in schema:
            yield None
            yield from self._of_kind(schema, depth)

    def _of_kind(self, schema: Mapping[str, Any], depth: int) -> Iterator[Any]:
        match kind(schema) if "type" in schema else "object":
            case "boolean":
                yield from (False, True)
            case "integer":
                yield from (schema.get("minimum", 0), min(schema.get("maximum", _MOST), _LARGEST))
            case "number":
                least, most = schema.get("minimum", 0), schema.get("maximum", _MOST)
                yield from (least, most, least + 0.25, most - 0.25)
            case "string":
                yield from _texts(schema, str(sample(self.spec, schema)))
            case "array":
                yield from _arrays(self.of(schema.get("items", {}), depth + 1), schema)
            case "object":
                yield from self._objects(schema, depth)

    def _objects(self, schema: Mapping[str, Any], depth: int) -> Iterator[dict[str, Any]]:
        """Yield objects that have every property, each time with other values."""
        known = {
            name: found
            for name, child, required in self.spec.property_schemas(schema)
            if (required or name != self.identity) and (found := self.of(child, depth + 1))
        }
        for turn in range(max(map(len, known.values()), default=0)):
            yield {name: found[turn % len(found)] for name, found in known.items()}


def _texts(schema: Mapping[str, Any], text: str) -> Iterator[str]:
    if schema.get("format") in _LEAP_DAY:
        yield _LEAP_DAY[schema["format"]]
    if schema.keys() & {"format", "pattern", "const"}:
        return
    yield ""
    yield from (f"{text} {word}" for word in _WORDS)
    most = schema.get("maxLength", 0)
    if len(text) < most <= _LONGEST:
        yield (f"{text} " * most)[: most - 1] + "."


def _arrays(items: list[Any], schema: Mapping[str, Any]) -> Iterator[list[Any]]:
    """Yield arrays that tell whether all items are there, in the order and as often as they were sent."""
    yield []
    most = max(1, min(schema.get("maxItems", 3), len(items)))
    chosen = items[:most]
    yield chosen[::-1]
    yield chosen[:1] * 2
    for first in range(most, len(items), most):
        yield items[first : first + most]
