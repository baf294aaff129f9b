"""Identifiers that look like the example: its prefix, its separators, its kinds of characters."""

from __future__ import annotations

import re
import string
from random import Random
from uuid import UUID

_KINDS = (string.digits, string.ascii_lowercase, string.ascii_uppercase)
_FEW = 12
"""Below this many free characters chance would repeat an id before long: count up instead."""


def identifier(example: str | None, number: int, random: Random) -> str:
    """Return the id of that number, shaped like the example; without one, a UUID.

    Number 0 is the example itself, so that a documented request finds something. What stands before the first
    separator is the prefix and stays. Letters of a hexadecimal id stay hexadecimal.
    """
    if number == 0 and example is not None:
        return example
    if example is None or _is_uuid(example):
        return str(UUID(int=random.getrandbits(128), version=4))
    prefix, tail = _split(example)
    if sum(character.isalnum() for character in tail) < _FEW:
        return _counted(example, number)
    hexadecimal = not set(tail) & set("ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ")
    lower = "abcdef" if hexadecimal else string.ascii_lowercase
    pools = dict.fromkeys(string.digits, string.digits)
    pools |= dict.fromkeys(string.ascii_lowercase, lower) | dict.fromkeys(string.ascii_uppercase, lower.upper())
    return prefix + "".join(random.choice(pools.get(character, character)) for character in tail)


def turned(example: str, number: int) -> str:
    """Return the example so many turns on: the last character counts up within its kind, and carries to the left."""
    made = list(example)
    for place in reversed(range(len(made))):
        for kind in _KINDS:
            if made[place] in kind:
                number, at = divmod(kind.index(made[place]) + number, len(kind))
                made[place] = kind[at]
    return "".join(made)


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def _split(example: str) -> tuple[str, str]:
    found = re.match(r"[^_\-:.]*[_\-:.]", example)
    end = found.end() if found else 0
    return example[:end], example[end:]


def _counted(example: str, number: int) -> str:
    stem, digits = re.fullmatch(r"(.*?)([0-9]*)", example, re.DOTALL).groups()  # type: ignore[union-attr]
    return f"{stem}{int(digits or 0) + number:0{len(digits)}}"
