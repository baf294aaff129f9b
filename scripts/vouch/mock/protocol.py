"""HTTP connections whose every byte is ours: no words of the server's own, and they can be broken on purpose."""

from __future__ import annotations

import asyncio
import logging
import socket
import struct

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from vouch.mock.faults import CONNECTION

_AT_ONCE = struct.pack("ii", 1, 0)
"""Linger for no time: what closes a connection with a reset."""
_log = logging.getLogger(__name__)


class Protocol(HttpToolsProtocol):
    """One connection; applications find it in the state of their scope."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, CONNECTION: self}

    def reset(self) -> None:
        """Drop the connection, and what was not sent yet."""
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        self.transport.abort()

    def close(self) -> None:
        """Hang up after what was sent."""
        self.transport.close()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - none of its words
        """Answer what is no HTTP: nobody knows for which vendor it was, so there is nothing to say about it."""
        self.transport.write(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.close()


def guarded(app: ASGIApp) -> ASGIApp:
    """Return the application with an empty 500 of its own for what should never happen, told in the log."""

    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await app(scope, receive, noted)
        except Exception:
            _log.exception("the mock failed")
            if started:
                raise
            await Response(status_code=500)(scope, receive, send)

    return call
