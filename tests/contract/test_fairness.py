"""What no spec takes from a server is no fault of it, and what its spec promises is put to the test all the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from vouch.contract import render_text
from vouch.contract.calls import Call
from vouch.contract.credentials import Carried
from vouch.contract.oddities import oddities
from vouch.contract.relations.fitting import Fitting
from vouch.contract.relations.values import ordered
from vouch.spec import Parameter, Spec, load

if TYPE_CHECKING:
    from tests.contract.conftest import Answer, Asked, Server

Twin = Callable[..., "Server"]

WHARVES = """\
openapi: 3.1.0
info: {title: Wharf, version: 1.0.0}
servers: [{url: "https://wharf.example"}]
security: [{token: []}]
paths:
  /harbours/{harbour}/berths:
    get:
      operationId: listBerths
      tags: [berths]
      x-pagination: {style: cursor, parameter: after, items: /data, next: [{at: /next, query: after}], limit: limit}
      parameters:
        - {name: harbour, in: path, required: true, schema: {type: string, examples: [north]}}
        - {name: after, in: query, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 30, default: 10}}
        - {name: open, in: query, schema: {type: boolean, default: true}, x-filter: {field: /open, match: equals}}
        - {name: since, in: query, schema: {type: string, format: date}, x-filter: {field: /at, match: at-least}}
        - {name: price, in: query, schema: {type: integer, maximum: 50}, x-filter: {field: /price, match: at-least}}
        - {name: q, in: query, schema: {type: string, maxLength: 4}, x-filter: {field: /name, match: contains}}
        - name: kinds
          in: query
          explode: false
          schema: {type: array, items: {type: string}}
          x-filter: {field: /kind, match: in}
        - name: codes
          in: query
          schema: {type: array, items: {type: string}}
          x-filter: {field: /code, match: in}
        - name: expand
          in: query
          schema: {type: array, items: {type: string, enum: [owner]}}
          x-expand: {values: {owner: {at: /owner, ref: /owner_id}}}
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Berths"}}}}
        "403": {$ref: "#/components/responses/Refused"}
        "400": {$ref: "#/components/responses/Refused"}
  /state:
    get:
      operationId: getState
      tags: [state]
      security: [{key: []}]
      responses:
        "200": {description: ok, content: {application/json: {schema: {type: object}}}}
        "403": {$ref: "#/components/responses/Refused"}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}, token: {type: http, scheme: bearer}}
  responses: {Refused: {description: no, content: {application/json: {schema: {type: object}}}}}
  schemas:
    Berths:
      type: object
      required: [data, next]
      properties:
        data: {type: array, items: {$ref: "#/components/schemas/Berth"}}
        next: {type: [string, "null"]}
    Berth:
      type: object
      required: [code, kind, open, at, name, owner_id]
      properties:
        code: {type: string}
        kind: {type: string, enum: [sail, motor, "house, floating"]}
        open: {type: boolean}
        at: {type: string, format: date-time}
        name: {type: string}
        price: {type: [number, "null"], minimum: 0, maximum: 100}
        owner_id: {type: string}
        owner: {type: object, required: [uuid], properties: {uuid: {type: string}}}
"""


@pytest.fixture
def wharves(tmp_path: Path) -> Spec:
    """Return a vendor whose server may do many a thing as it likes."""
    path = tmp_path / "openapi.yaml"
    path.write_text(WHARVES)
    return load(path, "wharf")


def test_liberties_are_no_faults(wharves: Spec, twin: Twin) -> None:
    """Defaults of filters, bounds of their values, items without ids, commas in values: the mock breaks nothing."""
    report = twin(wharves).judged()

    assert not report.broken, render_text(report)
    assert not report.not_exercised


def only(asked: Asked, name: str, *values: str) -> bool:
    """Say whether a parameter has one of these values."""
    return bool({*asked.given(name)} & {*values})


FAULTS: dict[str, tuple[Callable[[Asked], Asked], str]] = {
    "open=": (lambda asked: asked if asked.given("open") else asked.having(open="false"), "open leaves exactly"),
    "%": (lambda asked: asked.without("q") if only(asked, "q", "%") else asked, "q that nothing matches"),
    "several": (
        lambda asked: asked.without("since") if len(asked.given("codes")) > 1 else asked,
        "since and codes hold together",
    ),
    "key": (
        lambda asked: (
            replace(asked, headers={**asked.headers, "authorization": "Bearer demo_access_token"})
            if "x-key" in asked.headers and "berths" in asked.path
            else asked
        ),
        "key, which is for other operations, is refused",
    ),
}


@pytest.mark.parametrize(("change", "rule"), FAULTS.values(), ids=FAULTS)
def test_promises_are_kept_to(change: Callable[[Asked], Asked], rule: str, wharves: Spec, twin: Twin) -> None:
    """Another default, a sign taken for a pattern, a filter lost beside many values, a key for another door."""
    report = twin(wharves, ask=change).judged(ours=False)
    found = {result.rule for result in report.broken}

    assert any(each.startswith(rule) for each in found), found


def test_nothing_is_at_least_nothing(wharves: Spec, twin: Twin) -> None:
    """What has no price does not cost the least there is."""

    def free(asked: Asked, answer: Answer) -> Answer:
        if asked.given("price") != ["0"]:
            return answer
        return answer.edited(lambda body: body["data"] and body["data"][0].update(price=None))

    report = twin(wharves, tell=free).judged(ours=False)

    assert "price leaves exactly the items that match" in {result.rule for result in report.broken}


def test_a_thing_that_nobody_has_is_asked_for(wharves: Spec, twin: Twin) -> None:
    """Who always asks for the one that was given sees nothing of what comes without it."""

    def falls(asked: Asked, answer: Answer) -> Answer:
        return answer if asked.path.startswith("/harbours/north/") else replace(answer, status=500)

    report = twin(wharves, tell=falls).judged(ours=False, params={"harbour": "north"}, layers=[oddities])

    assert "a harbour that nobody has makes nothing fail" in {result.rule for result in report.broken}


def test_commas_between_values_are_none_of_them(wharves: Spec) -> None:
    """What stands between the items of an array is not escaped, what stands in one is."""
    [berths, _] = wharves.operations
    request = Call(berths, {"harbour": "north", "kinds": ["sail", "house, floating"]}).request("https://h", Carried())

    assert request.url.raw_path == b"/harbours/north/berths?kinds=sail,house%2C%20floating"


@pytest.mark.parametrize(
    ("name", "value", "fitted"),
    [
        ("since", "2025-03-01T23:30:00Z", "2025-03-01"),
        ("price", 8.5, 8),
        ("price", 51, None),
        ("q", "Norrkaj", "Norr"),
        ("kinds", ["sail"], ["sail"]),
        ("kinds", ["house, floating"], None),
        ("open", "yes", None),
    ],
)
def test_values_fit_their_parameters(name: str, value: Any, fitted: Any, wharves: Spec) -> None:
    """A day for a moment, a whole number below another, the beginning of a text; or nothing."""
    [berths, _] = wharves.operations
    parameter: Parameter = berths.parameter(name)

    assert Fitting.of(wharves, parameter).fitted(value) == fitted


@pytest.mark.parametrize(
    ("inside", "values"),
    [
        (True, ["Åland", "Ärla", "Borg"]),
        (True, ["Borg", "Ärla", "Åland"][::-1]),
        (True, ["a", "B", "c"]),
        (True, ["B", "a", "c"]),
        (False, ["Borg", "Arla", "Cedar"]),
        (False, ["b", "A", "c"]),
    ],
)
def test_a_dictionary_is_an_order(values: list[str], inside: bool) -> None:  # noqa: FBT001 - a case's outcome
    """Texts may be sorted by their characters, or as dictionaries sort them."""
    assert ordered(values, descending=False) is inside
    assert ordered(values[::-1], descending=True) is inside


def test_rows_may_be_alike_where_nothing_tells_them_apart(tmp_path: Path, twin: Twin) -> None:
    """The second page of a list without ids may hold what the first one held."""
    path = tmp_path / "openapi.yaml"
    path.write_text(WHARVES)

    def blank(_: Asked, answer: Answer) -> Answer:
        alike = {"code": "c", "kind": "sail", "open": True, "at": "2025-01-01T00:00:00Z", "name": "n", "owner_id": "o"}
        return answer.edited(lambda body: [item.clear() or item.update(alike) for item in body.get("data", [])])

    report = twin(load(path, "wharf"), tell=blank).judged(ours=False)
    rules = {result.rule: result.verdict for result in report.results if result.check == "paging"}

    assert rules["no item comes twice"] == "kept"
