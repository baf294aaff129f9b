"""What holds inside every object: a part is no more than its whole, a kind brings along what belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from vouch.contract.relations.relation import Fault, Relation
from vouch.contract.report import Result
from vouch.contract.subject import Subject
from vouch.contract.walks import Walk, walk
from vouch.spec import Operation, Spec, item_schema
from vouch.spec import pointer as ptr

_EACH = "*"


@dataclass(frozen=True, slots=True)
class _Invariant:
    """A property `name` of the objects at `way` that is bound to a sibling: as its limit, or by a value of its own."""

    way: tuple[str, ...]
    name: str
    sibling: str
    pointer: str
    value: str | None = None

    @property
    def rule(self) -> str:
        place = ptr.from_keys([*self.way, self.name])
        if self.value is None:
            return f"{place} is at most {self.sibling}"
        return f"{place} = {self.value} brings {self.sibling}"

    def judges(self, parent: dict[str, Any]) -> bool:
        """Say whether an object puts this to the test."""
        found = parent.get(self.name)
        if self.value is not None:
            return bool(found == self.value)
        return _is_number(found) and _is_number(parent.get(self.sibling))

    def holds(self, parent: dict[str, Any]) -> bool:
        """Say whether an object that puts this to the test passes it."""
        sibling = parent.get(self.sibling)
        return sibling is not None if self.value is not None else bool(parent[self.name] <= sibling)


def invariants(subject: Subject) -> Iterator[Result]:
    """Yield a result for every invariant of the items of every list that may be called."""
    for operation in subject.lists:
        declared = list(_declared(subject.spec, item_schema(subject.spec, operation), "", (), ()))
        if declared:
            found = walk(subject, subject.samples.call(operation))
            for invariant in declared:
                yield _result(subject, operation, invariant, found)


def _result(subject: Subject, operation: Operation, invariant: _Invariant, found: Walk) -> Result:
    faults = []
    for page, exchange in found.steps:
        for item in page.items:
            for parent in _objects(item, invariant.way):
                if invariant.judges(parent):
                    shown = {name: parent.get(name) for name in (invariant.name, invariant.sibling)}
                    fault = Fault(exchange, invariant.rule, f"{found.key(item)} with {shown}")
                    faults.append(None if invariant.holds(parent) else fault)
    needs = "" if faults else f"an item for which this matters: {invariant.rule} (--param)"
    return Relation(operation, "invariant", invariant.rule, invariant.pointer, needs).result(subject, faults)


def _declared(spec: Spec, schema: Any, here: str, way: tuple[str, ...], seen: tuple[str, ...]) -> Iterator[_Invariant]:
    """Yield the invariants of a schema and of all that is inside; `here` is its pointer, as far as it is known."""
    while isinstance(schema, dict) and "$ref" in schema:
        here = schema["$ref"].removeprefix("#")
        if here in seen:
            return
        seen, schema = (*seen, here), ptr.get(spec.document, here)
    if not isinstance(schema, dict):
        return
    for name, child in schema.get("properties", {}).items():
        if not isinstance(child, dict):
            continue
        place = ptr.join(here, "properties", name)
        if "x-at-most" in child:
            yield _Invariant(way, name, child["x-at-most"], place + "/x-at-most")
        for value, sibling in child.get("x-selects", {}).items():
            yield _Invariant(way, name, sibling, ptr.join(place, "x-selects", value), value)
        yield from _declared(spec, child, place, (*way, name), seen)
    yield from _declared(spec, schema.get("items"), f"{here}/items", (*way, _EACH), seen)
    for keyword in ("allOf", "anyOf", "oneOf"):
        for index, part in enumerate(schema.get(keyword, ())):
            yield from _declared(spec, part, ptr.join(here, keyword, index), way, seen)


def _objects(value: Any, way: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Yield the objects that lie at the end of a way."""
    if not way:
        if isinstance(value, dict):
            yield value
    elif way[0] == _EACH and isinstance(value, list):
        for each in value:
            yield from _objects(each, way[1:])
    elif isinstance(value, dict):
        yield from _objects(value.get(way[0]), way[1:])


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
