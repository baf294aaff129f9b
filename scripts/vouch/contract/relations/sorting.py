"""A sorted list is in order, has the same items as the list without an order, and reads backward as its reverse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from vouch.contract.relations.oracle import Oracle
from vouch.contract.relations.relation import Fault, Relation
from vouch.contract.report import Result
from vouch.contract.subject import Subject
from vouch.contract.walks import Walk
from vouch.spec import Order, Parameter
from vouch.spec import pointer as ptr


def sorting(subject: Subject) -> Iterator[Result]:
    """Yield a result for every order of every list that may be called, and for every two that are opposite."""
    for operation in subject.lists:
        for parameter in operation.parameters:
            if parameter.sort:
                oracle = Oracle.of(subject, subject.samples.call(operation)).beside(parameter)
                yield from _Sorting(oracle, parameter, parameter.sort.values).results()


@dataclass(frozen=True, slots=True)
class _Sorting:
    """One parameter that orders, and the list without an order."""

    oracle: Oracle
    parameter: Parameter
    orders: Mapping[str, Order]

    def results(self) -> Iterator[Result]:
        """Judge every order that can be asked for."""
        name = self.parameter.name
        walks: dict[str, Walk] = {}
        for value, order in self.orders.items():
            needs, faults = self._needs(order), []
            rule = f"{name}={value} is {'de' if order.descending else 'a'}scending by {order.by}"
            default = self.parameter.schema.get("default") == value
            if not needs:
                call, walks[value] = self.oracle.ask(**{name: value})
                faults = [self.oracle.fault(call, walks[value])]
                if default:
                    faults.append(self.oracle.fault(self.oracle.call, self.oracle.plain))
            yield self._result(value, rule + (", as is the list without an order" if default else ""), needs, faults)
        for (one, first), (other, second) in combinations(self.orders.items(), 2):
            if first.by == second.by and first.descending != second.descending:
                needs = self._needs(first)
                fault = None if needs else self._unlike(walks[one], walks[other], first.by)
                yield self._result(one, f"{name}={one} is {name}={other} read backward", needs, [fault])

    def _result(self, value: str, rule: str, needs: str, faults: list[Fault | None]) -> Result:
        pointer = ptr.join(self.parameter.pointer, "x-sort", "values", value)
        relation = Relation(self.oracle.call.operation, "sort", rule, pointer, needs)
        return relation.result(self.oracle.subject, faults, self.oracle.is_steady)

    def _needs(self, order: Order) -> str:
        plain = self.oracle.plain
        distinct = {str(found) for item in plain.items if (found := ptr.get(item, order.by)) is not None}
        return plain.lacks_items or ("" if len(distinct) > 1 else f"items that differ at {order.by} (--param)")

    def _unlike(self, one: Walk, other: Walk, by: str) -> Fault | None:
        """Compare two opposite orders; which of two equal items comes first is a matter of ours alone."""
        if not (one.whole and other.whole):
            return None
        shown = [
            [value for item in items if (value := ptr.get(item, by)) is not None]
            for items in (one.items, other.items[::-1])
        ]
        if self.oracle.subject.ours:
            shown = [one.keys(), other.keys(other.items[::-1])]
        fault = Fault(other.exchanges[0], "the same items in the opposite order", "another order")
        return None if shown[0] == shown[1] else fault
