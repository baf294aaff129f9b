"""A thing that is pinned is still there after a run, and chains of requests are about what they made themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vouch.contract import Report, render_text
from vouch.contract.conformance import conformance
from vouch.spec import Spec, load

if TYPE_CHECKING:
    from tests.contract.conftest import Answer, Asked, Server

Twin = Callable[..., "Server"]

BERTHS = """
openapi: 3.1.0
info: {title: Berths, version: "1"}
servers: [{url: "https://berths.example/v1"}]
security: [{key: []}]
paths:
  /berths:
    get:
      operationId: listBerths
      tags: [berths]
      responses:
        "200": {description: ok, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Berth"}}}}}
        "401": {$ref: "#/components/responses/Refused"}
    post:
      operationId: createBerth
      tags: [berths]
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/NewBerth"}}}}
      responses:
        "201": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Berth"}}}}
        "400": {$ref: "#/components/responses/Refused"}
        "401": {$ref: "#/components/responses/Refused"}
  /berths/{berth_id}:
    get:
      operationId: getBerth
      tags: [berths]
      parameters: [{$ref: "#/components/parameters/BerthId"}]
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Berth"}}}}
        "401": {$ref: "#/components/responses/Refused"}
        "404": {$ref: "#/components/responses/Refused"}
    delete:
      operationId: deleteBerth
      tags: [berths]
      parameters: [{$ref: "#/components/parameters/BerthId"}]
      responses:
        "204": {description: ok}
        "401": {$ref: "#/components/responses/Refused"}
        "404": {$ref: "#/components/responses/Refused"}
components:
  securitySchemes: {key: {type: apiKey, in: query, name: key}}
  parameters: {BerthId: {name: berth_id, in: path, required: true, schema: {type: string, examples: [b-17]}}}
  responses: {Refused: {description: no, content: {application/json: {schema: {type: object}}}}}
  schemas:
    Berth: {type: object, required: [id, name], properties: {id: {type: string, examples: [b-99]}, name: {type: string}}}
    NewBerth: {type: object, required: [name], properties: {name: {type: string, minLength: 1, examples: [North]}}}
"""  # noqa: E501 - one schema a line
CREATED = "what was created is there"


@pytest.fixture
def berths(tmp_path: Path) -> Spec:
    """Return the vendor."""
    path = tmp_path / "openapi.yaml"
    path.write_text(BERTHS)
    return load(path, "berths")


def judged(server: Server) -> Report:
    """Judge a server that is not ours, with a thing pinned that the spec's example names as well."""
    return server.judged(layers=[conformance], ours=False, params={"berth_id": "b-17"})


def created(report: Report) -> dict[str, str]:
    """Return the verdicts on what was created being there, by operation."""
    return {result.operation: result.verdict for result in report.results if result.rule == CREATED}


def test_what_is_pinned_is_not_deleted(berths: Spec, twin: Twin) -> None:
    """Deleting is tried with what a run made itself, the pinned thing is only looked at."""
    server = twin(berths)
    server.judged(ours=False, params={"berth_id": "b-17"})
    asked = {(asked.method, asked.path.rpartition("/")[2]) for asked, _ in server.twin.seen}

    assert ("GET", "b-17") in asked
    assert ("DELETE", "b-99") in asked
    assert ("DELETE", "b-17") not in asked


def test_only_what_can_be_asked_for_is_said_to_be_there(berths: Spec, twin: Twin) -> None:
    """Neither a list nor a create says whether a new thing is there."""
    verdicts = created(judged(twin(berths)))

    assert verdicts["getBerth"] == "kept"
    assert verdicts.keys() == {"getBerth", "deleteBerth"}


def test_what_is_found_elsewhere_is_not_said_to_be_there(berths: Spec, twin: Twin) -> None:
    """A thing whose path does not go on where it was made is none that the check knows."""
    path = Path(berths.source.path)
    harbor = "    parameters: [{name: harbor, in: path, required: true, schema: {type: string, examples: [h-1]}}]\n"
    path.write_text(BERTHS.replace("  /berths:\n", "  /harbors/{harbor}/berths:\n" + harbor))

    assert created(judged(twin(load(path, "berths")))) == {}


def test_what_was_created_and_is_not_there_is_told(berths: Spec, twin: Twin) -> None:
    """A server that knows nothing of what it made breaks the rule."""

    def forget(asked: Asked, answer: Answer) -> Answer:
        lost = asked.method == "GET" and asked.path.endswith("/b-99")
        return replace(answer, status=404, body=b"{}") if lost else answer

    report = judged(twin(berths, tell=forget))

    assert created(report)["getBerth"] == "broken", render_text(report)
