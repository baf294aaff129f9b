"""Mocks on a socket: several under one address, quick to answer, quick to stop."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from vouch.mock import Mounted, PortError, create_app, read_rules, running, serve, serving
from vouch.spec import Spec

PATIENCE = 60
"""Seconds after which nothing will come any more, however busy the machine is."""
HALF = b"POST /half HTTP/1.1\r\nHost: mock\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n"
"""A request whose body never comes: whoever waits for its end waits for ever."""
PROGRAM = """
import sys
from pathlib import Path
from vouch.mock import create_app, serve
from vouch.spec import load
serve([create_app(load(Path(sys.argv[1])))], 0, ready=lambda found: print(found[0].url, flush=True))
"""


def test_serves_several_vendors_under_one_address(
    specs: Mapping[str, Spec], signed_in: Callable[[str], dict[str, str]]
) -> None:
    """Each vendor answers below its own name, described so that its client finds it."""
    with running(*specs.values()) as endpoints:
        assert set(specs) == set(endpoints)
        assert len({endpoint.url.rpartition("/")[0] for endpoint in endpoints.values()}) == 1
        for vendor, endpoint in endpoints.items():
            path = specs[vendor].operations[0].path
            assert httpx.get(endpoint.url + path).status_code == 401
            assert httpx.get(endpoint.url + path, headers=signed_in(vendor)).status_code in {200, 400}
            assert endpoint.url in endpoint.env.values()
        root = endpoint.url.rpartition("/")[0]
        assert httpx.get(root + "/nobody").status_code == 404
        assert httpx.post(root + "/").status_code == 404
        assert {"vendors": {vendor: f"/{vendor}" for vendor in specs}} == httpx.get(root).json()


@contextmanager
def asking_half(url: str) -> Iterator[None]:
    """Be connected, with half a request, of which the mock has read so far as to ask for the body."""
    address = httpx.URL(url)
    with socket.create_connection((address.host, address.port or 80), PATIENCE) as connection:
        connection.sendall(HALF.replace(b"/half", address.raw_path))
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
        yield


@pytest.mark.parametrize("line", ["OPTIONS * HTTP/1.1", "GET http://elsewhere/nowhere HTTP/1.1", "GET //tolt HTTP/1.1"])
def test_odd_targets_are_nowhere(line: str, specs: Mapping[str, Spec]) -> None:
    """Targets that HTTP allows and that are no path of ours are answered like any unknown path."""
    with running(specs["tolt"]) as endpoints:
        address = httpx.URL(endpoints["tolt"].url)
        with socket.create_connection((address.host, address.port or 80), timeout=PATIENCE) as connection:
            connection.sendall(f"{line}\r\nHost: mock\r\nConnection: close\r\n\r\n".encode())
            answer = connection.recv(10_000)

    assert answer.startswith(b"HTTP/1.1 404 ")
    assert b"content-length: 0" in answer


def test_stops_with_its_context(specs: Mapping[str, Spec]) -> None:
    """After the context nobody answers, and leaving it does not wait for connections that are open."""
    before = threading.enumerate()
    with ExitStack() as callers:
        with running(specs["tolt"]) as endpoints:
            callers.enter_context(httpx.Client()).get(endpoints["tolt"].url)
            callers.enter_context(asking_half(endpoints["tolt"].url))

        assert [thread for thread in threading.enumerate() if thread not in before] == []

    with pytest.raises(httpx.ConnectError):
        httpx.get(endpoints["tolt"].url)


def test_answers_without_delay(specs: Mapping[str, Spec]) -> None:
    """Answers on one connection do not wait for acknowledgements, which take forty milliseconds each.

    The first ones on a connection are acknowledged at once. Of the others a busy machine delays some for as long; that
    it never lets one through faster is unheard of.
    """
    taken: list[float] = []
    with running(specs["tolt"]) as endpoints, httpx.Client() as client:
        for _ in range(60):
            start = time.monotonic()
            client.get(f"{endpoints['tolt'].url}/v1/promotion-codes")
            taken.append(time.monotonic() - start)

    assert min(taken[30:]) < 0.035


def test_a_taken_port_is_said(specs: Mapping[str, Spec]) -> None:
    """A port in use is an error that names it."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortError, match=f"cannot listen on 127.0.0.1 port {port}: Address already in use"):
            serve([create_app(specs["tolt"])], port)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_stop_it(number: signal.Signals, specs: Mapping[str, Spec]) -> None:
    """SIGINT and SIGTERM end it soon, quietly and in order, whoever is connected or has asked only half."""
    path = specs["tolt"].source.path
    scripts = Path(create_app.__code__.co_filename).parents[2]
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", PROGRAM, str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(scripts)},
    )
    assert process.stdout
    url = process.stdout.readline().strip()
    with httpx.Client() as client, asking_half(url):
        assert client.get(f"{url}/v1/promotion-codes").status_code == 401
        process.send_signal(number)
        _, errors = process.communicate(timeout=PATIENCE)

    assert (process.returncode, errors) == (0, "")


@pytest.fixture
def anyio_backend() -> str:
    """Run asynchronous tests on asyncio."""
    return "asyncio"


@pytest.mark.anyio
async def test_acknowledges_its_start_and_end(specs: Mapping[str, Spec]) -> None:
    """Servers and test clients that announce start-up and shutdown are answered."""
    mock = create_app(specs["tolt"])
    for app in (mock, Mounted([mock])):
        told = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
        heard: list[str] = []

        async def receive(told: Iterator[Any] = told) -> Any:
            return next(told)

        async def send(message: Any, heard: list[str] = heard) -> None:
            heard.append(message["type"])

        await app({"type": "lifespan"}, receive, send)

        assert heard == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


@pytest.mark.anyio
async def test_runs_inside_a_process(specs: Mapping[str, Spec]) -> None:
    """As an ASGI application it needs neither socket nor thread."""
    transport = httpx.ASGITransport(Mounted([create_app(specs["tolt"])]))
    async with httpx.AsyncClient(transport=transport, base_url="http://mock/tolt") as client:
        answer = await client.get("/v1/promotion-codes", headers={"authorization": "Bearer demo_api_key"})

    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == "program_id is required"


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_requests_may_come_in_pieces(size: int, specs: Mapping[str, Spec]) -> None:
    """However a request is cut up on its way, and whatever came before it, it is read as it was meant."""
    lines = "Host: mock\r\nAuthorization: Bearer demo_api_key\r\nX-Note: rer demo"
    with running(specs["tolt"]) as endpoints:
        address = httpx.URL(endpoints["tolt"].url)
        with socket.create_connection((address.host, address.port or 80), timeout=PATIENCE) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            answers = []
            for method in ("GET", "BREW" if size > 1 else "PUT", "GET"):
                whole = f"{method} /tolt/v1/promotion-codes HTTP/1.1\r\n{lines}\r\n\r\n".encode()
                for start in range(0, len(whole), size):
                    connection.sendall(whole[start : start + size])
                    # Long enough to be read by itself, as a rule.
                    time.sleep(0.0005)
                answers.append(connection.recv(10_000)[:12])

    assert answers == [b"HTTP/1.1 400", b"HTTP/1.1 405", b"HTTP/1.1 400"]


@pytest.mark.parametrize("faults", [(), ({"fault": "latency", "seconds": 0.01},)], ids=["at once", "late"])
def test_answers_come_in_the_order_of_their_requests(faults: tuple[Any, ...], specs: Mapping[str, Spec]) -> None:
    """Requests that follow each other without waiting, with bodies and without, are answered one after another."""
    spec = specs["thought-industries"]
    sent = [
        ("GET", "/redemptionCodes", b"", 401),
        ("POST", "/redemptionCodes", b"{}", 401),
        ("GET", "/nowhere", b"", 404),
        ("HEAD", "/nowhere", b"", 404),
        ("DELETE", "/course-coupons", b"", 405),
        ("GET", "/redemptionCodes?query=a", b"", 401),
    ]
    lines = [
        f"{method} /thought-industries{path} HTTP/1.1\r\nHost: x\r\n"
        f"{f'Content-Length: {len(body)}' if body else f'Connection: {last}'}\r\n\r\n".encode()
        + body
        for (method, path, body, _), last in zip(sent, [*["keep-alive"] * 5, "close"], strict=True)
    ]
    with serving(create_app(spec, faults=read_rules(faults))) as endpoints:
        address = httpx.URL(endpoints[spec.vendor].url)
        with socket.create_connection((address.host, address.port or 80), timeout=PATIENCE) as connection:
            connection.sendall(b"".join(lines))
            heard = b"".join(iter(lambda: connection.recv(10_000), b""))

    assert [status for *_, status in sent] == [int(status) for status in re.findall(rb"HTTP/1.1 (\d+)", heard)]
    assert heard.count(b'{"errors":') == 2
    assert heard.count(b"connection: close") == 1


def test_an_answer_to_head_is_its_head(specs: Mapping[str, Spec]) -> None:
    """What a HEAD is answered ends with the headers, though they tell of a body."""
    with running(specs["tolt"]) as endpoints:
        address = httpx.URL(endpoints["tolt"].url)
        with socket.create_connection((address.host, address.port or 80), timeout=PATIENCE) as connection:
            connection.sendall(b"HEAD /tolt/v1/promotion-codes HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            heard = b"".join(iter(lambda: connection.recv(10_000), b""))

    assert heard.startswith(b"HTTP/1.1 405 ")
    assert heard.endswith(b"\r\n\r\n")
