"""A server that costs next to nothing: every answer is ready before it is asked for."""

from __future__ import annotations

import multiprocessing
import re
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.queues import Queue

from bench.pages import groups, written

_ASKED = re.compile(rb"cursor=page(\d+)")


def pages(count: int, size: int) -> list[bytes]:
    """Return a list of groups of redemption codes in so many pages of so many, no two alike."""
    first = groups()
    found = []
    for number in range(count):
        items = [{**item, "id": f"group{number}-{place}"} for place, item in enumerate(first["redemptionCodeGroups"])]
        following = f"page{number + 1}" if number + 1 < count else None
        state = {"total": count * size, "hasMore": following is not None, "cursor": following}
        found.append(written({"redemptionCodeGroups": items[:size], "pageInfo": state}))
    return found


@contextmanager
def serving(answers: Sequence[bytes], *, latency: float = 0.0) -> Iterator[str]:
    """Answer any request in a process of its own with the page that it asks for; give the origin."""
    context = multiprocessing.get_context("spawn")
    port: Queue[int] = context.Queue()
    process = context.Process(target=_serve, args=(tuple(answers), latency, port), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{port.get(timeout=60)}"
    finally:
        process.kill()
        process.join()


def _serve(answers: Sequence[bytes], latency: float, port: Queue[int]) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    ready = [head % len(body) + body for body in answers]
    listening = socket.create_server(("127.0.0.1", 0))
    port.put(listening.getsockname()[1])
    while True:
        connection, _ = listening.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_converse, args=(connection, ready, latency), daemon=True).start()


def _converse(connection: socket.socket, ready: Sequence[bytes], latency: float) -> None:
    with connection:
        while request := connection.recv(65536):
            time.sleep(latency)
            asked = _ASKED.search(request)
            connection.sendall(ready[int(asked[1]) if asked else 0])
