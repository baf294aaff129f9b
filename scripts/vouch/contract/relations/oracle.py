"""What a list must answer to any filters, order and expansions together, going by the list without them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from textwrap import shorten
from typing import Any

from vouch.contract.calls import Call
from vouch.contract.exchange import Exchange
from vouch.contract.relations.fitting import Fitting
from vouch.contract.relations.relation import Fault
from vouch.contract.relations.soundness import endless, unsound
from vouch.contract.relations.values import matches, narrows, ordered
from vouch.contract.subject import Subject
from vouch.contract.walks import Walk, steadiness, walk
from vouch.spec import Embedding, Filter, Order, Parameter, descend, item_schema
from vouch.spec import pointer as ptr


@dataclass(frozen=True, slots=True)
class Oracle:
    """A list read to its end without filters, order and expansions, save what every call of it needs.

    `call` is the call behind it; `is_steady` says whether the list still has the same items.
    """

    subject: Subject
    call: Call
    plain: Walk
    is_steady: Callable[[], bool]

    @classmethod
    def of(cls, subject: Subject, call: Call) -> Oracle:
        """Ask for a list without expansions and orders."""
        asides = [each.name for each in call.operation.parameters if each.sort or each.expand]
        bare = call.without(*asides)
        plain = walk(subject, bare)
        return cls(subject, bare, plain, steadiness(subject, bare, plain))

    def beside(self, *parameters: Parameter) -> Oracle:
        """Return the oracle for calls with some parameters: where the call cannot have them, that of one that has."""
        call = self.call
        for each in parameters:
            if any(call.operation.excludes(each.name, name) for name in call.arguments):
                fitting = Fitting.of(self.subject.spec, each)
                known = (value for item in self.plain.items if (value := fitting.passing(item)) is not None)
                call = call.having(**{each.name: next(known, self.subject.samples.value(each))})
        return self if call is self.call else Oracle.of(self.subject, call)

    def ask(self, /, **arguments: Any) -> tuple[Call, Walk]:
        """Read the list with other arguments."""
        call = self.call.having(**arguments)
        return call, walk(self.subject, call)

    def matching(self, call: Call) -> list[Any]:
        """Return the items of the plain list that pass all filters of a call."""
        filters = [*_filters(call)]
        return [item for item in self.plain.items if all(matches(each, item, value) for _, each, value in filters)]

    def fault(self, call: Call, found: Walk) -> Fault | None:
        """Return what is wrong with the answers to a call; what the plain list leaves out already is not known."""
        within = (self._extra, self._missing, self._shuffled) if self._covers(call) else ()
        checks = (self._refused, self._stray, self._disordered, self._embedded, *within)
        return next(filter(None, (check(call, found) for check in checks)), None) or unsound(call, found)

    def _covers(self, call: Call) -> bool:
        """Say whether the plain list has all that a call may bring: each filter of both is the same, or narrower."""
        asked = {place: value for place, _, value in _filters(call)}
        own = _filters(self.call)
        return all(narrows(condition, value, asked.get(place)) for place, condition, value in own)

    @staticmethod
    def _refused(call: Call, found: Walk) -> Fault | None:
        if found.fault and not found.pages:
            return Fault(found.exchanges[-1], f"a list: {call.operation.id} was asked with what it gave itself", "")
        return endless(found)

    def _stray(self, call: Call, found: Walk) -> Fault | None:
        for page, exchange in found.steps:
            for item in page.items:
                for place, condition, value in _filters(call):
                    if not matches(condition, item, value):
                        expected = f"only items whose {condition.field} passes: {condition.match} {value}"
                        received = f"{found.key(item)} with {ptr.get(item, condition.field)!r}"
                        return Fault(exchange, expected, received, place)
        return None

    def _extra(self, call: Call, found: Walk) -> Fault | None:  # noqa: ARG002 - as all checks are
        if self.plain.whole and (extra := Counter(found.keys()) - Counter(self.plain.keys())):
            expected = f"only items of the {len(self.plain.items)} there are without it"
            return Fault(found.exchanges[0], expected, f"{extra.total()} others, such as {min(extra)}")
        return None

    def _missing(self, call: Call, found: Walk) -> Fault | None:
        matching = self.matching(call)
        missing = Counter(self.plain.keys(matching)) - Counter(found.keys())
        if missing and found.whole:
            expected = f"the {len(matching)} items that match in the list without the filter"
            return Fault(found.exchanges[0], expected, f"{missing.total()} missing, such as {min(missing)}")
        return None

    def _disordered(self, call: Call, found: Walk) -> Fault | None:
        for place, order in _orders(call):
            values = [value for item in found.items if (value := ptr.get(item, order.by)) is not None]
            if not ordered(values, descending=order.descending):
                shown = shorten(", ".join(map(str, values)), 200, placeholder="…")
                return Fault(found.exchanges[0], f"items in order of {order.by}", shown, place)
        return None

    def _shuffled(self, call: Call, found: Walk) -> Fault | None:
        asked = any(call.operation.parameter(name).sort for name in call.arguments)
        kept = self.plain.keys(self.matching(call))
        if not asked and found.keys() != kept[: len(found.items)]:
            return Fault(found.exchanges[0], "the order of the list without it", "another order")
        return None

    def _embedded(self, call: Call, found: Walk) -> Fault | None:
        before = dict(zip(self.plain.keys(), self.plain.items, strict=True))
        asked = [*_embeddings(call)]
        objects: dict[tuple[str, str], Any] = {}
        for page, exchange in found.steps:
            for item in page.items:
                key, rest = found.key(item), item
                for pointer, place in asked:
                    if fault := self._wrong_object(exchange, key, item, place):
                        return replace(fault, pointer=pointer)
                    shown = ptr.get(item, place.at)
                    known = objects.setdefault((place.at, str(ptr.get(item, place.ref))), shown)
                    if known != shown:
                        expected = f"{place.at} of {key} as in other items: {known}"
                        return Fault(exchange, expected, str(shown), pointer)
                    rest = ptr.without(rest, place.at)
                if key in before and rest != _without_all(before[key], [place for _, place in asked]):
                    return Fault(exchange, f"{key} as it is in the list without it: {before[key]}", str(item))
        return None

    def _wrong_object(self, exchange: Exchange, key: str, item: Any, place: Embedding) -> Fault | None:
        reference, found = ptr.get(item, place.ref), ptr.get(item, place.at)
        identity = ptr.get(found, "/id")
        spec = self.subject.spec
        schema = descend(spec, item_schema(spec, self.call.operation), ptr.join(place.at, "id"))
        # An object whose schema has no id may call it by another name.
        if reference is not None and identity != reference and (schema is not None or not isinstance(found, dict)):
            return Fault(exchange, f"{place.at}/id = {reference}, as {place.ref}", f"{identity} in {key}")
        if reference is None and isinstance(found, dict):
            return Fault(exchange, f"nothing at {place.at}, as {place.ref} is nothing", f"{found} in {key}")
        return None


def _filters(call: Call) -> Iterator[tuple[str, Filter, Any]]:
    """Yield where each filter of a call is declared, the filter, and its value, or what it is without one."""
    for parameter in call.operation.parameters:
        value = call.arguments.get(parameter.name, parameter.schema.get("default"))
        if parameter.filter and value is not None:
            yield ptr.join(parameter.pointer, "x-filter", "match"), parameter.filter, value


def _orders(call: Call) -> Iterator[tuple[str, Order]]:
    for parameter in call.operation.parameters:
        asked = call.arguments.get(parameter.name, parameter.schema.get("default"))
        if parameter.sort and asked in parameter.sort.values:
            yield ptr.join(parameter.pointer, "x-sort", "values", asked), parameter.sort.values[asked]


def _embeddings(call: Call) -> Iterator[tuple[str, Embedding]]:
    for name, value in call.arguments.items():
        parameter = call.operation.parameter(name)
        if expand := parameter.expand:
            here = ptr.join(parameter.pointer, "x-expand", "values")
            yield from ((ptr.join(here, each), expand.values[each]) for each in value)


def _without_all(item: Any, places: list[Embedding]) -> Any:
    for place in places:
        item = ptr.without(item, place.at)
    return item
