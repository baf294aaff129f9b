"""Every test of transport and paging runs twice, in a thread and in a task, against a real socket."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest
from tests.clients.runtime.acme import Flavour, Tasks, Threads
from tests.clients.runtime.fake_clock import FakeClock
from tests.clients.runtime.socket_server import Action, SocketServer

Start = Callable[..., tuple[Threads | Tasks, SocketServer]]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    """The clock of every client in the test."""
    fake = FakeClock()
    monkeypatch.setattr("vouch.generate.runtime.client.CLOCK", fake)
    return fake


@pytest.fixture(params=[Threads, Tasks], ids=["sync", "async"])
def flavour(request: pytest.FixtureRequest) -> Flavour:
    """In threads, then in tasks."""
    kind: Flavour = request.param
    return kind


@pytest.fixture
def start(flavour: Flavour, clock: FakeClock) -> Iterator[Start]:
    """Start a server with a script, and a client that talks to it."""
    assert clock.slept == []
    with ExitStack() as stack:

        def begin(*script: Action, **options: Any) -> tuple[Threads | Tasks, SocketServer]:
            server = stack.enter_context(SocketServer(*script))
            return stack.enter_context(closing(flavour(base_url=f"{server.url}/v1", **options))), server

        yield begin
