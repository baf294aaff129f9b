"""What became of every mutant: rates by class, survivors by name, and whether the suite is good enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Fate = Literal["killed", "survived", "idle", "equivalent"]
"""An idle fault changes no answer at its place; an equivalent mutant none that the contract is about."""

FLOORS: Mapping[str, float] = {"catalogue": 1.0, "syntax tree": 0.95}
"""The part of all that count which has to be killed."""


@dataclass(frozen=True)
class Finding:
    """What became of one mutant; `rule` is the one that found it out, `claim` what it breaks, if that is known."""

    part: Literal["catalogue", "syntax tree"]
    family: str
    name: str
    fate: Fate
    rule: str = ""
    claim: str = ""


@dataclass
class Rate:
    """How many of a class there are, and what became of them."""

    killed: int = 0
    survived: int = 0
    idle: int = 0
    equivalent: int = 0

    @property
    def counted(self) -> int:
        """How many could be killed."""
        return self.killed + self.survived

    @property
    def value(self) -> float:
        """The part that was killed; 1 where there is nothing to kill."""
        return self.killed / self.counted if self.counted else 1.0


@dataclass(frozen=True)
class Report:
    """A whole run: findings, the seeds under which no mock was blamed, what is wrong with the list of equivalents."""

    findings: tuple[Finding, ...]
    seeds: int = 0
    alarms: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    kinds: int = 0
    whole: bool = True
    _rates: dict[tuple[str, str], Rate] = field(default_factory=dict, init=False)

    def rates(self) -> dict[tuple[str, str], Rate]:
        """Return the rates by part and family."""
        rates: dict[tuple[str, str], Rate] = defaultdict(Rate)
        for finding in self.findings:
            rate = rates[finding.part, finding.family]
            setattr(rate, finding.fate, getattr(rate, finding.fate) + 1)
        return dict(rates)

    def total(self, part: str) -> Rate:
        """Return the rate of one part."""
        found = [rate for (own, _), rate in self.rates().items() if own == part]
        return Rate(
            *(sum(getattr(rate, fate) for rate in found) for fate in ("killed", "survived", "idle", "equivalent"))
        )

    @property
    def survivors(self) -> list[Finding]:
        """What was not found out."""
        return [finding for finding in self.findings if finding.fate == "survived"]

    def problems(self) -> Iterator[str]:
        """Yield why the suite is not good enough."""
        yield from (f"false alarm: {alarm}" for alarm in self.alarms)
        for part, floor in FLOORS.items():
            rate = self.total(part)
            if rate.value < floor:
                yield f"{part}: {rate.killed} of {rate.counted} killed, {rate.value:.1%}; the floor is {floor:.0%}"
        for (part, family), rate in self.rates().items():
            if rate.counted and not rate.killed:
                yield f"{part}, {family}: none of {rate.counted} killed"
        for claim, killed in self._by("claim").items():
            if claim and not killed:
                yield f"catalogue: nothing that breaks the claim {claim!r} was killed"
        if self.whole:
            for name, shown in self._shown().items():
                if not shown:
                    yield f"catalogue: {name} changes no answer anywhere"
        yield from (f"equivalent.yaml: {entry}" for entry in self.stale)

    def _by(self, name: str) -> dict[str, bool]:
        """Say for each value of a field whether any of its mutants was killed."""
        found: dict[str, bool] = {}
        for finding in self.findings:
            if finding.fate in {"killed", "survived"}:
                found[getattr(finding, name)] = found.get(getattr(finding, name), False) or finding.fate == "killed"
        return found

    def _shown(self) -> dict[str, bool]:
        """Say for each kind of fault whether it changes an answer somewhere."""
        found: dict[str, bool] = {}
        for finding in self.findings:
            if finding.part == "catalogue":
                kind = finding.name.partition(" (")[0]
                found[kind] = found.get(kind, False) or finding.fate != "idle"
        return found

    def text(self) -> str:
        """Return the report for people."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        if self.seeds:
            yield f"no false alarm under {self.seeds} seeds" if not self.alarms else "false alarms, see below"
            yield ""
        for part in FLOORS:
            families = {family: rate for (own, family), rate in self.rates().items() if own == part}
            if not families:
                continue
            left, what = ("idle", "faults") if part == "catalogue" else ("equivalent", "mutants")
            yield f"{part:<14}{what:>9}{'killed':>9}{'rate':>8}{left:>12}"
            for family, rate in families.items():
                yield _row(f"  {family}", rate, getattr(rate, left))
            yield _row("  all", self.total(part), getattr(self.total(part), left))
            yield ""
        if self.survivors:
            yield "survivors"
            yield from (f"  {finding.part}, {finding.family}: {finding.name}" for finding in self.survivors)
            yield ""

    def json(self) -> dict[str, Any]:
        """Return the report for machines."""
        rates = [
            {"part": part, "family": family, **vars(rate), "rate": round(rate.value, 4)}
            for (part, family), rate in self.rates().items()
        ]
        survivors = [
            {"part": found.part, "family": found.family, "name": found.name, "claim": found.claim}
            for found in self.survivors
        ]
        return {
            "seeds": self.seeds,
            "kinds": self.kinds,
            "rates": rates,
            "survivors": survivors,
            "problems": list(self.problems()),
        }


def _row(name: str, rate: Rate, left: int) -> str:
    return f"{name:<14}{rate.counted:>9,}{rate.killed:>9,}{rate.value:>8.1%}{left:>12,}"


def killers(findings: Iterable[Finding]) -> dict[str, int]:
    """Count the mutants that each check found out."""
    counts: dict[str, int] = defaultdict(int)
    for finding in findings:
        if finding.rule:
            counts[finding.rule.partition(":")[0]] += 1
    return dict(counts)
