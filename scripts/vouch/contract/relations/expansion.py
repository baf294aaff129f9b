"""A related object is embedded when it is asked for, is the right one, and changes nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from vouch.contract.calls import Call
from vouch.contract.relations.relation import Fault, Relation
from vouch.contract.report import Result
from vouch.contract.subject import Subject
from vouch.contract.walks import Walk, walk
from vouch.spec import Embedding, Parameter
from vouch.spec import pointer as ptr


def expansion(subject: Subject) -> Iterator[Result]:
    """Yield a result for every object that a list can embed."""
    for operation in subject.lists:
        for parameter in operation.parameters:
            if parameter.expand:
                call = subject.samples.call(operation).without(parameter.name)
                expanding = _Expanding(subject, call, parameter, walk(subject, call))
                for value, place in parameter.expand.values.items():
                    yield expanding.result(value, place)


@dataclass(frozen=True, slots=True)
class _Expanding:
    """One parameter that embeds objects, and the list without any."""

    subject: Subject
    call: Call
    parameter: Parameter
    plain: Walk

    def result(self, value: str, place: Embedding) -> Result:
        """Judge one of the objects that can be asked for."""
        linked = [item for item in self.plain.items if ptr.get(item, place.ref) is not None]
        needs = "" if linked else f"an item that has {place.ref} (--param)" if self.plain.pages else self.plain.lacks
        rule = f"{self.parameter.name}={value} embeds the object that {place.ref} names, and only then"
        pointer = ptr.join(self.parameter.pointer, "x-expand", "values", value)
        fault = None if needs else self._uninvited(place) or self._wrong(value, place)
        return Relation(self.call.operation, "expand", rule, pointer, needs).result(self.subject, [fault])

    def _uninvited(self, place: Embedding) -> Fault | None:
        for page, exchange in self.plain.steps:
            for item in page.items:
                if isinstance(ptr.get(item, place.at), dict):
                    return Fault(exchange, f"nothing at {place.at}, for it was not asked for", self.plain.key(item))
        return None

    def _wrong(self, value: str, place: Embedding) -> Fault | None:
        expanded = walk(self.subject, self.call.having(**{self.parameter.name: [value]}))
        if expanded.fault:
            return Fault(expanded.exchanges[-1], "the list with the object in it", expanded.fault)
        before = dict(zip(self.plain.keys(), self.plain.items, strict=True))
        for page, exchange in expanded.steps:
            for item in page.items:
                key, reference = expanded.key(item), ptr.get(item, place.ref)
                found = ptr.get(item, f"{place.at}/id")
                if reference is not None and found != reference:
                    return Fault(exchange, f"{place.at}/id = {reference}, as {place.ref}", f"{found} in {key}")
                if key in before and _without(item, place.at) != _without(before[key], place.at):
                    return Fault(exchange, f"{key} as it is without {place.at}", "other fields differ too")
        return None


def _without(item: Any, pointer: str) -> Any:
    """Return a copy of an item without what stands at a pointer."""
    *way, last = ptr.split(pointer)
    copy = deepcopy(item)
    parent = ptr.get(copy, ptr.from_keys(way))
    if isinstance(parent, dict):
        parent.pop(last, None)
    return copy
