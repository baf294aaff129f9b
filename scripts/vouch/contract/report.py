"""What a run found: every rule with its verdict, every failure with what a person needs to act on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from vouch.spec.behaviour import Level

Verdict = Literal["kept", "broken", "refuted", "not exercised"]
VERDICTS: tuple[Verdict, ...] = ("kept", "broken", "refuted", "not exercised")


@dataclass(frozen=True, slots=True)
class Failure:
    """One way in which a rule was broken, with the smallest request that showed it.

    `where` is `file:line` of the declaration, `evidence` how well the spec knows it, `request` a curl command whose
    credentials are variables of the environment, `times` how many requests showed the same, `pointer` leads to the
    declaration.
    """

    where: str
    evidence: Level
    request: str
    received: str
    expected: str
    times: int = 1
    pointer: str = ""


def keep_smallest(failures: dict[tuple[str, str], Failure], failure: Failure) -> None:
    """Add a failure; of those that show the same at one place the smallest request stays, and their number."""
    key = (failure.where, failure.expected)
    if known := failures.get(key):
        smallest = min(known, failure, key=lambda each: len(each.request))
        failure = replace(smallest, times=known.times + failure.times)
    failures[key] = failure


@dataclass(frozen=True, slots=True)
class Result:
    """One rule of one operation: how often it was put to the test, and what came of it.

    `refuted` holds failures that are no violation: what the spec merely assumes is different on this server. `needs`
    says what would exercise a rule that was never put to the test. `pointer` leads to the rule's declaration; of it a
    run tells the file and line (`where`), how well the spec knows it (`evidence`), and the `seconds` it took: its
    share of its layer's time, by cases. `rests_on` leads to whatever else must be right for the rule to be kept.
    """

    operation: str
    check: str
    rule: str
    cases: int
    failures: tuple[Failure, ...] = ()
    refuted: tuple[Failure, ...] = ()
    needs: str = ""
    pointer: str = ""
    where: str = ""
    evidence: Level = "documented"
    seconds: float = 0.0
    rests_on: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Broken outweighs refuted, that outweighs kept; what was never tried is none of them."""
        if self.failures:
            return "broken"
        if self.refuted:
            return "refuted"
        return "kept" if self.cases else "not exercised"

    def fair(self) -> Result:
        """Return the result as it counts for a server that never saw our assumptions."""
        refuted = tuple(failure for failure in self.failures if failure.evidence == "assumed")
        failures = tuple(failure for failure in self.failures if failure.evidence != "assumed")
        return replace(self, failures=failures, refuted=refuted)


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the server's answers and the spec part, whether or not that breaks a rule.

    `where` is `file:line` of the schema concerned, `found` says in words what came, `patch` is the unified diff that
    would make the spec right about it; empty where its text cannot say so in one place.
    """

    operation: str
    where: str
    found: str
    request: str
    times: int
    patch: str


@dataclass(frozen=True, slots=True)
class Assumption:
    """What the spec assumes in one place, and what the run showed of it.

    `at` and `of` name the fact as the ledger does, `about` and `says` do in words. `shown` is what confirmed or
    refuted it, `earlier` what runs before this one recorded.
    """

    at: str
    of: tuple[str, ...]
    where: str
    about: str
    says: str
    why: str
    verdict: Literal["confirmed", "refuted", "open"]
    shown: str = ""
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One run against one server, begun at a moment in UTC (ISO 8601); `stopped` says why it ended early, if it did.

    A `strict` run fails where a rule was not put to the test. `sent` says what was asked: which layer wanted it, the
    method, the path as the spec writes it, the names of the query, and how often. `patch` is one diff for all
    differences.
    """

    vendor: str
    url: str
    seed: int
    profile: str
    requests: int
    seconds: float
    results: tuple[Result, ...]
    stopped: str = ""
    started: str = ""
    strict: bool = False
    sent: tuple[tuple[str, str, str, tuple[str, ...], int], ...] = ()
    differences: tuple[Difference, ...] = ()
    patch: str = ""
    assumptions: tuple[Assumption, ...] = ()

    @property
    def counts(self) -> Counter[Verdict]:
        """How many rules have which verdict."""
        return Counter(result.verdict for result in self.results)

    @property
    def results_by_operation(self) -> tuple[Result, ...]:
        """The results, those of one operation together, in the order of the layers."""
        order = list(dict.fromkeys(result.operation for result in self.results))
        return tuple(sorted(self.results, key=lambda result: order.index(result.operation)))

    @property
    def not_exercised(self) -> Mapping[str, Mapping[str, list[str]]]:
        """The rules that nothing put to the test, by what would, then by operation."""
        rules: dict[str, dict[str, list[str]]] = {}
        for result in self.results_by_operation:
            if result.verdict == "not exercised":
                rules.setdefault(result.needs, {}).setdefault(result.operation, []).append(result.rule)
        return rules

    @property
    def broken(self) -> tuple[Result, ...]:
        """The rules that were broken."""
        return tuple(result for result in self.results if result.verdict == "broken")

    @property
    def exit_code(self) -> int:
        """0 kept, 1 broken, 2 not judged to the end."""
        if self.broken or (self.strict and self.counts["not exercised"]):
            return 1
        return 2 if self.stopped or not self.counts["kept"] else 0


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A vendor whose server could not be judged, and why."""

    vendor: str
    why: str


class UnjudgedError(Exception):
    """The server could not be judged: not reachable, credentials missing or refused, arguments that make no sense."""
