"""Small samples of what `make soak` does at full size; nothing is timed here."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from soak import fire, killing, load
from soak.vitals import BrokenError, unless_broken
from soak.wild import Fate
from thought_industries_client import APIConnectionError, RateLimitError, ResponseDecodeError


@pytest.mark.parametrize(("run", "callers"), [(fire.in_threads, 16), (fire.in_tasks, 150)], ids=["threads", "tasks"])
def test_a_client_under_fire(run: Callable[[int, int], fire.Fire], callers: int) -> None:
    """Every call ends in its own model or the right error, no POST is repeated but after a 429, nothing stays open."""
    found = run(200, callers)

    assert found.calls == 200
    assert found.requests > 200
    assert 100 < found.models < 200


def test_the_deadline_of_retries() -> None:
    """A server that asks for a second each time, forever, is asked no more than the deadline has seconds, and once."""
    assert 1 < fire.against_the_deadline(2) <= 3


def test_a_mock_under_load() -> None:
    """No creation is lost, no page torn, nothing wrong accepted, and the mock ends in order with callers connected."""
    found = load.under_load(20, 3, signal.SIGTERM)

    assert (found.created, found.walks) == (30, 11)


def test_a_killed_generator() -> None:
    """The package is the old one or the new one, and the next run puts everything right."""
    assert set(killing.killed(2)) <= {"old", "new"}


@pytest.mark.parametrize(
    ("name", "outcome", "kinds", "said"),
    [
        ("call1-POST", "call1-POST", ["429", "fine"], ""),
        ("call1-POST", RateLimitError, ["429"] * 4, ""),
        ("call1-POST", APIConnectionError, ["reset"], ""),
        ("call1-POST", "call1-POST", ["reset", "fine"], "sent again after reset"),
        ("call1-POST", "call1-POST", ["fine", "fine"], "sent again after fine"),
        ("call2-GET", "call2-GET", ["429", "503", "reset", "fine"], ""),
        ("call2-GET", ResponseDecodeError, ["nonsense"], ""),
        ("call2-GET", "call2-GET", ["nonsense", "fine"], "sent again after nonsense"),
        ("call2-GET", "call4-GET", ["fine"], "ended in call4-GET"),
        ("call2-GET", RateLimitError, ["429"], "gave up early"),
        ("call2-GET", KeyError, ["fine"], "ended in <class 'KeyError'>"),
        ("call2-GET", "call2-GET", [], "never arrived"),
    ],
)
def test_what_a_call_may_end_in(name: str, outcome: fire.Outcome, kinds: list[str], said: str) -> None:
    """The judge of a run knows which answers explain which end."""
    verdict = fire.verdict(name, outcome, [Fate(kind, 0) for kind in kinds])

    assert (said in verdict) if said else (not verdict)


def test_what_did_not_hold_is_listed() -> None:
    """All of it, as long as that can be read."""
    unless_broken([])
    with pytest.raises(BrokenError) as caught:
        unless_broken([str(number) for number in range(12)])

    assert str(caught.value).splitlines() == [*map(str, range(10)), "… 2 more"]
