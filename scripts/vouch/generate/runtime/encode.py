"""Writing Python values as JSON: the way back from `decode`."""

import json
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from types import NoneType
from typing import Any, cast
from uuid import UUID

from .errors import InvalidRequestError
from .shapes import is_array, is_object

HOW_TO_BE_AWARE = "give it one, as in datetime.now(UTC) or value.replace(tzinfo=UTC)"

_JSON_ALREADY = frozenset({str, int, bool, NoneType})


def encode(value: object) -> Any:  # noqa: C901, PLR0911 - one for each kind of value
    """Return a value, with everything in it, as what JSON can hold; of a model, its `to_dict`."""
    kind = type(value)
    if kind in _JSON_ALREADY:
        return value
    if kind in _WRITTEN:
        return _WRITTEN[kind](value)
    if isinstance(value, Enum):
        return encode(cast("object", value.value))
    if is_array(value):
        return [encode(item) for item in value]
    if is_object(value):
        return {name: encode(item) for name, item in value.items()}
    if isinstance(value, datetime):
        return encode_date_time(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | int | float):
        return value
    if to_dict := cast("Callable[[], Any] | None", getattr(value, "to_dict", None)):
        return to_dict()
    if isinstance(value, UUID):
        return str(value)
    raise InvalidRequestError(f"a {type(value).__name__} has no place in JSON")


def encode_object(
    required: Mapping[str, object],
    optional: Mapping[str, object] | None = None,
    *,
    nulls: Collection[str] = (),
    additional: Mapping[str, object] | None = None,
) -> dict[str, Any]:
    """Return an object. What is optional and None is left out, unless `nulls` says that it was null."""
    data = {name: encode(value) for name, value in required.items()}
    for name, value in (optional or {}).items():
        if value is not None or name in nulls:
            data[name] = encode(value)
    for name, value in (additional or {}).items():
        data.setdefault(name, encode(value))
    return data


def encode_date_time(value: datetime) -> str:
    """Write an instant as RFC 3339 in UTC, with milliseconds, or with microseconds where it has them."""
    if value.tzinfo is not UTC:
        if value.utcoffset() is None:
            raise InvalidRequestError(f"{value.isoformat()} has no time zone: {HOW_TO_BE_AWARE}")
        try:
            value = value.astimezone(UTC)
        except OverflowError:  # the offset leads out of the years 1 to 9999
            return value.isoformat()
    # Cut to size by hand: `timespec` takes half as long again, a twelfth of writing a body. And not by the method of
    # `value`, whose class may write more digits.
    text = datetime.isoformat(value)[:-6]
    if not value.microsecond:
        return f"{text}.000Z"
    return f"{text if value.microsecond % 1000 else text[:-3]}Z"


def encode_json(value: object) -> bytes:
    """Write a JSON document, as short as it gets; `InvalidRequestError` for what JSON cannot hold."""
    try:
        return _WRITER.encode(value).encode()
    except (ValueError, RecursionError) as error:
        if isinstance(error, InvalidRequestError):
            raise
        raise InvalidRequestError(f"the body cannot be written as JSON: {error}") from None


# Made once, and asking `encode` only about what JSON does not know: twice as fast as `json.dumps(encode(value))`. What
# holds itself is too deep to be written; to look for it beforehand would take a twelfth of the time.
_WRITER = json.JSONEncoder(separators=(",", ":"), allow_nan=False, check_circular=False, default=encode)
# Found at once instead of after all that they are not, which is what takes time about a date in a body.
_WRITTEN: Mapping[type, Callable[[Any], str]] = {datetime: encode_date_time, date: date.isoformat, UUID: str}
