"""Answers that wait for nothing, sent at once: without a task and a conversation for each they take half the time."""

from __future__ import annotations

import logging
from functools import partial
from http import HTTPStatus
from typing import Any

from httptools import parse_url
from starlette.datastructures import Headers
from starlette.responses import Response

from vouch.mock.calls import Call
from vouch.mock.faults import Exchange, deliver
from vouch.mock.mounted import ROOT, Mounted
from vouch.mock.protocol import Protocol, guarded

_MORE = frozenset({b"content-length", b"transfer-encoding", b"expect", b"upgrade"})
"""Headers of requests that there is more to than their head."""
_PHRASES = {status.value: status.phrase.encode() for status in HTTPStatus}
_log = logging.getLogger(__name__)


class Prompt(Protocol):
    """A connection that answers what it can as soon as the head of a request is read, and hands the rest on."""

    def __init__(self, mounted: Mounted, **given: Any) -> None:
        super().__init__(**given)
        self._mounted = mounted
        self._answered = False

    def on_headers_complete(self) -> None:
        """Answer, or hand the request on; an answer that comes late or broken is handed on with it."""
        exchange = self._exchange()
        if exchange is None:
            super().on_headers_complete()
        elif exchange.delay or exchange.wire:
            self.app, usual = guarded(partial(deliver, exchange)), self.app
            super().on_headers_complete()
            self.app = usual
        else:
            self._answered = True
            self._send(exchange.response)

    def on_message_complete(self) -> None:
        """End a request; one that is answered already has no end that anybody waits for."""
        if self._answered:
            self._answered = self._inside = False
        else:
            super().on_message_complete()

    def _exchange(self) -> Exchange | None:
        """Return what becomes of a request that has no body and nobody in front of it, if a mock answers it."""
        waiting = not getattr(self.cycle, "response_complete", True)
        if waiting or self.flow.write_paused or any(name in _MORE for name, _ in self.headers):
            return None
        url = parse_url(self.url)
        found = self._mounted.find(url.path or b"")
        if found is None or found[1] == ROOT:
            return None
        mock, path = found
        try:
            return mock.prompt(Call(self._method(), path, url.query or b"", Headers(raw=self.headers)))
        except Exception:  # noqa: BLE001 - whatever it is, the caller hears of a failure and the log of its cause
            _log.exception("the mock failed")
            return Exchange(Response(status_code=500))

    def _method(self) -> str:
        return self.unheard or self.parser.get_method().decode("ascii")

    def _send(self, response: Response) -> None:
        keep = self.parser.get_http_version() != "1.0" and self.parser.should_keep_alive()
        head = [b"HTTP/1.1 %d %b" % (response.status_code, _PHRASES.get(response.status_code, b""))]
        head += [b"%b: %b" % pair for pair in (*self.server_state.default_headers, *response.raw_headers)]
        head += [] if keep else [b"connection: close"]
        body = b"" if self._method() == "HEAD" else bytes(response.body)
        self.unheard = ""
        self.transport.write(b"%b\r\n\r\n%b" % (b"\r\n".join(head), body))
        self.server_state.total_requests += 1
        if not keep:
            self.transport.close()
            return
        self._unset_keepalive_if_required()
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)
