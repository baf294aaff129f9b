"""The mock of one vendor as a test holds it, while it serves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from vouch.mock.app import Mock
from vouch.mock.clock import Clock
from vouch.mock.faults import Rule
from vouch.mock.log import Received


class VendorMock:
    """A mock that runs: how to reach it, what it was asked, and what it is to hold and do."""

    def __init__(self, mock: Mock, url: str) -> None:
        self._mock = mock
        self._backstage = mock.backstage
        self.url = url
        """What stands for the vendor's server URL: the client's `base_url`."""

    @property
    def env(self) -> Mapping[str, str]:
        """The environment variables with which the client reaches it, credentials included."""
        return self._mock.describe(self.url).env

    @property
    def params(self) -> Mapping[str, Any]:
        """Arguments with which every list has several pages, as long as it holds what it started with."""
        return self._mock.describe(self.url).params

    @property
    def requests(self) -> Sequence[Received]:
        """What it was asked since it was reset, oldest first, credentials left out."""
        return list(self._backstage.log)

    @property
    def clock(self) -> Clock:
        """What says when things are created: `.freeze(datetime(...))`, `.advance(seconds)`, `.now`."""
        return self._backstage.clock

    def items(self, collection: str | None = None) -> list[dict[str, Any]]:
        """Return the items of a list; its name can be left out where there is one.

        Raises:
            ItemError: there is no such list.

        """
        return self._backstage.items(collection)

    def add(
        self,
        collection: str | Mapping[str, Any] | None = None,
        item: Mapping[str, Any] | None = None,
        /,
        **fields: Any,
    ) -> dict[str, Any]:
        """Add an item to a list, and return it whole: `add(title="Dune")`, `add("books", {"title": "Dune"})`.

        The list's name can be left out where there is one. What the item lacks of what the spec requires, filters by
        or sorts by is made up; moments that do not lie ahead are now.

        Raises:
            ItemError: there is no such list, or the item breaks the spec.

        """
        name, given = _apart(collection, item or {})
        (added,) = self._backstage.add(name, [{**given, **fields} if isinstance(given, Mapping) else given])
        return added

    def hold(
        self,
        collection: str | Iterable[Mapping[str, Any]] | None = None,
        items: Iterable[Mapping[str, Any]] = (),
        /,
    ) -> list[dict[str, Any]]:
        """Let a list hold these items and no others, until the next reset; none empties it.

        Its name can be left out where there is one: `hold([{"title": "Dune"}])`.

        Raises:
            ItemError: there is no such list, or some break the spec: nothing has changed.

        """
        name, given = _apart(collection, items)
        whole = isinstance(given, Mapping) or not isinstance(given, Iterable)
        return self._backstage.hold(name, given if whole else list(given))

    def fail_next(self, fault: int | str, *, times: int = 1, operation: str | None = None, **options: Any) -> None:
        """Let the next request, or the next few, go wrong: with a status, or a fault by its name.

        Options are those of the fault: `fail_next(429, retry_after=2)`, `fail_next("latency", seconds=1.5)`. A fault
        that finds nothing to spoil in an answer waits for the next.

        Raises:
            FaultError: there is no such fault, option or operation.

        """
        self._backstage.fail_next(fault, times=times, operation=operation, **options)

    def arm(self, rules: Iterable[Rule | Mapping[str, Any]]) -> None:
        """Put rules into force, such as those of a profile: `arm(PROFILES["flaky"])`, from `vouch.mock`.

        Raises:
            FaultError: some are none.

        """
        self._backstage.arm(rules)

    def reset(self) -> None:
        """Go back to the start: its items, its clock, no faults, nothing asked yet."""
        self._backstage.reset()


def _apart(first: Any, second: Any) -> tuple[str | None, Any]:
    """Return the name of a list, None where it was left out, and what was given for the list."""
    left_out = not (first is None or isinstance(first, str) or second)
    return (None, first) if left_out else (first, second)
