"""What a client keeps to itself, and what may be done to it: over real sockets, in threads and in tasks."""

from __future__ import annotations

import asyncio
import copy
import logging
import pickle
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any

import httpx
import pytest
from tests.clients.operations import CODES, CREATE, KEY, LISTS, REDEMPTIONS, List, Operation, Run, in_tasks, in_threads
from tests.clients.runtime.fake_clock import FakeClock
from tests.clients.runtime.socket_server import HASTY, Action, SocketServer, hang, reply, reset

pytestmark = pytest.mark.usefixtures("nowhere")

OPERATIONS = (*(listed.operation for listed in LISTS), CREATE)
each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=str)
each_run = pytest.mark.parametrize("run", [in_threads, in_tasks], ids=["sync", "async"])
each_prefix = pytest.mark.parametrize("prefix", ["", "Async"], ids=["sync", "async"])
# The key, and the key as HTTP Basic carries it.
SECRETS = (KEY, b64encode(f"me:{KEY}".encode()).decode())


def secrets_in(shown: str) -> list[str]:
    """Return the secrets that a text shows."""
    return [secret for secret in SECRETS if secret in shown]


def ours(traceback: TracebackType | None) -> Iterator[str]:
    """Yield what a traceback shows of the frames of generated code: the names and values of their variables."""
    while traceback is not None:
        frame = traceback.tb_frame
        if "/generated/" in frame.f_code.co_filename:
            yield f"{frame.f_code.co_name} {frame.f_locals!r}"
        traceback = traceback.tb_next


def repeat(operation: Operation) -> Action:
    """Refuse, and repeat what was sent to prove who asks."""
    sent = f"Basic {SECRETS[1]} of {KEY}" if "client_secret" in operation.credentials else f"Bearer {KEY}"
    return reply(401, {"message": f"Not good: {sent}"})


FAILURES: dict[str, Callable[[Operation], Action]] = {
    "refused, repeating the key": repeat,
    "reset": lambda _: reset,
    "slow": lambda _: hang,
    "redirected": lambda _: reply(302, location="http://localhost:1/"),
    "no JSON": lambda _: reply(200, "<html>"),
}


@each_operation
@each_run
@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
def test_nothing_shows_a_credential(
    operation: Operation, run: Run, failure: Callable[[Operation], Action], caplog: pytest.LogCaptureFixture
) -> None:
    """Neither an error, its cause, pickle and variables, nor any log, httpx's and httpcore's too, has a key."""
    caplog.set_level(logging.DEBUG)
    action, retry = failure(operation), operation.package.Retry(attempts=1)
    with SocketServer(action) as server:
        with pytest.raises(operation.error("APIError")) as raised:
            run(operation, base_url=server.url, timeout=HASTY if action is hang else None, retry=retry)
        assert server.seen(1) == 1
    error = raised.value
    cause: Any = error.__cause__
    response = getattr(error, "response", None)
    frames = [*ours(error.__traceback__)]
    holders = [holder.request for holder in (cause, response) if holder is not None]
    shown = [repr(error), str(error), repr(error.args), repr(cause), str(cause), *frames]
    shown += [repr(request.headers.raw) for request in holders]
    loggers = {record.name.partition(".")[0] for record in caplog.records}

    assert secrets_in(" ".join(shown)) == []
    assert secrets_in(caplog.text) == []
    assert holders != []
    assert len(frames) > 1
    assert loggers >= {operation.package.__name__, "httpcore"}
    # A vendor's own bytes are left as they came.
    said = response.content if response is not None else b""
    assert secrets_in(repr(pickle.dumps(error).replace(said, b"") if said else pickle.dumps(error))) == []
    assert any(secret in str(dict(server.requests[0].headers)) for secret in SECRETS)


@each_operation
@each_prefix
def test_a_client_shows_and_gives_away_nothing(operation: Operation, prefix: str) -> None:
    """Its repr is its class and base URL, its resources show as little, and it cannot be pickled or copied."""
    client = operation.make(prefix, base_url="http://127.0.0.1:1")
    resource = getattr(client, operation.resource)

    assert repr(client) == f"{prefix}{operation.client}(base_url='http://127.0.0.1:1')"
    assert secrets_in(repr([client, resource, resource.with_raw_response, vars(client), vars(resource)])) == []
    for export in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="make it where you need it"):
            export(client)


@each_prefix
def test_a_bad_credential_is_not_shown(prefix: str) -> None:
    """A key that cannot be sent is refused by name; the variables of the frames that refused it do not have it."""
    with pytest.raises(ValueError, match="api_key must be printable") as raised:
        CREATE.make(prefix, api_key=f"{KEY}\n", base_url="http://127.0.0.1:1")
    frames = [*ours(raised.tb)]

    assert secrets_in(" ".join([str(raised.value), *frames])) == []
    assert len(frames) > 1


@each_run
def test_a_line_a_request_and_one_a_retry(
    run: Run, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The package's logger has a DEBUG line for each request and an INFO line for each repetition, and no other."""
    caplog.set_level(logging.DEBUG)
    for listed in (REDEMPTIONS, CODES):
        name = listed.operation.package.__name__
        monkeypatch.setattr(f"{name}._runtime.client.CLOCK", FakeClock())
        caplog.clear()
        with SocketServer(reply(503, {"message": "busy"}), reply(body=listed.page("a"))) as server:
            run(listed.operation, base_url=server.url)
        url = f"{server.url}{server.requests[0].target}"
        lines = [(record.levelname, record.getMessage()) for record in caplog.records if record.name == name]

        assert lines == [
            ("DEBUG", f"GET {url}: 503 in 0.000 s"),
            ("INFO", f"GET {url} was answered 503 Service Unavailable: busy; attempt 2 follows in 0.5 s"),
            ("DEBUG", f"GET {url}: 200 in 0.000 s"),
        ]


# Sharing and closing


@pytest.mark.parametrize("listed", LISTS, ids=str)
def test_threads_share_a_client(listed: List) -> None:
    """Many threads that start at once, with a client nobody has used yet, each get their own items."""
    number = 16
    answers = [reply(body=listed.page("a", "b")) for _ in range(number)]
    gate = threading.Barrier(number)
    found: list[list[str]] = []

    def walk(client: Any) -> None:
        gate.wait()
        found.append([listed.id(item) for item in listed.operation.ask(client)])

    with SocketServer(*answers) as server, listed.operation.make(base_url=server.url) as client:
        threads = [threading.Thread(target=walk, args=[client]) for _ in range(number)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert found == [["a", "b"]] * number


def test_a_closed_client_says_so_in_threads() -> None:
    """Closing twice is fine; asking, or going on with a list, afterwards is an error that says why."""
    with SocketServer(reply(body=CODES.page("a", token="2"))) as server:
        client = CODES.operation.make(base_url=server.url)
        items = iter(CODES.operation.ask(client))
        assert next(items).id == "a"
        client.close()
        client.close()
        for use in (lambda: next(items), lambda: list(CODES.operation.ask(client))):
            with pytest.raises(CODES.operation.error("APIError"), match=f"the client for {server.url} is closed"):
                use()

    assert len(server.requests) == 1


def test_a_closed_client_says_so_in_tasks() -> None:
    """The same for the async client."""

    async def use(server: SocketServer) -> None:
        client = CODES.operation.make("Async", base_url=server.url)
        items = aiter(CODES.operation.ask(client))
        assert (await anext(items)).id == "a"
        await client.close()
        await client.close()
        with pytest.raises(CODES.operation.error("APIError"), match="is closed"):
            await anext(items)
        with pytest.raises(CODES.operation.error("APIError"), match="is closed"):
            await anext(aiter(CODES.operation.ask(client)))

    with SocketServer(reply(body=CODES.page("a", token="2"))) as server:
        asyncio.run(use(server))

    assert len(server.requests) == 1


@each_run
def test_an_http_client_of_the_callers_is_left_open(run: Run) -> None:
    """An httpx client that was handed in follows no redirect for us, although it would, and outlives our own."""
    hosts: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        hosts.append(request.url.host)
        return httpx.Response(302, headers={"location": "https://elsewhere.example/"})

    kind: Any = httpx.Client if run is in_threads else httpx.AsyncClient
    http = kind(transport=httpx.MockTransport(answer), follow_redirects=True)
    with pytest.raises(CODES.operation.error("APIStatusError")):
        run(CODES.operation, http_client=http)

    assert (hosts, http.is_closed) == (["api.tolt.com"], False)


# The pace


class Limited:
    """A server that counts by the clients' clock, and turns away what comes too fast."""

    def __init__(self, clock: FakeClock, most: int, *pages: dict[str, Any]) -> None:
        self.clock = clock
        self.most = most
        self.arrivals: list[float] = []
        self.refused = 0
        self.pages = [reply(body=page) for page in pages]

    def __call__(self, connection: Any) -> bool:
        """Answer with the next page, or 429."""
        now = self.clock.now()
        self.arrivals = [each for each in self.arrivals if now - each < 1.0] + [now]
        if len(self.arrivals) > self.most:
            self.refused += 1
            return reply(429)(connection)
        return self.pages.pop(0)(connection)


@each_run
@pytest.mark.parametrize(("listed", "most"), [(REDEMPTIONS, 10), (CODES, 25)], ids=["spacebring", "tolt"])
def test_a_long_listing_stays_below_the_limit(
    listed: List, most: int, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three times as many pages as a second allows come without a single 429, and with no more waiting than needed."""
    number = 3 * most
    clock = FakeClock()
    monkeypatch.setattr(f"{listed.operation.package.__name__}._runtime.client.CLOCK", clock)
    pages = [listed.page(f"{index}", token=f"t{index}" if index < number - 1 else None) for index in range(number)]
    limited = Limited(clock, most, *pages)
    with SocketServer(*[limited] * (number + 9)) as server:
        found = run(listed.operation, base_url=server.url)

    assert [listed.id(item) for item in found] == [f"{index}" for index in range(number)]
    assert limited.refused == 0
    assert clock.slept == [1.0, 1.0]
