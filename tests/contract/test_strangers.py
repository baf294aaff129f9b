"""Servers that cannot be judged are given up in one line; no answer takes longer than its time limit."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from gzip import compress
from typing import Any

import httpx
import pytest
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from vouch.contract import PROFILES, UnjudgedError, run
from vouch.contract.conformance import conformance
from vouch.contract.relations.sorting import sorting
from vouch.contract.subject import Layer
from vouch.mock import create_app
from vouch.spec import Spec

Served = Callable[[ASGIApp], AbstractContextManager[str]]

KEY = {"api_key": "demo_api_key"}
HASTY = replace(PROFILES["quick"], patience=0.3)


def judge(spec: Spec, url: str, **options: Any) -> str:
    """Return why a server could not be judged."""
    chosen = {"credentials": KEY, "params": {"program_id": "prg_1"}, **options}
    with pytest.raises(UnjudgedError) as caught:
        run(spec, url=url, **chosen)
    assert "\n" not in str(caught.value)
    return str(caught.value)


async def hang(_: Scope, receive: Receive, __: Send) -> None:
    """Say nothing until the caller has had enough."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def drip(_: Scope, __: Receive, send: Send) -> None:
    """Answer a byte now and then, for ever."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    for _byte in range(60):
        await send({"type": "http.response.body", "body": b" ", "more_body": True})
        await asyncio.sleep(0.05)


@contextmanager
def dribbling() -> Iterator[str]:
    """Serve one header after another to whoever connects, for as long as the context lasts; give the URL."""
    over = threading.Event()

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            while not over.wait(0.05):
                connection.sendall(b"X-More: is coming\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            over.set()
            thread.join(10)


async def flood(_: Scope, __: Receive, send: Send) -> None:
    """Answer more than anybody wants to read."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    for _block in range(50):
        await send({"type": "http.response.body", "body": b" " * 1_000_000, "more_body": True})
    await send({"type": "http.response.body", "body": b"{}"})


STRANGERS: Mapping[str, tuple[ASGIApp, str]] = {
    "a page": (HTMLResponse("<h1>Welcome</h1>"), "is no such API: 200 OK text/html <h1>Welcome</h1>"),
    "a page that says not found": (HTMLResponse("no", 404), "is no such API: 404 Not Found text/html no"),
    "a redirect": (RedirectResponse("https://example.com/login"), "is no such API: 307 Temporary Redirect"),
    "nothing": (Response(status_code=204), "is no such API: 204 No Content"),
    "somebody else's key": (JSONResponse({"error": "who?"}, 401), "the credentials are refused: 401 Unauthorized"),
    "silence": (hang, "cannot be judged: no complete answer within 0.3 s"),
    "a drip": (drip, "cannot be judged: no complete answer within 0.3 s"),
    "a flood": (flood, "cannot be judged: its answer is longer than 20,000,000 bytes"),
    "a flood in a flask": (
        Response(compress(compress(b"{}")), headers={"content-encoding": "gzip, gzip"}, media_type="application/json"),
        "cannot be judged: its answer is packed more than once",
    ),
}


@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_stranger_is_given_up(stranger: str, specs: Mapping[str, Spec], served: Served) -> None:
    """Whatever answers, or does not: one line says what it was."""
    app, expected = STRANGERS[stranger]
    profile = HASTY if stranger in {"silence", "a drip"} else PROFILES["quick"]
    with served(app) as url:
        reason = judge(specs["tolt"], url, profile=profile)

    assert expected in reason


def test_headers_that_never_end(specs: Mapping[str, Spec]) -> None:
    """The time limit is one for the whole answer: a line of headers now and then does not extend it."""
    with dribbling() as url:
        reason = judge(specs["tolt"], url, profile=HASTY)

    assert reason == f"{url} cannot be judged: no complete answer within 0.3 s"


def test_nobody_there(specs: Mapping[str, Spec]) -> None:
    """A port that nobody listens on is not reachable."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    assert "cannot be judged: " in judge(specs["tolt"], f"http://127.0.0.1:{port}")


def test_a_server_without_tls(specs: Mapping[str, Spec], served: Served) -> None:
    """Where a handshake fails there is no server to judge, and no traceback of the library."""
    with served(JSONResponse({})) as url:
        reason = judge(specs["tolt"], url.replace("http://", "https://"))

    assert reason.startswith(f"{url.replace('http://', 'https://')} cannot be judged: [SSL")


def test_what_makes_no_sense_is_said_before_anything_is_sent(specs: Mapping[str, Spec]) -> None:
    """Arguments are checked without a server."""
    tolt, nowhere = specs["tolt"], "http://127.0.0.1:9"

    assert judge(tolt, nowhere, params={"program_id": "p", "limit": "many"}) == "limit=many is not of type integer"
    assert judge(tolt, nowhere, params={"programme": "p"}).startswith(
        "no operation has an argument programme; there are created_gte"
    )
    assert judge(tolt, nowhere, credentials={}) == "credentials are missing: TOLT_API_KEY"
    assert judge(specs["spacebring"], nowhere, params={}, credentials={"client_id": "c"}) == (
        "credentials are missing: SPACEBRING_CLIENT_SECRET, or SPACEBRING_ACCESS_TOKEN and SPACEBRING_NETWORK_ID"
    )


@pytest.mark.parametrize("layer", [conformance, sorting])
def test_a_server_that_falls_silent_is_broken(layer: Layer, specs: Mapping[str, Spec]) -> None:
    """A request that gets no complete answer breaks a rule of its own, whoever sent it; the run ends all the same."""
    mock = create_app(specs["tolt"])
    fallen: list[bytes] = []

    async def fall(scope: Scope, receive: Receive, send: Send) -> None:
        if not fallen and b"order=asc" in scope["query_string"]:
            fallen.append(scope["query_string"])
            await hang(scope, receive, send)
        else:
            await mock(scope, receive, send)

    endpoint = mock.describe("http://127.0.0.1:1")
    report = run(
        specs["tolt"],
        url=endpoint.url,
        transport=httpx.ASGITransport(fall),
        credentials=KEY,
        params=endpoint.params,
        profile=replace(PROFILES["quick"], patience=1),
        layers=[layer],
    )
    silent = [result for result in report.broken if result.rule == "every request is answered"]

    assert fallen
    assert silent
    assert {"no complete answer within 1 s"} == {failure.received for each in silent for failure in each.failures}
    assert report.exit_code == 1
