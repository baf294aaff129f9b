"""One request as it came in: its parts, and nothing decoded yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import Receive, Scope

from vouch.mock.refusals import Refusal

MAX_BODY = 1_000_000
"""Bytes of body that are kept; a longer one is read to its end, so that the caller hears the answer, and dropped."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request below a vendor's server URL; `path` is still percent-encoded, `body` is None past `MAX_BODY`."""

    method: str
    path: str
    query: bytes
    headers: Headers
    body: bytes | None = b""

    def pairs(self) -> list[tuple[str, str]]:
        """Return the query's keys and values, decoded.

        Raises:
            Refusal: 400, for bytes that are not UTF-8.

        """
        try:
            return list(_pairs(self.query))
        except UnicodeError:
            raise Refusal(400, "the query string is not UTF-8") from None

    def cookies(self) -> dict[str, str]:
        """Return the cookies by name."""
        return cookie_parser(self.headers.get("cookie", ""))


@lru_cache(maxsize=1024)
def _pairs(query: bytes) -> tuple[tuple[str, str], ...]:
    """Return what a query says; callers ask the same again and again, and reading it takes a tenth of an answer."""
    return tuple(parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict"))


async def receive_call(scope: Scope, receive: Receive) -> Call | None:
    """Read a request to its end; return None for a caller who is gone before."""
    chunks: list[bytes] = []
    size = 0
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunk = message.get("body", b"")
        size += len(chunk)
        if size <= MAX_BODY:
            chunks.append(chunk)
        more = message.get("more_body", False)
    body = b"".join(chunks) if size <= MAX_BODY else None
    path = scope["raw_path"].decode("latin-1")
    return Call(scope["method"], path, scope["query_string"], Headers(raw=scope["headers"]), body)


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Collect the values of each key in order."""
    groups: dict[str, list[str]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups
