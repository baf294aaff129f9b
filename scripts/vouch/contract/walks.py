"""Reading a list from its first page to its last, as a client does."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from vouch.contract.calls import Call
from vouch.contract.exchange import Exchange
from vouch.contract.pages import Page
from vouch.contract.subject import Subject
from vouch.spec import Pagination
from vouch.spec import pointer as ptr


@dataclass(frozen=True, slots=True)
class Walk:
    """The pages of a list in order, with the exchanges that brought them.

    `fault` says why the walk broke off: a page was refused, a token came twice or fits no URL. Without one, `ended`
    says whether the last page was reached; a list longer than the profile reads is left unfinished. `asides` leads to
    what an item may embed, and is no part of it.
    """

    pagination: Pagination
    pages: tuple[Page, ...]
    exchanges: tuple[Exchange, ...]
    ended: bool
    fault: str = ""
    asides: tuple[str, ...] = ()

    @property
    def steps(self) -> list[tuple[Page, Exchange]]:
        """The pages, each with the exchange that brought it."""
        return list(zip(self.pages, self.exchanges, strict=False))

    @property
    def items(self) -> list[Any]:
        """Every item of every page."""
        return [item for page in self.pages for item in page.items]

    @property
    def lacks(self) -> str:
        """What this would need to be all the items there are; empty where it is."""
        if not self.pages:
            return f"a list that the server gives (--param); it answered {self.exchanges[-1].status}"
        if self.fault:
            return f"a list that can be read to its end; in this one {self.fault}"
        return "" if self.ended else "a list short enough to be read whole (--param)"

    @property
    def lacks_items(self) -> str:
        """What this would need to be all the items there are, and at least one."""
        return self.lacks or ("" if self.items else "a list that is not empty (--param)")

    @property
    def whole(self) -> bool:
        """Whether these are all the items there are."""
        return not self.lacks

    def keys(self, items: list[Any] | None = None) -> list[str]:
        """Return what tells items apart, of all items unless some are given."""
        return [self.key(item) for item in (self.items if items is None else items)]

    def key(self, item: Any) -> str:
        """Return an item's id, else all there is to it."""
        if self.tells_apart(item):
            return str(ptr.get(item, self.pagination.id or "/id"))
        for aside in self.asides:
            item = ptr.without(item, aside)
        return json.dumps(item, sort_keys=True)

    def tells_apart(self, item: Any) -> bool:
        """Say whether an item has an id; those that have none may be alike."""
        return isinstance(ptr.get(item, self.pagination.id or "/id"), str | int)


def walk(subject: Subject, call: Call, *, most: int | None = None) -> Walk:
    """Follow the pages of a list, at most as many as the profile reads, or `most`; raises what `Subject.ask` raises."""
    pagination = call.operation.pagination
    if pagination is None:
        raise ValueError(f"{call.operation.id} has no x-pagination")
    asides = tuple(each.at for p in call.operation.parameters if p.expand for each in p.expand.values.values())
    pages: list[Page] = []
    exchanges: list[Exchange] = []
    tokens: set[str] = set()

    def walked(*, ended: bool, fault: str = "") -> Walk:
        return Walk(pagination, tuple(pages), tuple(exchanges), ended, fault, asides)

    while len(pages) < (most or subject.profile.pages):
        exchanges.append(subject.ask(call))
        if not exchanges[-1].accepted:
            return walked(ended=False, fault=f"page {len(exchanges)} was refused")
        pages.append(Page.read(pagination, exchanges[-1].json))
        token = pages[-1].token
        if token is None:
            return walked(ended=not pages[-1].fault, fault=pages[-1].fault)
        if str(token) in tokens:
            return walked(ended=False, fault=f"the token {token} came twice")
        tokens.add(str(token))
        call = call.having(**{pagination.parameter: token})
    return walked(ended=False)


def steadiness(subject: Subject, call: Call, seen: Walk) -> Callable[[], bool]:
    """Return what says whether a list that was read has the same items still, in whatever order.

    It reads the list anew when it is first called, and no more.
    """

    @cache
    def is_steady() -> bool:
        now = walk(subject, call)
        # What cannot be read again was not changed by others: it excuses nothing.
        return bool(now.fault) or _contents(now) == _contents(seen)

    return is_steady


def _contents(seen: Walk) -> Counter[str]:
    return Counter(json.dumps(item, sort_keys=True) for item in seen.items)
