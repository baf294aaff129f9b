"""The plan: which request meets which fault, the same for the same seed and the same requests."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import ceil
from random import Random

from vouch.mock.calls import Call, grouped
from vouch.mock.faults.kinds import Fault, Latency, OfPage, OfValue, RateLimit, Status
from vouch.mock.faults.rules import FaultError, Rule
from vouch.mock.refusals import Refusal
from vouch.spec import Operation, Spec


@dataclass(slots=True, eq=False)
class _Armed:
    """A rule in force: how many requests it was held against, how often it struck, and when it let one pass."""

    rule: Rule
    number: int
    met: int = 0
    struck: int = 0
    passed: deque[float] = field(default_factory=deque)


@dataclass(frozen=True, slots=True)
class Strike:
    """A fault about to happen; `random` is where it takes its chances from."""

    fault: Fault
    random: Random
    armed: _Armed

    def __str__(self) -> str:
        """Return what a log says of it."""
        return str(self.armed.rule.fault)

    def happened(self) -> None:
        """Count it: one that finds nothing to spoil is none, and comes again."""
        self.armed.struck += 1


class Plan:
    """The rules in force for one vendor. Those that strike so many times only come before all others."""

    def __init__(self, spec: Spec, seed: int, rules: Iterable[Rule] = ()) -> None:
        self._spec = spec
        self._seed = seed
        self._first = tuple(rules)
        self.reset()

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that may strike still."""
        return tuple(armed.rule for armed in self._armed if armed.rule.times is None or armed.struck < armed.rule.times)

    def reset(self) -> None:
        """Go back to the rules of the start, and to the first of their chances."""
        self.clear()
        self._number = 0
        self.arm(*self._first)

    def clear(self) -> None:
        """Let everything go well."""
        self._armed: list[_Armed] = []

    def arm(self, *rules: Rule) -> None:
        """Put rules into force beside those that are.

        Raises:
            FaultError: a rule is about an operation that is none of the vendor's.

        """
        unknown = {rule.operation for rule in rules if rule.operation} - self._spec.by_id.keys()
        if unknown:
            known = ", ".join(self._spec.by_id)
            raise FaultError(f"{self._spec.vendor} has no operation {', '.join(sorted(unknown))}; it has {known}")
        self._armed += [_Armed(rule, self._number + index) for index, rule in enumerate(rules)]
        self._armed.sort(key=lambda armed: armed.rule.times is None)
        self._number += len(rules)

    def draw(self, call: Call, operation: Operation | None) -> list[Strike]:
        """Return what goes wrong with a request: how late its answer is, and at most one fault beside that."""
        strikes: list[Strike] = []
        taken: set[bool] = set()
        for armed in self._armed:
            if not _concerns(armed.rule, call, operation):
                continue
            armed.met += 1
            random = Random(f"{self._seed} {armed.number} {armed.met}")
            late = isinstance(armed.rule.fault, Latency)
            due = self._is_due(armed, random) and late not in taken
            if due and (fault := self._fault(armed)):
                strikes.append(Strike(fault, random, armed))
                taken.add(late)
        return strikes

    @staticmethod
    def _is_due(armed: _Armed, random: Random) -> bool:
        rule = armed.rule
        spent = rule.times is not None and armed.struck >= rule.times
        return random.random() < rule.rate and armed.met > rule.after and not spent

    def _fault(self, armed: _Armed) -> Fault | None:
        """Return the fault itself; a rate limit is one for those that exceed it."""
        fault = armed.rule.fault
        if not isinstance(fault, RateLimit):
            return fault
        declared = self._spec.rate_limit
        requests = fault.requests or (declared.requests if declared else None)
        seconds = fault.seconds or (declared.seconds if declared else 1)
        if requests is None:
            return None
        now, passed = time.monotonic(), armed.passed
        while passed and passed[0] <= now - seconds:
            passed.popleft()
        if len(passed) < requests:
            passed.append(now)
            return None
        return Status(429, retry_after=max(1, ceil(passed[0] + seconds - now)))


def _concerns(rule: Rule, call: Call, operation: Operation | None) -> bool:
    """Say whether a rule is about such a request, and its fault about such an operation."""
    if rule.operation and (operation is None or operation.id != rule.operation):
        return False
    if isinstance(rule.fault, OfPage) and not (operation and operation.pagination):
        return False
    if isinstance(rule.fault, OfValue) and not (operation and operation.success and operation.success.schema):
        return False
    if not rule.arguments:
        return True
    try:
        given = grouped(call.pairs())
    except Refusal:
        return False
    return all(value in given.get(name, ()) for name, value in rule.arguments.items())
