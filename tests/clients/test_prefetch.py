"""Lists that are one page ahead of whoever reads them, in threads and in tasks; told by events, not by clocks."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import aclosing
from typing import Any

import pytest
from tests.clients.operations import CODES, LISTS, List, Run, in_tasks, in_threads
from tests.clients.runtime.socket_server import Action, SocketServer, hang, reply

import tolt_client
from tolt_client._runtime.fetching import ahead

pytestmark = pytest.mark.usefixtures("nowhere")

each_list = pytest.mark.parametrize("listed", LISTS, ids=str)
each_run = pytest.mark.parametrize("run", [in_threads, in_tasks], ids=["sync", "async"])


def prefetched(pager: Any) -> Any:
    """Ask a pager to be a page ahead."""
    return pager.prefetch()


def answers(listed: List) -> Iterator[Action]:
    """Answer with three pages."""
    for page in (listed.page("a", "b", token="2"), listed.page("c", token="3"), listed.page("d")):
        yield reply(body=page)


def workers() -> list[str]:
    """Name the threads that fetch."""
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("prefetch")]


@each_list
@each_run
def test_the_same_items_in_the_same_order(listed: List, run: Run) -> None:
    """Being ahead changes neither what is asked nor what comes, nor does it leave anything running."""
    with SocketServer(*answers(listed), *answers(listed)) as server:
        usual = run(listed.operation, base_url=server.url)
        found = run(listed.operation, prefetched, base_url=server.url)
    asked = [request.target for request in server.requests]

    assert found == usual
    assert [listed.id(item) for item in found] == ["a", "b", "c", "d"]
    assert asked[:3] == asked[3:]
    assert workers() == []


@each_run
def test_a_prefetching_pager_is_a_pager(run: Run) -> None:
    """It can be resumed and read by pages too."""
    with SocketServer(*[reply(body=CODES.page("z"))] * 2) as server:
        run(CODES.operation, lambda pager: pager.prefetch().resume("y"), base_url=server.url)
        (page,) = run(CODES.operation, lambda pager: pager.resume("y").prefetch().pages(), base_url=server.url)

    assert [item.id for item in page.items] == ["z"]
    assert [request.query["starting_after"] for request in server.requests] == ["y", "y"]


def test_a_thread_asks_while_the_caller_works() -> None:
    """The second page has been asked for while the caller still has the first item in hand; the third has not."""
    with SocketServer(*answers(CODES)) as server, tolt_client.Tolt(api_key="k", base_url=server.url) as tolt:
        pager = tolt.promotion_codes.list(program_id="p").prefetch()
        assert server.requests == []
        for item in pager:
            assert (item.id, server.seen(2)) == ("a", 2)
            break

        # Leaving waited for whatever was under way.
        assert (len(server.requests), workers()) == (2, [])


def test_a_task_asks_while_the_caller_works() -> None:
    """The same with a task, which is gone when the iteration is."""

    async def work(server: SocketServer) -> None:
        async with tolt_client.AsyncTolt(api_key="k", base_url=server.url) as tolt:
            pager = tolt.promotion_codes.list(program_id="p").prefetch()
            assert server.requests == []
            async with aclosing(aiter(pager)) as items:
                async for item in items:
                    assert (item.id, await asyncio.to_thread(server.seen, 2)) == ("a", 2)
                    break

            assert asyncio.all_tasks() == {asyncio.current_task()}
            assert len(server.requests) == 2

    with SocketServer(*answers(CODES)) as server:
        asyncio.run(work(server))


def test_no_more_than_one_ahead() -> None:
    """Whatever was begun is finished when the iteration is left: it was one more than the caller took."""
    begun: list[int] = []

    def fetch(_: threading.Event) -> int:
        begun.append(len(begun))
        return begun[-1]

    for taken in (1, 2, 5):
        begun.clear()
        results = ahead(fetch)
        assert [next(results) for _ in range(taken)] == list(range(taken))
        results.close()

        assert begun == list(range(taken + 1))


def read(run: Run, **options: Any) -> tuple[list[str], type[BaseException]]:
    """Read a list until it fails; return what came before, and the error."""
    seen: list[str] = []

    def note(item: Any) -> None:
        seen.append(item.id)

    async def note_each(pager: Any) -> Any:
        async for item in pager:
            note(item)
            yield item

    def noting(pager: Any) -> Any:
        return map(note, pager.prefetch()) if run is in_threads else note_each(pager.prefetch())

    with pytest.raises(tolt_client.APIError) as raised:
        run(CODES.operation, noting, **options)
    return seen, raised.type


@each_run
def test_an_error_comes_at_its_place(run: Run) -> None:
    """Everything before a page that fails is delivered first, whether the server fails, the page or the paging."""
    page = CODES.page
    first = reply(body=page("a", "b", token="2"))
    bad: dict[str, Callable[[], Action]] = {
        "InternalServerError": lambda: reply(500),
        "ResponseDecodeError": lambda: reply(body={**page("c"), "success": False}),
        "PaginationError": lambda: first,
    }
    for name, action in bad.items():
        with SocketServer(first, action()) as server:
            seen, kind = read(run, base_url=server.url, retry=tolt_client.Retry(attempts=1))

        assert (seen, kind) == (["a", "b"], getattr(tolt_client, name))
        assert len(server.requests) == 2
    assert workers() == []


def test_leaving_does_not_wait_for_another_attempt() -> None:
    """A page that would be asked for again in half a minute is given up with the iteration."""
    busy = reply(503, retry_after="30")
    with (
        SocketServer(reply(body=CODES.page("a", token="2")), busy) as server,
        tolt_client.Tolt(api_key="k", base_url=server.url) as tolt,
    ):
        for _ in tolt.promotion_codes.list(program_id="p").prefetch():
            server.seen(2)
            break

        assert (len(server.requests), workers()) == (2, [])


def test_leaving_cancels_the_task() -> None:
    """A request nobody waits for any more is broken off, also by a plain `break`."""
    gone = threading.Event()

    def hang_up(connection: socket.socket) -> bool:
        hang(connection)
        gone.set()
        return False

    async def leave(server: SocketServer) -> None:
        async with tolt_client.AsyncTolt(api_key="k", base_url=server.url) as tolt:
            async for _ in tolt.promotion_codes.list(program_id="p").prefetch():
                await asyncio.to_thread(server.seen, 2)
                break

            assert await asyncio.to_thread(gone.wait, 10.0)

    with SocketServer(reply(body=CODES.page("a", token="2")), hang_up) as server:
        asyncio.run(leave(server))


def test_an_error_nobody_waits_for_is_silent(caplog: pytest.LogCaptureFixture) -> None:
    """A page that failed after the iteration was left leaves no complaint behind."""

    async def leave(server: SocketServer) -> None:
        retry = tolt_client.Retry(attempts=1)
        async with (
            tolt_client.AsyncTolt(api_key="k", base_url=server.url, retry=retry) as tolt,
            aclosing(aiter(tolt.promotion_codes.list(program_id="p").prefetch())) as items,
        ):
            await anext(items)
            while len(asyncio.all_tasks()) > 1:  # noqa: ASYNC110 - until the other task has failed
                await asyncio.sleep(0.001)

    with SocketServer(reply(body=CODES.page("a", token="2")), reply(500)) as server:
        asyncio.run(leave(server))

    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []
