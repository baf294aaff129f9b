"""A related object is embedded when it is asked for, is the right one, and changes nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from vouch.contract.relations.oracle import Oracle
from vouch.contract.relations.relation import Fault, Relation
from vouch.contract.report import Result
from vouch.contract.subject import Subject
from vouch.spec import Embedding, Parameter, descend, item_schema
from vouch.spec import pointer as ptr

_MANY = 5
"""Different things that are hardly all called the same."""


def expansion(subject: Subject) -> Iterator[Result]:
    """Yield a result for every object that a list can embed, and for all of them at once."""
    for operation in subject.lists:
        for parameter in operation.parameters:
            if parameter.expand:
                oracle = Oracle.of(subject, subject.samples.call(operation)).beside(parameter)
                expanding = _Expanding(oracle, parameter)
                for value, place in parameter.expand.values.items():
                    yield expanding.one(value, place)
                if len(parameter.expand.values) > 1:
                    yield expanding.all(list(parameter.expand.values))


@dataclass(frozen=True, slots=True)
class _Expanding:
    """One parameter that embeds objects, and the list without any."""

    oracle: Oracle
    parameter: Parameter

    def one(self, value: str, place: Embedding) -> Result:
        """Judge one of the objects that can be asked for."""
        plain = self.oracle.plain
        linked = [item for item in plain.items if ptr.get(item, place.ref) is not None]
        needs = "" if linked else f"an item that has {place.ref} (--param)" if plain.pages else plain.lacks
        rule = f"{self.parameter.name}={value} embeds the object that {place.ref} names, and only then"
        fault = None if needs else self._uninvited(place) or self._fault([value]) or self._uniform(value, place)
        return self._result(ptr.join("values", value), rule, needs, fault)

    def all(self, values: list[str]) -> Result:
        """Judge all of them at once."""
        needs = self.oracle.plain.lacks_items
        rule = f"{self.parameter.name}={' and '.join(values)} embeds each of them"
        return self._result("values", rule, needs, None if needs else self._fault(values), "style", "explode")

    def _result(self, key: str, rule: str, needs: str, fault: Fault | None, *rests_on: str) -> Result:
        pointer = f"{self.parameter.pointer}/x-expand/{key.lstrip('/')}"
        others = tuple(f"{self.parameter.pointer}/{way}" for way in rests_on)
        relation = Relation(self.oracle.call.operation, "expand", rule, pointer, needs, others)
        return relation.result(self.oracle.subject, [fault], self.oracle.is_steady)

    def _uninvited(self, place: Embedding) -> Fault | None:
        for page, exchange in self.oracle.plain.steps:
            for item in page.items:
                if isinstance(ptr.get(item, place.at), dict):
                    key = self.oracle.plain.key(item)
                    return Fault(exchange, f"nothing at {place.at}, for it was not asked for", key)
        return None

    def _uniform(self, value: str, place: Embedding) -> Fault | None:
        """Compare the objects of many ids: elsewhere all may be called the same, those that we make up are not."""
        subject = self.oracle.subject
        call, found = self.oracle.ask(**{self.parameter.name: [value]})
        schema = descend(subject.spec, item_schema(subject.spec, call.operation), place.at)
        shown = {str(ptr.get(item, place.ref)): ptr.get(item, place.at) for item in found.items}
        objects = [each for each in shown.values() if isinstance(each, dict)]
        known = sorted({name for each in objects for name in each} - {"id"})
        names = [name for name in known if _is_free(descend(subject.spec, schema, ptr.join("", name)))]
        texts = {tuple(each.get(name) for name in names) for each in objects}
        if subject.ours and names and len(objects) >= _MANY and len(texts) == 1:
            expected = f"{len(objects)} objects at {place.at}, not all with the same {' and '.join(names)}"
            return Fault(found.exchanges[-1], expected, ", ".join(map(str, *texts)))
        return None

    def _fault(self, values: list[str]) -> Fault | None:
        return self.oracle.fault(*self.oracle.ask(**{self.parameter.name: values}))


def _is_free(schema: Any) -> bool:
    """Say whether a property may be any text."""
    bounds = {"const", "enum", "format", "pattern"}
    return isinstance(schema, dict) and schema.get("type") == "string" and not schema.keys() & bounds
