"""The client that own checks send with: counted, paced, bounded in time and size."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import httpx

from vouch.contract.exchange import Exchange

TIMEOUT = 10.0
"""Seconds that a server may take for one answer, from the first byte sent to the last one received."""
MAX_BYTES = 20_000_000


class ExhaustedError(Exception):
    """The run has used up its requests or its time."""


class UnansweredError(Exception):
    """A request got no complete answer."""


@dataclass
class Budget:
    """How many requests and how much time a run may use, and how many seconds lie between two requests."""

    requests: int
    seconds: float
    gap: float = 0.0
    used: int = 0
    started: float = field(default_factory=time.monotonic)
    _next: float = 0.0

    @property
    def elapsed(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self.started

    @property
    def exhausted(self) -> str:
        """Why nothing more may be sent; empty while something may."""
        if self.used >= self.requests:
            return f"{self.requests:,} requests were sent, the most this run may send"
        if self.elapsed >= self.seconds:
            return f"{self.seconds:g} s have passed, the most this run may take"
        return ""

    def spend(self) -> None:
        """Count one request, and wait until it is time for it."""
        self.used += 1
        time.sleep(max(0.0, self._next - time.monotonic()))
        self._next = time.monotonic() + self.gap


class Client:
    """Sends one request after another, each at most `TIMEOUT` seconds and `MAX_BYTES` of answer."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self._http = httpx.Client(timeout=TIMEOUT, follow_redirects=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def send(self, request: httpx.Request) -> Exchange:
        """Send a request and read its answer to the end; redirects are answers.

        Raises:
            ExhaustedError: nothing more may be sent.
            UnansweredError: no connection, or no complete answer within the bounds.

        """
        if reason := self.budget.exhausted:
            raise ExhaustedError(reason)
        self.budget.spend()
        deadline = time.monotonic() + TIMEOUT
        answer = bytearray()
        try:
            response = self._http.send(request, stream=True)
            try:
                for chunk in response.iter_bytes():
                    answer += chunk
                    if len(answer) > MAX_BYTES:
                        raise UnansweredError(f"its answer is longer than {MAX_BYTES:,} bytes")
                    if time.monotonic() > deadline:
                        raise UnansweredError(f"its answer is not complete after {TIMEOUT:g} s")
            finally:
                response.close()
        except httpx.TimeoutException:
            raise UnansweredError(f"no answer within {TIMEOUT:g} s") from None
        except httpx.HTTPError as error:
            raise UnansweredError(str(error) or type(error).__name__) from None
        return Exchange(
            request.method,
            str(request.url),
            dict(request.headers),
            request.content,
            response.status_code,
            dict(response.headers),
            bytes(answer),
        )
