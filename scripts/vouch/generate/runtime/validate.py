"""Checks of arguments, before anything is sent.

Each takes the argument's name and value, lets None (not given) pass, and raises `InvalidRequestError` with the name.
Bounds are the spec's words and inclusive unless they say `exclusive`; lengths are in characters.
"""

import math
import operator
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import TypedDict, Unpack, cast
from uuid import UUID

from .encode import HOW_TO_BE_AWARE
from .errors import InvalidRequestError
from .shapes import is_array

Check = Callable[[str, object], None]

_LONGEST_SHOWN = 40
# About 4,200 digits; Python writes no more than 4,300.
_MOST_BITS = 14_000

# What a call gives, as a whole


def required(**arguments: object) -> None:
    """Refuse None where the vendor needs a value."""
    if missing := [name for name, value in arguments.items() if value is None]:
        raise InvalidRequestError(f"{_and(missing)} must be given", missing)


def at_least_one(message: str = "", /, **arguments: object) -> None:
    """Refuse a call that gives none of these, or only empty lists; `message` is the vendor's own."""
    if not any(map(_given, arguments.values())):
        raise _unkept(f"give at least one of {_and(arguments)}", message, arguments)


def at_most_one(message: str = "", /, **arguments: object) -> None:
    """Refuse a call that gives more than one of these; `message` is the vendor's own."""
    given = [name for name, value in arguments.items() if _given(value)]
    if len(given) > 1:
        raise _unkept(f"{_and(given)} exclude each other: give one of them", message, given)


# One argument


def text(
    name: str, value: object, *, min_length: int = 0, max_length: int | None = None, pattern: str | None = None
) -> None:
    """Check a string; `pattern` may match anywhere in it."""
    if value is None:
        return
    if not isinstance(value, str):
        raise _refusal(name, "a string", value)
    if not value.isascii() and re.search("[\ud800-\udfff]", value):
        raise _refusal(name, "text, without halves of characters", value)
    if len(value) < min_length:
        raise _refusal(name, f"at least {min_length} characters long", value)
    if max_length is not None and len(value) > max_length:
        raise _refusal(name, f"at most {max_length} characters long", value)
    if pattern is not None and not re.search(pattern, value):
        raise _refusal(name, f"a string like {pattern}", value)


def boolean(name: str, value: object) -> None:
    """Check a flag."""
    if value is not None and not isinstance(value, bool):
        raise _refusal(name, "True or False", value)


class Bounds(TypedDict, total=False):
    """What a spec may ask of a number."""

    minimum: float
    maximum: float
    exclusive_minimum: float
    exclusive_maximum: float
    multiple_of: float


def integer(name: str, value: object, **bounds: Unpack[Bounds]) -> None:
    """Check a whole number."""
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int):
        raise _refusal(name, "an integer", value)
    if value.bit_length() > _MOST_BITS:
        raise _refusal(name, "an integer that can be written", value)
    _check_bounds(name, value, bounds)


def number(name: str, value: object, **bounds: Unpack[Bounds]) -> None:
    """Check a finite number."""
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < math.inf:
        raise _refusal(name, "a finite number", value)
    _check_bounds(name, value, bounds)


def choice(name: str, value: object, *allowed: str | float) -> None:
    """Check that a value is one of the few there are."""
    if value is not None and not any(_is_same(value, each) for each in allowed):
        raise _refusal(name, f"one of {', '.join(map(repr, allowed))}", value)


def instant(name: str, value: object) -> None:
    """Check a datetime, which needs a time zone."""
    if value is None:
        return
    if not isinstance(value, datetime):
        raise _refusal(name, "a datetime", value)
    if value.utcoffset() is None:
        raise InvalidRequestError(f"{name} has no time zone: {HOW_TO_BE_AWARE}", [name])


def day(name: str, value: object) -> None:
    """Check a date without a time."""
    if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
        raise _refusal(name, "a date", value)


def uuid(name: str, value: object) -> None:
    """Check a UUID, be it an object or a string."""
    if value is None or isinstance(value, UUID):
        return
    try:
        UUID(value if isinstance(value, str) else "")
    except ValueError:
        raise _refusal(name, "a UUID", value) from None


def array(  # noqa: PLR0913 - one for each thing a spec can say of an array
    name: str,
    value: object,
    each: Check | None = None,
    *,
    min_items: int = 0,
    max_items: int | None = None,
    unique: bool = False,
) -> None:
    """Check a list or a tuple, and with `each` what is in it."""
    if value is None:
        return
    if not is_array(value):
        raise _refusal(name, "a list", value)
    if len(value) < min_items:
        raise _refusal(name, f"a list of at least {min_items}", value)
    if max_items is not None and len(value) > max_items:
        raise _refusal(name, f"a list of at most {max_items}", value)
    if unique and any(item in value[:index] for index, item in enumerate(value)):
        raise _refusal(name, "a list without repetitions", value)
    for index, item in enumerate(value):
        if item is None:
            raise InvalidRequestError(f"{name}[{index}] must not be None", [name])
        if each is not None:
            each(f"{name}[{index}]", item)


def _is_same(value: object, constant: object) -> bool:
    """Return whether both are written alike: in Python, 1 equals True and 1.0 too."""
    kinds = (bool, float)
    return value == constant and all(isinstance(value, kind) == isinstance(constant, kind) for kind in kinds)


def _is_multiple(value: float, step: float) -> bool:
    """Return whether 0.3 is three times 0.1, whatever binary fractions say."""
    from fractions import Fraction  # noqa: PLC0415 - few need it, and it is slow to load

    times = Fraction(value) / Fraction(step)
    nearly = Fraction(1, 10**9)
    return abs(times - round(times)) <= max(nearly, abs(times) * nearly)


_HOLDS: dict[str, tuple[Callable[[float, float], bool], str]] = {
    "minimum": (operator.ge, "at least"),
    "maximum": (operator.le, "at most"),
    "exclusive_minimum": (operator.gt, "above"),
    "exclusive_maximum": (operator.lt, "below"),
    "multiple_of": (_is_multiple, "a multiple of"),
}


def _check_bounds(name: str, value: float, bounds: Bounds) -> None:
    for bound, limit in cast("dict[str, float]", bounds).items():
        holds, words = _HOLDS[bound]
        if not holds(value, limit):
            raise _refusal(name, f"{words} {limit}", value)


def _given(value: object) -> bool:
    return value is not None and value not in ([], ())


def _unkept(rule: str, message: str, arguments: Iterable[str]) -> InvalidRequestError:
    return InvalidRequestError(f"{rule} (the vendor says: {message})" if message else rule, arguments)


def _refusal(name: str, expected: str, value: object) -> InvalidRequestError:
    try:
        shown = repr(value)
    except ValueError:  # an int of thousands of digits
        shown = f"a very long {type(value).__name__}"
    shown = shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"
    return InvalidRequestError(f"{name} must be {expected}, got {shown}", [name.partition("[")[0]])


def _and(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
