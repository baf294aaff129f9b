"""Staying below a vendor's rate limit instead of running into it."""

import sys
import threading
from typing import NamedTuple

from .clock import Clock


class Pace(NamedTuple):
    """What a vendor allows: so many requests in any so many seconds."""

    requests: int
    seconds: float


UNPACED = Pace(sys.maxsize, 0.0)


class Slot:
    """One request's share of the pace."""

    def __init__(self, sent: float) -> None:
        self.sent = sent
        self.answered: float | None = None


class Pacer:
    """Hands out the requests of one client, to all its threads and tasks, no faster than the pace.

    A vendor counts a request when it arrives, which is some time after it was sent. It surely arrived by the time it
    was answered, so that is when its seconds start; a vendor that takes longer than them to answer is not waited for.
    """

    def __init__(self, pace: Pace, clock: Clock) -> None:
        self._pace = pace
        self._clock = clock
        self._slots: list[Slot] = []
        self._lock = threading.Lock()

    def take(self) -> Slot | float:
        """Take a slot for a request that is sent now, or learn in how many seconds to ask again."""
        with self._lock:
            now = self._clock.now()
            self._slots = [slot for slot in self._slots if self._free_at(slot, now) > now]
            if len(self._slots) < self._pace.requests:
                self._slots.append(slot := Slot(now))
                return slot
            return min(self._free_at(slot, now) for slot in self._slots) - now

    def answered(self, slot: Slot) -> None:
        """Note that a slot's request arrived, or never will."""
        slot.answered = self._clock.now()

    def _free_at(self, slot: Slot, now: float) -> float:
        arrived = now if slot.answered is None else slot.answered
        return min(arrived, slot.sent + self._pace.seconds) + self._pace.seconds
