"""Two specs in, every change out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vouch.diff.change import KINDS, NOTHING, Change, Kind, merged
from vouch.diff.leftovers import leftovers
from vouch.diff.operations import matched, name_of, operations
from vouch.diff.settings import settings
from vouch.diff.sides import Sides, model_name, models
from vouch.spec import Spec


@dataclass(frozen=True, slots=True)
class Diff:
    """What changed for the callers of one vendor's client; a side is None where there is no such vendor."""

    vendor: str
    old: Spec | None
    new: Spec | None
    changes: tuple[Change, ...]

    @property
    def worst(self) -> Kind | None:
        """The kind of the worst change, None where there is none."""
        return min((change.kind for change in self.changes), key=KINDS.index, default=None)


def compare(vendor: str, old: Spec | None, new: Spec | None) -> Diff:
    """Compare two states of a vendor's spec; None is a vendor that is not there."""
    if old and new:
        return Diff(vendor, old, new, _changes(Sides(old, new)))
    if new:
        found = [
            Change("addition", f"{name_of(each)}()", f"`{name_of(each)}()` is new.", NOTHING, each.summary,
                   new=each.pointer, operations=(name_of(each),))
            for each in new.operations
        ]  # fmt: skip
        return Diff(vendor, old, new, tuple(found))
    gone = [] if old is None else [
        Change("breaking", f"{name_of(each)}()", f"`{name_of(each)}()` is gone.", each.summary, NOTHING,
               "the whole client is gone", each.pointer, operations=(name_of(each),))
        for each in old.operations
    ]  # fmt: skip
    return Diff(vendor, old, new, tuple(gone))


def _changes(sides: Sides) -> tuple[Change, ...]:
    if sides.old.document == sides.new.document:
        return ()
    found = [*operations(sides), *settings(sides), *_models(sides)]
    pairs = {sides.old.by_id[one].pointer: sides.new.by_id[other].pointer for one, other in matched(sides)}
    return merged([*found, *leftovers(sides, found, pairs)])


def _models(sides: Sides) -> Iterator[Change]:
    """Yield the classes that came, went or have another name."""
    one, other = set(models(sides.old)), set(models(sides.new))
    for at in sorted(one):
        became, name = sides.renames.get(at, at), model_name(at)
        if became not in other:
            told = f"`models.{name}` is gone."
            why = "code that imports it fails"
            yield Change("breaking", f"models.{name}", told, name, NOTHING, why, at, None)
        elif model_name(became) != name:
            now = model_name(became)
            told = f"`models.{name}` is called `{now}` now."
            why = "code that imports it by the old name fails"
            yield Change("breaking", f"models.{now}", told, name, now, why, at, became)
    for at in sorted(other - one - {sides.renames.get(each, each) for each in one}):
        name = model_name(at)
        yield Change("addition", f"models.{name}", f"`models.{name}` is new.", NOTHING, name, "", None, at)
