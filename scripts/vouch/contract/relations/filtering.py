"""A filtered list has the items that match, all of them and no other, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from vouch.contract.calls import Call
from vouch.contract.relations.candidates import candidates, nothing, others
from vouch.contract.relations.oracle import Oracle
from vouch.contract.relations.relation import Fault, Relation
from vouch.contract.relations.values import matches
from vouch.contract.report import Result
from vouch.contract.subject import Subject
from vouch.spec import Filter, Operation, Parameter
from vouch.spec import pointer as ptr


def filtering(subject: Subject) -> Iterator[Result]:
    """Yield the results for every filter of every list that may be called; values come from the server's own items."""
    for operation in subject.lists:
        filters = [(parameter, parameter.filter) for parameter in operation.parameters if parameter.filter]
        if filters:
            usual = Oracle.of(subject, subject.samples.call(operation))
            for parameter, condition in filters:
                yield from _Filtering(usual.beside(parameter), operation, parameter, condition).results()


@dataclass(frozen=True, slots=True)
class _Filtering:
    """One filter, beside the list without it; of one that every call needs, beside the list it gives as it is."""

    oracle: Oracle
    operation: Operation
    parameter: Parameter
    condition: Filter

    def results(self) -> Iterator[Result]:
        name, plain = self.parameter.name, self.oracle.plain
        given = self.oracle.call.arguments.get(name)
        trials = list(self._trials(given))
        needs = plain.lacks_items
        if not needs and given is None and not trials:
            needs = f"items that differ at {self.condition.field} (--param)"
        faults = [] if given is None else [self.oracle.fault(self.oracle.call, plain)]
        if not needs:
            faults += [self._fault(value) for value in trials]
        yield self._result(f"{name} leaves exactly the items that match", needs, faults, "schema/format")
        if self.condition.match == "in" and given is not None:
            needs = plain.lacks or ("" if len(given) > 1 else f"two values ({self.parameter.argument}=A,B)")
            apart = [] if needs else [self._fault([value]) for value in given]
            rule = f"{name} gives together what each of its values gives alone"
            yield self._result(rule, needs, apart, "style", "explode")
        if (value := nothing(self.condition, self.parameter.schema, plain.items)) is not None:
            needs = plain.lacks
            yield self._result(f"{name} that nothing matches gives an empty list", needs, [self._none(value)])

    def _result(self, rule: str, needs: str, faults: list[Fault | None], *rests_on: str) -> Result:
        """Return a result; what else of the parameter must be right for it is named by the way from there."""
        pointer = ptr.join(self.parameter.pointer, "x-filter", "match")
        ways = tuple(f"{self.parameter.pointer}/{way}" for way in rests_on)
        relation = Relation(self.operation, "filter", rule, pointer, needs, ways)
        return relation.result(self.oracle.subject, faults, self.oracle.is_steady)

    def _trials(self, given: Any) -> Iterator[Any]:
        """Yield values worth asking for: those that leave some items and not others, and all that there can be."""
        items, subject = self.oracle.plain.items, self.oracle.subject
        telling = list(candidates(self.condition, self.parameter.schema, items, given, thorough=subject.ours))
        more = (value for value in others(self.condition, items) if given is None and value not in telling)
        for value in (*telling, *islice(more, subject.profile.others)):
            kept = sum(matches(self.condition, item, value) for item in items)
            if 0 < kept < len(items) or value in self.parameter.schema.get("enum", (True, False)):
                yield value

    def _fault(self, value: Any) -> Fault | None:
        call = self._call(value)
        return self.oracle.fault(*self.oracle.ask(**call.arguments))

    def _call(self, value: Any) -> Call:
        """Return the call with a value; where pages have a size, with one that makes several of them."""
        call = self.oracle.call.having(**{self.parameter.name: value})
        limit = self.operation.pagination.limit if self.operation.pagination else None
        if limit is None or limit in call.arguments:
            return call
        schema = self.operation.parameter(limit).schema
        size = max(schema.get("minimum", 1), -(-len(self.oracle.matching(call)) // 3))
        return call.having(**{limit: min(size, schema.get("maximum", size))})

    def _none(self, value: Any) -> Fault | None:
        """Ask for what is not there: an empty list is an answer; elsewhere a refusal is one, too."""
        call, found = self.oracle.ask(**{self.parameter.name: value})
        exchange = found.exchanges[-1]
        declared = self.operation.response(exchange.status) is not None
        if exchange.refused and declared and not self.oracle.subject.ours:
            return None
        if exchange.accepted and not isinstance(ptr.get(exchange.json, found.pagination.items), list):
            return Fault(exchange, f"an empty array at {found.pagination.items}", "")
        return self.oracle.fault(call, found)
