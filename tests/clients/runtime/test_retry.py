"""When a request is repeated, and after how long."""

import math
import re

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.clients.runtime.fake_clock import FakeClock

from vouch.generate.runtime.clock import Clock
from vouch.generate.runtime.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    InvalidRequestError,
    ResponseDecodeError,
    status_error,
)
from vouch.generate.runtime.retry import Retry


def status(code: int, retry_after: str = "") -> APIError:
    """Make the error of a status."""
    return status_error(httpx.Response(code, headers={"retry-after": retry_after}))


def pause(
    retry: Retry, error: APIError, *, method: str = "GET", attempt: int = 1, elapsed: float = 0.0
) -> float | None:
    """Ask how long to wait."""
    return retry.pause(error, method=method, attempt=attempt, elapsed=elapsed, clock=FakeClock())


RETRIED = [APIConnectionError("reset"), APITimeoutError("slow"), *map(status, (408, 429, 500, 502, 503, 504, 599))]
FINAL = [
    *map(status, (301, 400, 401, 403, 404, 409, 418, 422)),
    ResponseDecodeError("a", "b"),
    InvalidRequestError("c"),
]


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_repeats_what_only_reads(method: str) -> None:
    """A safe request is repeated after no answer, 408, 429 and 5xx, and after nothing else."""
    assert None not in [pause(Retry(), error, method=method) for error in RETRIED]
    assert {pause(Retry(), error, method=method) for error in FINAL} == {None}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_never_repeats_what_may_have_been_done(method: str) -> None:
    """Any other request is repeated only after 429, which says that nothing was done."""
    repeated = [error for error in [*RETRIED, *FINAL] if pause(Retry(), error, method=method) is not None]

    assert [str(error) for error in repeated] == [str(status(429))]


def test_backs_off_exponentially_up_to_the_cap() -> None:
    """Each wait may be twice as long as the one before, none longer than the cap."""
    retry = Retry(attempts=9, backoff=0.5, cap=3.0)

    assert [pause(retry, status(503), attempt=n) for n in range(1, 9)] == [0.5, 1.0, 2.0, 3.0, 3.0, 3.0, 3.0, 3.0]
    assert pause(Retry(attempts=10_001), status(503), attempt=10_000) == 30.0


@given(st.floats(0, 100))
def test_jitter_is_full(most: float) -> None:
    """A wait is drawn from nothing up to its bound."""
    assert 0 <= Clock().jitter(most) <= most


def test_honours_retry_after_up_to_the_cap() -> None:
    """What the vendor asks for replaces the backoff, but does not exceed the cap."""
    retry = Retry(cap=30.0, deadline=100.0)

    assert pause(retry, status(429, "7")) == 7.0
    assert pause(retry, status(503, "7.5"), attempt=2) == 7.5
    assert pause(retry, status(429, "3600")) == 30.0
    assert pause(retry, status(429, "0")) == 0.0


def test_stops_after_the_last_attempt() -> None:
    """`attempts` counts the first one too."""
    assert pause(Retry(attempts=3), status(503), attempt=2) is not None
    assert pause(Retry(attempts=3), status(503), attempt=3) is None
    assert pause(Retry(attempts=1), status(503)) is None


def test_stops_at_the_deadline() -> None:
    """A wait that would end after the deadline is not begun."""
    retry = Retry(deadline=10.0)

    assert pause(retry, status(429, "4"), elapsed=6.0) == 4.0
    assert pause(retry, status(429, "4"), elapsed=6.1) is None
    assert pause(Retry(deadline=math.inf), status(429, "4"), elapsed=1e9) == 4.0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("attempts", value) for value in (0, -1, 1.5, math.nan, True, "3", None)),
        *((name, value) for name in ("backoff", "cap", "deadline") for value in (-0.1, math.nan, True, "1", None)),
        *((name, value) for name in ("backoff", "cap") for value in (math.inf, 1e300)),
    ],
)
def test_refuses_what_makes_no_sense(name: str, value: object) -> None:
    """A retry that could never work, or wait for ever, is refused where it is made."""
    with pytest.raises(InvalidRequestError, match=re.escape(f", got {value!r}")) as caught:
        Retry(**{name: value})  # type: ignore[arg-type]

    assert str(caught.value).startswith(f"{name} must be a ")
    assert caught.value.arguments == (name,)
