"""What a list request asks for: which items, in which order, with what embedded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from vouch.mock.data import Data
from vouch.mock.store import Collection, Listing, instant, reach, with_value
from vouch.spec import Embedding, Operation, Parameter, Spec, descend, item_schema
from vouch.spec import pointer as ptr

Item = dict[str, Any]
Keep = Callable[[Item], bool]


class Query:
    """Reads the filters, the order and the expansions of one list operation."""

    def __init__(self, spec: Spec, operation: Operation, data: Data) -> None:
        item = item_schema(spec, operation)
        self._filters = {p.name: _filter(spec, p, item) for p in operation.parameters if p.filter}
        self._sorts = [(p.name, p.schema.get("default"), p.sort.values) for p in operation.parameters if p.sort]
        self._expands = {p.name: p.expand.values for p in operation.parameters if p.expand}
        self._embedded = {
            place.at: descend(spec, item, place.at) for places in self._expands.values() for place in places.values()
        }
        orders = [order for _, _, values in self._sorts for order in values.values()]
        self._readers = {order.by: _reader(descend(spec, item, order.by)) for order in orders}
        self._data = data

    def keep(self, arguments: Mapping[str, Any]) -> Keep:
        """Return what tells the items that match."""
        tests = [make(arguments[name]) for name, make in self._filters.items() if name in arguments]
        return lambda item: all(test(item) for test in tests)

    def listing(self, arguments: Mapping[str, Any], collection: Collection) -> Listing:
        """Return everything in the order asked for; an unknown one is let pass and changes nothing."""
        for name, default, orders in self._sorts:
            if order := orders.get(str(arguments.get(name, default))):
                return collection.ordered(order, self._readers[order.by])
        return collection.ordered(None, _as_it_is)

    def expanded(self, arguments: Mapping[str, Any], item: Item) -> Item:
        """Return the item with the objects asked for; where it refers to none, none is embedded."""
        for name, places in self._expands.items():
            for value in _listed(arguments.get(name, [])):
                if value in places:
                    item = self._embed(item, places[value])
        return item

    def _embed(self, item: Item, place: Embedding) -> Item:
        reference = ptr.get(item, place.ref)
        if reference is None:
            return item
        keys = ptr.split(place.at)
        return with_value(item, keys, self._data.related(self._embedded[place.at], keys[-1], reference))


def _filter(spec: Spec, parameter: Parameter, item: Any) -> Callable[[Any], Keep]:
    assert parameter.filter  # noqa: S101 - its only caller asked
    keys = ptr.split(parameter.filter.field)
    read = _reader(descend(spec, item, parameter.filter.field))

    def equals(wanted: Any) -> Keep:
        return lambda item: bool(reach(item, keys) == wanted)

    def among(wanted: Any) -> Keep:
        return lambda item: reach(item, keys) in _listed(wanted)

    def contains(wanted: Any) -> Keep:
        part = str(wanted).casefold()
        return lambda item: part in str(reach(item, keys) or "").casefold()

    def at_least(wanted: Any) -> Keep:
        bound = read(wanted)
        return lambda item: _comes_before(bound, read(reach(item, keys)))

    def at_most(wanted: Any) -> Keep:
        bound = read(wanted)
        return lambda item: _comes_before(read(reach(item, keys)), bound)

    kinds = {"equals": equals, "in": among, "contains": contains, "at-least": at_least, "at-most": at_most}
    return kinds[parameter.filter.match]


def _reader(field: Any) -> Callable[[Any], Any]:
    """Return what makes values of a field comparable: moments compare as moments, whatever their zone."""
    dated = isinstance(field, Mapping) and field.get("format") in {"date", "date-time"}
    return instant if dated else _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _comes_before(first: Any, second: Any) -> bool:
    """Say whether the first is no greater; what is missing or of another type compares with nothing."""
    try:
        return bool(first <= second)
    except TypeError:
        return False
