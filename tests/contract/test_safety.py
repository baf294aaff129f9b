"""What is sent to a server that is not ours: nothing that writes, is invalid or lacks credentials, and not too fast."""

from __future__ import annotations

import os
import signal
from base64 import b64encode
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import pytest
from starlette.types import ASGIApp

from vouch.contract.access import access
from vouch.contract.client import Budget, ExhaustedError
from vouch.contract.conformance import conformance
from vouch.contract.refusals import refusals
from vouch.contract.relations.sorting import sorting
from vouch.mock.security import demo_credential
from vouch.spec import Spec

if TYPE_CHECKING:
    from tests.contract.conftest import Answer, Asked, Server

Twin = Callable[..., "Server"]
Served = Callable[[ASGIApp], AbstractContextManager[str]]


@dataclass
class Clock:
    """A clock that only moves when somebody sleeps."""

    time: float = 0

    def now(self) -> float:
        """Tell the time."""
        return self.time

    def sleep(self, seconds: float) -> None:
        """Let it pass."""
        self.time += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return the clock that every run lives by."""
    clock = Clock()
    monkeypatch.setattr("vouch.contract.judging.Budget", partial(Budget, now=clock.now, sleep=clock.sleep))
    return clock


@pytest.mark.parametrize("vendor", ["thought-industries", "spacebring", "tolt"])
def test_without_leave_every_request_keeps_the_spec(vendor: str, specs: Mapping[str, Spec], twin: Twin) -> None:
    """Without writes and probing only safe methods are used, and the server has no reason to refuse anything."""
    server = twin(specs[vendor])
    report = server.judged(allow_writes=False, probe=False)
    sent = [(asked.method, answer.status) for asked, answer in server.twin.seen]

    assert {("GET", 200)} == set(sent)
    assert len(sent) == report.requests
    assert not report.broken


def test_what_was_not_allowed_is_not_exercised(specs: Mapping[str, Spec], twin: Twin) -> None:
    """A rule that would have needed writes or probing says so instead of counting as kept."""
    server = twin(specs["thought-industries"])
    report = server.judged(allow_writes=False, probe=False)
    needs = {(result.operation, result.check): result.needs for result in report.results if not result.cases}

    assert needs["createRedemptionCodeGroup", "create"] == "writes (--allow-writes)"
    assert needs["listRedemptionCodeGroups", "negative_data_rejection"].startswith("probing (--probe)")
    assert needs["listCourseCoupons", "refusal"].startswith("probing (--probe)")


def test_probing_without_writes_uses_no_unsafe_method(specs: Mapping[str, Spec], twin: Twin) -> None:
    """Undeclared methods are tried as well, save those that a server might act upon."""
    server = twin(specs["thought-industries"])
    server.judged(allow_writes=False, probe=True)
    methods = {asked.method for asked, _ in server.twin.seen}

    assert not methods & {"POST", "PUT", "PATCH", "DELETE"}
    assert "OPTIONS" in methods


def test_a_server_elsewhere_is_not_hurried(specs: Mapping[str, Spec], twin: Twin, clock: Clock) -> None:
    """A run against a server on another machine takes the time that its rate limit asks for, and probes nothing."""
    limit = specs["tolt"].rate_limit
    assert limit
    server = twin(specs["tolt"])
    report = server.judged(url="https://api.example", allow_writes=False)
    statuses = {answer.status for _, answer in server.twin.seen}

    assert report.requests > 2 * limit.requests
    assert report.seconds == clock.time == pytest.approx((report.requests - 1) * limit.seconds / limit.requests)
    assert statuses == {200}
    assert not report.broken


def test_requests_are_spread_evenly() -> None:
    """Between two requests lies at least the gap, whatever else takes time."""
    clock = Clock()
    budget = Budget(requests=10, seconds=60, gap=2, now=clock.now, sleep=clock.sleep)
    sent = []
    for work in (0, 0.5, 5, 0, 0):
        budget.spend()
        sent.append(clock.time)
        clock.time += work

    assert sent == [0, 2, 4, 9, 11]


def test_time_runs_out() -> None:
    """Nothing is sent any more once the seconds of a run are over, and it is remembered why."""
    clock = Clock()
    budget = Budget(requests=10, seconds=60, now=clock.now, sleep=clock.sleep)
    budget.spend()
    clock.time = 60
    with pytest.raises(ExhaustedError):
        budget.spend()

    assert budget.stopped == "60 s have passed, the most this run may take"
    assert budget.used == 1


def test_a_server_that_is_asked_too_often_is_left_alone(specs: Mapping[str, Spec], twin: Twin, clock: Clock) -> None:
    """A 429 that says when to come back is no answer yet: the request is sent again, not before."""
    asked_at: list[float] = []

    def busy(asked: Asked, answer: Answer) -> Answer:
        if asked.given("order") == ["asc"]:
            asked_at.append(clock.time)
            if len(asked_at) < 3:
                return replace(answer, status=429, headers={**answer.headers, "retry-after": "7"})
        return answer

    report = twin(specs["tolt"], tell=busy).judged(layers=[sorting])

    assert not report.broken
    assert asked_at[:3] == [0, 7, 14]


def test_a_server_that_wants_to_be_left_alone_for_long(specs: Mapping[str, Spec], twin: Twin) -> None:
    """Longer than the run lasts is an answer: what was asked of it is not known, and nobody waits."""
    later = {"retry-after": "9999", "content-type": "application/json"}
    server = twin(specs["tolt"], tell=lambda q, a: replace(a, status=429, headers=later) if q.given("order") else a)
    report = server.judged(layers=[sorting])

    assert {each.check for each in report.broken} >= {"sort"}


def test_credentials_that_are_nearly_right_are_no_secret_told(specs: Mapping[str, Spec], twin: Twin) -> None:
    """A request that lets in whoever comes is shown with variables, whatever was done to the credentials."""
    spec = specs["spacebring"]
    secrets = {name: f"{name}-4711" for name in ("client_id", "client_secret", "access_token", "network_id")}
    demo = f"{demo_credential('client_id')}:{demo_credential('client_secret')}".encode()
    basic = f"Basic {b64encode(demo).decode()}"
    server = twin(spec, ask=lambda asked: replace(asked, headers={**asked.headers, "authorization": basic}))
    report = server.judged(credentials=secrets, layers=[access])
    shown = [failure.request for each in report.broken for failure in each.failures]

    assert any('-u "$SPACEBRING_CLIENT_ID:${SPACEBRING_CLIENT_SECRET}x"' in each for each in shown)
    # A token that is called Basic is no pair, for which curl has an option of its own.
    assert any("'authorization: Basic '\"$SPACEBRING_ACCESS_TOKEN\"" in each for each in shown)
    assert not [each for each in shown if "4711" in each or "NDcx" in each]


def test_a_media_type_may_be_a_secret(specs: Mapping[str, Spec], twin: Twin) -> None:
    """A credential that comes back as a media type, whose letters have no case, is hidden before it is shown."""
    key = "Sesame-4711"
    kind = {"content-type": f"application/{key}+json"}
    server = twin(specs["tolt"], tell=lambda _, answer: replace(answer, status=200, headers=kind))
    report = server.judged(credentials={"api_key": key}, max_requests=20)
    shown = [failure.received for each in report.broken for failure in each.failures]

    assert any("application/$TOLT_API_KEY+json" in each for each in shown)
    assert not [each for each in shown if key.lower() in each.lower()]


def test_a_server_elsewhere_need_not_share_our_assumptions(specs: Mapping[str, Spec], twin: Twin) -> None:
    """That limit has a minimum is only assumed: a server that takes 0 breaks nothing, unless it is a mock of ours."""

    def lenient(asked: Asked) -> Asked:
        return asked.having(limit="1") if asked.given("limit") == ["0"] else asked

    server = twin(specs["tolt"], ask=lenient)
    at_home = server.judged(allow_writes=False, layers=[refusals])
    elsewhere = server.judged(allow_writes=False, ours=False)
    strictly = server.judged(allow_writes=False, ours=False, strict=True, layers=[refusals])
    rule = "refused: limit is 0, against minimum"

    assert rule in {result.rule for result in at_home.broken}
    assert at_home.exit_code == 1
    assert rule in {result.rule for result in elsewhere.results if result.refuted}
    assert elsewhere.exit_code == 0
    assert rule in {result.rule for result in strictly.broken}
    assert strictly.exit_code == 1


def test_what_a_server_elsewhere_accepts_is_accepted(specs: Mapping[str, Spec], twin: Twin) -> None:
    """A made-up request that it might have refused, and did not, puts the rule to the test."""
    server, rule = twin(specs["tolt"]), "what the spec allows is accepted"
    reports = [server.judged(ours=ours, layers=[conformance]) for ours in (True, False)]
    ours, others = (next(each.cases for each in report.results if each.rule == rule) for report in reports)

    assert others == ours > 1


def test_a_server_elsewhere_may_know_more_than_the_spec(specs: Mapping[str, Spec], twin: Twin) -> None:
    """A made-up request may be refused with a declared error there; one made of the spec's examples may not."""

    def choosy(asked: Asked, answer: Answer) -> Answer:
        # The spec's examples have another order, so this combination is nobody's but the suite's.
        made_up = asked.given("order") == ["desc"] and asked.given("created_gte")
        error = b'{"success": false, "error": {"message": "not both", "type": "invalid_request_error"}}'
        return replace(answer, status=400, body=error) if made_up and answer.status == 200 else answer

    server = twin(specs["tolt"], tell=choosy)
    at_home = server.judged(layers=[conformance])
    elsewhere = server.judged(ours=False)

    assert "what the spec allows is accepted" in {result.rule for result in at_home.broken}
    assert not elsewhere.broken


@pytest.mark.parametrize(("most", "said"), [(1, "1 request was"), (5, "5 requests were"), (40, "40 requests were")])
def test_no_more_is_sent_than_allowed(most: int, said: str, specs: Mapping[str, Spec], twin: Twin) -> None:
    """A run stops at its limit of requests, those of the stock checks included, says so, and is no verdict."""
    server = twin(specs["tolt"])
    report = server.judged(max_requests=most)
    sent = len(server.twin.seen)

    assert sent == report.requests == most
    assert report.stopped == f"{said} sent, the most this run may send"
    assert {*report.not_exercised} == {"a run that goes on to its end"}
    assert report.exit_code == 2


def test_a_run_that_needs_all_it_may_send_is_complete(specs: Mapping[str, Spec], twin: Twin) -> None:
    """Who stops with the last request that was allowed was not stopped."""
    server = twin(specs["tolt"])
    needed = server.judged(layers=[conformance]).requests
    report = server.judged(layers=[conformance], max_requests=needed)

    assert report.requests == needed
    assert report.stopped == ""
    assert report.exit_code == 0


def test_an_interrupt_ends_the_run(specs: Mapping[str, Spec], twin: Twin) -> None:
    """Ctrl-C in the middle of the stock checks is no reason to go on with the next layer."""

    def interrupt(_: Asked, answer: Answer) -> Answer:
        asked.append(answer)
        if len(asked) == 20:
            os.kill(os.getpid(), signal.SIGINT)
        return answer

    asked: list[Answer] = []
    server = twin(specs["tolt"], tell=interrupt)
    with pytest.raises(KeyboardInterrupt):
        server.judged()


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:9", "garbage://x"])
def test_nothing_on_this_machine_is_behind_a_proxy(
    proxy: str, specs: Mapping[str, Spec], twin: Twin, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proxies of the environment are for servers elsewhere."""
    monkeypatch.setenv("ALL_PROXY", proxy)
    monkeypatch.setenv("HTTP_PROXY", proxy)
    server = twin(specs["tolt"])
    with served(server.twin) as url:
        report = server.judged(url=url, transport=None, max_requests=30)

    assert report.requests == 30
    assert not report.broken
