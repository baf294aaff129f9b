"""Whatever differs between two documents and no comparison has named: nothing vanishes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from vouch.diff.change import NOTHING, Change, shown
from vouch.diff.naming import Naming
from vouch.diff.sides import Sides
from vouch.spec import pointer as ptr

_SPELLING = frozenset({"$ref", "anyOf", "oneOf", "allOf", "type"})
"""Keywords that the same change may move about: `{$ref}` becomes `{anyOf: [{$ref}, null]}`."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the documents differ; `old` or `new` is None where there is nothing.

    Of a component it may be the name: then that is what `before` and `after` are.
    """

    old: str | None
    new: str | None
    before: Any
    after: Any
    is_name: bool = False


def leftovers(sides: Sides, changes: Iterable[Change], pairs: Mapping[str, str]) -> Iterator[Change]:
    """Yield a change of wording for each difference that the changes do not account for.

    `pairs` are the operations that are one, from the old pointer to the new one.
    """
    changes = list(changes)
    # A new name is told by one change; what is inside has changed on its own.
    renamed = {change.old for change in changes if change.old in sides.renames and change.new}
    inside = [change for change in changes if change.old not in renamed]
    old = [each for change in inside for each in (change.old, *change.also) if each]
    new = [each for change in inside for each in (change.new, *change.also) if each]
    known, name_old, name_new = _Known(old, new), Naming(sides.old), Naming(sides.new)
    for difference in differences(sides, pairs):
        if difference.is_name and difference.old in renamed:
            continue
        if known.accounts_for(difference):
            continue
        place, operations = name_new(difference.new) if difference.new else name_old(difference.old or "")
        keys = ptr.split(difference.new or difference.old or "")
        what = next((key for key in reversed(keys) if not key.isdigit()), "document")
        what = "evidence" if "x-evidence" in keys else what
        before, after = (
            NOTHING if at is None else shown(value)
            for at, value in ((difference.old, difference.before), (difference.new, difference.after))
        )
        became = "removed" if difference.new is None else "added" if difference.old is None else "changed"
        told = f"`{place}`: {what} {became}."
        yield Change("wording", place, told, before, after, "", difference.old, difference.new, operations, text=True)


def differences(sides: Sides, pairs: Mapping[str, str]) -> Iterator[Difference]:
    """Yield every place where the two documents differ, apart from the version; the order of keys is none."""
    compared = Compared({**pairs, **sides.renames}, sides.renames)
    yield from compared.values(sides.old.document, sides.new.document, "", "")
    for old, new in compared.apart.items():
        one, other = ptr.get(sides.old.document, old), ptr.get(sides.new.document, new)
        yield from compared.values(one, other, old, new)
        if old in sides.renames:
            yield Difference(old, new, ptr.split(old)[-1], ptr.split(new)[-1], is_name=True)


class Compared:
    """Compares two trees; what has moved is compared with what it has become, on its own."""

    def __init__(self, apart: Mapping[str, str], renames: Mapping[str, str]) -> None:
        self.apart = apart
        self._renames = renames
        self._become = frozenset(apart.values())

    def values(self, old: Any, new: Any, old_at: str, new_at: str) -> Iterator[Difference]:
        """Yield where two values differ, each with where it stands."""
        if isinstance(old, dict) and isinstance(new, dict):
            yield from self._members(old, new, old_at, new_at)
        elif isinstance(old, list) and isinstance(new, list):
            yield from self._entries(old, new, old_at, new_at)
        elif _written(old) != _written(new) and (old_at, new_at) != ("/info/version", "/info/version"):
            renamed = old_at.endswith("/$ref") and self._renames.get(str(old)[1:]) == str(new)[1:]
            if not renamed:
                yield Difference(old_at, new_at, old, new)

    def _members(
        self, old: Mapping[str, Any], new: Mapping[str, Any], old_at: str, new_at: str
    ) -> Iterator[Difference]:
        for key in dict.fromkeys([*old, *new]):
            here, there = ptr.join(old_at, key), ptr.join(new_at, key)
            gone, come = key in old and here not in self.apart, key in new and there not in self._become
            if gone and come:
                yield from self.values(old[key], new[key], here, there)
            elif gone:
                yield from self._lone(old[key], here, self.apart.keys(), is_new=False)
            elif come:
                yield from self._lone(new[key], there, self._become, is_new=True)

    def _lone(self, value: Any, at: str, moved: Iterable[str], *, is_new: bool) -> Iterator[Difference]:
        """Yield what stands on one side only, without what has a counterpart elsewhere."""
        if isinstance(value, dict) and any(each.startswith(f"{at}/") for each in moved):
            for key, child in value.items():
                if (here := ptr.join(at, key)) not in moved:
                    yield from self._lone(child, here, moved, is_new=is_new)
        else:
            yield Difference(None, at, None, value) if is_new else Difference(at, None, value, None)

    def _entries(self, old: list[Any], new: list[Any], old_at: str, new_at: str) -> Iterator[Difference]:
        """Match what is alike wherever it stands; of the rest the first with the first."""
        left, come = list(range(len(old))), list(range(len(new)))
        moved = False
        for index in list(left):
            match = next((other for other in come if _written(old[index]) == _written(new[other])), None)
            if match is not None:
                moved = moved or come[0] != match
                left.remove(index)
                come.remove(match)
        for index, other in zip(left, come, strict=False):
            yield from self.values(old[index], new[other], ptr.join(old_at, index), ptr.join(new_at, other))
        for index in left[len(come) :]:
            yield Difference(ptr.join(old_at, index), None, old[index], None)
        for other in come[len(left) :]:
            yield Difference(None, ptr.join(new_at, other), None, new[other])
        if moved and not left and not come:
            yield Difference(old_at, new_at, old, new)


class _Known:
    """The causes of the changes that are named."""

    def __init__(self, old: Iterable[str], new: Iterable[str]) -> None:
        self._sides = [(frozenset(each), frozenset(map(_parent, each)), self._above(each)) for each in (old, new)]

    def accounts_for(self, difference: Difference) -> bool:
        for (causes, parents, above), at in zip(self._sides, (difference.old, difference.new), strict=True):
            if at is None:
                continue
            keys = ptr.split(at)
            if any(ptr.from_keys(keys[: count + 1]) in causes for count in range(len(keys))):
                return True
            if keys[-1] in _SPELLING and _parent(at) in parents:
                return True
            if (difference.old is None or difference.new is None) and at in above:
                return True
        return False

    def _above(self, causes: Iterable[str]) -> frozenset[str]:
        """Return the pointers above the causes: what came or went whole is named by what is in it."""
        return frozenset(
            ptr.from_keys(ptr.split(each)[:count]) for each in causes for count in range(1, len(ptr.split(each)))
        )


def _parent(pointer: str) -> str:
    return pointer.rpartition("/")[0]


def _written(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
