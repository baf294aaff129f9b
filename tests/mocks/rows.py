"""What a row of the table of behaviours is made of: a request, and what its answer must be."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from httpx import Response

from vouch.spec import pointer as ptr

ABSENT = object()
"""Nothing stands there."""
NO_BODY = object()
"""The answer has no body and, but for HEAD, no content type."""
MESSAGE = str
"""Any message: what is checked is that it stands in the vendor's place for it."""


@dataclass(frozen=True)
class Row:
    """A request and its answer: status, and what stands at pointers into the body.

    `after` is a request that is sent first; each name of `takes` is a hole in the request line that what stands at a
    pointer of its answer fills, as it is. `headers` replace those that sign in.
    """

    request: str
    status: int
    expected: Any
    headers: Mapping[str, str] | None = None
    body: Any = None
    answer_headers: Mapping[str, str] = field(default_factory=dict)
    after: Row | None = None
    takes: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """Name the row in the output of pytest."""
        return f"{self.request} {self.status}"

    def complaints(self, answer: Response) -> list[str]:
        """Return what the answer is not as the row has it; nothing where it is."""
        found = [f"status {answer.status_code}, not {self.status}"] * (answer.status_code != self.status)
        found += [
            f"header {name} is {answer.headers.get(name)!r}, not {value!r}"
            for name, value in self.answer_headers.items()
            if answer.headers.get(name) != value
        ]
        media_type = answer.headers.get("content-type")
        if self.expected is NO_BODY:
            # The headers of an answer to HEAD are those of the answer it stands for.
            typed = media_type and not self.request.startswith("HEAD ")
            return found + [f"a body of type {media_type}: {answer.text}"] * bool(answer.content or typed)
        if media_type != "application/json":
            return [*found, f"content type {media_type}: {answer.text[:200]}"]
        body = json.loads(answer.text)
        places = {pointer: ptr.get(body, pointer, ABSENT) for pointer in self.expected}
        return found + [
            f"{pointer} is {'absent' if places[pointer] is ABSENT else repr(places[pointer])[:300]}"
            for pointer, expected in self.expected.items()
            if not _meets(places[pointer], expected)
        ]


@dataclass(frozen=True)
class Fact:
    """What a vendor's page says, or what is known beside it, and the requests that show it."""

    vendor: str
    source: str
    rows: tuple[Row, ...]


def _meets(found: Any, expected: Any) -> bool:
    """Say whether what stands in a body is what a row expects: a value, a type, or whatever passes a test."""
    if expected is ABSENT or found is ABSENT:
        return expected is found
    if isinstance(expected, type):
        return isinstance(found, expected)
    return bool(expected(found)) if callable(expected) else bool(found == expected)


def every(pointer: str, test: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Say of a list: it is not empty, and each item has something at the pointer that passes."""
    return lambda items: bool(items) and all(test(ptr.get(item, pointer)) for item in items)


def some(pointer: str, test: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Say of a list: one item at least has something at the pointer that passes, None if it is absent."""
    return lambda items: any(test(ptr.get(item, pointer)) for item in items)


def ordered(name: str, *, descending: bool = False) -> Callable[[Any], bool]:
    """Say of a list: it has several items, in order."""

    def test(items: Any) -> bool:
        values = [item[name] for item in items if name in item]
        return len(values) > 1 and values == sorted(values, reverse=descending) != sorted(
            values, reverse=not descending
        )

    return test


def count(number: int) -> Callable[[Any], bool]:
    """Say of a list: it is that long."""
    return lambda items: isinstance(items, list) and len(items) == number
