"""Numbers within the bounds of a schema."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from math import ceil, floor
from random import Random
from sys import float_info
from typing import Any

_KEYWORDS = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf")
_USUAL = 10
"""How far numbers reach from a bound where there is no other."""
_EXACT = 2**53
"""Past this a number has no fraction to speak of."""
_LARGEST = Fraction(float_info.max)
"""What a double can hold, and hence whoever reads JSON."""


def bounds(schema: Mapping[str, Any], usual: float = 0) -> Bounds:
    """Return what a schema says of its numbers; `usual` is the greatest where it names none."""
    return _bounds(schema.get("type") == "integer", usual, *map(schema.get, _KEYWORDS))


def counts(schema: Mapping[str, Any], what: str) -> tuple[int, int | None]:
    """Return the least and the greatest number of `Items`, of characters (`Length`) or the like; None without end.

    JSON Schema takes 2.0 for a whole number.
    """
    least, most = schema.get(f"min{what}", 0), schema.get(f"max{what}")
    return int(least), None if most is None else int(most)


class Bounds:
    """What numbers may be: between `low` and `high`, and multiples of `step` where there are any."""

    def __init__(self, *, whole: bool, usual: float, given: Mapping[str, Fraction]) -> None:
        self.step = given.get("multipleOf", Fraction(1))
        self._stepped = "multipleOf" in given
        if whole:
            # The whole multiples of a/b are the multiples of a.
            self.step, self._stepped = Fraction(self.step.numerator), True
        lows = [given[name] for name in ("minimum", "exclusiveMinimum") if name in given]
        highs = [given[name] for name in ("maximum", "exclusiveMaximum") if name in given]
        below = min([Fraction(0), *(high - _USUAL * self.step for high in highs if high < 0)])
        self.low = max(max(lows) if lows else below, -_LARGEST)
        wished = max(Fraction(str(usual)), self.low + _USUAL * self.step)
        self.high = min([*highs, wished, _LARGEST])
        self.first = ceil(self.low / self.step)
        self.last = floor(self.high / self.step)
        self._open = {given[name] for name in ("exclusiveMinimum", "exclusiveMaximum") if name in given}
        self.first += self.first * self.step in self._open
        self.last -= self.last * self.step in self._open

    @property
    def possible(self) -> bool:
        """Whether there is a number at all."""
        between = self.low < self.high or (self.low == self.high and self.low not in self._open)
        return self.first <= self.last or (between and not self._stepped)

    @property
    def zero(self) -> bool:
        """Whether zero is one of them."""
        return self.first <= 0 <= self.last

    @property
    def steps(self) -> int:
        """How many of them are whole steps."""
        return max(0, self.last - self.first + 1)

    def step_from(self, example: float | None, number: int) -> float:
        """Return the one so many steps after an example, or after the first; past the last it begins anew."""
        start = self.first if example is None else floor(Fraction(str(example)) / self.step)
        reached = start + number
        found = self.step * (reached if reached <= self.last else self.first + (reached - self.first) % self.steps)
        return int(found) if found.denominator == 1 else float(found)

    def draw(self, random: Random) -> float:
        """Return one of them, an integer where that will do."""
        if self.first > self.last:
            return float(self.low + (self.high - self.low) * Fraction(random.randint(1, 7), 8))
        whole = random.randint(self.first, self.last) * self.step
        if not self._stepped and abs(whole) < _EXACT and whole < self.high and random.random() < 0.5:  # noqa: PLR2004 - every other one
            part = whole + Fraction(random.choice((1, 2, 3)), 4)
            return float(part if part < self.high else whole)
        return int(whole) if whole.denominator == 1 and (self._stepped or abs(whole) < _EXACT) else float(whole)


@cache
def _bounds(whole: bool, usual: float, *values: float | None) -> Bounds:  # noqa: FBT001 - a key to what is remembered
    given = {name: Fraction(str(value)) for name, value in zip(_KEYWORDS, values, strict=True) if value is not None}
    return Bounds(whole=whole, usual=usual, given=given)
