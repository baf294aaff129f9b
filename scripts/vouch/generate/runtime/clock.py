"""Time and chance, in one place, so that tests can bring their own."""

import random
import threading
import time

NEVER = threading.Event()
"""What nobody sets."""


class Clock:
    """The clock of this machine."""

    def now(self) -> float:
        """Return the seconds since some fixed moment; never goes back."""
        return time.monotonic()

    def sleep(self, seconds: float, stop: threading.Event = NEVER) -> None:
        """Wait, in a thread, no longer than until `stop` is set."""
        stop.wait(seconds)

    async def sleep_async(self, seconds: float) -> None:
        """Wait, in a task."""
        import asyncio  # noqa: PLC0415 - a third of what importing this package would cost, for clients that never use it

        await asyncio.sleep(seconds)

    def jitter(self, most: float) -> float:
        """Return a number of seconds, at random from 0 to `most`."""
        return random.uniform(0.0, most)
