"""Filters, orders and expansions hold together as they hold alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations, pairwise
from typing import Any

from vouch.contract.relations.fitting import Fitting
from vouch.contract.relations.oracle import Oracle
from vouch.contract.relations.relation import Fault, Relation
from vouch.contract.relations.values import matches
from vouch.contract.report import Result
from vouch.contract.subject import Subject
from vouch.evidence import least
from vouch.spec import Operation, Parameter
from vouch.spec import pointer as ptr

_TRIED = 33
"""Items, from all over a list, whose values may be tried, in three ways each; each is looked for among all others."""


def together(subject: Subject) -> Iterator[Result]:
    """Yield a result for every two parameters of a list that filter, order or embed."""
    for operation in subject.lists:
        usual = Oracle.of(subject, subject.samples.call(operation))
        chosen = [each for each in operation.parameters if each.filter or each.sort or each.expand]
        # What is in force without being given is together with all others anyway.
        forced = {each.name for each in chosen if each.filter and "default" in each.schema} | {*usual.call.arguments}
        free = [each for each in chosen if each.name not in forced]
        for one, other in combinations(free, 2):
            if not operation.excludes(one.name, other.name):
                yield _result(usual.beside(one, other), operation, one, other)


def _result(oracle: Oracle, operation: Operation, one: Parameter, other: Parameter) -> Result:
    rule = f"{one.name} and {other.name} hold together"
    needs, faults = oracle.plain.lacks_items, []
    if not needs:
        trials = list(_trials(oracle, one, other))
        needs = "" if trials else f"an item that both {one.name} and {other.name} pass, and others that one does not"
        faults = [_fault(oracle, arguments) for arguments in trials]
    # What two say together is known no better than what each of them says.
    pointer = least(oracle.subject.spec.document, _declared(one), _declared(other))
    return Relation(operation, "together", rule, pointer, needs).result(oracle.subject, faults, oracle.is_steady)


def _declared(parameter: Parameter) -> str:
    if parameter.filter:
        return ptr.join(parameter.pointer, "x-filter", "match")
    return ptr.join(parameter.pointer, "x-sort" if parameter.sort else "x-expand", "values")


def _fault(oracle: Oracle, arguments: Mapping[str, Any]) -> Fault | None:
    """Ask for both; that no two may be given at once is a server's own business, but for servers of ours."""
    call, found = oracle.ask(**arguments)
    declared = oracle.call.operation.response(found.exchanges[-1].status) is not None
    if not found.pages and found.exchanges[-1].refused and declared and not oracle.subject.ours:
        return None
    return oracle.fault(call, found)


def _trials(oracle: Oracle, one: Parameter, other: Parameter) -> Iterator[Mapping[str, Any]]:
    """Yield arguments for both; of two filters such that each takes something out that the other does not."""
    items = oracle.plain.items
    some = items[:: len(items) // _TRIED + 1]
    fittings = Fitting.of(oracle.subject.spec, one), Fitting.of(oracle.subject.spec, other)
    best = next(filter(partial(_telling, items, (one, other)), _values(fittings, some)), None)
    if best:
        yield best
        for each in (one, other):
            if each.sort:
                yield from ({**best, each.name: value} for value in list(each.sort.values)[1:])


def _values(fittings: tuple[Fitting, Fitting], items: Sequence[Any]) -> Iterator[Mapping[str, Any]]:
    """Yield values for both that let the same item pass, those of several its neighbour too; then one of each.

    Where a value lets one item pass alone, as an id does, the last are all that is left: together they leave nothing.
    """
    one, other = fittings
    alike = [{each.parameter.name: _several(each, *pair) for each in fittings} for pair in pairwise(items)]
    yield from sorted(alike, key=lambda values: -sum(len(each) for each in values.values() if isinstance(each, list)))
    for item, another in [*pairwise(items), *pairwise(items[::-1])]:
        yield {one.parameter.name: one.passing(item), other.parameter.name: other.passing(another)}


def _several(fitting: Fitting, item: Any, another: Any) -> Any:
    value = fitting.passing(item)
    more = fitting.passing(another) if fitting.parameter.filter and isinstance(value, list) else None
    return value if not more or more == value else fitting.fitted([*value, *more])


def _telling(items: Sequence[Any], parameters: Sequence[Parameter], values: Mapping[str, Any]) -> bool:
    """Say whether there are values for both, and each of two filters takes out what the other does not."""
    if None in values.values():
        return False
    kept = [
        {
            number
            for number, it in enumerate(items)
            if each.filter is None or matches(each.filter, it, values[each.name])
        }
        for each in parameters
    ]
    both = kept[0] & kept[1]
    return all(each.filter is None or both < alone for each, alone in zip(parameters[::-1], kept, strict=True))
