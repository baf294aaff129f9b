"""When to ask again, and after how long."""

import math
import threading
from http import HTTPStatus

import attrs

from .clock import Clock
from .errors import APIConnectionError, APIError, APIStatusError, InvalidRequestError

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_RETRIED = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})
# Doubling further would only overflow.
_MOST_DOUBLINGS = 60


@attrs.frozen(kw_only=True)
class Retry:
    """How often and how patiently a client asks again.

    A request that only reads is repeated when no answer came and on 408, 429 and 5xx. Any other request may have done
    its work already, so it is repeated only on 429, which says that it has not.

    The wait is what `Retry-After` asks for, else a random part of `backoff` seconds, doubled after each attempt.

    attempts: how often to try in all, at least 1, which means no retries.
    backoff: seconds that the first wait stays below.
    cap: seconds that no single wait exceeds, whatever `Retry-After` says.
    deadline: seconds after the first attempt began when no further one begins; `math.inf` is no deadline.
    """

    attempts: int = 3
    backoff: float = 0.5
    cap: float = 30.0
    deadline: float = 60.0

    def __attrs_post_init__(self) -> None:
        """Refuse what makes no sense."""
        _check_attempts(self.attempts)
        # No single wait may be longer than the system can.
        _check_seconds("backoff", self.backoff, threading.TIMEOUT_MAX)
        _check_seconds("cap", self.cap, threading.TIMEOUT_MAX)
        _check_seconds("deadline", self.deadline, math.inf)

    def pause(self, error: APIError, *, method: str, attempt: int, elapsed: float, clock: Clock) -> float | None:
        """Return the seconds to wait after attempt number `attempt` failed, None when it was the last."""
        if attempt >= self.attempts or not _may_repeat(method, error):
            return None
        seconds = error.retry_after if isinstance(error, APIStatusError) else None
        if seconds is None:
            seconds = clock.jitter(min(self.cap, self.backoff * 2.0 ** min(attempt - 1, _MOST_DOUBLINGS)))
        seconds = min(seconds, self.cap)
        return seconds if elapsed + seconds <= self.deadline else None


def _check_attempts(value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise InvalidRequestError(f"attempts must be a whole number, at least 1, got {value!r}", ["attempts"])


def _check_seconds(name: str, value: object, most: float) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise InvalidRequestError(
            f"{name} must be a number of seconds, at least 0 and at most {most:.0f}, got {value!r}", [name]
        )


def _may_repeat(method: str, error: APIError) -> bool:
    status = error.status_code if isinstance(error, APIStatusError) else None
    if method not in SAFE_METHODS:
        return status == HTTPStatus.TOO_MANY_REQUESTS
    if status is None:
        return isinstance(error, APIConnectionError)
    return status in _RETRIED or status >= HTTPStatus.INTERNAL_SERVER_ERROR
