"""A clock for several at once: it moves on when all of them sleep, to the moment when the first wants to wake."""

# ruff: noqa: D102 - `Clock` says what they do

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from vouch.generate.runtime.clock import NEVER, Clock


class SharedClock(Clock):
    """Whoever is at work holds the time still: what comes of it is the same on any machine."""

    def __init__(self, workers: int) -> None:
        self.time = 0.0
        self._awake = workers
        self._alarms: list[tuple[float, threading.Event | asyncio.Event]] = []
        self._lock = threading.Lock()

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float, stop: threading.Event = NEVER) -> None:
        assert not stop.is_set()
        alarm = threading.Event()
        self._rest((self.time + seconds, alarm))
        assert alarm.wait(10.0)

    async def sleep_async(self, seconds: float) -> None:
        alarm = asyncio.Event()
        self._rest((self.time + seconds, alarm))
        await alarm.wait()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Count as a worker until the end of the block."""
        try:
            yield
        finally:
            self._rest()

    def _rest(self, *alarms: tuple[float, threading.Event | asyncio.Event]) -> None:
        with self._lock:
            self._alarms += alarms
            self._awake -= 1
            if self._awake == 0 and self._alarms:
                self.time = min(at for at, _ in self._alarms)
                due = [alarm for at, alarm in self._alarms if at <= self.time]
                self._alarms = [(at, alarm) for at, alarm in self._alarms if at > self.time]
                self._awake = len(due)
                for alarm in due:
                    alarm.set()
