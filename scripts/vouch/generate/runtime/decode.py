"""Reading parsed JSON into Python.

A *decoder* takes one value of a parsed document and returns it as Python has it, or raises `ResponseDecodeError`.
Decoders combine, `array(nullable(date_time))`, and a model's `from_dict` is one. That one is written out, a property at
a time: it looks at the type of a value itself, and comes here with what has parts or is not what it should be.

    got = data[name := "label"]
    new.label = got if type(got) is str else string(got)
    got = data[name := "courses"]
    new.courses = each(Course.from_dict, got) if got != [] else []

Every level adds its name to the path of the error on the way out.
"""

import json
import math
import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from .errors import ResponseDecodeError
from .shapes import is_array, is_object

T = TypeVar("T")
Decoder = Callable[[object], T]

_NUMBER = re.compile(r"-?[0-9]{1,300}(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# RFC 3339, and without an offset, which vendors forget.
_DATE_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}:)([0-9]{2})(\.[0-9]+)?([Zz]|[-+][0-9]{2}:?[0-9]{2})?"
)
_MARKED = slice(4, 20, 3)
_MARKS = frozenset({"--T::Z", "--T::."})
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_LONGEST_SHOWN = 40

# Objects and their properties


def mapping(value: Any) -> Mapping[str, Any]:
    """Return what is an object."""
    data: Mapping[str, Any] = value
    if isinstance(data, dict):
        return data
    raise _mismatch("object", value)


def refused(name: str, error: KeyError | ResponseDecodeError) -> ResponseDecodeError:
    """Return the error of a property that is not there, or whose value is not what it should be."""
    if isinstance(error, KeyError):
        error = ResponseDecodeError("a value", "nothing")
    return error.within(name)


def unknown(data: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    """Return the properties that no one told us about."""
    return {name: data[name] for name in data if name not in known}


# Decoders of one value


def anything(value: object) -> Any:
    """Return any value as it is."""
    return value


def string(value: object) -> str:
    """Return what is a string."""
    if isinstance(value, str):
        return value
    raise _mismatch("string", value)


def boolean(value: object) -> bool:
    """Return what is true or false."""
    if isinstance(value, bool):
        return value
    raise _mismatch("boolean", value)


def integer(value: object) -> int:
    """Read a whole number; also `3.0`, which JSON does not tell from 3, and one sent as a string."""
    if type(value) is int:
        return value
    found = _number(value)
    if found is not None and found == int(found):
        return int(found)
    raise _mismatch("integer", value)


def number(value: object) -> int | float:
    """Read a finite number, int where it is written as one; also one sent as a string (`"12.50"`)."""
    if type(value) is int:
        return value
    found = _number(value)
    if found is not None:
        return found
    raise _mismatch("number", value)


def _number(value: object) -> int | float | None:
    if isinstance(value, str) and (match := _NUMBER.fullmatch(value)):
        value = float(value) if match[1] or match[2] else int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return value


def date_time(value: object) -> datetime:
    """Read an RFC 3339 instant, always aware; one without an offset is taken as UTC."""
    # What nearly every vendor sends, read in a third of the time. The marks between the digits tell it from what else
    # Python takes for ISO 8601, a point without digits behind it included.
    if type(value) is str and value[_MARKED] in _MARKS and value[-1] == "Z" and value[-2] != ".":
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass
    if isinstance(value, str) and (match := _DATE_TIME.fullmatch(value)):
        day, clock, second, fraction, offset = match.groups("")
        leap = second == "60"
        try:
            found = datetime.fromisoformat(f"{day}T{clock}{'59' if leap else second}{fraction}{offset.upper()}")
            found = found if found.tzinfo else found.replace(tzinfo=UTC)
            return found + timedelta(seconds=1) if leap else found
        except (ValueError, OverflowError):
            pass
    raise _mismatch("date-time", value)


def date_only(value: object) -> date:
    """Read a full date, `2025-06-30`."""
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise _mismatch("date", value)


def uuid(value: object) -> UUID:
    """Read a UUID in its usual spelling."""
    if isinstance(value, str) and _UUID.fullmatch(value):
        return UUID(value)
    raise _mismatch("uuid", value)


# Makers of decoders


def read(decode: Decoder[T], value: object) -> T:
    """Read a value with a decoder that is made in place: only of an argument, checkers know what type it is to have."""
    return decode(value)


def literal(*allowed: T) -> Decoder[T]:
    """Return a decoder of constants."""

    def decode(value: object) -> T:
        for constant in allowed:
            # 1 == True in Python, not in JSON.
            if value == constant and isinstance(value, bool) == isinstance(constant, bool):
                return constant
        raise _mismatch(" or ".join(map(_show, allowed)), value)

    return decode


def nullable(decode: Decoder[T]) -> Decoder[T | None]:
    """Return a decoder that takes null too, as None."""
    return partial(unless_null, decode)


def unless_null(decode: Decoder[T], value: object) -> T | None:
    """Read what is not null."""
    return None if value is None else decode(value)


def array(decode: Decoder[T]) -> Decoder[list[T]]:
    """Return a decoder of arrays."""
    return partial(each, decode)


def each(decode: Decoder[T], value: Any) -> list[T]:
    """Read an array."""
    items: list[object] = value
    if type(items) is not list and not is_array(items):
        raise _mismatch("array", value)
    found: list[T] = []
    try:
        for item in items:
            found.append(decode(item))  # noqa: PERF401 - an error needs to know how far this came
    except ResponseDecodeError as error:
        error.within(len(found))
        raise
    return found


def dictionary(decode: Decoder[T]) -> Decoder[dict[str, T]]:
    """Return a decoder of objects whose property names are data."""

    def decode_each(value: object) -> dict[str, T]:
        found: dict[str, T] = {}
        for name, item in mapping(value).items():
            try:
                found[name] = decode(item)
            except ResponseDecodeError as error:
                error.within(name)
                raise
        return found

    return decode_each


def first_of(*decoders: Decoder[Any]) -> Decoder[Any]:
    """Return a decoder that takes the first reading that fits."""

    def decode(value: object) -> Any:
        errors: list[ResponseDecodeError] = []
        for attempt in decoders:
            try:
                return attempt(value)
            except ResponseDecodeError as error:
                errors.append(error)
        # The reading that failed deepest inside is the one that was meant.
        deepest = max(errors, key=lambda error: len(error.path))
        if deepest.path:
            raise deepest
        raise _mismatch(" or ".join(dict.fromkeys(error.expected for error in errors)), value)

    return decode


def tagged(name: str, known: Mapping[str, Decoder[Any]], otherwise: Decoder[T]) -> Decoder[T]:
    """Make a decoder of objects of several kinds, which the property `name` tells apart."""

    def decode(value: object) -> T:
        tag = mapping(value).get(name)
        return (known.get(tag, otherwise) if isinstance(tag, str) else otherwise)(value)

    return decode


# What errors say


def _mismatch(expected: str, value: object) -> ResponseDecodeError:
    return ResponseDecodeError(expected, _show(value))


def _show(value: object) -> str:
    if is_array(value):
        return "array"
    if is_object(value):
        return "object"
    try:
        shown = json.dumps(value, ensure_ascii=False, default=repr).encode(errors="backslashreplace").decode()
    except ValueError:  # an int of thousands of digits
        return "a very long number"
    return shown if len(shown) <= _LONGEST_SHOWN else shown[:_LONGEST_SHOWN] + "…"
