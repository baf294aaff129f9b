"""A server on a real socket that does to each request what its script says, however bad."""

import json
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, NamedTuple, Self

import httpx

# What to do with a connection once a request has come; False to hang up afterwards.
Action = Callable[[socket.socket], bool]

HASTY = httpx.Timeout(None, read=0.2)
"""The timeout for a call that is never answered: it is sent however long that takes, and soon given up."""
STEADY = httpx.Timeout(None, read=1.0)
"""The timeout for a call that is answered in the end: longer than a busy machine takes for that."""


class Request(NamedTuple):
    """What arrived."""

    method: str
    target: str
    headers: httpx.Headers
    body: bytes

    @property
    def query(self) -> dict[str, str]:
        """The decoded query."""
        return dict(httpx.URL(self.target).params)


def reply(status: int = 200, body: Any = None, **headers: str) -> Action:
    """Answer properly: bytes and text as they are, anything else as JSON."""
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    if isinstance(body, str):
        content = body.encode()
    return raw(_head(status, len(content), headers) + content)


def cut_short(body: bytes) -> Action:
    """Promise more than what comes."""
    return raw(_head(200, len(body) + 100, {}) + body, stay=False)


def raw(data: bytes, *, stay: bool = True) -> Action:
    """Send just these bytes."""

    def act(connection: socket.socket) -> bool:
        connection.sendall(data)
        return stay

    return act


def reset(connection: socket.socket) -> bool:
    """Break the connection off."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return False


def hang(connection: socket.socket) -> bool:
    """Say nothing until the client has had enough."""
    connection.recv(1)
    return False


def _head(status: int, length: int, headers: dict[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} Whatever", f"content-length: {length}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class SocketServer:
    """Listens on a free loopback port as long as its `with` block lasts."""

    def __init__(self, *script: Action) -> None:
        self.requests: list[Request] = []
        self._arrival = threading.Condition()
        self.script = deque(script)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._connections: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._listen)]

    def seen(self, number: int) -> int:
        """Wait for so many requests, which a client that gives up may outrun, and return how many there are."""
        with self._arrival:
            self._arrival.wait_for(lambda: len(self.requests) >= number, timeout=60.0)
            return len(self.requests)

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        # Closing alone would leave the thread in accept().
        self._listener.shutdown(socket.SHUT_RDWR)
        for connection in self._connections:
            with suppress(OSError):  # already gone
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._connections.append(connection)
            self._threads.append(thread := threading.Thread(target=self._serve, args=[connection]))
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as stream:
            try:
                while head := stream.readline():
                    if not self._take(head, stream)(connection):
                        return
            except OSError:
                return

    def _take(self, head: bytes, stream: Any) -> Action:
        """Read a request, and return what becomes of it: once it is seen, the script has moved on."""
        method, target, _ = head.decode().split(" ")
        headers = httpx.Headers()
        while line := stream.readline().strip():
            name, value = line.decode().split(": ", 1)
            headers[name] = value
        body = stream.read(int(headers.get("content-length", "0")))
        with self._arrival:
            self.requests.append(Request(method, target, headers, body))
            self._arrival.notify_all()
            return self.script.popleft() if self.script else reply(500, "the script has ended")
