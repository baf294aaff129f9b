"""What a run asks, and whom: every exchange is noted with its operation, and shown to whoever follows along."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from hashlib import blake2b
from typing import NamedTuple

import httpx

from vouch.contract.exchange import Exchange
from vouch.spec import Operation, Spec

Follower = Callable[[Operation, Exchange], None]
"""Is shown an exchange with the operation it belongs to."""


class Entry(NamedTuple):
    """What requests have in common: what they are for, their method, the path as the spec writes it, what is asked.

    That is the names of the query, each once.
    """

    purpose: str
    method: str
    path: str
    query: tuple[str, ...]


class Journal:
    """The exchanges of one run. They are not kept: a long run would fill the memory with answers.

    `sent` counts the requests, `accepted` those that an operation accepted, by its id.
    """

    def __init__(self, spec: Spec, url: str) -> None:
        self.purpose = "reach"
        self.sent: Counter[Entry] = Counter()
        self.accepted: Counter[str] = Counter()
        base = httpx.URL(url).path.rstrip("/")
        # A path without holes wins over one with holes that would take it too.
        paths = sorted({operation.path for operation in spec.operations}, key=lambda path: path.count("{"))
        self._routes = [(re.compile(_pattern(base + path)), path) for path in paths]
        self._operations: dict[str, list[Operation]] = {}
        for operation in spec.operations:
            self._operations.setdefault(operation.path, []).append(operation)
        self._followers: list[Follower] = []
        self._seen: set[bytes] = set()

    def follow(self, follower: Follower) -> None:
        """Show somebody every exchange to come, those whose answers are alike once."""
        self._followers.append(follower)

    def note(self, exchange: Exchange) -> None:
        """Take note of an exchange; one outside the spec's paths belongs to no operation."""
        url = httpx.URL(exchange.url)
        path = url.raw_path.decode().partition("?")[0]
        template = next((template for route, template in self._routes if route.fullmatch(path)), None)
        self.sent[Entry(self.purpose, exchange.method, template or path, tuple(sorted(url.params)))] += 1
        if template is None:
            return
        # A method that no operation declares is the business of the path; its first operation stands for it.
        candidates = self._operations[template]
        operation = next((each for each in candidates if each.method.upper() == exchange.method), candidates[0])
        self.accepted[operation.id] += exchange.accepted
        kind = f"{operation.id} {exchange.method} {exchange.status} {exchange.media_type}"
        answer = b"\0".join([kind.encode(), exchange.answer])
        digest = blake2b(answer, digest_size=16).digest()
        if digest not in self._seen:
            self._seen.add(digest)
            for follower in self._followers:
                follower(operation, exchange)


def _pattern(path: str) -> str:
    return "[^/]+".join(map(re.escape, re.split(r"\{[^}]+\}", path)))
