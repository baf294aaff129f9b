"""One request as it came in: its parts, and nothing decoded yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.requests import Request, cookie_parser

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
            return parse_qsl(self.query.decode("ascii"), keep_blank_values=True, errors="strict")
        except UnicodeError:
            raise Refusal(400, "the query string is not UTF-8") from None

    def cookies(self) -> dict[str, str]:
        """Return the cookies by name."""
        return cookie_parser(self.headers.get("cookie", ""))


async def receive_call(request: Request, path: str) -> Call:
    """Read a request to its end."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= MAX_BODY:
            chunks.append(chunk)
    body = b"".join(chunks) if size <= MAX_BODY else None
    return Call(request.method, path, request.scope["query_string"], request.headers, body)


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Collect the values of each key in order."""
    groups: dict[str, list[str]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups
