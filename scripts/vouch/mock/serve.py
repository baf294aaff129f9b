"""Mocks on a socket: in the foreground for people, in the background for tests."""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import cast

import uvicorn

from vouch.mock.app import Endpoint, Mock, create_app
from vouch.mock.mounted import Mounted
from vouch.mock.prompt import Prompt
from vouch.mock.protocol import guarded
from vouch.spec import Spec

_GRACE = 0.4
"""Seconds that requests still under way are given when a server is stopped."""
_PATIENCE = 10.0
"""Seconds a server may take to start."""


class PortError(OSError):
    """The address cannot be listened on; the message says which and why."""


def serve(
    mocks: Sequence[Mock],
    port: int,
    host: str = "127.0.0.1",
    ready: Callable[[Sequence[Endpoint]], None] = lambda _: None,
) -> None:
    """Serve mocks below one address, each under `/<vendor>`, until SIGINT or SIGTERM; then return within a second.

    Port 0 means any free one. `ready` is called once, when requests are answered, with how to reach each mock.

    Raises:
        PortError: the port is taken, or the host is none of this machine.

    """
    listener, server, endpoints = _prepare(mocks, port, host)
    with listener, _signals_stop(server):
        # Connections wait in the listener's queue until the loop runs: from here on requests are answered.
        ready(endpoints)
        server.run(sockets=[listener])


@contextmanager
def running(*specs: Spec, seed: int = 0, size: int | None = None) -> Iterator[Mapping[str, Endpoint]]:
    """Serve the mocks of specs in a background thread; see `serving`, and `create_app` for `seed` and `size`."""
    with serving(*(create_app(spec, seed=seed, size=size) for spec in specs)) as endpoints:
        yield endpoints


@contextmanager
def serving(*mocks: Mock) -> Iterator[Mapping[str, Endpoint]]:
    """Serve mocks in a background thread as long as the context lasts; give how to reach each, by vendor.

    They share a free port of the loopback interface.
    """
    listener, server, endpoints = _prepare(mocks, 0, "127.0.0.1")
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="mocks", daemon=True)
    with listener:
        thread.start()
        deadline = time.monotonic() + _PATIENCE
        while not server.started:
            if not thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("the mocks did not start")
            time.sleep(0.002)
        try:
            yield {endpoint.vendor: endpoint for endpoint in endpoints}
        finally:
            server.should_exit = True
            thread.join(_PATIENCE)


def _prepare(mocks: Sequence[Mock], port: int, host: str) -> tuple[socket.socket, uvicorn.Server, list[Endpoint]]:
    try:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        # What follows the fact in Python's words repeats the address.
        reason = (error.strerror or str(error)).partition(" (while")[0]
        raise PortError(
            f"cannot listen on {host} port {port}: {reason}; give another host or port, 0 is any free one"
        ) from None
    # Connections inherit it. Without it the two parts of each answer wait for each other, 40 milliseconds a time.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    bound = listener.getsockname()[1]
    origin = f"http://[{host}]:{bound}" if ":" in host else f"http://{host}:{bound}"
    mounted = Mounted(mocks)
    config = uvicorn.Config(
        guarded(mounted),
        lifespan="off",
        ws="none",
        http=cast("type[asyncio.Protocol]", partial(Prompt, mounted)),
        # uvloop where there is one.
        loop="auto",
        # Logging belongs to whoever runs this; only what went wrong in a mock itself is told.
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    return listener, _Server(config), [mock.describe(f"{origin}/{mock.spec.vendor}") for mock in mocks]


class _Server(uvicorn.Server):
    """Hangs up, when it is stopped, on whoever takes long to ask or to listen: that is no error."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop answering."""
        for connection in list(self.server_state.connections):
            asyncio.get_running_loop().call_later(_GRACE, connection.transport.abort)
        await super().shutdown(sockets)


@contextmanager
def _signals_stop(server: uvicorn.Server) -> Iterator[None]:
    """Let SIGINT and SIGTERM stop the server and do no more than that.

    The server takes them itself while it runs, but not before, and raises them again when it has stopped. Being asked
    to stop is no failure.
    """

    def stop(*_: object) -> None:
        server.should_exit = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
