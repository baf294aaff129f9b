"""The client agrees with the wire: what the server answered, the generated client reads and gives back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from http import HTTPStatus
from typing import Any, Protocol

from vouch.contract.calls import Call
from vouch.contract.exchange import Exchange
from vouch.contract.relations.relation import Fault, Relation
from vouch.contract.relations.values import same
from vouch.contract.report import Result
from vouch.contract.subject import Subject
from vouch.spec import Operation
from vouch.spec import pointer as ptr


class Reader(Protocol):
    """A generated client that is given answers instead of a network."""

    def read(
        self, operation: Operation, arguments: Mapping[str, Any], status: int, headers: Mapping[str, str], body: bytes
    ) -> tuple[str, Any]:
        """Make the call that gets this answer; arguments are by their Python names.

        Returns the name of the class that was raised, empty for none, and the data of what came: of a model its JSON,
        of an error for a status its body, of anything else that was raised its words.
        """
        ...


class _Nothing:
    """Stands where a document has no such property."""

    def __repr__(self) -> str:
        return "nothing"


_NOTHING = _Nothing()
_SUCCESS = "the client reads every success and gives it back unchanged"
_ERROR = "the client raises the class of every error"
_CLASSES = {
    HTTPStatus.BAD_REQUEST: "BadRequestError",
    HTTPStatus.UNAUTHORIZED: "AuthenticationError",
    HTTPStatus.FORBIDDEN: "PermissionDeniedError",
    HTTPStatus.NOT_FOUND: "NotFoundError",
    HTTPStatus.CONFLICT: "ConflictError",
    HTTPStatus.UNPROCESSABLE_ENTITY: "UnprocessableEntityError",
    HTTPStatus.TOO_MANY_REQUESTS: "RateLimitError",
}


@dataclass
class Agreement:
    """Reads along while other layers ask, and tells at the end; it sends nothing itself."""

    subject: Subject
    reader: Reader
    _cases: Counter[tuple[str, str]] = field(default_factory=Counter)
    _faults: dict[tuple[str, str], list[Fault]] = field(default_factory=dict)

    def read(self, operation: Operation, exchange: Exchange) -> None:
        """Let the client read one answer; those of an undeclared success are not for it."""
        if exchange.accepted and operation.response(exchange.status) is None:
            return
        rule = _SUCCESS if exchange.accepted else _ERROR
        arguments = _arguments(self.subject, self.subject.samples.call(operation))
        raised, data = self.reader.read(
            operation, arguments, exchange.status, dict(exchange.answer_headers), exchange.answer
        )
        expected, received = (_of_success if exchange.accepted else _of_error)(exchange, raised, data)
        self._cases[operation.id, rule] += 1
        if received:
            self._faults.setdefault((operation.id, rule), []).append(Fault(exchange, expected, received))

    def results(self, subject: Subject) -> Iterator[Result]:
        """Yield how the client fared with the answers of each operation."""
        for operation in subject.operations:
            for rule in (_SUCCESS, _ERROR):
                cases = self._cases[operation.id, rule]
                faults = self._faults.get((operation.id, rule), [])
                wanted = "an answer that is a success (--param)" if rule == _SUCCESS else "an error (--probe)"
                relation = Relation(
                    operation, "client", rule, ptr.join(operation.pointer, "responses"), "" if cases else wanted
                )
                yield relation.result(subject, [*faults, *[None] * (cases - len(faults))])


def _of_success(exchange: Exchange, raised: str, data: Any) -> tuple[str, str]:
    """Return what was expected and what came; two empty texts where it is right."""
    if raised:
        return "a model of the answer", f"{raised}: {data}"
    if exchange.json is None and not exchange.answer.strip():
        return ("", "") if data is None else ("None, as there is no body", repr(data))
    return next(_differences(exchange.json, data, ""), ("", ""))


def _of_error(exchange: Exchange, raised: str, data: Any) -> tuple[str, str]:
    fallback = "InternalServerError" if exchange.status >= HTTPStatus.INTERNAL_SERVER_ERROR else "APIStatusError"
    expected = next((name for status, name in _CLASSES.items() if status == exchange.status), fallback)
    if raised != expected:
        return f"{expected}, for {exchange.status}", f"{raised or 'no error'}: {data}"
    differences = () if exchange.json is None else _differences(exchange.json, data, "")
    return next(iter(differences), ("", ""))


def _differences(sent: Any, back: Any, here: str) -> Iterator[tuple[str, str]]:
    """Yield where two documents differ, with what was expected there and what came."""
    if isinstance(sent, dict) and isinstance(back, dict):
        for name in {**sent, **back}:
            yield from _differences(sent.get(name, _NOTHING), back.get(name, _NOTHING), ptr.join(here, name))
    elif isinstance(sent, list) and isinstance(back, list) and len(sent) == len(back):
        for number, (one, other) in enumerate(zip(sent, back, strict=True)):
            yield from _differences(one, other, ptr.join(here, number))
    elif isinstance(sent, bool) is not isinstance(back, bool) or not same(sent, back):
        yield f"{here or 'the body'} = {sent!r}", repr(back)


def _arguments(subject: Subject, call: Call) -> dict[str, Any]:
    """Return what a call gives, by Python names and as Python values."""
    spec, body = subject.spec, call.operation.body
    given = [(call.operation.parameter(name), value) for name, value in call.arguments.items()]
    arguments = {parameter.argument: _typed(value, parameter.schema) for parameter, value in given}
    known = spec.body_arguments(call.operation)
    if body and isinstance(call.body, dict) and known and not body.is_raw:
        schemas = {name: child for name, child, _ in spec.property_schemas(body.schema)}
        written: dict[str, Any] = call.body
        arguments |= {known.get(name, name): _typed(value, schemas.get(name, {})) for name, value in written.items()}
    elif body:
        arguments[spec.body_argument(call.operation)] = b"" if body.is_raw else call.body
    return arguments


def _typed(value: Any, schema: Mapping[str, Any]) -> Any:
    kinds = {"date-time": datetime, "date": date}
    kind = kinds.get(str(schema.get("format", "")))
    if kind and isinstance(value, str):
        return kind.fromisoformat(value)
    # JSON has no other 1 than 1.0.
    return int(value) if isinstance(value, float) and value.is_integer() else value
