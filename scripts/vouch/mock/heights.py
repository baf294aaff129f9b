"""How far down the flattest value of a schema reaches, and how large it is: what ends data whose schema does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import Any

from vouch.mock.numbers import bounds, counts
from vouch.mock.schemas import Variants, listed

_TALLEST = 100
"""Levels that a value may have; one that has to have more is made no more than one that never ends."""

LARGEST = 10_000
"""Parts that a value may need, characters of text among them."""


class Heights:
    """The heights of the schemas of a spec; worked out once. A scalar is 0 high, `{}` and `[]` are, too."""

    def __init__(self, variants: Variants) -> None:
        self._variants = variants
        # By id, as the variants, which keep the schemas.
        self._known: dict[int, float] = {}
        self._sizes: dict[int, float] = {}
        self._levels: dict[int, int] = {}
        self._possible: dict[int, Sequence[dict[str, Any]]] = {}

    def possible(self, schema: Any) -> Sequence[dict[str, Any]]:
        """Return the variants that some value keeps; none for a schema that no value ever does."""
        if id(schema) not in self._possible:
            variants = self._variants.of(schema)
            low = [each for each in variants if self._height(schema, each) <= _TALLEST]
            self._possible[id(schema)] = [each for each in low if self._size(each) <= LARGEST]
        return self._possible[id(schema)]

    def flattest(self, schema: Any) -> Sequence[dict[str, Any]]:
        """Return the possible variants that take the fewest levels."""
        possible = self.possible(schema)
        least = min((self._height(schema, variant) for variant in possible), default=inf)
        return [variant for variant in possible if self._height(schema, variant) == least]

    def size(self, schema: Any) -> float:
        """Return how many parts the smallest of the flattest values has; none has infinitely many."""
        if id(schema) not in self._sizes:
            heights = [(self._height(schema, variant), variant) for variant in self._variants.of(schema)]
            least = min((height for height, _ in heights if height <= _TALLEST), default=-1)
            self._sizes[id(schema)] = min(
                (self._size(each) for height, each in heights if height == least), default=inf
            )
        return self._sizes[id(schema)]

    def levels(self, variant: Mapping[str, Any]) -> int:
        """Return for how many levels one counts below a value: for more, the more parts it has that have parts again.

        So that values of the same number of levels are about as large, where there is one model within, or thirty.
        """
        if id(variant) not in self._levels:
            parts, _ = counts(variant, "Items")
            parts += sum(map(self._has_parts, variant.get("properties", {}).values()))
            self._levels[id(variant)] = max(1, (parts.bit_length() + 1) // 2)
        return self._levels[id(variant)]

    def _size(self, variant: Mapping[str, Any]) -> float:
        if listed(variant) is not None:
            return 1
        match variant.get("type", "string"):
            case "string":
                return 1 + counts(variant, "Length")[0]
            case "array":
                wanted = ((counts(variant, "Items")[0], "items"), (counts(variant, "Contains")[0], "contains"))
                return 1 + sum(number * self.size(variant.get(of, True)) for number, of in wanted if number)
            case "object":
                return max(1 + sum(map(self.size, _needed(variant))), counts(variant, "Properties")[0])
        return 1

    def _has_parts(self, schema: Any) -> bool:
        return any(variant.keys() & {"properties", "items"} for variant in self._variants.of(schema))

    def _height(self, schema: Any, variant: Mapping[str, Any]) -> float:
        if id(schema) not in self._known:
            self._learn(schema)
        return self._of(variant)

    def _learn(self, schema: Any) -> None:
        """Find the least heights that agree: each begins without end and comes down as its parts do."""
        found = [schema]
        self._known[id(schema)] = inf
        for parent in found:
            for part in (part for variant in self._variants.of(parent) for part in _needed(variant)):
                if id(part) not in self._known:
                    self._known[id(part)] = inf
                    found.append(part)
        lower = True
        while lower:
            lower = False
            for part in reversed(found):
                height = min(map(self._of, self._variants.of(part)), default=inf)
                lower |= height < self._known[id(part)]
                self._known[id(part)] = height

    def _of(self, variant: Mapping[str, Any]) -> float:
        values = listed(variant)
        if values is not None:
            return 0 if values else inf
        if variant.get("maxItems", inf) < variant.get("minItems", 0):
            return inf
        if variant.get("type") in {"integer", "number"} and not bounds(variant).possible:
            return inf
        if variant.get("minLength", 0) > variant.get("maxLength", inf):
            return inf
        return max((1 + self._known[id(part)] for part in _needed(variant)), default=0)


def _needed(variant: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the schemas of the parts that no value goes without."""
    if listed(variant) is not None:
        return
    if variant.get("type") == "array" and variant.get("minItems", 0) > 0:
        yield variant.get("items", True)
    if variant.get("type") == "object":
        properties = variant.get("properties", {})
        yield from (properties[name] for name in variant.get("required", ()) if name in properties)
