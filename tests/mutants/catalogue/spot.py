"""One place of a spec that a fault can be at, and what a server looks like that has the fault there."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from typing import Any

from tests.mutants.direct import Serve
from tests.mutants.messages import Answer, Asked

from vouch.mock import Mock
from vouch.spec import Operation, Pagination, Parameter, Spec
from vouch.spec import pointer as ptr

Wrong = Callable[[Asked, Serve], Answer]
"""A server with a fault, beside the one without that it is made of."""
Change = Callable[[Any], object]
"""Changes a JSON value in place."""


@dataclass(frozen=True)
class Spot:
    """An operation, and what of it is at fault: a parameter, one of its values, a property; `mock` is the server."""

    mock: Mock
    operation: Operation
    parameter: str = ""
    value: str = ""
    pointer: str = ""

    @property
    def name(self) -> str:
        """What tells this place from the others of its vendor."""
        details = filter(None, (self.parameter, self.value, self.pointer))
        return " ".join([self.operation.id, *details])

    @property
    def spec(self) -> Spec:
        """The vendor."""
        return self.mock.spec

    @property
    def pages(self) -> Pagination:
        """How the list is paged."""
        assert self.operation.pagination
        return self.operation.pagination

    @property
    def declared(self) -> Parameter:
        """The parameter."""
        return self.operation.parameter(self.parameter)

    @cached_property
    def _path(self) -> re.Pattern[str]:
        fixed = re.split(r"\{[^}]+\}", self.operation.path)
        return re.compile("([^/]+)".join(map(re.escape, fixed)))

    def hit_by(self, asked: Asked) -> bool:
        """Say whether a request is for the operation."""
        return asked.method == self.operation.method.upper() and bool(self._path.fullmatch(asked.path))

    def later(self, asked: Asked) -> bool:
        """Say whether a request is for another page than the first."""
        return bool({self.pages.parameter, self.pages.previous} & {name for name, _ in asked.query})

    # What a fault is made of.

    def wrong(self, wrong: Wrong) -> Wrong:
        """Be wrong where the operation is asked for."""
        return lambda asked, serve: wrong(asked, serve) if self.hit_by(asked) else serve(asked)

    def ask(self, change: Callable[[Asked], Asked]) -> Wrong:
        """Take a request of the operation for another one."""
        return self.wrong(lambda asked, serve: serve(change(asked)))

    def tell(self, change: Callable[[Answer], Answer]) -> Wrong:
        """Answer the operation with something else."""
        return self.wrong(lambda asked, serve: change(serve(asked)))

    def succeed(self, change: Callable[[Answer], Answer]) -> Wrong:
        """Answer with something else where the operation succeeds."""
        return self.tell(lambda answer: change(answer) if answer.success else answer)

    def refuse(self, change: Callable[[Answer], Answer], *statuses: int) -> Wrong:
        """Answer with something else where the operation is refused, with one of the statuses if any are named."""
        fits = statuses or range(400, 500)
        return self.tell(lambda answer: change(answer) if answer.status in fits else answer)

    def edit(self, change: Change) -> Wrong:
        """Change the body of a success in place."""
        return self.tell(lambda answer: answer.edited(change))

    def put(self, pointer: str, make: Callable[[Any], Any]) -> Wrong:
        """Change what stands at a body pointer, where something does."""

        def change(body: Any) -> None:
            if ptr.get(body, pointer) is not None:
                ptr.put(body, pointer, make(ptr.get(body, pointer)))

        return self.edit(change)

    def items(self, change: Callable[[list[Any]], list[Any]]) -> Wrong:
        """Change the items of a page."""
        return self.put(self.pages.items, change)

    def each(self, change: Change) -> Wrong:
        """Change every item of a page in place."""

        def changed(items: list[Any]) -> list[Any]:
            for item in items:
                change(item)
            return items

        return self.items(changed)


def removed(value: Any, pointer: str) -> None:
    """Remove what stands at a pointer."""
    *way, last = ptr.split(pointer)
    holder = ptr.get(value, ptr.from_keys(way))
    if isinstance(holder, dict):
        holder.pop(last, None)
    elif isinstance(holder, list):
        del holder[int(last) :]


Over = Callable[[Mock], Sequence[Spot]]
"""The places of a vendor that a fault can be at."""


@dataclass(frozen=True)
class Kind:
    """A fault in words, the places it can be at, and how it is made there.

    `make` returns the server with the fault, or changes the mock and returns None.
    """

    words: str
    over: Over
    make: Callable[[Spot], Wrong | None]


@dataclass(frozen=True)
class Fault:
    """One fault at one place; `breaks` is the claim that does not hold for it."""

    family: str
    breaks: str
    kind: Kind
    vendor: str
    place: str

    @property
    def name(self) -> str:
        """The fault and where it is."""
        return f"{self.kind.words} ({self.vendor} {self.place})"

    @property
    def draw(self) -> int:
        """A number between 0 and 999 that follows from the name."""
        return int.from_bytes(blake2b(self.name.encode(), digest_size=4).digest()) % 1000

    def twin(self, mock: Mock, serve: Serve) -> Serve:
        """Return the server with the fault, made of one that has none."""
        spot = next(spot for spot in self.kind.over(mock) if spot.name == self.place)
        wrong = self.kind.make(spot)
        return serve if wrong is None else lambda asked: wrong(asked, serve)


Claims = dict[str, Sequence[Kind]]
"""The kinds of fault by the claim they break."""

__all__ = ["Answer", "Asked", "Change", "Claims", "Fault", "Kind", "Over", "Spot", "Wrong", "removed", "replace"]
