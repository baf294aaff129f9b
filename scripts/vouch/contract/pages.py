"""Reading one page of a list as `x-pagination` describes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from vouch.spec import Pagination
from vouch.spec import pointer as ptr

_MOST_OF_A_URL = 8_000
"""Octets that everybody should support in a URL (RFC 9110, 4.1); a longer token cannot be counted on to arrive."""
_LARGEST = 10**4_000
"""A number that Python can still write: the one after the longest that it reads is too long for that."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page; what the answer leaves open is None. `token` is what asks for the next page, None on the last.

    `fault` says why there is no next page to ask for, though the server offers one.
    """

    items: list[Any]
    total: int | None
    more: bool | None
    size: int | None
    current: int | None
    token: Any
    fault: str = ""

    @classmethod
    def read(cls, pages: Pagination, body: Any) -> Page:
        """Read an answer; one that holds no list counts as an empty page."""
        found = ptr.get(body, pages.items)
        items = found if isinstance(found, list) else []
        more = _at(body, pages.more, bool)
        token = None if more is False or (not items and _ends_empty(pages, more=more)) else _token(pages, body, items)
        fault = ""
        if isinstance(token, int) and abs(token) > _LARGEST:
            token, fault = None, "the number of the next page is none that can be written"
        elif (length := len(str(token))) > _MOST_OF_A_URL:
            token, fault = None, f"the token of {length:,} characters is longer than a URL may be"
        return cls(
            items,
            _at(body, pages.total, int),
            more,
            _at(body, pages.size_at, int),
            _at(body, pages.current, int),
            token,
            fault,
        )


def _ends_empty(pages: Pagination, *, more: bool | None) -> bool:
    """Return whether an empty page is the last one: without a token or a number, nothing leads on from it."""
    return pages.style == "id" or (pages.style == "page" and (pages.empty_ends or not more))


def _at(body: Any, pointer: str | None, kind: type[Any]) -> Any:
    value = ptr.get(body, pointer) if pointer else None
    return value if isinstance(value, kind) else None


def _token(pages: Pagination, body: Any, items: list[Any]) -> Any:
    match pages.style:
        case "cursor":
            return next(filter(None, (_cursor(ptr.get(body, place.at), place.query) for place in pages.next)), None)
        case "page":
            current = _at(body, pages.current, int)
            return None if current is None else current + 1
        case "id":
            return ptr.get(items[-1], pages.id or "") if items else None


def _cursor(found: Any, query: str | None) -> str | None:
    if not isinstance(found, str):
        return None
    if query is None:
        return found
    return next(iter(parse_qs(found.lstrip("?")).get(query, ())), None)
