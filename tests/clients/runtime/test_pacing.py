"""The pace of one client, whoever shares it."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.clients.runtime.acme import LIST, Acme, AsyncAcme
from tests.clients.runtime.fake_clock import FakeClock
from tests.clients.runtime.shared_clock import SharedClock
from tests.clients.runtime.socket_server import SocketServer, reply

from vouch.generate.runtime.call import Call
from vouch.generate.runtime.pacing import UNPACED, Pace, Pacer, Slot


def send(pacer: Pacer, clock: FakeClock, latency: float) -> float:
    """Send one request as soon as the pacer lets it, and return when it was sent."""
    while not isinstance(slot := pacer.take(), Slot):
        clock.sleep(slot)
    sent = clock.now()
    clock.sleep(latency)
    pacer.answered(slot)
    return sent


def test_waits_only_when_it_must() -> None:
    """As many requests as the pace allows go at once, and the next exactly when the first no longer counts."""
    clock = FakeClock()
    pacer = Pacer(Pace(3, 1.0), clock)
    sent = [send(pacer, clock, 0.0) - 1000.0 for _ in range(7)]

    assert sent == [0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 2.0]


def test_slow_answers_need_no_waiting() -> None:
    """What the vendor's own slowness spaces out is measured, not slowed further."""
    clock = FakeClock()
    pacer = Pacer(Pace(3, 1.0), clock)
    for _ in range(10):
        send(pacer, clock, 0.5)

    assert set(clock.slept) == {0.5}


@given(
    st.integers(1, 5),
    st.lists(st.tuples(st.floats(0.0, 0.8), st.floats(0.0, 1.0)), min_size=1, max_size=30),
)
def test_no_vendor_counts_too_many(requests: int, journeys: list[tuple[float, float]]) -> None:
    """Wherever between sending and answer a request arrives, no second holds more than the pace allows."""
    clock = FakeClock()
    pacer = Pacer(Pace(requests, 1.0), clock)
    arrivals = [send(pacer, clock, latency) + latency * share for latency, share in journeys]

    for first, later in zip(arrivals, arrivals[requests:], strict=False):
        assert later - first >= 1.0 - 1e-9


def test_what_is_under_way_counts() -> None:
    """A request without its answer holds its slot, but a vendor that takes very long does not stop the others."""
    clock = FakeClock()
    pacer = Pacer(Pace(1, 1.0), clock)

    assert isinstance(pacer.take(), Slot)
    assert pacer.take() == 1.0
    clock.sleep(1.5)
    assert pacer.take() == 0.5
    clock.sleep(0.5)
    assert isinstance(pacer.take(), Slot)


class SlowSlot(Slot):
    """A slot whose making gives other threads a chance."""

    def __init__(self, sent: float) -> None:
        time.sleep(0.001)
        super().__init__(sent)


def test_threads_share_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads that ask at the same time get no more slots than there are."""
    monkeypatch.setattr("vouch.generate.runtime.pacing.Slot", SlowSlot)
    pacer = Pacer(Pace(5, 1.0), FakeClock())
    barrier = threading.Barrier(20)
    taken: list[Slot | float] = []

    def take() -> None:
        barrier.wait()
        taken.append(pacer.take())

    threads = [threading.Thread(target=take) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len([slot for slot in taken if isinstance(slot, Slot)]) == 5


class Limited:
    """A server that counts in the clients' time, and turns away what comes too fast."""

    def __init__(self, clock: SharedClock, pace: Pace) -> None:
        self.clock = clock
        self.pace = pace
        self.lock = threading.Lock()
        self.arrivals: list[float] = []
        self.refused = 0

    def __call__(self, connection: socket.socket) -> bool:
        """Answer with an empty page, or 429."""
        with self.lock:
            now = self.clock.now()
            recent = [each for each in self.arrivals if now - each < self.pace.seconds]
            self.arrivals.append(now)
            fits = len(recent) < self.pace.requests
            self.refused += not fits
        return reply(body={"success": True, "groups": []})(connection) if fits else reply(429)(connection)


PACE = Pace(5, 2.0)
WORKERS, CALLS = 8, 3


def work_in_threads(clock: SharedClock, url: str) -> None:
    """Make calls with one client from several threads at once."""
    gate = threading.Barrier(WORKERS)

    def work() -> None:
        with clock.at_work():
            gate.wait()
            for _ in range(CALLS):
                acme.transport.execute(Call(LIST))

    with Acme(base_url=url, pace=PACE) as acme:
        threads = [threading.Thread(target=work) for _ in range(WORKERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def work_in_tasks(clock: SharedClock, url: str) -> None:
    """Make calls with one client from several tasks at once."""

    async def work(acme: AsyncAcme) -> None:
        with clock.at_work():
            for _ in range(CALLS):
                await acme.transport.execute(Call(LIST))

    async def gather() -> None:
        async with AsyncAcme(base_url=url, pace=PACE) as acme:
            await asyncio.gather(*[work(acme) for _ in range(WORKERS)])

    asyncio.run(gather())


@pytest.mark.parametrize("work", [work_in_threads, work_in_tasks], ids=["threads", "tasks"])
def test_a_client_at_work_in_many_places_stays_below_the_limit(
    work: Callable[[SharedClock, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that enforces its limit refuses none of them, and they take no longer than the limit makes them."""
    clock = SharedClock(WORKERS)
    monkeypatch.setattr("vouch.generate.runtime.client.CLOCK", clock)
    limited = Limited(clock, PACE)
    with SocketServer(*[limited] * (2 * WORKERS * CALLS)) as server:
        work(clock, server.url)

    assert limited.refused == 0
    assert limited.arrivals == [2.0 * (number // 5) for number in range(WORKERS * CALLS)]


def test_no_pace_is_no_wait() -> None:
    """Where the vendor names no limit, nothing waits and nothing piles up."""
    clock = FakeClock()
    pacer = Pacer(UNPACED, clock)
    for _ in range(1000):
        send(pacer, clock, 0.0)

    assert set(clock.slept) == {0.0}
    assert len(pacer._slots) <= 1  # noqa: SLF001 - the pile is what this is about
