"""What is sent to a server that is not ours: nothing that writes, is invalid or lacks credentials, and not too fast."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from vouch.spec import Spec

if TYPE_CHECKING:
    from tests.contract.conftest import Answer, Asked, Server

Twin = Callable[..., AbstractContextManager["Server"]]


@pytest.mark.parametrize("vendor", ["thought-industries", "spacebring", "tolt"])
def test_without_leave_every_request_keeps_the_spec(vendor: str, specs: Mapping[str, Spec], twin: Twin) -> None:
    """Without writes and probing only safe methods are used, and the server has no reason to refuse anything."""
    with twin(specs[vendor]) as server:
        report = server.judged(allow_writes=False, probe=False)
        sent = [(asked.method, answer.status) for _, asked, answer in server.twin.seen]

    assert {("GET", 200)} == set(sent)
    assert len(sent) == report.requests
    assert not report.broken


def test_what_was_not_allowed_is_not_exercised(specs: Mapping[str, Spec], twin: Twin) -> None:
    """A rule that would have needed writes or probing says so instead of counting as kept."""
    with twin(specs["thought-industries"]) as server:
        report = server.judged(allow_writes=False, probe=False)
    needs = {(result.operation, result.check): result.needs for result in report.results if not result.cases}

    assert needs["createRedemptionCodeGroup", "create"] == "writes (--allow-writes)"
    assert needs["listRedemptionCodeGroups", "negative_data_rejection"].startswith("probing (--probe)")
    assert needs["listCourseCoupons", "refusal"].startswith("probing (--probe)")


def test_probing_without_writes_uses_no_unsafe_method(specs: Mapping[str, Spec], twin: Twin) -> None:
    """Undeclared methods are tried as well, save those that a server might act upon."""
    with twin(specs["thought-industries"]) as server:
        server.judged(allow_writes=False, probe=True)
        methods = {asked.method for _, asked, _ in server.twin.seen}

    assert not methods & {"POST", "PUT", "PATCH", "DELETE"}
    assert "OPTIONS" in methods


def test_a_server_elsewhere_is_not_hurried(
    specs: Mapping[str, Spec], twin: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rate limit of the spec is kept where the server is not on loopback, and nothing is probed there."""
    monkeypatch.setattr("vouch.contract.judging._is_loopback", lambda _: False)
    with twin(specs["tolt"]) as server:
        report = server.judged(allow_writes=False)
        times = [at for at, _, _ in server.twin.seen]
        statuses = {answer.status for _, _, answer in server.twin.seen}
    limit = specs["tolt"].rate_limit
    assert limit

    # A burst of as many as are allowed, and then no faster than they are allowed.
    crowded = [last - first for first, last in zip(times, times[limit.requests + 1 :], strict=False)]
    assert statuses == {200}
    assert not report.broken
    assert all(span > limit.seconds * 0.9 for span in crowded)
    assert all(later >= earlier for earlier, later in pairwise(times))


def test_a_server_elsewhere_need_not_share_our_assumptions(
    specs: Mapping[str, Spec], twin: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That limit has a minimum is only assumed: a server that takes 0 breaks nothing, unless it is a mock of ours."""
    tolt = replace(specs["tolt"], rate_limit=None)
    with twin(tolt, ask=lambda asked: asked.having(limit="1") if asked.given("limit") == ["0"] else asked) as server:
        at_home = server.judged(allow_writes=False)
        monkeypatch.setattr("vouch.contract.judging._is_loopback", lambda _: False)
        elsewhere = server.judged(allow_writes=False, probe=True)
    rule = "refused: limit is 0, against minimum"

    assert rule in {result.rule for result in at_home.broken}
    assert at_home.exit_code == 1
    assert rule in {result.rule for result in elsewhere.results if result.refuted}
    assert elsewhere.exit_code == 0


def test_a_server_elsewhere_may_know_more_than_the_spec(
    specs: Mapping[str, Spec], twin: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A made-up request may be refused with a declared error there; one made of the spec's examples may not."""

    def choosy(asked: Asked, answer: Answer) -> Answer:
        # The spec's examples have another order, so this combination is nobody's but the suite's.
        made_up = asked.given("order") == ["desc"] and asked.given("created_gte")
        error = b'{"success": false, "error": {"message": "not both", "type": "invalid_request_error"}}'
        return replace(answer, status=400, body=error) if made_up and answer.status == 200 else answer

    tolt = replace(specs["tolt"], rate_limit=None)
    with twin(tolt, tell=choosy) as server:
        at_home = server.judged()
        monkeypatch.setattr("vouch.contract.judging._is_loopback", lambda _: False)
        elsewhere = server.judged()

    assert "what the spec allows is accepted" in {result.rule for result in at_home.broken}
    assert not elsewhere.broken


def test_no_more_is_sent_than_allowed(specs: Mapping[str, Spec], twin: Twin) -> None:
    """A run stops at its limit of requests, says so, and is no verdict."""
    with twin(specs["tolt"]) as server:
        report = server.judged(max_requests=40)
        sent = len(server.twin.seen)

    assert sent <= 45
    assert report.stopped == "40 requests were sent, the most this run may send"
    assert report.exit_code == 2
