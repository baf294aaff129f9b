"""What lists return: it walks through all pages, in a thread or in a task."""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing, closing
from typing import TYPE_CHECKING, Generic, TypeVar

from .call import Call
from .fetching import ahead, ahead_async, in_turn, in_turn_async
from .page import Page

if TYPE_CHECKING:
    from .pages import Pages
    from .transport import AsyncTransport, SyncTransport

Item = TypeVar("Item")
Body = TypeVar("Body")


class Pager(Generic[Item, Body]):
    """All items of a list, fetched page by page as they are needed; each iteration starts anew."""

    def __init__(
        self, transport: SyncTransport, call: Call[Body], pages: Pages[Item, Body], *, prefetch: bool = False
    ) -> None:
        self._transport = transport
        self._call = call
        self._pages = pages
        self._prefetch = prefetch

    def __iter__(self) -> Generator[Item, None, None]:
        with closing(self.pages()) as pages:
            for page in pages:
                yield from page.items
                del page  # before the next one is fetched

    def pages(self) -> Generator[Page[Item, Body], None, None]:
        """Go through the list a page at a time."""
        trail = self._pages.trail(self._call)

        def fetch(stop: threading.Event) -> Page[Item, Body] | None:
            call = trail.turn()
            return None if call is None else trail.read(self._transport.raw(call, stop))

        return ahead(fetch) if self._prefetch else in_turn(fetch)

    def prefetch(self) -> Pager[Item, Body]:
        """Fetch each page in another thread while you work on the one before.

        The order stays, an error comes after everything before it, and at most one page is ahead of you. Leaving the
        loop early waits for the request under way.
        """
        return Pager(self._transport, self._call, self._pages, prefetch=True)

    def resume(self, token: str) -> Pager[Item, Body]:
        """Start with the page that follows the one whose `next_token` this is."""
        call = self._pages.resumed(self._call, token)
        return Pager(self._transport, call, self._pages, prefetch=self._prefetch)

    def __repr__(self) -> str:
        return f"<Pager of {self._call.operation.name}>"


class AsyncPager(Generic[Item, Body]):
    """All items of a list, fetched page by page as they are needed; each iteration starts anew."""

    def __init__(
        self, transport: AsyncTransport, call: Call[Body], pages: Pages[Item, Body], *, prefetch: bool = False
    ) -> None:
        self._transport = transport
        self._call = call
        self._pages = pages
        self._prefetch = prefetch

    async def __aiter__(self) -> AsyncGenerator[Item, None]:
        async with aclosing(self.pages()) as pages:
            async for page in pages:
                for item in page.items:
                    yield item
                del page  # before the next one is fetched

    def pages(self) -> AsyncGenerator[Page[Item, Body], None]:
        """Go through the list a page at a time."""
        trail = self._pages.trail(self._call)

        async def fetch() -> Page[Item, Body] | None:
            call = trail.turn()
            return None if call is None else trail.read(await self._transport.raw(call))

        return ahead_async(fetch) if self._prefetch else in_turn_async(fetch)

    def prefetch(self) -> AsyncPager[Item, Body]:
        """Fetch each page in another task while you work on the one before.

        The order stays, an error comes after everything before it, and at most one page is ahead of you. Leaving the
        loop early cancels the request under way; `contextlib.aclosing` does so at once.
        """
        return AsyncPager(self._transport, self._call, self._pages, prefetch=True)

    def resume(self, token: str) -> AsyncPager[Item, Body]:
        """Start with the page that follows the one whose `next_token` this is."""
        call = self._pages.resumed(self._call, token)
        return AsyncPager(self._transport, call, self._pages, prefetch=self._prefetch)

    def __repr__(self) -> str:
        return f"<AsyncPager of {self._call.operation.name}>"
