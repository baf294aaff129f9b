"""Values without parts: text, numbers, moments, made from a plain schema and the name it goes by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from math import ceil, floor
from random import Random
from typing import Any
from uuid import UUID

from vouch.mock import words
from vouch.mock.chance import Chance
from vouch.mock.clock import START
from vouch.mock.shapes import identifier
from vouch.spec import names

_YEAR = 400 * 86_400_000
"""Milliseconds around the clock, either way, in which everything happens."""
_UNLISTED = "unlisted"
"""A value of an open enum that nobody has told us about."""


def scalar(schema: Mapping[str, Any], chance: Chance, path: str, index: int) -> Any:
    """Return a value for a plain schema of a scalar type; `path` ends in the property's name."""
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return chance.pick(path, index, schema["enum"])
    match schema.get("type", "string"):
        case "boolean":
            return chance.happens(path, index, 12)
        case "integer" | "number" as kind:
            return _number(schema, kind, chance, path, index)
        case "null":
            return None
    return _text(schema, chance, path, index)


def open_enum(known: list[Any], chance: Chance, path: str, index: int) -> Any:
    """Return one of the known values of an enum that has more than those, and now and then another.

    A short run has them all; in a long one the other is half as frequent as each that is known.
    """
    shown = [*known, _UNLISTED]
    block, card = divmod(index, len(shown) + len(known))
    if card < len(shown):
        return chance.pick(path, block * len(shown) + card, shown)
    return chance.pick(f"{path}?known", block * len(known) + card - len(shown), known)


def moment(when: datetime) -> str:
    """Write a moment as the vendors do: UTC, milliseconds, Z."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def example_of(schema: Any) -> Any:
    """Return the first example of a schema, or None; true and false have none."""
    if not isinstance(schema, Mapping):
        return None
    return next(iter(schema.get("examples", ())), schema.get("example"))


def _number(schema: Mapping[str, Any], kind: str, chance: Chance, path: str, index: int) -> float:
    name = path.rpartition("/")[2]
    example = example_of(schema) or 0
    if kind == "integer" and (name.lower() == "id" or words.refers_to(name)):
        return int(example) + index
    low = ceil(schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1))
    usual = 100 if "percent" in name.lower() else max(2 * example, low + 10)
    high = floor(max(min(schema.get("maximum", usual), schema.get("exclusiveMaximum", usual + 1) - 1, usual), low))
    random = chance.random(path, index)
    if low <= 0 <= high and chance.happens(f"{path}?zero", index, 2):
        return 0
    step = schema.get("multipleOf", 1)
    first = ceil(low / step)
    # Rounded: a hundredth taken often is a little more than so many hundredths.
    whole = round(random.randint(first, max(first, floor(high / step))) * step, 9)
    if kind == "number" and step == 1 and whole < high and random.random() < 0.5:  # noqa: PLR2004 - every other one
        return float(whole + random.choice((0.25, 0.5, 0.75)))
    return int(whole) if kind == "integer" else whole


def _text(schema: Mapping[str, Any], chance: Chance, path: str, index: int) -> str:
    name = path.rpartition("/")[2]
    example = example_of(schema)
    random = chance.random(path, index)
    text: str | None = None
    match schema.get("format"):
        case "date-time":
            return moment(_when(name, random))
        case "date":
            return _when(name, random).date().isoformat()
        case "uuid":
            return str(UUID(int=random.getrandbits(128), version=4))
        case "email":
            text = words.text_for("email", "", index, random)
        case "uri":
            text = words.text_for("url", "", index, random)
    if "pattern" in schema or (text is None and "format" in schema):
        return str(example)
    if name.lower() in {"id", "uuid"} or words.refers_to(name):
        return identifier(example, index, random)
    if text is None:
        occasion = tuple(words.OCCASIONS)[chance.choose(f"{path}?occasion", index, tuple(words.OCCASIONS.values()))]
        text = words.text_for(path, occasion, index + 1, random) or example or names.snake(name)
    return text.ljust(schema.get("minLength", 0), "x")[: schema.get("maxLength")]


def _when(name: str, random: Random) -> datetime:
    sign = random.choice((-1, 1, 1)) if words.looks_ahead(name) else -1
    return START + sign * timedelta(milliseconds=random.randrange(_YEAR))
