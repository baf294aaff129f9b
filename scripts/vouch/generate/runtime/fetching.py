"""Fetching one thing after the other: in turn, as the caller comes for it, or one ahead of the caller.

All four yield what `fetch` returns until that is None.
"""

import threading
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from typing import Any, TypeVar

from .clock import NEVER

T = TypeVar("T")
# Told by the event when nobody needs the result any more.
Fetch = Callable[[threading.Event], T | None]
AsyncFetch = Callable[[], Coroutine[Any, Any, T | None]]


def in_turn(fetch: Fetch[T]) -> Generator[T, None, None]:
    """Fetch when the caller comes for it."""
    while (found := fetch(NEVER)) is not None:
        yield found
        del found  # before the next one is fetched


def ahead(fetch: Fetch[T]) -> Generator[T, None, None]:
    """Fetch the next one in another thread while the caller works on this one.

    An error is raised where its result would have been. Whoever leaves early waits for the fetch under way.
    """
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - only those who use it pay for the import

    left = threading.Event()
    with ThreadPoolExecutor(1, thread_name_prefix="prefetch") as worker:
        upcoming = worker.submit(fetch, left)
        try:
            while (found := upcoming.result()) is not None:
                upcoming = worker.submit(fetch, left)
                yield found
                del found  # so that no more than two are ever held
        finally:
            left.set()


async def in_turn_async(fetch: AsyncFetch[T]) -> AsyncGenerator[T, None]:
    """Fetch when the caller comes for it."""
    while (found := await fetch()) is not None:
        yield found
        del found  # before the next one is fetched


async def ahead_async(fetch: AsyncFetch[T]) -> AsyncGenerator[T, None]:
    """Fetch the next one in another task while the caller works on this one; leaving early cancels it."""
    import asyncio  # noqa: PLC0415 - expensive, and loaded already wherever this runs

    upcoming = asyncio.create_task(fetch())
    try:
        while (found := await upcoming) is not None:
            upcoming = asyncio.create_task(fetch())
            yield found
            del found  # so that no more than two are ever held
    finally:
        upcoming.cancel()
        # Its error, if it has one, is nobody's any more; unread, asyncio would complain about it.
        await asyncio.gather(upcoming, return_exceptions=True)
