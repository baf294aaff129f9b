"""Every way of showing who is calling: each is accepted whole, and refused as soon as a part is missing or wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus

from vouch.contract.calls import Call
from vouch.contract.credentials import Carried, Credentials
from vouch.contract.report import Result
from vouch.contract.statuses import declared_instead
from vouch.contract.subject import Subject
from vouch.spec import pointer as ptr

_REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


@dataclass(frozen=True, slots=True)
class _Trial:
    """A call with credentials that are to let it in, or not; `scheme` is the one that the rule is about."""

    call: Call
    rule: str
    carried: Carried
    scheme: str
    expected: bool


def access(subject: Subject) -> Iterator[Result]:
    """Yield a result for every alternative in the security of every operation that may be called."""
    for operation in subject.operations:
        call = subject.samples.call(operation)
        for alternative in filter(None, operation.security):
            yield from _of(subject, call, alternative)
        if operation.security and () not in operation.security:
            yield from _strangers(subject, call)
            yield _refused(subject, call, "nobody in particular is refused", [(subject.credentials, Carried())])


def _of(subject: Subject, call: Call, alternative: tuple[str, ...]) -> Iterator[Result]:
    name, known = " with ".join(alternative), subject.credentials
    yield _let_in(subject, call, alternative)
    # Where nobody in particular is let in, wrong credentials may be as good as none.
    if alternative not in known.alternatives(call.operation) or () in call.operation.security:
        return
    for scheme in alternative:
        rest = tuple(other for other in alternative if other != scheme)
        yield _refused(subject, call, f"{name} is refused with {scheme} missing", [(known, known.carried(rest))])
        for argument in subject.spec.security_schemes[scheme].arguments:
            trials = [(each, each.carried(alternative)) for each in known.spoilt(argument, thorough=subject.ours)]
            yield _refused(subject, call, f"{name} is refused with a wrong {argument}", trials)
    if disguised := _disguised(known.carried(alternative)):
        yield _refused(subject, call, f"{name} is refused under the name of another scheme", [(known, disguised)])


def _strangers(subject: Subject, call: Call) -> Iterator[Result]:
    """Yield a result for every alternative that lets nobody in here, though it does elsewhere."""
    known, welcome = subject.credentials, call.operation.security
    elsewhere = dict.fromkeys(way for operation in subject.spec.operations for way in known.alternatives(operation))
    for way in elsewhere:
        if not any({*each} <= {*way} for each in welcome):
            rule = f"{' with '.join(way)}, which is for other operations, is refused"
            yield _refused(subject, call, rule, [(known, known.carried(way))])


def _let_in(subject: Subject, call: Call, alternative: tuple[str, ...]) -> Result:
    operation, rule = call.operation, f"{' with '.join(alternative)} lets in"
    pointer = ptr.join(operation.pointer, "security")
    if alternative not in subject.credentials.alternatives(operation):
        needs = f"credentials: {subject.credentials.wanted(alternative)}"
        return Result(operation.id, "access", rule, 0, needs=needs, pointer=pointer)
    exchange = subject.send(call, subject.credentials.carried(alternative))
    if not (exchange.accepted or exchange.status in _REFUSED or subject.ours):
        # What it finds fault with is something else.
        needs = f"a call that the server accepts (--param); it answered {exchange.status}"
        return Result(operation.id, "access", rule, 0, needs=needs, pointer=pointer)
    failures = () if exchange.accepted else (subject.failure(exchange, pointer, "2xx"),)
    return Result(operation.id, "access", rule, 1, failures, pointer=pointer)


def _disguised(carried: Carried) -> Carried | None:
    """Return the same credentials called Basic where they are Bearer, and the other way round."""
    kind, _, rest = carried.headers.get("Authorization", "").partition(" ")
    other = {"Basic": "Bearer", "Bearer": "Basic"}.get(kind)
    return replace(carried, headers={**carried.headers, "Authorization": f"{other} {rest}"}) if other else None


def _refused(subject: Subject, call: Call, rule: str, trials: list[tuple[Credentials, Carried]]) -> Result:
    """Judge credentials that must not let in: the answer is a declared 401 or 403."""
    operation, pointer = call.operation, ptr.join(call.operation.pointer, "security")
    if not subject.probe:
        return Result(operation.id, "access", rule, 0, needs="probing (--probe)", pointer=pointer)
    failures = []
    for credentials, carried in trials:
        exchange, teller = subject.send(call, carried), replace(subject, credentials=credentials)
        if exchange.status not in _REFUSED:
            failures.append(teller.failure(exchange, pointer, "401 or 403"))
        elif operation.response(exchange.status) is None:
            declared = [status for status in operation.responses if status in {"401", "403", "4XX", "default"}]
            expected = f"a declared refusal: {' or '.join(declared) or '401 or 403, but neither is declared'}"
            failures.append(teller.failure(exchange, declared_instead(operation, exchange.status), expected))
    return Result(operation.id, "access", rule, len(trials), tuple(failures[:1]), pointer=pointer)
