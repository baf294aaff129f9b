"""A filtered list has the items that match, all of them and no other, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from vouch.contract.calls import Call
from vouch.contract.relations.candidates import candidates, nothing, others
from vouch.contract.relations.fitting import Fitting
from vouch.contract.relations.oracle import Oracle
from vouch.contract.relations.relation import Fault, Relation
from vouch.contract.relations.values import matches
from vouch.contract.report import Result
from vouch.contract.subject import Subject
from vouch.contract.walks import Walk
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
        unmatched = map(self._fitting().fitted, nothing(self.condition, self.parameter.schema, plain.items))
        if wanted := [value for value in unmatched if value is not None and not self._kept(value)]:
            needs = plain.lacks
            faults = [] if needs else [self._none(value) for value in wanted]
            yield self._result(f"{name} that nothing matches gives an empty list", needs, faults)

    def _result(self, rule: str, needs: str, faults: list[Fault | None], *rests_on: str) -> Result:
        """Return a result; what else of the parameter must be right for it is named by the way from there."""
        pointer = ptr.join(self.parameter.pointer, "x-filter", "match")
        ways = tuple(f"{self.parameter.pointer}/{way}" for way in rests_on)
        relation = Relation(self.operation, "filter", rule, pointer, needs, ways)
        return relation.result(self.oracle.subject, faults, self.oracle.is_steady)

    def _trials(self, given: Any) -> Iterator[Any]:
        """Yield values worth asking for: those that leave some items and not others, and all that there can be."""
        items, subject = self.oracle.plain.items, self.oracle.subject
        telling = list(candidates(self.condition, self.parameter.schema, items, given, ours=subject.ours))
        more = (value for value in others(self.condition, items) if given is None and value not in telling)
        tried: list[Any] = [None]
        for value in map(self._fitting().fitted, (*telling, *islice(more, subject.profile.others))):
            kept = 0 if value is None else self._kept(value)
            possible = self.parameter.schema.get("enum", (True, False))
            if value not in tried and (0 < kept < len(items) or value in possible):
                yield value
            tried.append(value)

    def _kept(self, value: Any) -> int:
        return sum(matches(self.condition, item, value) for item in self.oracle.plain.items)

    def _fitting(self) -> Fitting:
        return Fitting.of(self.oracle.subject.spec, self.parameter)

    def _fault(self, value: Any) -> Fault | None:
        call, found = self.oracle.ask(**self._call(value).arguments)
        return None if self._may_refuse(found, value) else self.oracle.fault(call, found)

    def _may_refuse(self, found: Walk, value: Any) -> bool:
        """Say whether a refusal is fair: elsewhere, of a value that no item has as it is written."""
        exchange, wanted = found.exchanges[-1], value if isinstance(value, list) else [value]
        declared = self.operation.response(exchange.status) is not None
        known = [ptr.get(item, self.condition.field) for item in self.oracle.plain.items]
        made_up = not all(each in known for each in wanted)
        return exchange.refused and not found.pages and declared and made_up and not self.oracle.subject.ours

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
        if self._may_refuse(found, value):
            return None
        if exchange.accepted and not isinstance(ptr.get(exchange.json, found.pagination.items), list):
            return Fault(exchange, f"an empty array at {found.pagination.items}", "")
        return self.oracle.fault(call, found)
