"""Measurements: one work after the other, round by round, so that a busy moment is shared by all."""

from __future__ import annotations

import resource
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

Turn = Callable[[], float]
"""Does its work once and returns what it cost."""


class UnavailableError(Exception):
    """A row cannot be measured here; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a figure a round, and the bound it is held against.

    unit: "times as fast", "of its time", "s" or "MB"; the first is to be high, the others low.
    cost: what ours came to, in words, such as `212 µs`.
    limit: what keeps ours from the bound; shown where it is missed.
    """

    work: str
    against: str
    unit: str
    bound: float
    figures: tuple[float, ...]
    cost: str
    limit: str = ""

    @property
    def middle(self) -> float:
        """The median of all rounds."""
        return median(self.figures)

    @property
    def spread(self) -> tuple[float, float]:
        """The first and the third quartile; of few rounds the least and the most."""
        if len(self.figures) < 4:  # noqa: PLR2004 - fewer have no quartiles
            return min(self.figures), max(self.figures)
        low, _, high = quantiles(self.figures, n=4)
        return low, high

    @property
    def reached(self) -> bool:
        """Whether the median keeps the bound."""
        return self.middle >= self.bound if self.unit == "times as fast" else self.middle <= self.bound

    @property
    def target(self) -> str:
        """The bound in words."""
        return f"≥ {self.bound:g}x" if self.unit == "times as fast" else f"≤ {self.bound:g}{self.suffix}"

    @property
    def suffix(self) -> str:
        """What stands behind a figure."""
        return "x" if self.unit in {"times as fast", "of its time"} else f" {self.unit}"


def by_turns(turns: Mapping[str, Turn], rounds: int) -> dict[str, list[float]]:
    """Give each its turn, round by round, after one round that does not count; return what each cost."""
    costs: dict[str, list[float]] = {name: [] for name in turns}
    for number in range(rounds + 1):
        for name, turn in turns.items():
            cost = turn()
            if number:
                costs[name].append(cost)
    return costs


def ratios(above: Sequence[float], below: Sequence[float]) -> tuple[float, ...]:
    """Divide round by round."""
    return tuple(one / other for one, other in zip(above, below, strict=True))


def processor(work: Callable[[], object], times: int) -> Turn:
    """Return a turn that does some work so many times: processor seconds of this process for each."""

    def turn() -> float:
        began = time.process_time()
        for _ in range(times):
            work()
        return (time.process_time() - began) / times

    return turn


def wall(work: Callable[[], object], times: int = 1) -> Turn:
    """Return a turn that does some work so many times: seconds on the clock for each."""

    def turn() -> float:
        began = time.perf_counter()
        for _ in range(times):
            work()
        return (time.perf_counter() - began) / times

    return turn


def spent(*command: str, **settings: object) -> tuple[float, str]:
    """Run a command: processor seconds of it and all that it started, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = subprocess.run(command, capture_output=True, text=True, check=False, **settings)  # type: ignore[call-overload]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if ended.returncode not in {0, 1}:
        raise UnavailableError(f"{' '.join(command)} ended with {ended.returncode}: {ended.stderr[-300:]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, str(ended.stdout)


def said(seconds: float) -> str:
    """Say a duration in the unit that suits it."""
    for size, unit in ((1, "s"), (1e-3, "ms")):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e6:.0f} µs"
