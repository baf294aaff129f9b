"""What every relation shares: a rule of one operation, and what an answer showed against it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vouch.contract.exchange import Exchange
from vouch.contract.report import Failure, Result
from vouch.contract.subject import Subject
from vouch.spec import Operation


@dataclass(frozen=True, slots=True)
class Fault:
    """The answer that breaks a rule: what was expected of it and what it has instead.

    `pointer` leads to the declaration that it breaks, where the rule is about several.
    """

    exchange: Exchange
    expected: str
    received: str
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """A rule: `pointer` leads to its declaration, `needs` is what would exercise it (empty: it was).

    `rests_on` leads to whatever else must be right for the rule to be kept.
    """

    operation: Operation
    check: str
    rule: str
    pointer: str
    needs: str = ""
    rests_on: tuple[str, ...] = ()

    def result(
        self, subject: Subject, faults: Sequence[Fault | None], is_steady: Callable[[], bool] | None = None
    ) -> Result:
        """Return the verdict of all that was looked at, None where it was right; the first fault is shown.

        Elsewhere others may work at the same list: one that is not steady shows nothing.
        """
        failures: tuple[Failure, ...] = ()
        found = [fault for fault in faults if fault]
        needs = self.needs
        if found and is_steady and not subject.ours and not is_steady():
            needs = "a list that nobody changes while it is read"
        if needs:
            return Result(self.operation.id, self.check, self.rule, 0, needs=needs, pointer=self.pointer)
        if found:
            first = found[0]
            place = first.pointer or self.pointer
            failures = (subject.failure(first.exchange, place, first.expected, first.received, len(found)),)
        return Result(
            self.operation.id,
            self.check,
            self.rule,
            len(faults),
            failures,
            pointer=self.pointer,
            rests_on=self.rests_on,
        )
