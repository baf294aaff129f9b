"""A mock with one fault is found out, and for the right reason: a suite that cannot fail proves nothing."""
# ruff: noqa: E501 - a row of the table is a line

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from vouch.contract import render_text
from vouch.spec import Spec

if TYPE_CHECKING:
    from tests.contract.conftest import Answer, Asked, Server

TI, SB, TO = "thought-industries", "spacebring", "tolt"


@dataclass(frozen=True)
class Fault:
    """What is wrong with a twin, and the rule that has to say so: the check and a part of its words."""

    name: str
    vendor: str
    check: str
    rule: str
    ask: Callable[[Asked], Asked] = lambda asked: asked
    tell: Callable[[Asked, Answer], Answer] = lambda _, answer: answer
    writes: bool = False


def _let_in(asked: Asked) -> Asked:
    return replace(asked, headers={**asked.headers, "authorization": "Bearer demo_api_key"})


def _any_network(asked: Asked) -> Asked:
    return replace(asked, headers={**asked.headers, "spacebring-network-id": "demo_network_id"})


def _cap_limit(asked: Asked) -> Asked:
    return asked.having(limit="100") if asked.given("limit") == ["101"] else asked


def _guess(**values: str) -> Callable[[Asked], Asked]:
    """Fill in parameters that are missing."""
    return lambda asked: asked.having(**{name: value for name, value in values.items() if not asked.given(name)})


def _ignore(*names: str) -> Callable[[Asked], Asked]:
    return lambda asked: asked.without(*names)


def _change(change: Callable[[Any], object]) -> Callable[[Asked, Answer], Answer]:
    """Change the body of every success."""
    return lambda _, answer: answer.edited(change)


def _each_code(change: Callable[[dict[str, Any]], object]) -> Callable[[Asked, Answer], Answer]:
    return _change(lambda body: [change(code) for code in body["data"]])


def _page(asked: Asked, answer: Answer) -> Answer:
    if asked.given("order") == ["asc"]:
        return replace(answer, status=500, headers={"content-type": "text/html"}, body=b"<h1>Oops</h1>")
    return answer


def _allow_everything(_: Asked, answer: Answer) -> Answer:
    if answer.status == 405:
        return replace(answer, headers={**answer.headers, "allow": "GET, DELETE"})
    return answer


def _forbid(_: Asked, answer: Answer) -> Answer:
    return replace(answer, status=403) if answer.status == 401 else answer


def _mumble(_: Asked, answer: Answer) -> Answer:
    if answer.status in {400, 422}:
        return replace(answer, body=json.dumps({"errors": ["No."]}).encode())
    return answer


def _bare(_: Asked, answer: Answer) -> Answer:
    return replace(answer, body=b'"no"') if answer.status == 400 else answer


def _first_again(asked: Asked, answer: Answer) -> Answer:
    """Repeat the last item of a page as the first of the next."""
    if asked.given("starting_after"):
        return answer.edited(
            lambda body: body["data"] and body["data"].insert(0, {"id": asked.given("starting_after")[0], "code": "X"})
        )
    return answer


def _only_on_create(change: Callable[[Any], object]) -> Callable[[Asked, Answer], Answer]:
    return lambda asked, answer: answer.edited(change) if asked.method == "POST" else answer


def _only_on_list(change: Callable[[Any], object]) -> Callable[[Asked, Answer], Answer]:
    return lambda asked, answer: answer.edited(change) if asked.method == "GET" else answer


FAULTS = [
    Fault("any credentials will do", TO, "ignored_auth", "", ask=_let_in),
    Fault("a bearer token needs no network", SB, "access", "networkId missing", ask=_any_network),
    Fault("tokens are not accepted", SB, "access", "networkId lets in", ask=lambda a: replace(a, headers={k: v for k, v in a.headers.items() if k != "spacebring-network-id"})),
    Fault("limit=101 is taken for 100", TO, "refusal", "limit is 101,", ask=_cap_limit),
    Fault("a required array may be missing", TI, "refusal", "courseIds is missing", ask=_guess(courseIds="c")),
    Fault("a required parameter may be missing", TO, "refusal", "program_id is missing", ask=_guess(program_id="p")),
    Fault("neither of two is fine", SB, "refusal", "neither couponRef", ask=_guess(couponRef="3c90c3cc-0d44-4b50-8888-8dd25736052a")),
    Fault("both cursors are fine", TO, "refusal", "both given", ask=lambda a: a.without("ending_before") if a.given("starting_after") else a),
    Fault("refusals are no declared error", TO, "refusal", "limit is 0", tell=_bare),
    Fault("refusals have other words than the vendor's", TI, "refusal", "codeLength is missing", tell=_mumble, writes=True),
    Fault("a required field is missing", TO, "response_schema_conformance", "", tell=_each_code(lambda code: code.pop("code"))),
    Fault("a field has another type", TI, "response_schema_conformance", "", tell=_change(lambda body: body.get("pageInfo", {}).update(total="2"))),
    Fault("an order makes it fail with a page", TO, "not_a_server_error", "", tell=_page),
    Fault("an order is answered with a page", TO, "content_type_conformance", "", tell=lambda asked, a: replace(_page(asked, a), status=a.status)),
    Fault("403 instead of 401", TI, "status_code_conformance", "", tell=_forbid),
    Fault("Allow names other methods", TO, "allow_header_conformance", "", tell=_allow_everything),
    Fault("405 without Allow", TO, "unsupported_method", "", tell=lambda _, a: replace(a, headers={k: v for k, v in a.headers.items() if k != "allow"})),
    Fault("a filter is ignored", TO, "filter", "partner_id", ask=_ignore("partner_id")),
    Fault("a filter by time is ignored", TO, "filter", "created_gte", ask=_ignore("created_gte")),
    Fault("a search is ignored", TI, "filter", "query", ask=_ignore("query")),
    Fault("a filter takes out too much", TI, "filter", "active", ask=lambda a: a.having(code="none") if a.given("active") else a),
    Fault("an order is ignored", TO, "sort", "order=asc", ask=_ignore("order")),
    Fault("an order is reversed", TI, "sort", "label:asc", ask=lambda a: a.having(sort="label:desc") if a.given("sort") else a),
    Fault("the default order is the other one", TO, "sort", "order=desc", ask=_guess(order="asc")),
    Fault("nothing is embedded", TO, "expand", "expand[]=partner", ask=_ignore("expand[]")),
    Fault("everything is embedded", TO, "expand", "expand[]=program", ask=lambda a: a.having(**{"expand[]": "program"})),
    Fault("the wrong object is embedded", TO, "expand", "expand[]=partner", tell=_each_code(lambda code: code.get("partner") and code["partner"].update(id="x"))),
    Fault("the total is off by one", TO, "paging", "total", tell=_change(lambda body: body.update(total_count=body["total_count"] + 1))),
    Fault("the end comes too soon", TO, "paging", "total", tell=_change(lambda body: body.update(has_more=False))),
    Fault("the end is never announced", TI, "paging", "end flag", tell=_only_on_list(lambda body: body.get("pageInfo", {}).update(hasMore=True))),
    Fault("the same token again and again", SB, "paging", "come to an end", tell=_change(lambda body: body.update(nextPageToken="eyJvZmZzZXQiOjI1fQ"))),
    Fault("a token that fits no URL", SB, "paging", "come to an end", tell=_change(lambda body: body.update(nextPageToken="x" * 70_000))),
    Fault("a page begins with an item seen before", TO, "paging", "comes twice", tell=_first_again),
    Fault("the default page is one too large", TO, "paging", "is full", ask=_guess(limit="11")),
    Fault("a page size is ignored", SB, "paging", "is full", ask=_ignore("limit")),
    Fault("backward is forward", TO, "paging", "backward", ask=_ignore("ending_before")),
    Fault("more codes are redeemed than there are", TI, "invariant", "at most", tell=_only_on_list(lambda body: [group.update(redeemedCodesCount=10**6) for group in body.get("redemptionCodeGroups", [])])),
    Fault("a booking without its reference", SB, "invariant", "booking", tell=_change(lambda body: [item["product"].pop("bookingRef", None) for item in body["redemptions"]])),
    Fault("a create answers with another label", TI, "create", "echoes", tell=_only_on_create(lambda body: body.update(label="Other")), writes=True),
    Fault("a new group is redeemed already", TI, "create", "starts", tell=_only_on_create(lambda body: body.update(redeemedCodesCount=1)), writes=True),
    Fault("what is created gets another id", TI, "create", "found", tell=_only_on_create(lambda body: body.update(id="other")), writes=True),
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_faulty_twin_is_found_out(
    fault: Fault, specs: Mapping[str, Spec], twin: Callable[..., AbstractContextManager[Server]]
) -> None:
    """One fault, and the rule that it breaks is among the broken ones."""
    with twin(specs[fault.vendor], ask=fault.ask, tell=fault.tell) as server:
        report = server.judged(allow_writes=fault.writes)

    broken = [result for result in report.broken if result.check == fault.check and fault.rule in result.rule]
    assert broken, render_text(report)
    assert report.exit_code == 1
