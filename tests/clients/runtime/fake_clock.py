"""A clock that only moves when somebody sleeps."""

# ruff: noqa: D102 - `Clock` says what they do

import threading

from vouch.generate.runtime.clock import NEVER, Clock


class FakeClock(Clock):
    """Sleeps without waiting, remembers for how long, and draws the longest jitter there is."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float, stop: threading.Event = NEVER) -> None:
        assert not stop.is_set()
        self.slept.append(seconds)
        self.time += seconds

    async def sleep_async(self, seconds: float) -> None:
        self.sleep(seconds)

    def jitter(self, most: float) -> float:
        return most
