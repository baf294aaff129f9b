"""Every way of showing who is calling: each is accepted whole, and refused as soon as a part is missing or wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus

from vouch.contract.calls import Call
from vouch.contract.credentials import Carried
from vouch.contract.report import Result
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
        if operation.safe:
            call = subject.samples.call(operation)
            for alternative in filter(None, operation.security):
                yield from _of(subject, call, alternative)


def _of(subject: Subject, call: Call, alternative: tuple[str, ...]) -> Iterator[Result]:
    operation, name = call.operation, " with ".join(alternative)
    if alternative not in subject.credentials.alternatives(operation):
        needs = f"credentials: {subject.credentials.wanted(alternative)}"
        yield Result(operation.id, "access", f"{name} lets in", 0, needs=needs, pointer=_declared(alternative[0]))
        return
    carried = subject.credentials.carried(alternative)
    yield _result(subject, _Trial(call, f"{name} lets in", carried, alternative[0], expected=True))
    for scheme in alternative:
        rest = tuple(other for other in alternative if other != scheme)
        trials = {"missing": subject.credentials.carried(rest), "wrong": _spoilt(subject, alternative, scheme)}
        for how, trial in trials.items():
            rule = f"{name} is refused with {scheme} {how}"
            if subject.probe:
                yield _result(subject, _Trial(call, rule, trial, scheme, expected=False))
            else:
                yield Result(operation.id, "access", rule, 0, needs="probing (--probe)", pointer=_declared(scheme))


def _spoilt(subject: Subject, alternative: tuple[str, ...], scheme: str) -> Carried:
    """Return what an alternative carries when the values of one scheme are wrong."""
    arguments = subject.spec.security_schemes[scheme].arguments
    values = {name: f"{value}x" if name in arguments else value for name, value in subject.credentials.values.items()}
    return replace(subject.credentials, values=values).carried(alternative)


def _declared(scheme: str) -> str:
    return ptr.join("/components/securitySchemes", scheme)


def _result(subject: Subject, trial: _Trial) -> Result:
    exchange = subject.send(trial.call, trial.carried)
    fits = exchange.accepted if trial.expected else exchange.status in _REFUSED
    pointer = _declared(trial.scheme)
    failures = () if fits else (subject.failure(exchange, pointer, "2xx" if trial.expected else "401 or 403"),)
    return Result(trial.call.operation.id, "access", trial.rule, 1, failures, pointer=pointer)
