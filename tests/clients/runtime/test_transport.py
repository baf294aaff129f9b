"""Many callers of one client: each has its turn, and gives it back."""

import asyncio
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, ExitStack

import httpx
import pytest
from tests.clients.runtime.acme import LIST, Acme, AsyncAcme
from tests.clients.runtime.sample import GroupList
from tests.clients.runtime.socket_server import Action, SocketServer, hang, reply, reset
from tests.clients.runtime.test_exchange import PAGE

from vouch.generate.runtime import errors
from vouch.generate.runtime.call import Call
from vouch.generate.runtime.retry import Retry
from vouch.generate.runtime.settings import AT_A_TIME

FINE = reply(body=PAGE)
ONCE = Retry(attempts=1)
# Whoever waited for a connection of httpx's would have given up at once.
IMPATIENT = httpx.Timeout(30.0, pool=0.001)
MORE = 50

# Makes so many calls at once, and returns what came of them.
Crowd = Callable[..., list[object]]


class Counting:
    """A server that does nothing before so many are there, and knows the most that ever were."""

    def __init__(self, together: int, action: Action = FINE) -> None:
        self.together = together
        self.action = action
        self.here = self.most = 0
        self.arrival = threading.Condition()

    def __call__(self, connection: socket.socket) -> bool:
        """Wait for the others, then act."""
        with self.arrival:
            self.here += 1
            self.most = max(self.most, self.here)
            self.arrival.notify_all()
            self.arrival.wait_for(lambda: self.most >= self.together, timeout=10.0)
            self.here -= 1
        return self.action(connection)


def in_threads(number: int, url: str, own: httpx.Limits | None = None) -> list[object]:
    """Make calls from as many threads, with an httpx client of their own if that is to have limits."""

    def one(_: int) -> object:
        try:
            return acme.transport.execute(Call(LIST)).groups
        except errors.APIError as error:
            return error

    with ExitStack() as stack:
        http = stack.enter_context(httpx.Client(limits=own)) if own else None
        acme = stack.enter_context(Acme(base_url=url, timeout=IMPATIENT, retry=ONCE, http_client=http))
        pool = stack.enter_context(ThreadPoolExecutor(number))
        return list(pool.map(one, range(number)))


def in_tasks(number: int, url: str, own: httpx.Limits | None = None) -> list[object]:
    """Make calls from as many tasks, with an httpx client of their own if that is to have limits."""

    async def one(acme: AsyncAcme) -> object:
        try:
            return (await acme.transport.execute(Call(LIST))).groups
        except errors.APIError as error:
            return error

    async def all_of_them() -> list[object]:
        async with AsyncExitStack() as stack:
            http = await stack.enter_async_context(httpx.AsyncClient(limits=own)) if own else None
            acme = AsyncAcme(base_url=url, timeout=IMPATIENT, retry=ONCE, http_client=http)
            await stack.enter_async_context(acme)
            return await asyncio.gather(*[one(acme) for _ in range(number)])

    return asyncio.run(all_of_them())


each_crowd = pytest.mark.parametrize("crowd", [in_threads, in_tasks], ids=["threads", "tasks"])


@each_crowd
@pytest.mark.parametrize("action", [FINE, reset], ids=["answered", "reset"])
def test_more_callers_than_connections_take_turns(crowd: Crowd, action: Action) -> None:
    """Whoever finds every connection in use waits for one, however its user's call ends: that is no timeout."""
    counting = Counting(AT_A_TIME, action)
    with SocketServer(*[counting] * AT_A_TIME, *[FINE] * MORE) as server:
        found = crowd(AT_A_TIME + MORE, server.url)
    failed = [each for each in found if each != []]

    assert {type(error) for error in failed} == ({errors.APIConnectionError} if action is reset else set())
    assert len(failed) == (AT_A_TIME if action is reset else 0)
    assert len(server.requests) == AT_A_TIME + MORE
    assert counting.most == AT_A_TIME


@each_crowd
def test_the_limits_of_a_custom_http_client_are_its_own(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    """With an httpx client that was handed in, as many go at once as it lets."""
    monkeypatch.setattr("vouch.generate.runtime.transport.AT_A_TIME", 1)
    counting = Counting(3)
    with SocketServer(*[counting] * 3) as server:
        found = crowd(3, server.url, httpx.Limits(max_connections=3))

    assert found == [[]] * 3
    assert counting.most == 3


def test_cancelled_tasks_give_back_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a task that is cancelled with its request under way, or in line for its turn, nothing stays behind."""
    monkeypatch.setattr("vouch.generate.runtime.transport.AT_A_TIME", 1)

    async def give_up(server: SocketServer) -> None:
        async with AsyncAcme(base_url=server.url, retry=ONCE) as acme:
            under_way, in_line = (asyncio.create_task(acme.transport.execute(Call(LIST))) for _ in range(2))
            await asyncio.to_thread(server.seen, 1)
            for task in (in_line, under_way):
                task.cancel()
            await asyncio.gather(in_line, under_way, return_exceptions=True)
            async with asyncio.timeout(10.0):
                assert (await acme.transport.execute(Call(LIST))).groups == []

    with SocketServer(hang, FINE) as server:
        asyncio.run(give_up(server))

    assert len(server.requests) == 2


def test_tasks_may_be_cancelled_at_any_moment() -> None:
    """Wherever tasks were on their way when they were cancelled, others have as many connections as ever."""

    async def give_up(server: SocketServer) -> list[GroupList]:
        async with AsyncAcme(base_url=server.url, timeout=IMPATIENT, retry=ONCE) as acme:
            for moment in range(16):
                tasks = [asyncio.create_task(acme.transport.execute(Call(LIST))) for _ in range(AT_A_TIME)]
                for _ in range(moment):
                    await asyncio.sleep(0)
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            return await asyncio.gather(*[acme.transport.execute(Call(LIST)) for _ in range(AT_A_TIME)])

    with SocketServer(*[FINE] * (17 * AT_A_TIME)) as server:
        found = asyncio.run(give_up(server))

    assert len(found) == AT_A_TIME


def test_what_a_hook_raises_is_the_callers() -> None:
    """An error of an event hook comes out as it is, not as one about the client."""

    def refuse(_: httpx.Request) -> None:
        raise RuntimeError("not today")

    with (
        httpx.Client(event_hooks={"request": [refuse]}) as http,
        Acme(base_url="http://127.0.0.1:1", retry=ONCE, http_client=http) as acme,
        pytest.raises(RuntimeError, match=r"^not today$"),
    ):
        acme.transport.execute(Call(LIST))


def test_a_turn_in_another_event_loop_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for a turn in another loop than whoever has it learns so in an error of ours."""
    monkeypatch.setattr("vouch.generate.runtime.transport.AT_A_TIME", 1)
    with SocketServer(hang) as server, asyncio.Runner() as first, asyncio.Runner() as second:
        acme = AsyncAcme(base_url=server.url, retry=ONCE)

        async def begin() -> list[asyncio.Task[GroupList]]:
            tasks = [asyncio.create_task(acme.transport.execute(Call(LIST))) for _ in range(2)]
            await asyncio.to_thread(server.seen, 1)
            return tasks

        tasks = first.run(begin())
        with pytest.raises(errors.APIError, match="serves one event loop"):
            second.run(acme.transport.execute(Call(LIST)))
        for task in tasks:
            task.cancel()
        first.run(acme.close())
