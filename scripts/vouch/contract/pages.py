"""Reading one page of a list as `x-pagination` describes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from vouch.spec import Pagination
from vouch.spec import pointer as ptr


@dataclass(frozen=True, slots=True)
class Page:
    """One page; what the answer leaves open is None. `token` is what asks for the next page, None on the last."""

    items: list[Any]
    total: int | None
    more: bool | None
    size: int | None
    token: Any

    @classmethod
    def read(cls, pages: Pagination, body: Any) -> Page:
        """Read an answer; one that holds no list counts as an empty page."""
        found = ptr.get(body, pages.items)
        items = found if isinstance(found, list) else []
        more = _at(body, pages.more, bool)
        token = _token(pages, body, items)
        ends = more is False or (not items and pages.style != "cursor")
        return cls(items, _at(body, pages.total, int), more, _at(body, pages.size_at, int), None if ends else token)


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
