"""A server that is asked as an object: no socket, no event loop of its own, nothing to wait for."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx
from starlette.types import ASGIApp, Message, Scope
from tests.mutants.messages import Answer, Asked

Serve = Callable[[Asked], Answer]
_FAILED = Answer(500, {"content-type": "text/plain; charset=utf-8"}, b"Internal Server Error")
"""What a server says for an application that raises, or says nothing."""


class Direct(httpx.AsyncBaseTransport):
    """Takes every request to a function."""

    def __init__(self, serve: Serve) -> None:
        self._serve = serve

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        path, _, query = request.url.raw_path.decode("ascii").partition("?")
        pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
        headers = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in request.headers.raw}
        answer = self._serve(Asked(request.method, path, pairs, headers, await request.aread()))
        told = [(key.encode("latin-1"), value.encode("latin-1")) for key, value in answer.headers.items()]
        return httpx.Response(answer.status, headers=told, stream=httpx.ByteStream(answer.body))


def serving(app: ASGIApp) -> Serve:
    """Return what asks an application; one that raises has failed, one that waits raises RuntimeError."""

    def serve(asked: Asked) -> Answer:
        scope: Scope = {
            "type": "http",
            "http_version": "1.1",
            "method": asked.method,
            "scheme": "http",
            "server": ("127.0.0.1", 80),
            "client": ("127.0.0.1", 1),
            "root_path": "",
            "path": asked.path,
            "raw_path": asked.path.encode(),
            "query_string": urlencode(asked.query, errors="surrogateescape").encode(),
            "headers": [(key.encode("latin-1"), value.encode("latin-1")) for key, value in asked.headers.items()],
        }
        half = len(asked.body) // 2
        parts = [asked.body[:half], asked.body[half:]]
        sent: list[Message] = []

        async def receive() -> Message:
            message: Message = {"type": "http.request", "body": parts.pop(0)}
            # What says nothing of more is the last (ASGI, "Request - receive event").
            return {**message, "more_body": True} if parts else message

        async def send(message: Message) -> None:
            sent.append(message)

        try:
            _finish(app(scope, receive, send))  # type: ignore[arg-type]
        except Exception:  # noqa: BLE001 - whatever a mutant raises
            return _FAILED
        if not sent:
            return _FAILED
        headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in sent[0]["headers"]}
        return Answer(sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:]))

    return serve


def _finish(coroutine: Coroutine[Any, Any, None]) -> None:
    try:
        coroutine.send(None)
    except StopIteration:
        return
    raise RuntimeError("the application waits for something")
