"""Every answer of a run is looked at, whichever layer asked for it: the second page of a walk, the refusal of a rule."""
# ruff: noqa: E501 - a row of the table is a line

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from vouch.contract import Result
from vouch.contract.access import access
from vouch.contract.refusals import refusals
from vouch.contract.relations.paging import paging
from vouch.contract.subject import Layer, Subject
from vouch.spec import Spec

if TYPE_CHECKING:
    from tests.contract.conftest import Answer, Asked, Server

Twin = Callable[..., "Server"]


def _second_page(change: Callable[[Any], object]) -> Callable[[Asked, Answer], Answer]:
    return lambda asked, answer: answer.edited(change) if asked.given("starting_after") else answer


def _refusal(body: bytes) -> Callable[[Asked, Answer], Answer]:
    return lambda _, answer: replace(answer, body=body) if answer.status == 400 else answer


CASES: Mapping[str, tuple[Layer, str, Callable[[Asked, Answer], Answer]]] = {
    "a null on the second page": (paging, "keeps its schema", _second_page(lambda body: [code.update(code=None) for code in body["data"][-1:]])),
    "a status that is not declared": (access, "declared status", lambda _, a: replace(a, status=403) if a.status == 401 else a),
    "another media type": (paging, "media type", lambda asked, a: replace(a, headers={**a.headers, "content-type": "text/html"}) if asked.given("starting_after") else a),
    "a number that JSON does not know": (paging, "keeps its schema", lambda _, a: replace(a, body=b'{"x":NaN,' + a.body[1:])),
    "a body that is cut off": (paging, "keeps its schema", lambda _, a: replace(a, body=a.body[:-1])),
    "a refusal without a message": (refusals, "a message for people", _refusal(b'{"success":false}')),
    "a refusal with an empty message": (refusals, "a message for people", _refusal(b'{"error":{"message":" "}}')),
    "words of its own where the page has some": (access, "a message for people", lambda _, a: replace(a, body=a.body.replace(b"Invalid API key", b"No")) if a.status == 401 else a),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_an_answer_that_is_not_declared_is_found(
    case: tuple[Layer, str, Callable[[Asked, Answer], Answer]], specs: Mapping[str, Spec], twin: Twin
) -> None:
    """One layer asks, and the rule about answers is broken."""
    layer, rule, tell = case
    server = twin(specs["tolt"], tell=tell)
    report = server.judged(layers=[layer])

    assert [result.rule for result in report.broken if result.check == "answer" and rule in result.rule]


@pytest.mark.parametrize(("allow", "broken"), [("GET", 0), ("GET, HEAD, OPTIONS", 0), ("get,options", 0), ("GET, PUT", 1), ("", 1)])  # fmt: skip
def test_a_405_names_the_declared_methods(allow: str, broken: int, specs: Mapping[str, Spec], twin: Twin) -> None:
    """HEAD and OPTIONS, which any server may add, are no matter."""

    def strange(subject: Subject) -> list[Result]:
        call = subject.samples.call(subject.operations[0])
        request = call.request(subject.url, subject.carried(call.operation))
        request.method = "DELETE"
        subject.client.send(request)
        return []

    server = twin(specs["tolt"], tell=lambda _, a: replace(a, headers={**a.headers, "allow": allow}))
    report = server.judged(layers=[strange])

    assert broken == len([result for result in report.broken if "405" in result.rule])
