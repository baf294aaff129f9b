"""What is created on a server that is not ours: little, of values that tell, and nothing unfair is said of it."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from vouch.contract import PROFILES, Report, render_text
from vouch.contract.conformance import conformance
from vouch.contract.machine import creation
from vouch.spec import Spec, load

if TYPE_CHECKING:
    from tests.contract.conftest import Answer, Asked, Server

BOATS = count(1)

Twin = Callable[..., "Server"]

QUAY = """
openapi: 3.1.0
info: {title: Quay, version: "1"}
servers: [{url: "https://quay.example/v1"}]
security: [{key: []}]
paths:
  /berths:
    get:
      operationId: listBerths
      tags: [berths]
      x-pagination: {style: page, parameter: page, items: /berths, current: /page, more: /more, total: /total, limit: per}
      parameters:
        - {name: page, in: query, schema: {type: integer}}
        - {name: per, in: query, schema: {type: integer, minimum: 1, maximum: 50, default: 20}}
        - {name: fee, in: query, schema: {type: number}, x-filter: {field: /fee, match: at-least}}
        - {name: called, in: query, schema: {type: string, maxLength: 40}, x-filter: {field: /name, match: contains}}
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Page"}}}}
        "400": {$ref: "#/components/responses/Refused"}
        "401": {$ref: "#/components/responses/Refused"}
    post:
      operationId: createBerth
      tags: [berths]
      x-creates: {list: listBerths, id: /id, initial: {boats: 0}, label: name}
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/NewBerth"}}}}
      responses:
        "201": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Berth"}}}}
        "400": {$ref: "#/components/responses/Refused"}
        "401": {$ref: "#/components/responses/Refused"}
        "409": {$ref: "#/components/responses/Refused"}
components:
  securitySchemes: {key: {type: apiKey, in: query, name: key}}
  responses: {Refused: {description: no, content: {application/json: {schema: {type: object}}}}}
  schemas:
    Page: {type: object, required: [berths, page, more, total], properties: {berths: {type: array, items: {$ref: "#/components/schemas/Berth"}}, page: {type: integer}, more: {type: boolean}, total: {type: integer}}}
    Berth:
      type: object
      required: [id, name, boats]
      properties:
        id: {type: string}
        boats: {type: integer, minimum: 0}
        name: {type: string}
        notes: {type: [string, "null"]}
        places: {type: [integer, "null"]}
        fee: {type: [number, "null"]}
        free: {type: [boolean, "null"]}
        since: {type: [string, "null"], format: date}
        tags: {type: array, items: {type: string}}
        services: {type: array, items: {$ref: "#/components/schemas/Service"}}
    NewBerth:
      type: object
      required: [name]
      properties:
        name: {type: string, minLength: 1, maxLength: 80, examples: [North]}
        notes: {type: [string, "null"], maxLength: 200, examples: [Mind the ebb]}
        places: {type: integer, minimum: 1, maximum: 10000000000, examples: [2]}
        fee: {type: number, minimum: 0, examples: [12]}
        free: {type: boolean, examples: [true]}
        since: {type: [string, "null"], format: date, examples: ["2023-03-01"]}
        tags: {type: array, maxItems: 4, items: {type: string, examples: [deep]}}
        services: {type: array, maxItems: 2, items: {$ref: "#/components/schemas/Service"}}
      not: {required: [fee, free]}
      examples: [{name: North, fee: 12, services: [{code: water}]}]
    Service: {type: object, required: [code], properties: {id: {type: string}, code: {type: string, enum: [water, power]}, until: {type: [string, "null"], format: date, examples: ["2026-12-31"]}}}
"""  # noqa: E501 - one schema a line


@pytest.fixture
def quay(tmp_path: Path) -> Spec:
    """Return the vendor."""
    path = tmp_path / "openapi.yaml"
    path.write_text(QUAY)
    return load(path, "quay")


def _made(change: Callable[[Any], object]) -> Callable[[Asked, Answer], Answer]:
    """Change what the answer to a create says."""
    return lambda asked, answer: answer.edited(change) if (asked.method, answer.status) == ("POST", 201) else answer


def _named(change: Callable[[str], str]) -> Callable[[Asked, Answer], Answer]:
    return _made(lambda thing: thing.update(name=change(thing["name"])))


def _without_dates(thing: Any) -> None:
    for service in thing.get("services") or ():
        service["until"] = None


CARELESS: Mapping[str, Callable[[Asked, Answer], Answer]] = {
    "letters beyond ASCII are lost": _named(lambda name: name.encode("ascii", "replace").decode()),
    "letters are taken apart": _named(lambda name: unicodedata.normalize("NFD", name)),
    "signs are escaped": _named(lambda name: name.replace("&", "&amp;")),
    "a name is cut at its end": _named(str.strip),
    "a name is cut short": _named(lambda name: name[:60]),
    "no remark is none": _made(lambda thing: thing.update(notes=thing.get("notes") or None)),
    "a number is too large": _made(lambda thing: thing.update(places=min(thing.get("places") or 0, 2**31) or None)),
    "a number is always the same": _made(lambda thing: thing.update(places=thing.get("places") and 1)),
    "what may not stand beside another is lost": _made(lambda thing: thing.update(free=None)),
    "a day that is rare is lost": _made(lambda b: b.update(since=None) if "-02-29" in str(b.get("since")) else None),
    "words are sorted": _made(lambda thing: thing.update(tags=sorted(thing.get("tags") or []))),
    "words are kept once": _made(lambda thing: thing.update(tags=[*dict.fromkeys(thing.get("tags") or [])])),
    "a date deep inside is lost": _made(_without_dates),
}


def judged(server: Server, **options: Any) -> Report:
    """Judge a server that is not ours by what it creates."""
    return server.judged(layers=[creation], ours=False, **options)


def rules(report: Report, verdict: str) -> set[str]:
    """Return the rules about creating that have a verdict."""
    return {each.rule for each in report.results if each.check == "create" and each.verdict == verdict}


@pytest.mark.parametrize("fault", CARELESS)
def test_a_careless_server_is_found_out(fault: str, quay: Spec, twin: Twin) -> None:
    """Whatever gets lost of what was sent, some body has it."""
    report = judged(twin(quay, tell=CARELESS[fault]))

    assert rules(report, "broken") >= {"the answer echoes the request"}, render_text(report)


def test_a_careful_server_keeps_every_rule(quay: Spec, twin: Twin) -> None:
    """Nothing is said of a server that keeps what it is sent, and nothing about creating is left out."""
    report = judged(twin(quay))

    assert set() == rules(report, "broken") | rules(report, "not exercised"), render_text(report)


def test_made_up_values_may_be_refused(quay: Spec, twin: Twin) -> None:
    """Who takes no words that the spec does not show breaks nothing, and is still asked for all the rest."""

    def choosy(asked: Asked, answer: Answer) -> Answer:
        body = json.loads(asked.body) if answer.status == 201 else {}
        refused = (body.get("notes") or "") not in {"", "Mind the ebb"}
        return replace(answer, status=400, body=b"{}") if refused else CARELESS["words are sorted"](asked, answer)

    report = judged(twin(quay, tell=choosy), probe=False)

    assert {"the answer echoes the request"} <= rules(report, "broken")
    assert "a create made of what server and spec know is accepted" in rules(report, "kept")


def test_the_examples_of_the_spec_may_not_be_refused(quay: Spec, twin: Twin) -> None:
    """A server that creates nothing keeps no rule by that."""
    report = judged(twin(quay, tell=lambda q, a: replace(a, status=400, body=b"{}") if q.method == "POST" else a))

    assert rules(report, "broken") == {"a create made of what server and spec know is accepted"}


def test_little_is_left_behind(quay: Spec, twin: Twin) -> None:
    """What is made on a server far away stays there, so it is no more than a dozen things."""
    server = twin(quay)
    judged(server, url=server.endpoint.url.replace("127.0.0.1", "quay.example"), probe=False)
    made = [answer for asked, answer in server.twin.seen if (asked.method, answer.status) == ("POST", 201)]

    assert PROFILES["quick"].things == len(made) == 12


def _only_once(known: set[str]) -> Callable[[Asked, Answer], Answer]:
    """Refuse a thing whose remark another has."""

    def choosy(asked: Asked, answer: Answer) -> Answer:
        if (asked.method, answer.status) != ("POST", 201):
            return answer
        notes = json.loads(asked.body).get("notes") or ""
        if notes in known:
            return replace(answer, status=409, body=b"{}")
        known.add(notes)
        return answer

    return choosy


def test_the_same_thing_may_be_refused_the_second_time(quay: Spec, twin: Twin) -> None:
    """Where a value must be nobody else's, an example can be made once, and what differs from it any time."""
    report = judged(twin(quay, tell=_only_once(set())), probe=False)

    assert not rules(report, "broken"), render_text(report)
    assert "a create made of what server and spec know is accepted" in rules(report, "kept")


def test_what_another_layer_made_may_be_refused(quay: Spec, twin: Twin) -> None:
    """The example may have been made before creating begins, and the rest is judged by things that differ."""
    report = twin(quay, tell=_only_once(set())).judged(layers=[conformance, creation], ours=False, probe=False)

    assert not rules(report, "broken"), render_text(report)
    assert "the answer echoes the request" in rules(report, "kept")


def _complete(thing: Any) -> None:
    for number, service in enumerate(thing.get("services") or ()):
        service.update(id=f"s{number}", until=service.get("until"))


def test_an_answer_may_say_more_than_was_sent(quay: Spec, twin: Twin) -> None:
    """A server elsewhere gives ids to the parts of a new thing, and tells of what it filled in; ours adds nothing."""
    server = twin(quay, tell=_made(_complete))

    assert "the answer echoes the request" in rules(judged(server), "kept")
    assert "the answer echoes the request" in rules(server.judged(layers=[creation]), "broken")


PARTS: Mapping[str, Callable[[Any], object]] = {
    "one item less": lambda thing: thing.update(services=(thing.get("services") or [])[1:]),
    "no items": lambda thing: thing.update(services=[]),
    "items in another order": lambda thing: thing.update(services=(thing.get("services") or [])[::-1]),
    "a part of another kind": lambda thing: thing.update(services="water"),
}


@pytest.mark.parametrize("change", PARTS.values(), ids=PARTS)
def test_an_answer_may_not_say_less(change: Callable[[Any], object], quay: Spec, twin: Twin) -> None:
    """Items are compared one by one."""
    report = judged(twin(quay, tell=_made(change)))

    assert "the answer echoes the request" in rules(report, "broken")


def _keep_what_is_refused(asked: Asked) -> Asked:
    body = json.dumps({"name": "South"}).encode()
    return replace(asked, body=body) if asked.method == "POST" and b'"name"' not in asked.body else asked


def test_a_refused_create_that_is_kept_is_found_out(quay: Spec, twin: Twin) -> None:
    """What is new in a list that otherwise stays as it is was not made by others."""

    def tell(asked: Asked, answer: Answer) -> Answer:
        lacking = asked.method == "POST" and b'"name"' not in asked.body and answer.status == 201
        return replace(answer, status=400, body=b"{}") if lacking else answer

    report = judged(twin(quay, ask=_keep_what_is_refused, tell=tell))

    assert "a refused create changes nothing in listBerths" in rules(report, "broken"), render_text(report)


@pytest.mark.parametrize("busy", [1, 10_000], ids=["once", "all the time"])
def test_what_others_do_is_no_fault_of_a_refusal(busy: int, quay: Spec, twin: Twin) -> None:
    """A list that somebody changes while creates are refused shows nothing of them."""
    refused: list[Asked] = []
    changes = iter(range(busy))

    def tell(asked: Asked, answer: Answer) -> Answer:
        if answer.status == 400:
            refused.append(asked)
        if asked.method == "GET" and refused and next(changes, None) is not None:
            return answer.edited(lambda body: [item.update(boats=next(BOATS)) for item in body["berths"]])
        return answer

    report = judged(twin(quay, tell=tell))

    assert refused
    assert "a refused create changes nothing in listBerths" not in rules(report, "broken")
