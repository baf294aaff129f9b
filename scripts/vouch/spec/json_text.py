"""Reading JSON as JSON, not as the YAML that it almost is; lines are looked for when somebody asks."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from vouch.spec import pointer as ptr

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_SURROGATE = re.compile("[\ud800-\udfff]")


def parse(text: str) -> tuple[Any, bool]:
    """Return the value of a document, and whether an object in it has a key twice.

    Raises:
        ValueError: it is no JSON; `json.JSONDecodeError` where the place is known.
        RecursionError: it is nested deeper than Python can go.

    """
    doubled: list[str] = []

    def collect(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) < len(pairs):
            doubled.append("")
        return members

    return json.loads(text, object_pairs_hook=collect, parse_constant=_refuse), bool(doubled)


def _refuse(name: str) -> None:
    raise ValueError(f"{name}, which is no JSON")


def unusable(value: Any, pointer: str = "") -> Iterator[tuple[str, str]]:
    """Yield the pointers of keys and scalars that no text file can hold, with what they are."""
    if isinstance(value, dict):
        for key, child in value.items():
            here = ptr.join(pointer, key)
            if _SURROGATE.search(key):
                yield pointer, f"half of a surrogate pair in {key!r}"
            else:
                yield from unusable(child, here)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from unusable(child, ptr.join(pointer, index))
    elif isinstance(value, str) and _SURROGATE.search(value):
        yield pointer, f"half of a surrogate pair in {value[:40]!r}"
    elif isinstance(value, float) and not math.isfinite(value):
        yield pointer, "a number too large to be held"


def lines(text: str) -> Iterator[tuple[str, int, bool]]:
    """Yield for every value its pointer, its line, and whether its key was there before."""
    stack: list[tuple[str, set[str] | None, list[int]]] = []
    pointer, line, end, key = "", 1, 0, None
    for token in _TOKEN.finditer(text):
        line += text.count("\n", end, token.start())
        end, found = token.start(), token[0]
        if found in "]}":
            stack.pop()
            continue
        if found == ":":
            continue
        if found == ",":
            stack[-1][2][0] += 1
            key = None
            continue
        if stack and stack[-1][1] is not None and key is None:
            key = json.loads(found, strict=False)
            here, seen = ptr.join(stack[-1][0], key), stack[-1][1]
            yield here, line, key in seen
            seen.add(key)
            pointer = here
            continue
        if stack and stack[-1][1] is None:
            pointer = ptr.join(stack[-1][0], stack[-1][2][0])
        if not stack or stack[-1][1] is None:
            yield pointer, line, False
        if found in "[{":
            stack.append((pointer, set() if found == "{" else None, [0]))
            key = None
