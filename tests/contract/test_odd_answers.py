"""Servers that answer every request oddly get a verdict and a report like any other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import httpx
import pytest
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp

from vouch.contract import Report, UnjudgedError, render_text, run
from vouch.contract.relations import RELATIONS
from vouch.contract.relations.candidates import candidates, nothing
from vouch.contract.relations.paging import paging
from vouch.contract.relations.together import together
from vouch.contract.relations.values import matches
from vouch.spec import Filter, Spec
from vouch.spec import pointer as ptr

if TYPE_CHECKING:
    from tests.contract.conftest import Answer, Asked, Server

REFUSALS: Mapping[str, ASGIApp] = {
    "404": JSONResponse({"error": "no"}, 404),
    "500": JSONResponse({"error": "no"}, 500),
    "429": JSONResponse({"error": "no"}, 429),
    "302": RedirectResponse("/", 302, {"content-type": "application/json"}),
}
UNREADABLE: Mapping[str, tuple[bytes, str]] = {
    "deep": (b'{"data": %s}' % (b"[" * 900 + b"]" * 900), "Recursion limit reached"),
    "bottomless": (b"[" * 50_000 + b"]" * 50_000, "maximum recursion depth exceeded"),
    "half a character": (rb'{"data": [{"id": "\ud800"}]}', "surrogates not allowed"),
    "half a character in a name": (rb'{"data": [{"\ud800": 1}]}', "surrogates not allowed"),
    "a number without end": (b'{"data": [%s]}' % (b"9" * 5_000), "Exceeds the limit"),
}
ODD: Mapping[str, bytes] = {
    "null": b"null",
    "a list": b"[]",
    "no numbers": b'{"data": [NaN, {"id": Infinity}], "has_more": -1e999}',
    "rather deep": b'{"data": %s}' % (b"[" * 200 + b"]" * 200),
    "items of every kind": b'{"data": [1, "x", null, [], {"id": 1, "created_at": 5}, {"created_at": "2024-01-01"}]}',
    "a field of every kind": b'{"success": true, "has_more": false, "total_count": 4, "data": ['
    b'{"id": "a", "created_at": 5, "program_id": {}}, {"id": "b", "created_at": "2024-01-01T00:00:00Z"}, '
    b'{"id": {"x": 1}, "created_at": "soon", "partner": 7}, {"id": [], "created_at": true, "partner_id": []}]}',
    "the ends of the calendar": b'{"success": true, "has_more": false, "total_count": 2, "data": ['
    b'{"id": 1, "created_at": "0001-01-01T00:00:00Z"}, {"id": 2, "created_at": "9999-12-31T23:59:59Z"}]}',
    "one item for ever": b'{"success": true, "has_more": true, "total_count": 1, "data": [{"id": "a"}]}',
}


def judged(spec: Spec, app: ASGIApp, **options: Any) -> Report:
    """Run the suite against an application in place of Tolt's."""
    return run(
        spec,
        url="http://127.0.0.1:1",
        transport=httpx.ASGITransport(app),
        credentials={"api_key": "demo_api_key"},
        params={"program_id": "prg_1"},
        **options,
    )


def needed(report: Report, check: str) -> set[str]:
    """Return what the rules of a check lacked that were not exercised."""
    return {each.needs for each in report.results if each.check == check and each.verdict == "not exercised"}


@pytest.mark.parametrize("status", REFUSALS)
def test_a_server_that_refuses_everything(status: str, specs: Mapping[str, Spec]) -> None:
    """Its status is what is wrong with it; rules about its lists had no list to look at."""
    report = judged(specs["tolt"], REFUSALS[status])
    missing = f"a list that the server gives (--param); it answered {status}"

    assert report.exit_code == 1
    assert not [each for each in report.results if each.check == "paging" and each.cases]
    assert needed(report, "paging") == needed(report, "sort") == needed(report, "expand") == {missing}


def test_an_argument_that_the_server_refuses(specs: Mapping[str, Spec], twin: Callable[..., Server]) -> None:
    """A pinned argument that no list is given for leaves the rules about lists unexercised, and the report whole."""

    def choosy(asked: Asked, answer: Answer) -> Answer:
        return replace(answer, status=400) if asked.given("limit") == ["7"] else answer

    server = twin(specs["tolt"], tell=choosy)
    report = server.judged(params={**server.endpoint.params, "limit": "7"}, layers=[paging])

    assert needed(report, "paging") == {"a list that the server gives (--param); it answered 400"}


def test_an_empty_list_is_one_reason(specs: Mapping[str, Spec], twin: Callable[..., Server]) -> None:
    """Whatever rule would look at its items, what it needs is said once."""
    server = twin(specs["tolt"])
    report = server.judged(params={"program_id": "nobody"}, layers=RELATIONS)

    assert (
        needed(report, "filter")
        == needed(report, "sort")
        == needed(report, "together")
        == {"a list that is not empty (--param)"}
    )


@pytest.mark.parametrize("name", UNREADABLE)
def test_json_that_nobody_can_look_at_is_broken(name: str, specs: Mapping[str, Spec]) -> None:
    """JSON by its grammar that no validator takes is a broken rule, whoever asked, and no reason to give up."""
    body, why = UNREADABLE[name]
    report = judged(specs["tolt"], Response(body, media_type="application/json"))
    checks = [each.check for each in report.broken]
    [received] = {failure.received for each in report.broken for failure in each.failures}

    assert checks == ["answer"]
    assert received.startswith("its answer is JSON that no validator takes: ")
    assert why in received
    assert report.exit_code == 1


@pytest.mark.parametrize("name", ODD)
def test_whatever_an_answer_holds_there_is_a_verdict(name: str, specs: Mapping[str, Spec]) -> None:
    """Values of the wrong kind break the schema, and nothing else gives way."""
    report = judged(specs["tolt"], Response(ODD[name], media_type="application/json"))

    assert "response_schema_conformance" in {each.check for each in report.broken}, render_text(report)
    assert report.exit_code == 1


def test_a_long_list_is_not_looked_through_for_each_of_its_items(
    specs: Mapping[str, Spec], monkeypatch: pytest.MonkeyPatch
) -> None:
    """That no two filters tell anything apart is found out from some items, not from each beside each."""
    looks = []

    def look(condition: Filter, item: Any, value: Any) -> bool:
        looks.append(condition)
        return matches(condition, item, value)

    monkeypatch.setitem(together.__globals__, "matches", look)
    code = {"code": "A", "partner_id": "part_1", "program_id": "prg_1"}
    codes = [{**code, "id": f"prc_{number}", "created_at": "2024-01-01T00:00:00Z"} for number in range(300)]
    answer = JSONResponse({"success": True, "has_more": False, "total_count": 300, "data": codes})
    report = judged(specs["tolt"], answer, layers=[together])
    pairs = [result for result in report.results if result.check == "together"]

    assert 0 < len(looks) <= len(pairs) * 2 * 100 * len(codes)


@pytest.mark.parametrize("match", ["at-least", "at-most"])
@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59Z"])
def test_there_need_be_no_moment_beside_another(match: Literal["at-least", "at-most"], moment: str) -> None:
    """What a filter could be asked for is no more than the calendar has."""
    condition, items = Filter("/at", match), [{"at": moment}] * 3
    values = candidates(condition, {"format": "date-time"}, items, None, ours=True)

    assert moment in values
    assert moment not in nothing(condition, {"format": "date-time"}, items)


def test_a_page_of_no_number(specs: Mapping[str, Spec], twin: Callable[..., Server]) -> None:
    """The longest number that can be read has none after it that can be written: there the list breaks off."""

    def endlessly(_: Asked, answer: Answer) -> Answer:
        return answer.edited(lambda body: ptr.put(body, "/data/APICourseCoupons/pageInfo/currentPage", 10**4_300 - 1))

    report = twin(specs["thought-industries"], tell=endlessly).judged(layers=[paging], max_requests=60)

    assert "pages come to an end" in {result.rule for result in report.broken}


def test_a_redirect_to_no_address(specs: Mapping[str, Spec]) -> None:
    """A redirect is an answer, wherever it leads; one that leads nowhere is none."""
    headers: dict[str, Any] = {"location": "http://xn--a/", "content-type": "application/json"}
    with pytest.raises(UnjudgedError, match="cannot be judged: Codepoint"):
        judged(specs["tolt"], Response(b"{}", 302, headers))
