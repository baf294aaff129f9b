"""A server that shares no line with ours keeps the specs; spoilt in one place, it is found out for the right reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest
from tests.contract.second_server import CLIENT, COUPON, COURSES, KEY, NETWORK, PROGRAM, SECRET, TOKEN, second_server

from vouch.contract import Report, render_text, run
from vouch.contract.access import access
from vouch.contract.conformance import conformance
from vouch.contract.machine import creation
from vouch.contract.refusals import refusals
from vouch.contract.relations.expansion import expansion
from vouch.contract.relations.filtering import filtering
from vouch.contract.relations.invariants import invariants
from vouch.contract.relations.paging import paging
from vouch.contract.relations.sorting import sorting
from vouch.contract.relations.together import together
from vouch.contract.subject import Layer
from vouch.spec import Spec

TI, SB, TO = "thought-industries", "spacebring", "tolt"
PARAMS: Mapping[str, Mapping[str, Any]] = {
    TI: {"course_ids": ",".join(COURSES)},
    SB: {"coupon_ref": COUPON},
    TO: {"program_id": PROGRAM},
}
CREDENTIALS: Mapping[str, Mapping[str, str]] = {
    TI: {"api_key": KEY},
    SB: {"client_id": CLIENT, "client_secret": SECRET, "access_token": TOKEN, "network_id": NETWORK},
    TO: {"api_key": KEY},
}


def judged(spec: Spec, *faults: str, **options: Any) -> Report:
    """Judge the second server as somebody else's server, with writes and probing."""
    with second_server(*faults) as url:
        chosen = {"params": PARAMS[spec.vendor], "allow_writes": True, "ours": False, **options}
        return run(spec, url=url, credentials=CREDENTIALS[spec.vendor], **chosen)


@pytest.mark.parametrize("vendor", [TI, SB, TO])
def test_no_false_alarm(vendor: str, specs: Mapping[str, Spec]) -> None:
    """What was written from the pages alone breaks no rule and refutes no assumption."""
    report = judged(specs[vendor])

    assert report.exit_code == 0, render_text(report)
    assert not report.broken
    assert not report.counts["refuted"], render_text(report)
    assert {each.verdict for each in report.assumptions} == {"confirmed", "open"}
    # The page has no word for what its errors are of; this server made one up.
    assert {each.found.partition(" is ")[0] for each in report.differences} <= {"/error/type"}


class Twin(NamedTuple):
    """A fault of that server, the vendor it concerns, and the rule that has to say so: its layer and some words."""

    fault: str
    vendor: str
    layer: Layer
    rule: str


TWINS = [
    # who may come in
    Twin("anybody may come in", TI, access, "is refused with a wrong api_key"),
    Twin("anybody may come in", SB, access, "is refused with networkId missing"),
    # what is refused, and how
    Twin("a required list is not needed", TI, refusals, "courseIds is missing"),
    Twin("neither of two is needed", SB, refusals, "neither couponRef nor promocodeRef"),
    Twin("a limit has no end", SB, refusals, "limit is 101, against maximum"),
    Twin("a maximum is not kept", TI, refusals, "totalCodesCount is 10001"),
    Twin("nothing has to be chosen", TI, refusals, "courses is absent"),
    Twin("both ends of access are taken", TI, refusals, "accessDays and accessExpirationDate are given"),
    Twin("a refusal in other words", TI, refusals, "codeLength is missing"),
    Twin("any method will do", TO, conformance, "methods that are not declared"),
    # status and media type
    Twin("an error comes as a page", TO, conformance, "makes the server fail"),
    # shape
    Twin("a number is text", TO, conformance, "keeps its schema"),
    # filters and orders
    Twin("a search is ignored", TI, filtering, "query leaves"),
    Twin("active is turned round", TI, filtering, "active leaves"),
    Twin("an end of time is ignored", TO, filtering, "created_lte leaves"),
    Twin("a zone is ignored", TO, filtering, "created_gte leaves"),
    Twin("an order is ignored", TI, sorting, "label:desc"),
    Twin("newest come last", TO, sorting, "order=asc"),
    # pages
    Twin("an item gets lost between pages", TI, paging, "total counts"),
    Twin("a cursor leads in a circle", TI, paging, "come to an end"),
    Twin("the last page promises another", TI, paging, "end flag"),
    Twin("the total is of the page", TI, paging, "total counts"),
    Twin("a default is another", TO, paging, "is full"),
    Twin("a page starts with the last item", TO, paging, "comes twice"),
    Twin("backward is from the start", TO, paging, "backward"),
    # parts of an object
    Twin("another partner is embedded", TO, expansion, "expand[]=partner"),
    Twin("a program comes unasked", TO, expansion, "expand[]=program"),
    Twin("more is redeemed than there is", TI, invariants, "at most"),
    # state
    Twin("what is created is not kept", TI, creation, "list"),
    Twin("a new group is redeemed", TI, creation, "starts"),
    Twin("a label is cut short", TI, creation, "echoes"),
]


@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: f"{twin.vendor}, {twin.fault}")
def test_a_broken_twin_is_found_out(twin: Twin, specs: Mapping[str, Spec]) -> None:
    """The rule that the fault breaks says so: broken, or refuted where the spec only assumes it."""
    writes = twin.layer is not conformance
    report = judged(specs[twin.vendor], twin.fault, layers=(twin.layer,), allow_writes=writes)
    wrong = {result.rule for result in report.results if result.verdict in {"broken", "refuted"}}

    assert any(twin.rule in rule for rule in wrong), render_text(report)


@pytest.mark.parametrize("layer", [filtering, together])
def test_what_is_only_assumed_breaks_nothing(layer: Layer, specs: Mapping[str, Spec]) -> None:
    """A filter whose meaning is a guess may mean something else, alone and beside others."""
    report = judged(specs[TO], "an end of time is ignored", layers=(layer,))

    assert not report.broken, render_text(report)
    assert report.counts["refuted"]


def test_an_assumption_that_does_not_hold_breaks_a_strict_run(specs: Mapping[str, Spec]) -> None:
    """More codes redeemed than there are contradicts what the spec only assumes: a finding, and a failure if strict."""
    fault = "more is redeemed than there is"
    fair = judged(specs[TI], fault, layers=(invariants, paging))
    strict = judged(specs[TI], fault, layers=(invariants, paging), strict=True)
    [assumption] = [each for each in fair.assumptions if each.of == ("x-at-most",)]

    assert fair.exit_code == 0
    assert assumption.verdict == "refuted"
    assert strict.exit_code == 1
