"""One page of a list."""

from collections.abc import Sequence
from typing import Generic, TypeVar

import attrs
import httpx

Item = TypeVar("Item")
Body = TypeVar("Body")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Page(Generic[Item, Body]):
    """One page of a list.

    items: what is on it, in the vendor's order.
    total: how many items there are on all pages, None where the vendor does not say.
    has_more: whether another page follows, as the vendor says, or else as `next_token` does.
    next_token: what `pager.resume` takes to go on after this page, None at the end.
    body: the whole answer, read.
    response: the whole answer, as it came.
    """

    items: Sequence[Item]
    total: int | None
    has_more: bool
    next_token: str | None
    body: Body
    response: httpx.Response

    def __repr__(self) -> str:
        count = len(self.items)
        return f"<Page with {count} item{'' if count == 1 else 's'}, total {self.total}, has_more {self.has_more}>"
