"""Layer two: what breaks one thing alone is refused, with a declared error of the declared shape.

Closes two gaps of layer one: a bound broken by one goes unreported there as soon as a second valid scalar is sent, and
a missing required array that is answered 200 is excused.
"""

from __future__ import annotations

from collections.abc import Iterator

from vouch.contract.bodies import body_deviations
from vouch.contract.deviations import Deviation, deviations
from vouch.contract.exchange import Exchange
from vouch.contract.pages import Page
from vouch.contract.report import Result
from vouch.contract.statuses import NOT_ABOUT_DATA, declared_instead
from vouch.contract.subject import Subject
from vouch.contract.violations import violations
from vouch.spec import Operation
from vouch.spec import pointer as ptr


def refusals(subject: Subject) -> Iterator[Result]:
    """Yield a result for every deviation from a call that the server accepts."""
    for operation in subject.spec.operations:
        yield from _of(subject, operation)


def _of(subject: Subject, operation: Operation) -> Iterator[Result]:
    call = subject.samples.call(operation)
    needs, tokens = "", {}
    if operation not in subject.operations:
        needs = "writes (--allow-writes)"
    elif not subject.probe:
        needs = "probing (--probe)"
    else:
        accepted = subject.ask(call)
        if accepted.accepted:
            tokens = _tokens(operation, accepted)
        else:
            needs = f"a call that the server accepts (--param); it answered {accepted.status} to what the spec allows"
    for deviation in (*deviations(subject.samples, call, tokens), *body_deviations(subject.spec, call)):
        rule = f"refused: {deviation.wrong}"
        if needs:
            yield Result(operation.id, "refusal", rule, 0, needs=needs, pointer=deviation.pointer)
        else:
            yield _judged(subject, deviation, rule)


def _tokens(operation: Operation, exchange: Exchange) -> dict[str, object]:
    if operation.pagination is None:
        return {}
    token = Page.read(operation.pagination, exchange.json).token
    names = (operation.pagination.parameter, operation.pagination.previous)
    return {name: token for name in names if name and token is not None}


def _refusing(operation: Operation) -> str:
    """Return the declared statuses that find fault with a request."""
    others = {str(status.value) for status in NOT_ABOUT_DATA}
    return " or ".join(
        status
        for status in operation.responses
        if (status.startswith("4") or status == "default") and status not in others
    )


def _judged(subject: Subject, deviation: Deviation, rule: str) -> Result:
    operation = deviation.call.operation
    exchange = subject.ask(deviation.call)
    response = operation.response(exchange.status)
    refused = exchange.refused and exchange.status not in NOT_ABOUT_DATA
    expected, pointer = "", deviation.pointer
    if not refused:
        expected = f"a refusal: {_refusing(operation) or '4xx'}"
    elif response is None:
        expected = f"a declared refusal: {_refusing(operation) or '400, 422, 4XX or default, but none is declared'}"
        pointer = declared_instead(operation, exchange.status)
    elif broken := next(violations(subject.spec, response, exchange.json), None):
        expected, pointer = broken.found, broken.pointer
    elif deviation.message and response.message_at and ptr.get(exchange.json, response.message_at) != deviation.message:
        expected = f"the vendor's words at {response.message_at}: {deviation.message}"
    failures = (subject.failure(exchange, pointer, expected),) if expected else ()
    return Result(operation.id, "refusal", rule, 1, failures, pointer=deviation.pointer)
