"""Bodies that break their schema in one place, and are right everywhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from vouch.mock.faults.kinds import Fault, MissingField, NewEnumValue, OfValue
from vouch.mock.faults.plan import Strike
from vouch.mock.schemas import Variants, listed

_NEW = "unheard_of"
"""A value that no enum lists."""
_STRANGE: Sequence[tuple[str, Any]] = (
    ("string", "twelve"),
    ("integer", 12),
    ("boolean", True),
    ("object", {"value": 12}),
    ("array", [12]),
    ("null", None),
)
"""A value of each type."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Something in a body: what holds it, under which key, and the plain schemas it may keep."""

    holder: Any
    key: str | int
    variants: tuple[dict[str, Any], ...]
    required: bool


def spoil(strike: Strike, variants: Variants, schema: Any, body: Any) -> bool:
    """Change one value in a body; return whether there was one to change."""
    fault = strike.fault
    wanted = fault.field if isinstance(fault, OfValue) else None
    places = [place for place in _places(variants, schema, body) if wanted in {None, place.key}]
    changes = [change for place in places if (change := _change(fault, place, strike.random))]
    if changes:
        strike.random.choice(changes)()
    return bool(changes)


def _change(fault: Fault, place: _Place, random: Random) -> Callable[[], None] | None:
    """Return what puts the fault in a place, or None where it has no business."""
    match fault:
        case NewEnumValue():
            known = [value for variant in place.variants for value in listed(variant) or () if isinstance(value, str)]
            return _setting(place, _NEW) if known and isinstance(place.holder[place.key], str) else None
        case MissingField(field=field):
            # Whoever names a property means it, required or not.
            return (lambda: place.holder.pop(place.key)) if place.required or field else None
    kinds = {variant.get("type") for variant in place.variants}
    if None in kinds or not kinds:
        return None
    if "number" in kinds:
        kinds.add("integer")
    strange = [value for kind, value in _STRANGE if kind not in kinds]
    return _setting(place, random.choice(strange)) if strange else None


def _setting(place: _Place, value: Any) -> Callable[[], None]:
    def put() -> None:
        place.holder[place.key] = value

    return put


def _places(variants: Variants, schema: Any, value: Any) -> Iterator[_Place]:
    """Yield every value inside a body that its schema says something about."""
    for variant in variants.of(schema):
        if isinstance(value, dict):
            required = set(variant.get("required", ()))
            for name, child in variant.get("properties", {}).items():
                if name in value:
                    yield _Place(value, name, variants.of(child), name in required)
                    yield from _places(variants, child, value[name])
        elif isinstance(value, list) and "items" in variant:
            for index, part in enumerate(value):
                yield _Place(value, index, variants.of(variant["items"]), required=False)
                yield from _places(variants, variant["items"], part)
