"""A server that goes wrong as often as it is told, and remembers what it did to whom."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import random
import re
import socket
import struct
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.queues import Queue
from typing import NamedTuple

import httpx

SHARES: Mapping[str, float] = {"429": 0.20, "503": 0.10, "reset": 0.05, "noise": 0.01, "nonsense": 0.01}
"""Of all answers; noise is no HTTP, nonsense no JSON. The rest is fine."""
STUBBORN = "stubborn"
"""A call whose name starts so is answered 429 forever."""

_NAME = re.compile(rb'"label":"([^"]+)"|[?&]query=([^& ]+)')
_LENGTH = re.compile(rb"(?i)content-length: (\d+)")


class Fate(NamedTuple):
    """What became of one request, and when it came, in seconds of the server's clock."""

    kind: str
    came: float


class Wild:
    """The server, seen from outside: where it is, and what it did."""

    def __init__(self, url: str) -> None:
        self.url = url

    def fates(self) -> dict[str, list[Fate]]:
        """Return what became of each call's requests, in order, by the call's name."""
        told = httpx.get(f"{self.url}/told", timeout=60).json()
        return {name: [Fate(*fate) for fate in fates] for name, fates in told.items()}


@contextmanager
def wild(seed: int) -> Iterator[Wild]:
    """Run it in a process of its own."""
    context = multiprocessing.get_context("spawn")
    port: Queue[int] = context.Queue()
    process = context.Process(target=_run, args=(seed, port), daemon=True)
    process.start()
    try:
        yield Wild(f"http://127.0.0.1:{port.get(timeout=60)}")
    finally:
        process.kill()
        process.join()


def _run(seed: int, port: Queue[int]) -> None:
    asyncio.run(_serve(seed, port))


async def _serve(seed: int, port: Queue[int]) -> None:
    chance, fates = random.Random(seed), dict[str, list[Fate]]()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(chance, fates), "127.0.0.1", 0, backlog=1024)
    port.put(server.sockets[0].getsockname()[1])
    await server.serve_forever()


class _Connection(asyncio.Protocol):
    def __init__(self, chance: random.Random, fates: dict[str, list[Fate]]) -> None:
        self._chance = chance
        self._fates = fates
        self._came = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what a server of streams makes
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._came += data
        head, end, body = self._came.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not end or len(body) < (int(length[1]) if length else 0):
            return
        request, self._came = self._came, b""
        if request.startswith(b"GET /told"):
            self._answer(200, json.dumps(self._fates).encode())
            return
        found = _NAME.search(request)
        name = b"".join(part for part in found.groups() if part).decode() if found else ""
        kinds = [*SHARES, "fine"]
        weights = [*SHARES.values(), 1 - sum(SHARES.values())]
        kind = "429" if name.startswith(STUBBORN) else self._chance.choices(kinds, weights)[0]
        self._fates.setdefault(name, []).append(Fate(kind, time.monotonic()))
        self._act(kind, name, created=request.startswith(b"POST"))

    def _act(self, kind: str, name: str, *, created: bool) -> None:
        if kind == "reset":
            wire: socket.socket = self._transport.get_extra_info("socket")
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._transport.abort()
        elif kind == "noise":
            self._transport.write(b"\x00\xff\x16\x03 no HTTP at all \r\n\r\n")
            self._transport.close()
        elif kind == "nonsense":
            self._answer(200, b'{"id": "half a')
        elif kind == "fine":
            group = _group(name)
            page = {"redemptionCodeGroups": [group], "pageInfo": {"total": 1, "hasMore": False, "cursor": None}}
            self._answer(200, json.dumps(group if created else page).encode())
        else:
            self._answer(
                int(kind), b'{"message": "later"}', b"Retry-After: 1\r\n" if name.startswith(STUBBORN) else b""
            )

    def _answer(self, status: int, body: bytes, header: bytes = b"") -> None:
        head = b"HTTP/1.1 %d Said\r\nContent-Type: application/json\r\n%bContent-Length: %d\r\n\r\n"
        self._transport.write(head % (status, header, len(body)) + body)


def _group(label: str) -> Mapping[str, object]:
    counts = {"redeemedCodesCount": 0, "totalCodesCount": 1}
    return {"id": label, "label": label, **counts, "courses": [], "learningPaths": [], "bundles": [], "licenses": []}
