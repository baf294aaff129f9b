"""Every answer of a run is a declared one, whichever layer asked and whatever for.

Layer one looks at the answers to its own requests; the pages of a walk, or the refusal of a rule, are looked at here.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import jsonschema_rs

from vouch.contract.exchange import Exchange
from vouch.contract.report import Failure, Result, keep_smallest
from vouch.contract.subject import Subject
from vouch.contract.violations import violations
from vouch.spec import Operation, Response, is_json
from vouch.spec import pointer as ptr

_STATUS = "every answer has a declared status"
_MEDIA_TYPE = "every answer has a declared media type"
_SCHEMA = "every answer is JSON that keeps its schema"
_MESSAGE = "every refusal has a message for people"
_ALLOW = "every 405 names the declared methods"

_OF_HTTP = {
    HTTPStatus.METHOD_NOT_ALLOWED,
    HTTPStatus.NOT_ACCEPTABLE,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.REQUEST_URI_TOO_LONG,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
}
"""What any server may say of a request that is no call of the API: no spec lists them."""
_ONE_REASON = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
"""What is said for one reason only, so that an example has the words for it."""
_OF_ANY_SERVER = {"HEAD", "OPTIONS"}
"""Methods that a server may add to those declared."""


@dataclass
class Answers:
    """Reads along while the layers ask, and tells at the end; it sends nothing itself."""

    subject: Subject
    _cases: Counter[tuple[str, str]] = field(default_factory=Counter)
    _failures: dict[tuple[str, str], dict[tuple[str, str], Failure]] = field(default_factory=dict)
    _validators: dict[str, jsonschema_rs.Draft202012Validator] = field(default_factory=dict)

    def read(self, operation: Operation, exchange: Exchange) -> None:
        """Look at one answer; `operation` stands for the path where the method is not declared."""
        if exchange.status == HTTPStatus.METHOD_NOT_ALLOWED:
            self._allow(operation, exchange)
        if exchange.method != operation.method.upper() or exchange.status in _OF_HTTP:
            return
        response = operation.response(exchange.status)
        here = operation.pointer + "/responses"
        expected = "" if response else f"a declared status: {', '.join(operation.responses)}"
        self._judge(operation, _STATUS, exchange, here, expected)
        if response is None:
            return
        if not response.content:
            if self.subject.ours:  # of others no body is merely not known
                expected = "no body" if exchange.answer else ""
                self._judge(operation, _MEDIA_TYPE, exchange, response.pointer, expected)
            return
        fits = exchange.media_type in response.media_types
        self._judge(operation, _MEDIA_TYPE, exchange, response.pointer, "" if fits else " or ".join(response.content))
        if fits and is_json(exchange.media_type):
            self._body(operation, response, exchange)

    def results(self, subject: Subject) -> Iterator[Result]:
        """Yield the verdict on the answers of each operation."""
        for operation in subject.operations:
            content = [response for response in operation.responses.values() if response.schema is not None]
            wanted = {_STATUS: "an answer from the server"}
            if content:
                wanted |= {_MEDIA_TYPE: "an answer with a body", _SCHEMA: "an answer with a body"}
            if any(response.message_at for response in operation.failures.values()):
                wanted[_MESSAGE] = "a refusal (--probe)"
            if operation is next(first for first in subject.spec.operations if first.path == operation.path):
                wanted[_ALLOW] = "a method that is not declared (--probe)"
            for rule, needs in wanted.items():
                key = operation.id, rule
                failures = tuple(self._failures.get(key, {}).values())
                pointer = operation.pointer + "/responses"
                yield Result(operation.id, "answer", rule, self._cases[key], failures, needs=needs, pointer=pointer)

    def _body(self, operation: Operation, response: Response, exchange: Exchange) -> None:
        try:
            body = json.loads(exchange.answer, parse_constant=_no_number)
        except ValueError:
            self._judge(operation, _SCHEMA, exchange, response.pointer, "JSON")
            return
        broken = None if self._keeps(response, body) else next(violations(self.subject.spec, response, body), None)
        pointer, expected = (broken.pointer, broken.found) if broken else (response.pointer, "")
        self._judge(operation, _SCHEMA, exchange, pointer, expected)
        if response.message_at and exchange.refused:
            message = ptr.get(body, response.message_at)
            expected = "" if isinstance(message, str) and message.strip() else f"a text at {response.message_at}"
            if exchange.status in _ONE_REASON and response.status == str(exchange.status) and self.subject.ours:
                words = [text for each in response.examples.values() if (text := ptr.get(each, response.message_at))]
                expected = "" if message in words or not words else f"the vendor's words: {words[0]}"
            self._judge(operation, _MESSAGE, exchange, response.pointer + "/x-message-at", expected)

    def _allow(self, operation: Operation, exchange: Exchange) -> None:
        declared = {each.method.upper() for each in self.subject.spec.operations if each.path == operation.path}
        allowed = next((value for name, value in exchange.answer_headers.items() if name.lower() == "allow"), "")
        named = {method.strip().upper() for method in allowed.split(",")} - _OF_ANY_SERVER - {""}
        first = next(each for each in self.subject.spec.operations if each.path == operation.path)
        expected = "" if named == declared - _OF_ANY_SERVER else f"Allow: {', '.join(sorted(declared))}"
        self._judge(first, _ALLOW, exchange, first.pointer.rpartition("/")[0], expected)

    def _keeps(self, response: Response, body: Any) -> bool:
        if response.pointer not in self._validators:
            schema = self.subject.spec.standalone(response.schema)
            self._validators[response.pointer] = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
        return self._validators[response.pointer].is_valid(body)

    def _judge(self, operation: Operation, rule: str, exchange: Exchange, pointer: str, expected: str) -> None:
        """Count a case; where something was expected that is not there, keep the smallest request that shows it."""
        key = operation.id, rule
        self._cases[key] += 1
        if not expected:
            return
        failure = self.subject.failure(exchange, pointer, expected)
        keep_smallest(self._failures.setdefault(key, {}), failure)


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number in JSON")
