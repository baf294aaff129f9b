"""A call: an operation with arguments by their wire names, and how it is written on the wire."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self
from urllib.parse import quote

import httpx

from vouch.contract.credentials import Carried
from vouch.contract.report import UnjudgedError
from vouch.spec import Operation, Parameter

_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|"}


@dataclass(frozen=True, slots=True)
class Call:
    """What to ask of an operation; a body of None means none is sent.

    `media_type` is what the body is said to be, the declared one unless it is given; `content`, if any, is sent in its
    place. `more` is put behind the query as it stands.
    """

    operation: Operation
    arguments: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    media_type: str = ""
    content: bytes | None = None
    more: str = ""

    def having(self, /, **changes: Any) -> Self:
        """Return the call with other values, and without what excludes them; keyword arguments are wire names."""
        excluded = [name for name in self.arguments if any(self.operation.excludes(name, new) for new in changes)]
        return replace(self, arguments={**self.without(*excluded).arguments, **changes})

    def carrying(self, body: Any) -> Self:
        """Return the call with another body."""
        return replace(self, body=body)

    def without(self, *names: str) -> Self:
        """Return the call with those arguments left out."""
        return replace(self, arguments={name: value for name, value in self.arguments.items() if name not in names})

    def request(self, url: str, carried: Carried) -> httpx.Request:
        """Write the call for a base URL, with credentials; raise UnjudgedError where HTTP cannot carry them."""
        path = self.operation.path
        query = [(name, quote(value, safe="")) for name, value in carried.query.items()]
        headers, cookies = dict(carried.headers), dict(carried.cookies)
        for name, value in self.arguments.items():
            parameter = self.operation.parameter(name)
            written = [*pairs(parameter, value)]
            match parameter.location:
                case "path":
                    whole = ",".join(text for _, text in written)
                    path = path.replace(f"{{{name}}}", quote(whole, safe="", errors="surrogateescape"))
                case "query":
                    query += _quoted(parameter, value)
                case "header":
                    headers[name] = ",".join(text for _, text in written)
                case "cookie":
                    cookies[name] = ",".join(text for _, text in written)
        content = b""
        if self.body is not None and self.operation.body:
            headers["Content-Type"] = self.media_type or self.operation.body.media_type
            content = json.dumps(self.body, ensure_ascii=False).encode() if self.content is None else self.content
        method, address = self.operation.method.upper(), url.rstrip("/") + path
        parts = [f"{quote(name, safe='')}={written}" for name, written in query] + [self.more] * bool(self.more)
        try:
            asked = httpx.URL(address).copy_with(query="&".join(parts).encode() or None)
            return httpx.Request(method, asked, headers=headers, cookies=cookies, content=content)
        except (httpx.InvalidURL, UnicodeError) as error:
            raise UnjudgedError(f"{self.operation.id} cannot be asked: {error}") from None


def pairs(parameter: Parameter, value: Any) -> Iterator[tuple[str, str]]:
    """Yield the names and texts that carry a value, one for each item of an exploded array."""
    if not isinstance(value, list | tuple):
        yield parameter.name, text(value)
    elif parameter.explode and parameter.location in {"query", "cookie"}:
        yield from ((parameter.name, text(item)) for item in value)
    else:
        yield parameter.name, _DELIMITERS.get(parameter.style, ",").join(map(text, value))


def _quoted(parameter: Parameter, value: Any) -> Iterator[tuple[str, str]]:
    """Yield the same as they stand in a query: what delimits the items of an array is no part of one."""
    if isinstance(value, list | tuple) and not parameter.explode:
        delimiter = quote(_DELIMITERS.get(parameter.style, ","), safe=",")
        yield parameter.name, delimiter.join(quote(text(item), safe="", errors="surrogateescape") for item in value)
    else:
        yield from ((name, quote(each, safe="", errors="surrogateescape")) for name, each in pairs(parameter, value))


def text(value: Any) -> str:
    """Write a scalar as it stands in a URL or header."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
