"""Requests of an odd kind: tokens that nobody gave, a value given twice, text beyond ASCII, a body of another type.

Leap seconds, endless numbers and bytes that are no text are of that kind, too. No schema describes them, and stock
checks leave them out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from typing import Any

import jsonschema_rs

from vouch.contract.calls import Call
from vouch.contract.exchange import Exchange
from vouch.contract.pages import Page
from vouch.contract.relations.candidates import nothing
from vouch.contract.report import Result
from vouch.contract.samples import kind
from vouch.contract.statuses import NOT_ABOUT_DATA
from vouch.contract.subject import Subject
from vouch.spec import Filter, Operation, Parameter, is_json

_TEXT = "Ünïcødé 中文 🎈"
_LEAPING = (1998, 2099)
"""Years that end before and after all that is ever asked for."""
_PROBING = "probing (--probe)"


def oddities(subject: Subject) -> Iterator[Result]:
    """Yield a result for every odd request to every operation that may be called."""
    for operation in subject.operations:
        call = subject.samples.call(operation)
        # Elsewhere what stands before the API may answer, in words of its own.
        if operation.safe and subject.ours and operation.response(HTTPStatus.BAD_REQUEST):
            yield _no_text(subject, call)
        for parameter in operation.parameters:
            if parameter.location == "query":
                yield from _of_parameter(subject, call, parameter)
            elif parameter.location == "path" and operation.safe:
                yield from _absent(subject, call, parameter)
        if operation.body and is_json(operation.body.media_type):
            yield from _bodies(subject, call)


def _of_parameter(subject: Subject, call: Call, parameter: Parameter) -> Iterator[Result]:
    schema = parameter.schema
    if parameter.name in _opaque(call.operation):
        yield _tokens(subject, call, parameter)
    elif jsonschema_rs.is_valid(subject.spec.standalone(schema), _TEXT, validate_formats=True):
        yield _beyond_ascii(subject, call, parameter)
    elif schema.get("format") == "date-time" and call.operation.safe:
        yield _leaping(subject, call, parameter)
    elif kind(schema) in {"integer", "number"}:
        yield _endless(subject, call, parameter)
    if kind(schema) not in {"array", "object"}:
        yield _twice(subject, call, parameter)


def _opaque(operation: Operation) -> set[str | None]:
    pages = operation.pagination
    return {pages.parameter, pages.previous} if pages and pages.style != "page" else set()


def _tokens(subject: Subject, call: Call, parameter: Parameter) -> Result:
    """Ask for pages that no answer offered: made-up tokens, and one that was offered and then spoilt."""
    rule = f"refused: a {parameter.name} that nobody gave"
    if not subject.probe:
        return _unasked(call, parameter, rule)
    pages, offered = call.operation.pagination, _offered(subject, call)
    spoilt = {f"{offered}x"}
    if pages and pages.style == "cursor":  # what is nearly an id may well be another one
        spoilt |= {offered[1:], offered.swapcase(), *_misspelt(offered)}
    tokens = ["nobody-gave-this", "%00", *sorted(spoilt - {offered, ""})]
    asked = [call.having(**{parameter.name: token}) for token in tokens]
    return _result(subject, parameter, rule, asked)


def _offered(subject: Subject, call: Call) -> str:
    """Return the token that a list offers for its next page, nothing where it offers none."""
    pages = call.operation.pagination
    return str(Page.read(pages, subject.ask(call).json).token or "") if pages else ""


def _misspelt(token: str) -> Iterator[str]:
    """Yield a token with one sign turned into another, in each of its quarters."""
    for place in range(len(token) // 8, len(token), max(1, -(-len(token) // 4))):
        yield f"{token[:place]}{'B' if token[place] == 'A' else 'A'}{token[place + 1 :]}"


def _twice(subject: Subject, call: Call, parameter: Parameter) -> Result:
    """Give one value twice; which of the two a lenient server takes is its own business."""
    rule = f"refused: {parameter.name} given twice"
    if not subject.probe:
        return _unasked(call, parameter, rule)
    offered = _offered(subject, call) if parameter.name in _opaque(call.operation) else ""
    value = offered or call.arguments.get(parameter.name, subject.samples.value(parameter))
    return _result(subject, parameter, rule, [call.having(**{parameter.name: [value, value]})])


def _beyond_ascii(subject: Subject, call: Call, parameter: Parameter) -> Result:
    """Ask with a text of every script; elsewhere a declared refusal answers that as well."""
    rule = f"{parameter.name} may be a text beyond ASCII"
    odd = call.having(**{parameter.name: _TEXT})
    return _welcome(subject, parameter, rule, odd, "2xx: any text is a value")


def _absent(subject: Subject, call: Call, parameter: Parameter) -> Iterator[Result]:
    """Ask for a thing that nobody has, which a pinned one hides: what answers that is for the spec, but no failure."""
    if nobody := next(nothing(Filter("", "equals"), parameter.schema, []), None):
        exchange = subject.ask(call.having(**{parameter.name: nobody}))
        failing = exchange.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        failures = (subject.failure(exchange, parameter.pointer, "an answer below 500"),) if failing else ()
        rule = f"a {parameter.name} that nobody has makes nothing fail"
        yield Result(call.operation.id, "odd", rule, 1, failures, pointer=parameter.pointer)


def _no_text(subject: Subject, call: Call) -> Result:
    """Ask with a query, or a part of the path, whose bytes are no text."""
    rule = "refused: an address that is not UTF-8"
    if not subject.probe:
        return _unasked(call, call.operation, rule)
    holes = [parameter.name for parameter in call.operation.parameters if parameter.location == "path"]
    asked = [replace(call, more="%FF=%FF"), *(call.having(**{name: "\udcff"}) for name in holes)]
    return _result(subject, call.operation, rule, asked)


def _endless(subject: Subject, call: Call, parameter: Parameter) -> Result:
    """Ask with a number that JSON can write and few can hold."""
    rule = f"refused: a {parameter.name} of 1e999"
    if not subject.probe:
        return _unasked(call, parameter, rule)
    return _result(subject, parameter, rule, [call.having(**{parameter.name: "1e999"})])


def _leaping(subject: Subject, call: Call, parameter: Parameter) -> Result:
    """Ask for leap seconds, which RFC 3339 lets a moment be; elsewhere a declared refusal answers that as well."""
    failures = []
    for year in _LEAPING:
        before = subject.ask(call.having(**{parameter.name: f"{year}-12-31T23:59:59Z"}))
        exchange = subject.ask(call.having(**{parameter.name: f"{year}-12-31T23:59:60Z"}))
        # What a stranger holds may change in between.
        alike = not subject.ours or _items(call, before) == _items(call, exchange)
        if not (_accepts(subject, call, exchange) and alike):
            failures.append(subject.failure(exchange, parameter.pointer, "2xx, and what the second before it brings"))
    rule = f"{parameter.name} may be a leap second"
    return Result(call.operation.id, "odd", rule, len(_LEAPING), tuple(failures[:1]), pointer=parameter.pointer)


def _items(call: Call, exchange: Exchange) -> Any:
    return Page.read(call.operation.pagination, exchange.json).items if call.operation.pagination else None


def _bodies(subject: Subject, call: Call) -> Iterator[Result]:
    """Send no body, one whose media type is in capitals or another one, and bytes that are no JSON in UTF-8."""
    body = call.operation.body
    if body is None:
        return
    if not body.required:
        yield _welcome(subject, body, "the body may be left out", call.carrying(None), "2xx: it is not required")
    rule = "the media type of a body may be in capitals, with a parameter"  # RFC 9110, 8.3.1
    in_capitals = replace(call, media_type=f"{body.media_type.upper()} ; charset=UTF-8")
    yield _welcome(subject, call.operation, rule, in_capitals, "2xx: a media type has no case")
    text = json.dumps(call.body)
    odd = {
        "refused: a body that is called plain text": replace(call, media_type="text/plain"),
        "refused: a body that breaks off": replace(call, content=text[: len(text) // 2].encode()),
        "refused: a body in UTF-16": replace(call, content=text.encode("utf-16")),
    }
    for rule, asked in odd.items():
        if subject.probe:
            yield _result(subject, body, rule, [asked])
        else:
            yield _unasked(call, body, rule)


def _unasked(call: Call, what: Any, rule: str) -> Result:
    return Result(call.operation.id, "odd", rule, 0, needs=_PROBING, pointer=what.pointer)


def _welcome(subject: Subject, what: Any, rule: str, call: Call, expected: str) -> Result:
    exchange = subject.ask(call)
    fits = _accepts(subject, call, exchange)
    failures = () if fits else (subject.failure(exchange, what.pointer, expected),)
    return Result(call.operation.id, "odd", rule, 1, failures, pointer=what.pointer)


def _accepts(subject: Subject, call: Call, exchange: Exchange) -> bool:
    """Say whether an answer will do to what is odd and right: elsewhere a declared refusal is one as well."""
    declared = call.operation.response(exchange.status) is not None
    return exchange.accepted or (exchange.refused and declared and not subject.ours)


def _result(subject: Subject, what: Any, rule: str, asked: list[Call]) -> Result:
    failures = []
    for call in asked:
        exchange = subject.ask(call)
        if not _fits(subject, exchange):
            failures.append(subject.failure(exchange, what.pointer, "a refusal (4xx) that finds fault with it"))
    return Result(asked[0].operation.id, "odd", rule, len(asked), tuple(failures[:1]), pointer=what.pointer)


def _fits(subject: Subject, exchange: Exchange) -> bool:
    """Say whether an answer will do: no spec says that such a request is refused, so elsewhere it need not be."""
    if subject.ours:
        return exchange.refused and exchange.status not in NOT_ABOUT_DATA
    return exchange.accepted or exchange.refused
