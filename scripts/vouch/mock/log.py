"""What a mock was asked and what it answered: the last requests, credentials left out."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from vouch.mock.bodies import read_json
from vouch.mock.calls import Call
from vouch.spec import Spec

_MOST = 1_000
"""Requests that are remembered."""
_MOST_BYTES = 20_000_000
"""Bytes of request bodies that are remembered."""
_REDACTED = "[redacted]"
_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie"})


@dataclass(frozen=True, slots=True)
class Received:
    """One request and its outcome.

    `number` counts from 1, `at` is in Unix seconds, `path` and `query` are percent-encoded as they came, names of
    headers are in lower case. `operation` is the operationId, None where the path or method is none of the spec's.
    `status` is None where the connection was broken off first; `fault` names what was done to the answer on purpose.
    """

    number: int
    at: float
    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None
    operation: str | None
    status: int | None
    fault: str | None
    milliseconds: float

    @property
    def arguments(self) -> Mapping[str, list[str]]:
        """The values of each name in the query, decoded."""
        return parse_qs(self.query, keep_blank_values=True)

    @property
    def json(self) -> Any:
        """The body as JSON; raises Refusal where it is none."""
        return read_json(self.body or b"")

    def __str__(self) -> str:
        """Return the line that a log has for it."""
        target = f"{self.path}?{self.query}" if self.query else self.path
        fault = f"  fault {self.fault}" if self.fault else ""
        return f"{self.method} {target}  {self.status or 'no answer'}  {self.milliseconds:.1f} ms{fault}"


@dataclass(frozen=True, slots=True)
class _Entry:
    """A request and its outcome as they came: credentials are left out by whoever reads them."""

    number: int
    at: float
    call: Call
    operation: str | None
    status: int | None
    fault: str | None
    milliseconds: float


class Log:
    """The last thousand requests of one vendor; `heard`, if there is one, is called with each as it is added."""

    def __init__(self, spec: Spec, heard: Callable[[Received], None] | None = None) -> None:
        schemes = spec.security_schemes.values()
        names = {scheme.parameter.lower() for scheme in schemes if scheme.kind == "header"}
        self._secret_headers = _SECRET_HEADERS | names
        self._secret_arguments = {scheme.parameter for scheme in schemes if scheme.kind == "query"}
        self._entries: deque[_Entry] = deque()
        self._bytes = 0
        self._count = 0
        self.heard = heard

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Received]:
        return map(self._received, tuple(self._entries))

    def after(self, number: int) -> list[Received]:
        """Return what came after the request of that number, oldest first."""
        return [self._received(entry) for entry in tuple(self._entries) if entry.number > number]

    def clear(self) -> None:
        """Forget all requests; numbers go on from where they were."""
        self._entries.clear()
        self._bytes = 0

    def add(self, call: Call, operation: str | None, status: int | None, fault: str | None, seconds: float) -> None:
        """Remember a request that took so many seconds to answer."""
        self._count += 1
        entry = _Entry(self._count, time.time() - seconds, call, operation, status, fault, 1000 * seconds)
        self._entries.append(entry)
        self._bytes += len(call.body or b"")
        while len(self._entries) > _MOST or self._bytes > _MOST_BYTES:
            self._bytes -= len(self._entries.popleft().call.body or b"")
        if self.heard:
            self.heard(self._received(entry))

    def _received(self, entry: _Entry) -> Received:
        return Received(
            entry.number,
            entry.at,
            entry.call.method,
            entry.call.path,
            self._query(entry.call),
            tuple((name, self._header(name, value)) for name, value in entry.call.headers.items()),
            entry.call.body,
            entry.operation,
            entry.status,
            entry.fault,
            entry.milliseconds,
        )

    def _header(self, name: str, value: str) -> str:
        if name not in self._secret_headers:
            return value
        # Which scheme was used is worth knowing, and no secret where it is one that everybody knows.
        scheme, _, rest = value.partition(" ")
        return f"{scheme} {_REDACTED}" if rest and scheme.lower() in {"basic", "bearer"} else _REDACTED

    def _query(self, call: Call) -> str:
        query = call.query.decode("latin-1")
        if not self._secret_arguments:
            return query
        parts = (part.partition("=") for part in query.split("&"))
        return "&".join(
            f"{name}={_REDACTED}"
            if not self._secret_arguments.isdisjoint(parse_qs(f"{name}=x"))
            else f"{name}{eq}{value}"
            for name, eq, value in parts
        )
