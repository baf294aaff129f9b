"""A path parameter of a generated package, over a socket: whatever its value is, it stays in its segment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import product
from typing import Any
from urllib.parse import unquote

import pytest
from tests.clients.runtime.socket_server import SocketServer, reply

SPEC = """\
openapi: 3.1.0
info: {title: Shelf, version: 0.1.0}
servers: [{url: "https://api.shelf.example"}]
paths:
  /shelves/{shelf}/books/{book}:
    get:
      operationId: getBook
      tags: [books]
      parameters:
        - {name: shelf, in: path, required: true, schema: {type: string}}
        - {name: book, in: path, required: true, schema: {type: string}}
      responses: {"204": {description: It is there.}}
"""
VALUES = [
    *(
        "../x",
        "a/b?c",
        "..\\..\\x",
        "/",
        "//evil.example",
        "/../..",
        "../../admin?x=1#y",
        "..;/",
        "a#b",
        "a b",
        "a%2Fb",
    ),
    *("%2e%2e", "%2e%2e%2f", "...", ". ", "..\t", "\r\nX-Evil: 1", "\x00", "é", "\N{PILE OF POO}", "@evil:80", ":"),
]


def in_threads(package: Any, url: str, **given: str) -> None:
    """Ask with the sync client."""
    with package.Shelf(base_url=url) as client:
        client.books.get(**given)


def in_tasks(package: Any, url: str, **given: str) -> None:
    """Ask with the async client."""

    async def ask() -> None:
        async with package.AsyncShelf(base_url=url) as client:
            await client.books.get(**given)

    asyncio.run(ask())


def test_a_value_does_not_leave_its_segment(imported: Callable[[str], Any]) -> None:
    """What arrives has as many segments as the path of the spec, the value in one of them, and nothing else changed."""
    package = imported(SPEC)
    for run in (in_threads, in_tasks):
        with SocketServer(*[reply(204)] * len(VALUES)) as server:
            for value in VALUES:
                run(package, f"{server.url}/v1", shelf=value, book="b")
        arrived = [request.target.split("/") for request in server.requests]

        assert [[unquote(segment) for segment in path] for path in arrived] == [
            ["", "v1", "shelves", value, "books", "b"] for value in VALUES
        ]
        assert {header for request in server.requests for header in request.headers} & {"x-evil"} == set()


def test_what_is_no_segment_is_refused(imported: Callable[[str], Any]) -> None:
    """What every HTTP library would fold away, or cannot write, is not sent."""
    package = imported(SPEC)
    given = {"shelf": "a", "book": "b"}
    with SocketServer() as server:
        for run, name, value in product((in_threads, in_tasks), given, ("", ".", "..", None, "\ud800", 5)):
            with pytest.raises(package.InvalidRequestError, match=f"{name} must be "):
                run(package, server.url, **{**given, name: value})

    assert server.requests == []
