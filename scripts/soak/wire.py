"""HTTP by hand, on one kept connection: as cheap as it gets, and as wrong as one likes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from types import TracebackType
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

_LONGEST = 2**24


class Answer(NamedTuple):
    """A status and the JSON that came with it."""

    status: int
    body: Any


class Wire:
    """A connection to a server, for one task."""

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        parts = urlsplit(url)
        self._address = (parts.hostname or "", parts.port or 80)
        self._path = parts.path
        self._headers = "".join(f"{name}: {value}\r\n" for name, value in headers.items())

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection(*self._address, limit=_LONGEST)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._writer.close()

    async def ask(self, method: str, target: str, body: object = None) -> Answer:
        """Ask for something below the server's URL and read the answer to its end."""
        content = b"" if body is None else json.dumps(body).encode()
        typed = f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n" if content else ""
        head = f"{method} {self._path}{target} HTTP/1.1\r\nHost: mock\r\n{self._headers}{typed}\r\n"
        return await self.send(head.encode() + content)

    async def send(self, data: bytes) -> Answer:
        """Send these bytes, whatever they are, and read one answer."""
        self._writer.write(data)
        head = await self._reader.readuntil(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        named = dict(line.lower().split(": ", 1) for line in lines[1:] if line)
        content = await self._reader.readexactly(int(named.get("content-length", "0")))
        is_json = "json" in named.get("content-type", "")
        return Answer(int(lines[0].split(" ")[1]), json.loads(content) if is_json else content)

    def write(self, data: bytes) -> None:
        """Send these bytes, unless the server has hung up, and expect nothing."""
        if not self._writer.is_closing():
            self._writer.write(data)
