"""What callers should not do: ask slowly, hugely, wrongly, or only half."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from contextlib import suppress

from soak.wire import Wire

_PATIENCE = 30.0
"""Seconds in which a server has to answer what is wrong, or to hang up."""
_HEAD = b"POST /thought-industries/redemptionCodes HTTP/1.1\r\nHost: mock\r\nContent-Type: application/json\r\n"
_JSON = "Authorization: Bearer demo_api_key\r\nContent-Length: "


def _posted(body: bytes, length: int | None = None) -> bytes:
    return _HEAD + f"{_JSON}{len(body) if length is None else length}\r\n\r\n".encode() + body


WRONG: Mapping[str, bytes] = {
    "noise": bytes(random.Random(0).randbytes(4096)) + b"\r\n\r\n",
    "a version of its own": b"GET / HTTP/9.9\r\nHost: mock\r\n\r\n",
    "no target": b"GET\r\n\r\n",
    "a negative length": _HEAD + b"Content-Length: -5\r\n\r\nhello",
    "two lengths": _HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "a broken chunk": _HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n",
    "a huge header": b"GET / HTTP/1.1\r\nHost: mock\r\nX-Huge: " + b"a" * 2**20 + b"\r\n\r\n",
    "a thousand headers": b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: a\r\n" % n for n in range(1000)) + b"\r\n",
    "a huge body": _posted(b'{"label": "' + b"a" * (20 * 2**20) + b'"}'),
    "a deep body": _posted(b"[" * 200_000 + b"]" * 200_000),
    "half of JSON": _posted(b'{"label": "half'),
    "no text": _posted(b"\xff\xfe\x00{}"),
    "a very long number": _posted(b'{"totalCodesCount": ' + b"9" * 100_000 + b"}"),
}
"""Each is to be answered 4xx, or hung up on."""
HALF: Mapping[str, bytes] = {
    "nothing": b"",
    "half a line": b"GET /thought-ind",
    "half a head": _HEAD,
    "half a body": _posted(b'{"label": ', 1000),
    "much less than said": _posted(b"", 10**12),
}
"""Each waits for ever, and nobody waits for it."""


async def wrong(url: str, name: str) -> str:
    """Send something wrong; say what is not right about what the server makes of it, or nothing."""
    async with Wire(url, {}) as wire:
        try:
            async with asyncio.timeout(_PATIENCE):
                answer = await wire.send(WRONG[name])
        except (asyncio.IncompleteReadError, ConnectionError):
            return ""
        except TimeoutError:
            return f"{name} was neither answered nor refused"
    # A root answers anybody: two of these are only big.
    refused = 400 <= answer.status < 500  # noqa: PLR2004 - 4xx
    return "" if refused or (answer.status == 200 and "header" in name) else f"{name} was answered {answer.status}"  # noqa: PLR2004 - OK


async def slowly(url: str, stop: asyncio.Event) -> None:
    """Ask a byte at a time until told to stop."""
    async with Wire(url, {}) as wire:
        for byte in _HEAD * 100:
            wire.write(bytes([byte]))
            with suppress(TimeoutError):
                async with asyncio.timeout(0.1):
                    await stop.wait()
            if stop.is_set():
                return


async def half(url: str, name: str, stop: asyncio.Event) -> None:
    """Ask half of something and hold the connection until told to stop."""
    async with Wire(url, {}) as wire:
        wire.write(HALF[name])
        await stop.wait()
