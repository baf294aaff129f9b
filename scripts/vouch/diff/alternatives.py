"""The alternatives of two schemas: which is which, and which came or went."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from vouch.diff.sides import Node, Sides
from vouch.diff.views import View, view
from vouch.spec import Spec


@dataclass(frozen=True, slots=True)
class Matched:
    """The alternatives of both, and those of one alone."""

    pairs: tuple[tuple[Node, Node], ...]
    lost: tuple[Node, ...]
    gained: tuple[Node, ...]

    def without(self, alone: Node, spec: Spec) -> tuple[Any, Any]:
        """Return two schemas of one document: of what both have and this one alternative, and of what both have.

        What one alternative admits, another one may admit, too.
        """
        index = 0 if alone in self.lost else 1
        both = [pair[index].value for pair in self.pairs]
        return spec.standalone({"anyOf": [alone.value, *both]}), spec.standalone(
            {"anyOf": both} if both else {"not": {}}
        )


def matched(sides: Sides, old: View, new: View) -> Matched:
    """Match alternatives by what they refer to, by what they say, by their type, or as the only ones left."""
    one, other = _alternatives(old), _alternatives(new)
    pairs: list[tuple[Node, Node]] = []

    def same_reference(mine: Node, theirs: Node) -> bool:
        reference = str(mine.get("$ref", ""))[1:]
        return bool(reference) and f"#{sides.renames.get(reference, reference)}" == theirs.get("$ref")

    def same_type(mine: Node, theirs: Node) -> bool:
        types = view(mine, sides.old.document).types
        return bool(types) and types == view(theirs, sides.new.document).types

    ways: tuple[Callable[[Node, Node], bool], ...] = (
        same_reference,
        lambda mine, theirs: bool(mine.value == theirs.value),
        same_type,
        lambda *_: len(one) == len(other) == 1,
    )
    for alike in ways:
        for mine in list(one):
            match = next((theirs for theirs in other if alike(mine, theirs)), None)
            if match is not None:
                one.remove(mine)
                other.remove(match)
                pairs.append((mine, match))
    return Matched(tuple(pairs), tuple(one), tuple(other))


def _alternatives(of: View) -> list[Node]:
    """Return the alternatives of a schema: where there are none, all that it says is one."""
    if of.branches:
        return list(of.branches)
    parts = {"properties": {name: node.value for name, node in of.properties.items()}, "required": list(of.required)}
    said = {key: node.value for key, node in of.keywords.items()}
    return [Node({**said, **{key: value for key, value in parts.items() if value}}, of.at)]
