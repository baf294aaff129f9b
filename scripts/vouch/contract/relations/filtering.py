"""A filtered list has the items that match, all of them and no other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from vouch.contract.calls import Call
from vouch.contract.relations.relation import Fault, Relation
from vouch.contract.relations.values import comparable, matches
from vouch.contract.report import Result
from vouch.contract.subject import Subject
from vouch.contract.walks import Walk, walk
from vouch.spec import Filter, Operation, Parameter
from vouch.spec import pointer as ptr

_TRIALS = 2
"""How many values of one filter are tried."""


def filtering(subject: Subject) -> Iterator[Result]:
    """Yield a result for every filter of every list that may be called; values come from the server's own items."""
    for operation in subject.lists:
        filters = [(parameter, parameter.filter) for parameter in operation.parameters if parameter.filter]
        if filters:
            call = subject.samples.call(operation)
            whole = walk(subject, call)
            for parameter, condition in filters:
                yield _Filtering(subject, operation, parameter, condition, call, whole).result()


@dataclass(frozen=True, slots=True)
class _Filtering:
    """One filter, beside the list without it; a filter that every call needs is judged by the list alone."""

    subject: Subject
    operation: Operation
    parameter: Parameter
    condition: Filter
    call: Call
    whole: Walk

    def result(self) -> Result:
        given = self.call.arguments.get(self.parameter.name)
        trials = [] if given is not None else list(islice(self._splits(), _TRIALS))
        needs = self.whole.lacks
        if not needs and not self.whole.items:
            needs = "a list that is not empty (--param)"
        elif not needs and given is None and not trials:
            needs = f"items that differ at {self.condition.field} (--param)"
        rule = f"{self.parameter.name} leaves exactly the items that match"
        pointer = ptr.join(self.parameter.pointer, "x-filter", "match")
        faults = [self._stray(self.whole, given)] if given is not None else [self._fault(value) for value in trials]
        # Several values in one query show how several are written.
        several = any(isinstance(value, list) and len(value) > 1 for value in (given, *trials))
        rests_on = [ptr.join(self.parameter.pointer, key) for key in ("style", "explode")] if several else []
        relation = Relation(self.operation, "filter", rule, pointer, needs, tuple(rests_on))
        return relation.result(self.subject, faults)

    def _splits(self) -> Iterator[Any]:
        """Yield values that split the list: some items match, some do not."""
        found = [ptr.get(item, self.condition.field) for item in self.whole.items]
        scalars = [value for value in found if isinstance(value, str | int | float)]
        for value in _candidates(self.condition, scalars):
            if 0 < len(self._matching(value)) < len(self.whole.items):
                yield value

    def _matching(self, value: Any) -> list[Any]:
        return [item for item in self.whole.items if matches(self.condition, item, value)]

    def _fault(self, value: Any) -> Fault | None:
        filtered = walk(self.subject, self.call.having(**{self.parameter.name: value}))
        if filtered.fault:
            return Fault(filtered.exchanges[-1], "the items that match", filtered.fault)
        matching = self._matching(value)
        missing = Counter(self.whole.keys(matching)) - Counter(filtered.keys())
        if missing and filtered.whole:
            expected = f"the {len(matching)} items that match in the list without the filter"
            return Fault(filtered.exchanges[0], expected, f"{missing.total()} missing, such as {min(missing)}")
        return self._stray(filtered, value)

    def _stray(self, filtered: Walk, value: Any) -> Fault | None:
        for page, exchange in filtered.steps:
            for item in page.items:
                if not matches(self.condition, item, value):
                    expected = f"only items whose {self.condition.field} passes: {self.condition.match} {value}"
                    found = ptr.get(item, self.condition.field)
                    return Fault(exchange, expected, f"{filtered.key(item)} with {found!r}")
        return None


def _candidates(condition: Filter, found: list[Any]) -> Iterator[Any]:
    """Yield filter values made of values that items have."""
    distinct = [value for value, _ in Counter(found).most_common()]
    match condition.match:
        case "equals":
            yield from distinct
        case "in":
            yield from ([value] for value in distinct[:1])
            yield distinct[:2]
        case "contains":
            # Case must not matter, so it is swapped; the longest word says the most.
            yield from (max(str(value).split() or [""], key=len).swapcase() for value in distinct)
        case "at-least" | "at-most":
            in_order = sorted(distinct, key=comparable)
            yield from in_order[len(in_order) // 2 :]
