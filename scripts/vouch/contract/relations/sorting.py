"""A sorted list is in order and has the same items as the list without an order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import shorten

from vouch.contract.calls import Call
from vouch.contract.relations.relation import Fault, Relation
from vouch.contract.relations.values import ordered
from vouch.contract.report import Result
from vouch.contract.subject import Subject
from vouch.contract.walks import Walk, walk
from vouch.spec import Order, Parameter
from vouch.spec import pointer as ptr


def sorting(subject: Subject) -> Iterator[Result]:
    """Yield a result for every order of every list that may be called; one of them may be the default."""
    for operation in subject.lists:
        for parameter in operation.parameters:
            if parameter.sort:
                call = subject.samples.call(operation).without(parameter.name)
                sorting_ = _Sorting(subject, call, parameter, walk(subject, call))
                for value, order in parameter.sort.values.items():
                    yield sorting_.result(value, order)


@dataclass(frozen=True, slots=True)
class _Sorting:
    """One parameter that orders, and the list without an order."""

    subject: Subject
    call: Call
    parameter: Parameter
    plain: Walk

    def result(self, value: str, order: Order) -> Result:
        """Judge one of the orders that can be asked for."""
        distinct = {str(found) for item in self.plain.items if (found := ptr.get(item, order.by)) is not None}
        needs = self.plain.lacks
        if not needs and len(distinct) <= 1:
            needs = f"items that differ at {order.by} (--param)"
        rule = f"{self.parameter.name}={value} is {'de' if order.descending else 'a'}scending by {order.by}"
        walks = [] if needs else [walk(self.subject, self.call.having(**{self.parameter.name: value}))]
        if self.parameter.schema.get("default") == value:
            rule += ", as is the list without an order"
            walks.append(self.plain)
        pointer = ptr.join(self.parameter.pointer, "x-sort", "values", value)
        faults = [self._fault(each, order) for each in walks]
        return Relation(self.call.operation, "sort", rule, pointer, needs).result(self.subject, faults)

    def _fault(self, found: Walk, order: Order) -> Fault | None:
        if found.fault:
            return Fault(found.exchanges[-1], "a sorted list", found.fault)
        if found.whole and Counter(found.keys()) != Counter(self.plain.keys()):
            expected = f"the {len(self.plain.items)} items of the list without an order"
            return Fault(found.exchanges[0], expected, f"{len(found.items)} items, not the same")
        values = [value for item in found.items if (value := ptr.get(item, order.by)) is not None]
        if not ordered(values, descending=order.descending):
            shown = shorten(", ".join(map(str, values)), 200, placeholder="…")
            return Fault(found.exchanges[0], f"items in order of {order.by}", shown)
        return None
