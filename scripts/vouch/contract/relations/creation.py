"""What is created answers its request, starts as declared, and is found in the list, once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vouch.contract.exchange import Exchange
from vouch.contract.relations.relation import Fault, Relation
from vouch.contract.relations.values import same
from vouch.contract.report import Result
from vouch.contract.subject import Subject
from vouch.contract.walks import Walk, walk
from vouch.spec import Creates, Operation
from vouch.spec import pointer as ptr


def creation(subject: Subject) -> Iterator[Result]:
    """Yield the results of one create for every operation that declares what it creates."""
    for operation in subject.spec.operations:
        if operation.creates:
            yield from _of(subject, operation, operation.creates)


def _of(subject: Subject, operation: Operation, creates: Creates) -> Iterator[Result]:
    needs, echo, start, listed = "writes (--allow-writes)", None, None, None
    if operation in subject.operations:
        call = subject.samples.call(operation)
        exchange = subject.ask(call)
        needs = (
            "" if exchange.accepted else f"a create that the server accepts (--param); it answered {exchange.status}"
        )
        if not needs:
            echo, start = _unlike(exchange, call.body, creates), _unexpected(exchange, creates)
            target = subject.spec.by_id[creates.list]
            listed = _unlisted(exchange, walk(subject, subject.samples.call(target)), creates)
    here = ptr.join(operation.pointer, "x-creates")
    yield Relation(operation, "create", "the answer echoes the request", here, needs).result(subject, [echo])
    if creates.initial:
        rule = "a new thing starts as declared"
        yield Relation(operation, "create", rule, here + "/initial", needs).result(subject, [start])
    rule = f"what was created is found by {creates.list}, once and alike"
    yield Relation(operation, "create", rule, here + "/list", needs).result(subject, [listed])


def _unlike(exchange: Exchange, body: Any, creates: Creates) -> Fault | None:
    for name, sent in body.items() if isinstance(body, dict) else ():
        pointer = ptr.join("", name)
        found = ptr.get(exchange.json, pointer, sent)
        if name in creates.references:
            inner = creates.references[name]
            found = [ptr.get(each, inner) for each in found] if isinstance(found, list) else ptr.get(found, inner)
        if not same(found, sent):
            return Fault(exchange, f"{pointer} as sent: {sent}", str(found))
    return None


def _unexpected(exchange: Exchange, creates: Creates) -> Fault | None:
    for name, value in creates.initial.items():
        found = ptr.get(exchange.json, ptr.join("", name))
        if found != value:
            return Fault(exchange, f"{name} = {value}", str(found))
    return None


def _unlisted(exchange: Exchange, found: Walk, creates: Creates) -> Fault | None:
    created = exchange.json
    identity = str(ptr.get(created, creates.id))
    twins = [item for item in found.items if found.key(item) == identity]
    if len(twins) != 1 and (found.whole or twins):
        return Fault(exchange, f"{identity} once among the {len(found.items)} items", f"{len(twins)} times")
    for name in created.keys() & twins[0].keys() if twins else ():
        if not same(created[name], twins[0][name]):
            return Fault(exchange, f"{name} in the list as in the answer: {created[name]}", str(twins[0][name]))
    return None
