"""Places: where in which item a made-up value stands, and what is asked of it there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from vouch.spec import Embedding, Operation, Spec


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value goes: `path` names it, `index` numbers it.

    What stands at one of `own` tells each item from every other.
    `full` leaves nothing out, `usual` always takes the first of the things that can be referred to.
    """

    path: str
    index: int
    depth: int = 0
    full: bool = False
    usual: bool = False
    pooled: frozenset[str] = frozenset()
    always: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()

    def child(self, name: str, levels: int = 1) -> Place:
        """Return the place of a property, so many levels down."""
        path, depth = f"{self.path}/{name}", self.depth + levels
        return Place(path, self.index, depth, self.full, self.usual, self.pooled, self.always, self.never, self.own)

    @property
    def name(self) -> str:
        """The name of the property that stands here."""
        return self.path.rpartition("/")[2]


def first_place(spec: Spec, operation: Operation) -> Place:
    """Return the place of the first item of a list.

    What tells items apart is what pages follow, what a creation calls the id of a new one, and whatever is called so.
    """
    filters = [parameter.filter for parameter in operation.parameters if parameter.filter]
    sorts = [order for parameter in operation.parameters if parameter.sort for order in parameter.sort.values.values()]

    def paths(pointers: Iterable[str]) -> frozenset[str]:
        return frozenset(operation.resource + pointer for pointer in pointers)

    ids = [operation.pagination.id] if operation.pagination and operation.pagination.id else []
    creations = (each.creates for each in spec.operations if each.creates and each.creates.list == operation.id)
    ids += [creates.id.removeprefix(creates.thing) for creates in creations]
    needed = [*ids, *(found.field for found in filters), *(order.by for order in sorts)]
    return Place(
        operation.resource,
        0,
        pooled=paths(found.field for found in filters if found.match in {"equals", "in"}),
        always=paths(way for pointer in needed for way in accumulate(pointer.split("/"), "{}/{}".format)),
        never=paths(embedding.at for embedding in embeddings(operation)),
        own=paths([*ids, "/id", "/uuid"]),
    )


def embeddings(operation: Operation) -> Iterator[Embedding]:
    """Yield what a list embeds on request."""
    for parameter in operation.parameters:
        if parameter.expand:
            yield from parameter.expand.values.values()
