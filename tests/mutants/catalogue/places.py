"""The places of a vendor that faults can be at, found by what its spec declares."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import Any

from tests.mutants.catalogue.spot import Over, Spot

from vouch.mock import Mock
from vouch.spec import Operation, Parameter, item_schema
from vouch.spec import pointer as ptr


def _listed(find: Callable[[Mock], Iterator[Spot]]) -> Over:
    @wraps(find)
    def found(mock: Mock) -> Sequence[Spot]:
        return tuple(find(mock))

    return found


def _operations(admits: Callable[[Operation], Any]) -> Over:
    return lambda mock: tuple(Spot(mock, each) for each in mock.spec.operations if admits(each))


def _parameters(admits: Callable[[Operation, Parameter], Any]) -> Over:
    return lambda mock: tuple(
        Spot(mock, operation, parameter.name)
        for operation in mock.spec.operations
        for parameter in operation.parameters
        if admits(operation, parameter)
    )


operations = _operations(lambda _: True)
answering = _operations(lambda each: each.success and each.success.content)
precise = _operations(lambda each: "2XX" not in each.responses)
first = _listed(lambda mock: iter((Spot(mock, mock.spec.operations[0]),)))
lists = _operations(lambda each: each.pagination)
totals = _operations(lambda each: each.pagination and each.pagination.total)
flags = _operations(lambda each: each.pagination and each.pagination.more)
unflagged = _operations(lambda each: each.pagination and not each.pagination.more)
sizes_told = _operations(lambda each: each.pagination and each.pagination.size_at)
limits = _operations(lambda each: each.pagination and each.pagination.limit)
fixed_sizes = _operations(lambda each: each.pagination and each.pagination.size)
cursors = _operations(lambda each: each.pagination and each.pagination.style == "cursor")
numbers = _operations(lambda each: each.pagination and each.pagination.style == "page")
ids = _operations(lambda each: each.pagination and each.pagination.style == "id")
backward = _operations(lambda each: each.pagination and each.pagination.previous)
creations = _operations(lambda each: each.creates)
bodies = _operations(lambda each: each.body)
secured = _operations(lambda each: each.security and each.security[0])
unforbidden = _operations(lambda each: each.security and each.security[0] and not each.response(403))
at_least_one = _operations(lambda each: any(rule.kind == "at-least-one" for rule in each.rules))
at_most_one = _operations(lambda each: any(rule.kind == "at-most-one" for rule in each.rules))
messages = _operations(lambda each: any(response.message_at for response in each.failures.values()))

filters = _parameters(lambda _, each: each.filter)
optional_filters = _parameters(lambda op, each: each.filter and not each.required and _alone(op, each))
searches = _parameters(lambda _, each: each.filter and each.filter.match == "contains")
choices = _parameters(lambda _, each: each.filter and each.filter.match == "in")
equalities = _parameters(lambda op, each: each.filter and each.filter.match == "equals" and _alone(op, each))
bounds_below = _parameters(lambda _, each: each.filter and each.filter.match == "at-least")
bounds_above = _parameters(lambda _, each: each.filter and each.filter.match == "at-most")
switches = _parameters(lambda _, each: each.filter and each.schema.get("type") == "boolean")
moments = _parameters(lambda _, each: each.filter and each.schema.get("format") == "date-time")
required = _parameters(lambda _, each: each.required and each.location != "path")
minimums = _parameters(lambda _, each: "minimum" in each.schema)
maximums = _parameters(lambda _, each: "maximum" in each.schema)
numeric = _parameters(lambda _, each: each.schema.get("type") in {"integer", "number"} and each.location == "query")
enums = _parameters(lambda _, each: "enum" in each.schema and each.location == "query")
optional = _parameters(lambda _, each: not each.required and each.location == "query")
sorts = _parameters(lambda _, each: each.sort)
default_sorts = _parameters(lambda _, each: each.sort and "default" in each.schema)
expands = _parameters(lambda _, each: each.expand)


def _alone(operation: Operation, parameter: Parameter) -> bool:
    """Say whether a call can do without a parameter."""
    return not any(rule.kind == "at-least-one" and parameter.name in rule.names for rule in operation.rules)


@_listed
def filtered_lists(mock: Mock) -> Iterator[Spot]:
    """Yield the lists with two filters that a call may have or not."""
    for spot in lists(mock):
        if sum(each.operation.id == spot.operation.id for each in optional_filters(mock)) > 1:
            yield spot


@_listed
def orders(mock: Mock) -> Iterator[Spot]:
    """Yield every order that can be asked for."""
    for spot in sorts(mock):
        assert spot.declared.sort
        for value in spot.declared.sort.values:
            yield Spot(mock, spot.operation, spot.parameter, value)


@_listed
def embeddings(mock: Mock) -> Iterator[Spot]:
    """Yield every object that can be embedded."""
    for spot in expands(mock):
        assert spot.declared.expand
        for value, place in spot.declared.expand.values.items():
            yield Spot(mock, spot.operation, spot.parameter, value, place.at)


@_listed
def echoes(mock: Mock) -> Iterator[Spot]:
    """Yield the properties that a creation takes and answers."""
    for spot in creations(mock):
        for name in _sent(spot) & set(_answered(spot)):
            yield Spot(mock, spot.operation, pointer=ptr.join("", name))


@_listed
def initials(mock: Mock) -> Iterator[Spot]:
    """Yield the properties that new things start with."""
    for spot in creations(mock):
        assert spot.operation.creates
        for name in spot.operation.creates.initial:
            yield Spot(mock, spot.operation, pointer=ptr.join("", name))


@_listed
def needed_properties(mock: Mock) -> Iterator[Spot]:
    """Yield the properties that a request body cannot do without."""
    for spot in bodies(mock):
        assert spot.operation.body
        for schema in spot.operation.body.content.values():
            for name, _, needed in mock.spec.property_schemas(schema):
                if needed:
                    yield Spot(mock, spot.operation, pointer=ptr.join("", name))


@_listed
def bounded_properties(mock: Mock) -> Iterator[Spot]:
    """Yield the properties of request bodies that have bounds or a type to break."""
    for spot in bodies(mock):
        assert spot.operation.body
        for schema in spot.operation.body.content.values():
            for name, child, _ in mock.spec.property_schemas(schema):
                for keyword in ("minimum", "maximum", "exclusiveMinimum", "minLength", "maxLength", "maxItems"):
                    if keyword in child:
                        yield Spot(mock, spot.operation, value=keyword, pointer=ptr.join("", name))


def item_properties(admits: Callable[[dict[str, Any]], Any], *, alone: bool = False) -> Over:
    """Return two properties of the items of each list, the first and the last of the kind.

    With `alone` they are those that an item cannot do without.
    """

    @_listed
    def found(mock: Mock) -> Iterator[Spot]:
        for spot in lists(mock):
            shown = {name for entry in mock.lists[spot.operation.id].collection.entries[:6] for name in entry.item}
            properties = mock.spec.property_schemas(item_schema(mock.spec, spot.operation))
            fitting = [
                name for name, child, needed in properties if name in shown and admits(child) and (needed or not alone)
            ]
            for name in dict.fromkeys([*fitting[:1], *fitting[-1:]]):
                yield Spot(mock, spot.operation, pointer=ptr.join("", name))

    return found


needed_items = item_properties(lambda _: True, alone=True)


def _sent(spot: Spot) -> set[str]:
    assert spot.operation.body
    schema = next(iter(spot.operation.body.content.values()))
    return {name for name, _, _ in spot.spec.property_schemas(schema)}


def _answered(spot: Spot) -> list[str]:
    assert spot.operation.success
    return [name for name, _, _ in spot.spec.property_schemas(spot.operation.success.schema or {})]
