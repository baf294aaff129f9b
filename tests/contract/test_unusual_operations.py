"""Operations that are unlike those of the project are judged by the same rules, and their mocks keep them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vouch.contract import Failure, Result, render_text
from vouch.contract.judging import merge
from vouch.generate.reader import reader
from vouch.spec import load

if TYPE_CHECKING:
    from tests.contract.conftest import Server

START = """\
openapi: 3.1.0
info: {title: Odd, version: 1.0.0}
servers: [{url: "https://odd.example"}]
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}, token: {type: http, scheme: bearer}}
  requestBodies: {Thing: {content: {application/json: {schema: {type: object, properties: {n: {type: integer}}}}}}}
  responses: {Refused: {description: no, content: {application/json: {schema: {type: object}}}}}
paths:
"""
FINE = "{description: ok, content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}}"
NO = '"400": {$ref: "#/components/responses/Refused"}'
OPERATIONS = {
    "that cannot be asked wrongly": f"""\
  /state:
    get: {{operationId: getState, tags: [state], responses: {{"200": {FINE}}}}}
""",
    "whose answer has no body": """\
  /state:
    get: {operationId: getState, tags: [state], responses: {"204": {description: fine}}}
""",
    "with the width of an integer": f"""\
  /state:
    get:
      operationId: getState
      tags: [state]
      parameters: [{{name: n, in: query, schema: {{type: integer, format: int32}}}}]
      responses: {{"200": {FINE}, {NO}}}
""",
    "with bounds that nothing reaches": f"""\
  /state:
    get:
      operationId: getState
      tags: [state]
      parameters:
        - {{name: t, in: query, schema: {{type: string, maxLength: 2147483647}}}}
        - {{name: l, in: query, schema: {{type: array, items: {{type: integer}}, maxItems: 2147483647}}}}
      responses: {{"200": {FINE}, {NO}}}
""",
    "with a parameter of two types": f"""\
  /state:
    get:
      operationId: getState
      tags: [state]
      parameters: [{{name: n, in: query, schema: {{type: [integer, "null", string]}}}}]
      responses: {{"200": {FINE}, {NO}}}
""",
    "with a parameter called self": f"""\
  /state:
    get:
      operationId: getState
      tags: [state]
      parameters: [{{name: self, in: query, schema: {{type: string}}}}]
      responses: {{"200": {FINE}, {NO}}}
""",
    "that need no credentials": f"""\
  /state:
    get:
      operationId: getState
      tags: [state]
      security: [{{key: [], token: []}}, {{}}]
      responses: {{"200": {FINE}, "401": {{$ref: "#/components/responses/Refused"}}}}
""",
    "that call two things alike": f"""\
  /things/{{id}}:
    put:
      operationId: updateThing
      tags: [things]
      parameters: [{{name: id, in: path, required: true, schema: {{type: string, examples: [a]}}}}]
      requestBody:
        required: true
        content:
          application/json:
            schema: {{type: object, required: [id], properties: {{id: {{type: integer, examples: [4]}}}}}}
      responses: {{"200": {FINE}, {NO}}}
""",
    "whose body stands elsewhere": f"""\
  /things:
    post:
      operationId: createThing
      tags: [things]
      requestBody: {{$ref: "#/components/requestBodies/Thing"}}
      responses: {{"200": {FINE}, {NO}}}
""",
    "whose body is an array": f"""\
  /things:
    post:
      operationId: createThings
      tags: [things]
      requestBody:
        required: true
        content: {{application/json: {{schema: {{type: array, items: {{type: integer}}, examples: [[1]]}}}}}}
      responses: {{"200": {FINE}, {NO}}}
""",
}
PAGES = """\
  /things:
    get:
      operationId: listThings
      tags: [things]
      x-pagination: {style: STYLE, parameter: next, items: /data, size: 7, LEADS}
      parameters: [{name: next, in: query, schema: {type: KIND}}]
      responses: {"200": {$ref: "#/components/responses/Page"}, "400": {$ref: "#/components/responses/Refused"}}
"""
PAGE = (
    "{description: ok, content: {application/json: {schema: {type: object, required: [data, n], properties: "
    "{n: {type: integer}, data: {type: array, items: {type: object, required: [id], properties: {id: {type: string}}}}"
    "}}}}}"
)


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_operations(operation: str, tmp_path: Path, twin: Callable[..., Server]) -> None:
    """A mock of an operation keeps every rule of it, and each rule is put to the test; so does its client."""
    path = tmp_path / "openapi.yaml"
    path.write_text(START + operation)
    spec = load(path, "odd")
    with reader(spec, tmp_path / "odd-client") as client:
        report = twin(spec).judged(reader=client)

    assert not report.broken, render_text(report)
    assert not report.not_exercised


@pytest.mark.parametrize(
    ("style", "leads", "kind"),
    [
        ("page", "current: /n", "integer"),
        ("page", "current: /n, empty-ends: true", "integer"),
        ("id", "id: /id", "string"),
    ],
)
def test_lists_that_do_not_say_where_they_end(
    style: str, leads: str, kind: str, tmp_path: Path, twin: Callable[..., Server]
) -> None:
    """An empty page is the end of those, and of all pages before it only the last may be short."""
    path = tmp_path / "openapi.yaml"
    start = START.replace("  responses: {", f"  responses: {{Page: {PAGE}, ", 1)
    path.write_text(start + PAGES.replace("STYLE", style).replace("LEADS", leads).replace("KIND", kind))
    report = twin(load(path, "odd")).judged()

    assert not report.broken, render_text(report)
    assert not report.not_exercised


def test_what_is_merged_keeps_what_was_refuted() -> None:
    """A rule that two layers judged has the cases, the failures and the refuted assumptions of both."""
    failure = Failure("f:1", "assumed", "curl a", "no", "yes")
    one = Result("op", "answer", "rule", 1, failures=(replace(failure, evidence="documented"),))
    other = Result("op", "answer", "rule", 2, refuted=(failure,))
    [merged] = merge([one, other])

    assert (merged.cases, len(merged.failures), len(merged.refuted)) == (3, 1, 1)
