"""The clock of a mock: it starts at the same moment on every start, and moves only as it is told to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

START = datetime(2025, 6, 15, 12, tzinfo=UTC)
"""The moment that all made-up data lies around, so that it never goes out of date."""
_TICK = timedelta(seconds=1)


class Clock:
    """Says when things happen. Until it is frozen, each happens a second after the one before."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Go back to the start, and run."""
        self._now = START
        self._frozen = False

    @property
    def now(self) -> datetime:
        """The moment it shows, in UTC."""
        return self._now

    @property
    def frozen(self) -> bool:
        """Whether it stands still."""
        return self._frozen

    def tick(self) -> datetime:
        """Return the moment of something that happens now."""
        if not self._frozen:
            self.advance(_TICK.total_seconds())
        return self._now

    def freeze(self, at: datetime | None = None) -> None:
        """Stand still, at a moment or where it is; a moment without a zone is in UTC.

        Raises:
            TypeError: it is no moment.

        """
        if at is not None and not isinstance(at, datetime):
            raise TypeError(f"{at!r} is no moment; expected a datetime, such as datetime(2030, 1, 1, tzinfo=UTC)")
        if at:
            self._now = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        self._frozen = True

    def advance(self, seconds: float) -> None:
        """Move on, frozen or not; back where that is negative, and never out of the calendar."""
        try:
            self._now += timedelta(seconds=seconds)
        except OverflowError:
            raise ValueError(f"{seconds} seconds lead out of the calendar") from None
