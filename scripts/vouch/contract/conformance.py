"""Layer one: the stock checks of schemathesis, in all its phases, tallied rule by rule."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus

from vouch.contract.checks import CHECKS, STATEFUL, Judged
from vouch.contract.exchange import Exchange
from vouch.contract.report import Failure, Result, keep_smallest
from vouch.contract.stock import Engine, Opinion, Silence
from vouch.contract.subject import EVERY_ANSWER, Subject
from vouch.contract.violations import Violation, violations
from vouch.spec import Operation

_SILENCE = "answer"


def conformance(subject: Subject) -> Iterator[Result]:
    """Yield a result for every stock check that concerns an operation."""
    tally = _Tally(subject)
    for heard in Engine(subject).run():
        tally.take(heard)
    for operation in subject.spec.operations:
        yield from tally.results(operation)


@dataclass(frozen=True, slots=True)
class _Tally:
    """How often each check of each operation was put to the test, and how it failed; keyed by operation and check."""

    subject: Subject
    judged: Counter[tuple[str, str]] = field(default_factory=Counter)
    failures: dict[tuple[str, str], dict[tuple[str, str], Failure]] = field(default_factory=dict)

    def take(self, heard: Opinion | Silence) -> None:
        """Take in one opinion, or that there was no answer to have one of."""
        if isinstance(heard, Silence):
            operation = heard.operation
            sent = Exchange(operation.method.upper(), self.subject.url + operation.path, {}, b"", 0, {}, b"")
            self._fail((operation.id, _SILENCE), self.subject.silence(sent, operation, heard.message))
            return
        judged, key = heard.judged, (heard.judged.operation.id, heard.check)
        if heard.check == "positive_data_acceptance" and heard.objects and self._may_refuse(judged):
            return
        self.judged[key] += heard.objects or CHECKS[heard.check].judges(judged)
        if heard.objects and not self._may_decline(judged):
            for failure in self._failures(heard):
                self._fail(key, failure)

    def results(self, operation: Operation) -> Iterator[Result]:
        """Yield a result for every check that concerns an operation."""
        for name, check in CHECKS.items():
            if check.concerns(self.subject.spec, operation) and not (self.subject.ours and name in STATEFUL):
                key = operation.id, name
                needs = check.needs if operation in self.subject.operations else "writes (--allow-writes)"
                failures = tuple(self.failures.get(key, {}).values())
                yield Result(
                    operation.id,
                    name,
                    check.rule,
                    self.judged[key],
                    failures,
                    needs=needs,
                    pointer=operation.pointer,
                )
        if unanswered := self.failures.get((operation.id, _SILENCE)):
            failures = tuple(unanswered.values())
            yield Result(operation.id, _SILENCE, EVERY_ANSWER, len(unanswered), failures, pointer=operation.pointer)

    def _may_refuse(self, judged: Judged) -> bool:
        """Say whether a refusal is fair: the server may know more than the spec, for instance that a thing is gone.

        Not where the request was made of the spec's own examples, and not on a server of ours.
        """
        return not self.subject.ours and not judged.example and judged.response is not None

    def _may_decline(self, judged: Judged) -> bool:
        """Say whether a server may turn down a method that the spec does not know in the way it did.

        No page says how, so any refusal will do, and 501 is one (RFC 9110, 15.6.2). A server of ours says 405.
        """
        undeclared = judged.deviation == "unspecified_http_method" and not self.subject.ours
        return undeclared and (judged.exchange.refused or judged.exchange.status == HTTPStatus.NOT_IMPLEMENTED)

    def _failures(self, opinion: Opinion) -> Iterator[Failure]:
        """Yield what an opinion objects to; of a body that is everything, for its parts are known more or less well."""
        judged, check = opinion.judged, CHECKS[opinion.check]
        place, expected = check.place(judged), check.expected(judged)
        broken: list[Violation] = []
        if opinion.check == "response_schema_conformance" and judged.response:
            broken = list(violations(self.subject.spec, judged.response, judged.exchange.json))
            expected = opinion.message
        elif opinion.check == "negative_data_rejection":
            expected += _wrong(opinion.message)
        for each in broken or [Violation(place, expected)]:
            yield self.subject.failure(judged.exchange, each.pointer, each.found)

    def _fail(self, key: tuple[str, str], failure: Failure) -> None:
        """Keep the smallest of the requests that show the same."""
        keep_smallest(self.failures.setdefault(key, {}), failure)


def _wrong(message: str) -> str:
    """Return what the engine says is wrong with a request; of what is missing, not what it was called instead."""
    _, found, wrong = message.partition("Invalid component: ")
    said = re.sub(r" - violates `required`.*", " is missing", " ".join(wrong.split()))
    return f": {said}" if found else ""
