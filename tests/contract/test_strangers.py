"""Servers that cannot be judged are given up in one line, within the time limit."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import pytest
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from vouch.contract import UnjudgedError, run
from vouch.spec import Spec

if TYPE_CHECKING:
    from tests.contract.conftest import Answer, Asked, Server

Served = Callable[[ASGIApp], AbstractContextManager[str]]


def judge(spec: Spec, url: str, **options: Any) -> str:
    """Return why a server could not be judged."""
    chosen = {"credentials": {"api_key": "key"}, "params": {"program_id": "prg_1"}, **options}
    with pytest.raises(UnjudgedError) as caught:
        run(spec, url=url, **chosen)
    assert "\n" not in str(caught.value)
    return str(caught.value)


async def hang(_: Scope, __: Receive, ___: Send) -> None:
    """Never answer."""
    await asyncio.sleep(3)


async def drip(_: Scope, __: Receive, send: Send) -> None:
    """Answer a byte now and then, for ever."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    for _byte in range(60):
        await send({"type": "http.response.body", "body": b" ", "more_body": True})
        await asyncio.sleep(0.05)


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
    "silence": (hang, "cannot be judged: no answer within 0.3 s"),
    "a drip": (drip, "cannot be judged: its answer is not complete after 0.3 s"),
    "a flood": (flood, "cannot be judged: its answer is longer than 20,000,000 bytes"),
}


@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_stranger_is_given_up(
    stranger: str, specs: Mapping[str, Spec], served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever answers, or does not: one line says what it was, soon."""
    app, expected = STRANGERS[stranger]
    if stranger in {"silence", "a drip"}:
        monkeypatch.setattr("vouch.contract.client.TIMEOUT", 0.3)
    began = time.monotonic()
    with served(app) as url:
        reason = judge(specs["tolt"], url)
        taken = time.monotonic() - began

    assert expected in reason
    assert taken < 3


def test_nobody_there(specs: Mapping[str, Spec]) -> None:
    """A port that nobody listens on is not reachable."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    assert "cannot be judged: " in judge(specs["tolt"], f"http://127.0.0.1:{port}")


def test_what_makes_no_sense_is_said_before_anything_is_sent(specs: Mapping[str, Spec]) -> None:
    """Arguments are checked without a server."""
    tolt, nowhere = specs["tolt"], "http://127.0.0.1:9"

    assert judge(tolt, "ftp://example.com") == "ftp://example.com is not an http or https URL"
    assert judge(tolt, nowhere, profile="lazy") == "no profile lazy; there are quick and thorough"
    assert judge(tolt, nowhere, params={"program_id": "p", "limit": "many"}) == "limit=many is not of type integer"
    assert judge(tolt, nowhere, params={"programme": "p"}).startswith(
        "no operation has an argument programme; there are created_gte"
    )
    assert judge(tolt, nowhere, credentials={}) == "credentials are missing: TOLT_API_KEY"
    assert judge(specs["spacebring"], nowhere, params={}, credentials={"client_id": "c"}) == (
        "credentials are missing: SPACEBRING_CLIENT_SECRET, or SPACEBRING_ACCESS_TOKEN and SPACEBRING_NETWORK_ID"
    )


def test_a_server_that_falls_silent_is_broken(
    specs: Mapping[str, Spec],
    twin: Callable[..., AbstractContextManager[Server]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A request that gets no answer breaks a rule of its own; the run ends all the same."""
    monkeypatch.setattr("vouch.contract.client.TIMEOUT", 0.3)
    monkeypatch.setattr("vouch.contract.settings.TIMEOUT", 0.3)

    def stall(asked: Asked, answer: Answer) -> Answer:
        if asked.given("order") == ["asc"]:
            time.sleep(0.5)
        return answer

    with twin(specs["tolt"], tell=stall) as server:
        report = server.judged()

    assert "every request is answered" in {result.rule for result in report.broken}
    assert report.exit_code == 1
