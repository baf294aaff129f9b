"""Sending and waiting, in a thread or in a task, as `Exchange` says.

A call takes its turn before it begins, and keeps it to its end; there are `AT_A_TIME` turns, and no limit but that.
With one of httpx's, requests wait for a connection instead, which counts as a timeout, and each looks through all that
wait; and a task that is cancelled at the wrong moment takes a connection with it for good (encode/httpcore#1093). An
httpx client of the caller's has its own limits, and no turns.
"""

import threading
from contextlib import AbstractAsyncContextManager, AbstractContextManager, nullcontext
from typing import TypeVar

import httpx

from .call import Call, RawResponse
from .clock import NEVER
from .errors import APIError, InvalidRequestError
from .exchange import FAILURES, Exchange, Outcome, Send
from .settings import AT_A_TIME, TIMEOUT

T = TypeVar("T")

_UNLIMITED = httpx.Limits()


class SyncTransport:
    """Makes calls from threads; any number of them may share it."""

    def __init__(self, exchange: Exchange, http_client: httpx.Client | None) -> None:
        _check_kind(http_client, httpx.Client)
        self._exchange = exchange
        self._http = http_client or httpx.Client(timeout=TIMEOUT, limits=_UNLIMITED)
        self._owns_http = http_client is None
        self._turns: AbstractContextManager[object] = (
            threading.Semaphore(AT_A_TIME) if self._owns_http else nullcontext()
        )
        self._closed = False

    def execute(self, call: Call[T]) -> T:
        """Make a call and return its answer, read."""
        return self.raw(call).parse()

    def raw(self, call: Call[T], stop: threading.Event = NEVER) -> RawResponse[T]:
        """Make a call and return its answer unread; once `stop` is set, wait for no further attempt."""
        with self._turns:
            return self._follow(call, stop)

    def _follow(self, call: Call[T], stop: threading.Event) -> RawResponse[T]:
        steps = self._exchange.steps(call, self._http)
        outcome: Outcome = None
        while True:
            try:
                step = steps.send(outcome)
            except StopIteration as end:
                answer: RawResponse[T] = end.value
                return answer
            if isinstance(step, Send):
                outcome = self._send(step)
            else:
                outcome = None
                self._exchange.clock.sleep(step, stop)
                if stop.is_set():
                    raise APIError(f"{call.operation.name} was given up")

    def _send(self, step: Send) -> Outcome:
        if self._closed or self._http.is_closed:
            raise _closed(self._exchange)
        try:
            return self._http.send(step.request, auth=step.signer or httpx.USE_CLIENT_DEFAULT, follow_redirects=False)
        except FAILURES as error:
            return error
        except RuntimeError as error:
            if self._http.is_closed:  # meanwhile
                raise _closed(self._exchange) from error
            raise

    def close(self) -> None:
        """Close the connections, unless the caller brought the httpx client."""
        self._closed = True
        if self._owns_http:
            self._http.close()


class AsyncTransport:
    """Makes calls from the tasks of one event loop; any number of them may share it."""

    def __init__(self, exchange: Exchange, http_client: httpx.AsyncClient | None) -> None:
        import asyncio  # noqa: PLC0415 - expensive, and of no use to threads

        _check_kind(http_client, httpx.AsyncClient)
        self._exchange = exchange
        self._http = http_client or httpx.AsyncClient(timeout=TIMEOUT, limits=_UNLIMITED)
        self._owns_http = http_client is None
        self._turns: AbstractAsyncContextManager[object] = (
            asyncio.Semaphore(AT_A_TIME) if self._owns_http else nullcontext()
        )
        self._closed = False

    async def execute(self, call: Call[T]) -> T:
        """Make a call and return its answer, read."""
        return (await self.raw(call)).parse()

    async def raw(self, call: Call[T]) -> RawResponse[T]:
        """Make a call and return its answer unread."""
        try:
            async with self._turns:
                return await self._follow(call)
        except RuntimeError as error:  # what it holds belongs to another loop, or it was closed meanwhile
            raise APIError(f"{error}: an async client serves one event loop, as long as it is open") from error

    async def _follow(self, call: Call[T]) -> RawResponse[T]:
        steps = self._exchange.steps(call, self._http)
        outcome: Outcome = None
        while True:
            try:
                step = steps.send(outcome)
            except StopIteration as end:
                answer: RawResponse[T] = end.value
                return answer
            if isinstance(step, Send):
                outcome = await self._send(step)
            else:
                outcome = None
                await self._exchange.clock.sleep_async(step)

    async def _send(self, step: Send) -> Outcome:
        if self._closed or self._http.is_closed:
            raise _closed(self._exchange)
        try:
            return await self._http.send(
                step.request, auth=step.signer or httpx.USE_CLIENT_DEFAULT, follow_redirects=False
            )
        except FAILURES as error:
            return error

    async def close(self) -> None:
        """Close the connections, unless the caller brought the httpx client."""
        self._closed = True
        if self._owns_http:
            await self._http.aclose()


def _check_kind(http_client: object, kind: type) -> None:
    """Refuse the other one of httpx's two clients now, not at the first call."""
    if not isinstance(http_client, kind | None):
        raise InvalidRequestError(f"http_client must be an httpx.{kind.__name__}", ["http_client"])


def _closed(exchange: Exchange) -> APIError:
    where = exchange.writer.base_url
    return APIError(f"the client for {where} is closed: make another, or do the work before closing it")
