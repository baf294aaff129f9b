"""Delivery: an answer on its way to the caller, in time and whole, or not."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import anyio
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from vouch.mock.faults.kinds import Drip, OnWire, Reset, Truncated

CONNECTION = "vouch.connection"
"""Where the state of an ASGI scope has the `Connection`, if the server lets one be broken."""
_PIECES = 20
"""Parts that a dripping body comes in."""


class Connection(Protocol):
    """A connection that can be ended before its answer is."""

    def reset(self) -> None:
        """Drop it, and what was not sent yet."""

    def close(self) -> None:
        """Hang up after what was sent."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """An answer, how many seconds late it is, what happens to it on the way, and what a log says of all that."""

    response: Response
    delay: float = 0.0
    wire: OnWire | None = None
    fault: str | None = None

    @property
    def status(self) -> int | None:
        """The status that the caller hears, if any."""
        return None if isinstance(self.wire, Reset) else self.response.status_code


async def deliver(exchange: Exchange, scope: Scope, receive: Receive, send: Send) -> None:
    """Send an answer.

    Raises:
        httpx.TransportError: the connection is to break, and there is none: what a client on a socket would raise.

    """
    if exchange.delay and await _gone(receive, exchange.delay):
        return
    match exchange.wire:
        case Reset():
            await _hang_up(scope, receive, abrupt=True)
        case Truncated():
            await _truncate(exchange.response, scope, receive, send)
        case Drip(seconds=seconds):
            await _drip(exchange.response, seconds, receive, send)
        case _:
            await exchange.response(scope, receive, send)


async def _truncate(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    body = bytes(response.body)
    half = len(body) // 2
    # A body without content is cut short, too: it is announced as one byte.
    headers = [
        (b"content-length", b"1") if not body and name == b"content-length" else (name, value)
        for name, value in response.raw_headers
    ]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": body[:half], "more_body": True})
    await _hang_up(scope, receive, abrupt=False)


async def _drip(response: Response, seconds: float, receive: Receive, send: Send) -> None:
    body = bytes(response.body)
    step = max(1, math.ceil(len(body) / _PIECES))
    pieces = [body[start : start + step] for start in range(0, len(body), step)]
    await send({"type": "http.response.start", "status": response.status_code, "headers": response.raw_headers})
    for piece in pieces:
        if await _gone(receive, seconds / len(pieces)):
            return
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _hang_up(scope: Scope, receive: Receive, *, abrupt: bool) -> None:
    connection: Connection | None = scope.get("state", {}).get(CONNECTION)
    if connection is None:
        import httpx  # noqa: PLC0415 - only where an application is called without a server

        if abrupt:
            raise httpx.ReadError("connection reset by the mock")
        raise httpx.RemoteProtocolError("connection closed by the mock in the middle of the body")
    if abrupt:
        connection.reset()
    else:
        connection.close()
    await _gone(receive, math.inf)


async def _gone(receive: Receive, seconds: float) -> bool:
    """Wait; return early, and true, when the caller has gone."""
    with anyio.move_on_after(seconds):
        while (await receive())["type"] != "http.disconnect":
            pass
        return True
    return False
