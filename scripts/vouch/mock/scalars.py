"""Values without parts: text, numbers, moments, made from a plain schema and the name it goes by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain
from random import Random
from typing import Any
from uuid import UUID

from vouch.mock import words
from vouch.mock.chance import Chance
from vouch.mock.clock import START
from vouch.mock.numbers import bounds, counts
from vouch.mock.patterns import NoTextError, matches, matching
from vouch.mock.shapes import identifier, turned
from vouch.spec import names

_YEAR = 400 * 86_400_000
"""Milliseconds around the clock, either way, in which everything happens."""
_PERCENT = 100
_MANY = 2**63
"""How far ids count up where nothing says how far they may."""
_UUID = 36
"""Characters of a UUID."""
_SHAPES: Mapping[str, Sequence[str]] = {
    "byte": ("w7xiZXI=", "Zm9v", ""),
    "duration": ("P1D", "PT36H", "P1Y2M"),
    "hostname": ("shop.example.com", "xn--bcher-kva.example"),
    "ipv4": ("192.0.2.7", "198.51.100.23"),
    "ipv6": ("2001:db8::7", "::1"),
    "iri": ("https://example.com/ü", "https://例え.example/"),
    "json-pointer": ("/a/0", "/ü~1b", ""),
    "regex": ("^[a-z]+$", "é?"),
    "relative-json-pointer": ("1/a", "0#"),
    "uri-reference": ("/images/7.jpg", "?page=2"),
    "uri-template": ("/items/{id}", "https://example.com/{?page}"),
}
"""Text of the formats that have a shape of their own."""
_UNLISTED = "unlisted"
"""A value of an open enum that nobody has told us about."""


def scalar(schema: Mapping[str, Any], chance: Chance, path: str, index: int, *, compared: bool = False) -> Any:
    """Return a value for a plain schema of a scalar type; `path` ends in the property's name.

    Text that is `compared` differs from index to index, also where nothing but an example is known of it.

    Raises:
        NoTextError: none was found for its pattern or its bounds.

    """
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return chance.pick(path, index, schema["enum"])
    match schema.get("type", "string"):
        case "boolean":
            return chance.happens(path, index, 12)
        case "integer" | "number":
            return _number(schema, chance, path, index)
        case "null":
            return None
    return _text(schema, chance, path, index, compared=compared)


def open_enum(known: list[Any], chance: Chance, path: str, index: int) -> Any:
    """Return one of the known values of an enum that has more than those, and now and then another.

    The known ones come first, each of them; in a long run the other is half as frequent as each that is known.
    """
    shown = [*known, _UNLISTED]
    block, card = divmod(index, len(known) + len(shown))
    if card < len(known):
        return chance.pick(f"{path}?known", block * len(known) + card, known)
    return chance.pick(path, block * len(shown) + card - len(known), shown)


def names_itself(name: str) -> bool:
    """Say whether a property of that name tells apart the things that have it."""
    return name.lower() in {"id", "uuid"}


def moment(when: datetime) -> str:
    """Write a moment as the vendors do: UTC, milliseconds, Z."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def example_of(schema: Any) -> Any:
    """Return the first example of a schema, or None; true and false have none."""
    if not isinstance(schema, Mapping):
        return None
    return next(iter(schema.get("examples", ())), schema.get("example"))


def _number(schema: Mapping[str, Any], chance: Chance, path: str, index: int) -> float:
    name = path.rpartition("/")[2]
    counted = bounds(schema, _MANY)
    if not counted.possible:
        raise NoTextError("bounds that no number keeps")
    if counted.steps and (names_itself(name) or words.refers_to(name)):
        return counted.step_from(example_of(schema), index)
    example = example_of(schema) or 0
    possible = bounds(schema, _PERCENT if "percent" in name.lower() else 2 * example)
    if possible.zero and chance.happens(f"{path}?zero", index, 2):
        return 0
    return possible.draw(chance.random(path, index))


def _text(schema: Mapping[str, Any], chance: Chance, path: str, index: int, *, compared: bool) -> str:
    name = path.rpartition("/")[2]
    shown = example_of(schema)
    # What stands for all when nobody looks for one of them.
    example = None if compared and index else shown
    random = chance.random(path, index)
    if (formatted := _formatted(str(schema.get("format")), name, example, index, random)) is not None:
        return formatted
    if names_itself(name) or words.refers_to(name):
        return _identifier(schema, shown, index, random)
    if "pattern" in schema:
        return str(example) if example is not None else random.choice(_matching(schema))
    occasion = tuple(words.OCCASIONS)[chance.choose(f"{path}?occasion", index, tuple(words.OCCASIONS.values()))]
    text = words.text_for(path, occasion, index + 1, random)
    least, most = counts(schema, "Length")
    if text is None and example is None and compared:
        return _numbered(str(shown or names.snake(name)).ljust(least, "x"), index, most)
    return str(text or example or names.snake(name)).ljust(least, "x")[:most]


def _numbered(text: str, index: int, most: int | None) -> str:
    """Return a text with a number behind it, of that many characters at most."""
    number = f" {index + 1}"
    if most is None:
        return text + number
    whole = text[: max(0, most - len(number))] + number
    return whole[max(0, len(whole) - most) :]


def _formatted(kind: str, name: str, example: Any, index: int, random: Random) -> str | None:
    """Return text of a format, or None where it has none of its own."""
    made: Mapping[str, Callable[[], str | None]] = {
        "date-time": lambda: moment(_when(name, random)),
        "date": lambda: _when(name, random).date().isoformat(),
        "time": lambda: _when(name, random).strftime("%H:%M:%SZ"),
        "uuid": lambda: str(UUID(int=random.getrandbits(128), version=4)),
        "email": lambda: words.text_for("email", "", index, random),
        "uri": lambda: words.text_for("url", "", index, random),
    }
    if kind in made:
        return made[kind]()
    if kind in _SHAPES:
        return str(example) if example is not None else random.choice(_SHAPES[kind])
    return None


def _identifier(schema: Mapping[str, Any], example: Any, index: int, random: Random) -> str:
    """Return the id of that number, in the shape of the example or of what the pattern asks for."""
    if "pattern" not in schema:
        return identifier(_fitting(schema) if example is None else example, index, random)
    shapes = [example] if example is not None else _matching(schema)
    made = chain(
        (identifier(shape, index, random) for shape in shapes),
        (turned(shape, index) for shape in sorted(shapes, key=len, reverse=True)),
    )
    return next((text for text in made if matches(schema["pattern"], text)), shapes[index % len(shapes)])


def _fitting(schema: Mapping[str, Any]) -> str | None:
    """Return the shape of ids for which a UUID is too long or too short; None where it is neither."""
    least, most = counts(schema, "Length")
    wished = max(least, _UUID if most is None else min(most, _UUID))
    return None if wished == _UUID else "0" * wished


def _matching(schema: Mapping[str, Any]) -> Sequence[str]:
    return matching(schema["pattern"], *counts(schema, "Length"))


def _when(name: str, random: Random) -> datetime:
    sign = random.choice((-1, 1, 1)) if words.looks_ahead(name) else -1
    return START + sign * timedelta(milliseconds=random.randrange(_YEAR))
