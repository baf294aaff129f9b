"""The client that every request of a run goes through: counted, noted, paced, bounded in time and size."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import TracebackType
from typing import Self

import httpx
import jsonschema_rs

from vouch.contract.exchange import Exchange
from vouch.contract.journal import Journal
from vouch.contract.report import UnjudgedError

MAX_BYTES = 20_000_000
# Servers keep idle connections for five seconds or more; one used just when it is closed would look like silence.
_IDLE = 2.0
_PATIENT = 3
"""How often one request is sent again because the server asked for that."""
# Objects to everything, for which it has to read everything.
_READER = jsonschema_rs.Draft202012Validator(schema=False)


class ExhaustedError(Exception):
    """The run has used up its requests or its time."""


class UnansweredError(Exception):
    """A request got no complete answer."""


class UnreadableError(UnansweredError):
    """A request got an answer that is JSON by its grammar, and still nothing that can be looked at."""


@dataclass
class Budget:
    """How many requests and how much time a run may use, and how many seconds lie between two requests.

    `now` and `sleep` are the clock it lives by; `stopped` says why something was not sent, if anything was not.
    """

    requests: int
    seconds: float
    gap: float = 0.0
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    used: int = 0
    stopped: str = ""
    _started: float = field(init=False)
    _next: float = 0.0

    def __post_init__(self) -> None:
        self._started = self.now()

    @property
    def elapsed(self) -> float:
        """Seconds since the run began."""
        return self.now() - self._started

    @property
    def left(self) -> float:
        """Seconds until the run has to end."""
        return max(0.0, self.seconds - self.elapsed)

    def check(self) -> None:
        """Raise ExhaustedError where nothing more may be sent, and remember why."""
        if self.used >= self.requests:
            were = "request was" if self.requests == 1 else "requests were"
            self.stopped = f"{self.requests:,} {were} sent, the most this run may send"
        elif not self.left:
            self.stopped = f"{self.seconds:g} s have passed, the most this run may take"
        if self.stopped:
            raise ExhaustedError(self.stopped)

    def hold(self, seconds: float) -> bool:
        """Send nothing for so many seconds; say whether the run goes on as long as that."""
        if seconds < self.left:
            self._next = max(self._next, self.now() + seconds)
            return True
        return False

    def spend(self) -> None:
        """Wait until it is time for one more request, and count it; raise ExhaustedError where it may not be sent."""
        self.check()
        self.sleep(max(0.0, self._next - self.now()))
        self._next = self.now() + self.gap
        self.used += 1


class Client:
    """Sends one request after another, each at most `seconds` from its first byte to the last of its answer.

    Proxies and certificates are those of the environment where `abroad`; nothing on this machine is behind a proxy.
    `transport` stands for the network.
    """

    def __init__(
        self,
        budget: Budget,
        journal: Journal,
        *,
        seconds: float,
        abroad: bool,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.budget = budget
        self.journal = journal
        self.seconds = seconds
        try:
            # The deadline is ours: a timeout of httpx begins anew with every piece of an answer.
            limits = httpx.Limits(keepalive_expiry=_IDLE)
            self._http = httpx.AsyncClient(timeout=None, limits=limits, trust_env=abroad, transport=transport)  # noqa: S113
        except (httpx.InvalidURL, ImportError, ValueError):
            raise UnjudgedError("HTTP_PROXY, HTTPS_PROXY, ALL_PROXY or NO_PROXY names no usable proxy") from None
        self._runner = asyncio.Runner()
        # The stock engine sends from a thread of its own, and may still do so when a run is interrupted.
        self._turn = threading.Lock()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._turn:
            self._closed = True
            self._runner.run(self._http.aclose())
            self._runner.close()

    def send(self, request: httpx.Request) -> Exchange:
        """Send a request and read its answer to the end; redirects are answers.

        A server that answers 429 and says when to come back is asked again then, a few times.

        Raises:
            ExhaustedError: nothing more may be sent, or the time of the run is over.
            UnreadableError: the answer is JSON that no validator takes.
            UnansweredError: no connection, or no complete answer within the bounds.

        """
        try:
            exchange = self._once(request)
            for _ in range(_PATIENT):
                wait = _retry_after(exchange)
                if wait is None or not self.budget.hold(wait):
                    break
                exchange = self._once(request)
        except TimeoutError:
            self.budget.check()
            raise UnansweredError(f"no complete answer within {self.seconds:g} s") from None
        except (httpx.HTTPError, ValueError) as error:
            # A ValueError is what Python thinks of odd bytes, in a redirect for instance.
            raise UnansweredError(str(error) or f"the connection broke off ({type(error).__name__})") from None
        if trouble := _trouble(exchange.answer):
            raise UnreadableError(f"its answer is JSON that no validator takes: {trouble}")
        self.journal.note(exchange)
        return exchange

    def _once(self, request: httpx.Request) -> Exchange:
        with self._turn:
            if self._closed:
                raise ExhaustedError("the run is over")
            self.budget.spend()
            return self._runner.run(self._exchange(request))

    async def _exchange(self, request: httpx.Request) -> Exchange:
        answer = bytearray()
        async with asyncio.timeout(min(self.seconds, self.budget.left)):
            response = await self._http.send(request, stream=True)
            try:
                # Each packing makes a thousand of one byte at most, all that in one piece: two of them, a million.
                if "," in response.headers.get("content-encoding", ""):
                    raise UnansweredError("its answer is packed more than once")
                async for chunk in response.aiter_bytes():
                    answer += chunk
                    if len(answer) > MAX_BYTES:
                        raise UnansweredError(f"its answer is longer than {MAX_BYTES:,} bytes")
            finally:
                await response.aclose()
        return Exchange(
            request.method,
            str(request.url),
            dict(request.headers),
            request.content,
            response.status_code,
            dict(response.headers),
            bytes(answer),
        )


def _retry_after(exchange: Exchange) -> float | None:
    """Return how many seconds a server that was asked too often wants to be left alone; None where it does not say."""
    if exchange.status != HTTPStatus.TOO_MANY_REQUESTS:
        return None
    headers = {name.lower(): value.strip() for name, value in exchange.answer_headers.items()}
    said = headers.get("retry-after", "")
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        until = parsedate_to_datetime(said).timestamp()
        now = parsedate_to_datetime(headers["date"]).timestamp() if "date" in headers else time.time()
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0.0, until - now)


def _trouble(answer: bytes) -> str:
    """Return why nobody can look at a JSON text: too deep, a number too long, half a character. Empty where one can."""
    try:
        next(_READER.iter_errors(json.loads(answer)), None)
    except (json.JSONDecodeError, UnicodeDecodeError):
        return ""  # not JSON at all, which other rules are about
    except (RecursionError, ValueError) as error:
        return str(error)
    return ""
