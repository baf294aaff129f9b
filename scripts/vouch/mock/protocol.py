"""HTTP connections whose every byte is ours: no words of the server's own, and they can be broken on purpose."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import struct
from functools import lru_cache

from httptools import HttpParserInvalidMethodError, HttpRequestParser
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from vouch.mock.faults import CONNECTION

_AT_ONCE = struct.pack("ii", 1, 0)
"""Linger for no time: what closes a connection with a reset."""
_METHOD = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""What a method may look like (RFC 9110, 9.1)."""
_log = logging.getLogger(__name__)


def _unheard(data: bytes) -> str:
    """Return the method that a request begins with if the parser does not know it, else nothing."""
    method, _, rest = data.partition(b" ")
    return method.decode() if rest and _METHOD.fullmatch(method) and not _is_known(method) else ""


@lru_cache(maxsize=256)
def _is_known(method: bytes) -> bool:
    try:
        HttpRequestParser(object()).feed_data(b"%b / HTTP/1.1\r\n" % method)
    except HttpParserInvalidMethodError:
        return False
    return True


class Protocol(HttpToolsProtocol):
    """One connection; applications find it in the state of their scope."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, CONNECTION: self}
        self._inside = False
        self.unheard = ""

    def data_received(self, data: bytes) -> None:
        """Read on; the parser refuses methods it never heard of, which are nothing worse than undeclared."""
        if not self._inside:
            self.unheard = _unheard(data)
            if self.unheard:
                data = b"POST" + data[len(self.unheard) :]
        super().data_received(data)

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._inside = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Hand the request on, under its own method: whoever answers has not looked yet."""
        super().on_headers_complete()
        if self.unheard:
            self.scope["method"], self.unheard = self.unheard, ""

    def on_message_complete(self) -> None:
        """End a request."""
        self._inside = False
        super().on_message_complete()

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
