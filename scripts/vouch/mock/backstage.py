"""Backstage: what a mock holds, does wrong and remembers, to be read and changed while it serves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from threading import RLock
from typing import Any

from vouch.mock.clock import Clock
from vouch.mock.data import Data
from vouch.mock.faults import FaultError, Plan, Rule, read_rules
from vouch.mock.intake import Flaw, Intake, ItemError
from vouch.mock.lists import ListAnswer
from vouch.mock.log import Log
from vouch.spec import Spec
from vouch.spec import pointer as ptr


class Backstage:
    """The other side of one vendor's mock.

    `lists` are its lists by operationId, `clock` says when things happen, `faults` what goes wrong, `log` what was
    asked. `lock` is held while a request is answered.
    """

    def __init__(
        self, spec: Spec, *, seed: int, size: int | None, items: Mapping[str, Any], faults: Iterable[Rule]
    ) -> None:
        self.spec = spec
        self.clock = Clock()
        self.log = Log(spec)
        self.faults = Plan(spec, seed, faults)
        self.data = Data(spec, seed)
        self.lock = RLock()
        operations = [operation for operation in spec.operations if operation.pagination]
        self.lists = {
            operation.id: ListAnswer(spec, operation, operation.pagination, self.data, size)
            for operation in operations
            if operation.pagination
        }
        shared = Counter(operation.resource for operation in operations)
        self._intakes: dict[str, tuple[Intake, ListAnswer]] = {}
        for operation in operations:
            listed = self.lists[operation.id]
            resource = operation.resource
            name = resource if shared[resource] == 1 else f"{resource}.{operation.name}"
            self._intakes[name] = (Intake(name, spec, operation, self.data, listed.collection), listed)
        self._supplied = items
        self._supply()

    @property
    def collections(self) -> tuple[str, ...]:
        """What the lists are called: as their resource in the client, `books`."""
        return tuple(self._intakes)

    def items(self, collection: str | None = None) -> list[dict[str, Any]]:
        """Return the items of a list, oldest first, without what is only embedded on request.

        The name can be left out where there is one list.

        Raises:
            ItemError: there is no such list.

        """
        _, listed = self._intakes[self._named(collection)]
        with self.lock:
            return [deepcopy(entry.item) for entry in listed.collection.entries]

    def add(self, collection: str | None, items: Sequence[Any]) -> list[dict[str, Any]]:
        """Add items to a list, behind those that are there, and return them whole.

        What they lack of what the spec requires, filters by or sorts by is made up; moments that do not lie ahead
        are now.

        Raises:
            ItemError: there is no such list, or some break the spec: none was added.

        """
        intake, listed = self._intakes[self._named(collection)]
        with self.lock:
            accepted = intake.accept(items, now=self.clock.tick())
            for item in accepted:
                listed.collection.add(item)
        return deepcopy(accepted)

    def hold(self, collection: str | None, items: Sequence[Any]) -> list[dict[str, Any]]:
        """Let a list hold these items and no others, until the next reset, and return them whole.

        Raises:
            ItemError: there is no such list, or some break the spec: nothing has changed.

        """
        intake, listed = self._intakes[self._named(collection)]
        with self.lock:
            accepted = intake.accept(items)
            listed.collection.hold(accepted)
        return deepcopy(accepted)

    def fail_next(self, fault: int | str, *, times: int = 1, operation: str | None = None, **options: Any) -> None:
        """Let the next request, or the next few, go wrong: with a status, or a fault by its name.

        Options are those of the fault: `fail_next(429, retry_after=2)`, `fail_next("latency", seconds=1.5)`.

        Raises:
            FaultError: there is no such fault, option or operation.

        """
        kind = {"fault": "status", "status": fault} if isinstance(fault, int) else {"fault": fault}
        when = {"operation": operation} if operation else {}
        self.arm([{**kind, **options, **when, "times": times}])

    def arm(self, rules: Iterable[Rule | Mapping[str, Any]]) -> None:
        """Put rules into force beside those that are, `Rule`s or their JSON.

        Raises:
            FaultError: some are none.

        """
        if isinstance(rules, str | Mapping) or not isinstance(rules, Iterable):
            raise FaultError(
                f"{rules!r} is no list of rules; expected some, such as [{{'fault': 'reset'}}] or a profile's"
            )
        given = [rule.as_json() if isinstance(rule, Rule) else rule for rule in rules]
        with self.lock:
            self.faults.arm(*read_rules(given))

    def reset(self) -> None:
        """Go back to the start: its items, its clock, its faults, and nothing asked yet."""
        with self.lock:
            self.data.forget()
            for _, listed in self._intakes.values():
                listed.collection.reset()
            self._supply()
            self.clock.reset()
            self.faults.reset()
            self.log.clear()

    def _named(self, collection: str | None) -> str:
        if collection is None and len(self._intakes) == 1:
            return next(iter(self._intakes))
        if not isinstance(collection, str):
            raise ItemError([Flaw("", "no name of a list", self._names)])
        if collection not in self._intakes:
            raise ItemError([self._unknown(collection)])
        return collection

    @property
    def _names(self) -> str:
        return f"one of {', '.join(self._intakes)}"

    def _unknown(self, name: Any) -> Flaw:
        return Flaw(ptr.join("", name), f"no list {name}", self._names)

    def _supply(self) -> None:
        """Put the items that were supplied in the place of those made up; every flaw of all is raised at once."""
        if not isinstance(self._supplied, Mapping):
            raise ItemError([Flaw("", "no lists", f"items by the name of their list: {', '.join(self._intakes)}")])
        flaws: list[Flaw] = []
        for name, items in self._supplied.items():
            if name not in self._intakes:
                flaws.append(self._unknown(name))
                continue
            intake, listed = self._intakes[name]
            try:
                listed.collection.start_with(intake.accept(items))
            except ItemError as error:
                flaws += error.flaws
        if flaws:
            raise ItemError(flaws)
