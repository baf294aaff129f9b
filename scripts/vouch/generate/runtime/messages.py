"""What an error body says, whatever its shape: an object, a list, a bare string, HTML, cut short, nothing."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import cast

import httpx

from .shapes import is_array, is_object

# Most telling first. A code or a type is no message.
_KEYS = (
    "message",
    "msg",
    "error_description",
    "detail",
    "details",
    "error",
    "errors",
    "title",
    "description",
    "reason",
)
# What an object may hold that came with a success, and yet says that it failed.
_FAILURES = frozenset({"message", "msg", "error_description", "error", "errors"})
_TITLE = r"(?is)<(title|h1)[^>]*>(.*?)</\1"
_IN_PIECES = r'"(?:message|msg|error_description|detail|error|errors|title)"\s*:\s*\[?\s*"((?:[^"\\]|\\.)*)'

_MOST = 10
# Characters of a text that are looked through: what a page says it says at its head.
_MOST_READ = 8_000
_LONGEST = 300
_DEEPEST = 6


def text_of(response: httpx.Response) -> str:
    """Read a body as text, in the charset it says it has if that is one."""
    try:
        return response.text
    except (LookupError, UnicodeError, AssertionError):
        return response.content.decode(errors="replace")


def parse_body(text: str) -> object:
    """Read a body as JSON, else keep it as text; None when there is none."""
    if not text.strip():
        return None
    try:
        return cast("object", json.loads(text))
    except (ValueError, RecursionError):
        return text


def find_messages(body: object) -> tuple[str, ...]:
    """Return the sentences meant for people: at most 10, each of at most 300 characters, none twice."""
    found = _in_text(body[:_MOST_READ]) if isinstance(body, str) else _in_json(body)
    return tuple(islice(dict.fromkeys(filter(None, map(_tidy, found))), _MOST))


def find_failure(body: object) -> tuple[str, ...]:
    """Return what a success that is none says for people: of an object, what it calls an error or a message."""
    if is_object(body):
        return find_messages({key: item for key, item in body.items() if key.lower() in _FAILURES})
    return find_messages(body) if isinstance(body, str) and body.lstrip()[:1] not in {"{", "["} else ()


def _in_text(text: str) -> Iterator[str]:
    head = text.lstrip()[:1]
    if head == "<":
        yield from (match[2] for match in islice(re.finditer(_TITLE, text), 1))
    elif head in {"{", "["} and (pieces := re.findall(_IN_PIECES, text)):
        yield from pieces
    else:
        yield text


def _in_json(value: object, *, field: str = "", depth: int = 0) -> Iterator[str]:
    if isinstance(value, str):
        yield f"{field}: {value}" if field else value
    elif depth < _DEEPEST and is_array(value):
        for item in value:
            yield from _in_json(item, field=field, depth=depth + 1)
    elif depth < _DEEPEST and is_object(value):
        by_key = {key.lower(): item for key, item in value.items() if item}
        known = [by_key[key] for key in _KEYS if key in by_key]
        for item in known:
            yield from _in_json(item, field=field, depth=depth + 1)
        # {"errors": {"label": ["is required"]}}: the keys are the vendor's field names.
        if not known:
            for key, item in value.items():
                if depth or is_array(item):
                    yield from _in_json(item, field=key, depth=depth + 1)


def _tidy(text: str) -> str:
    text = " ".join(text.split()).encode(errors="replace").decode()
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
