"""Reading the bodies of answers."""

from collections.abc import Callable
from typing import TypeVar

from .decode import Decoder
from .document import load
from .errors import ResponseDecodeError

T = TypeVar("T")
U = TypeVar("U")


def json_body(decode: Decoder[T]) -> Callable[[str | bytes], T]:
    """Return a reader of bodies from a decoder; a model has `from_json` for it."""

    def read(data: str | bytes) -> T:
        return decode(load(data))

    return read


def or_no_body(read: Callable[[str | bytes], T]) -> Callable[[str | bytes], T | None]:
    """Return a reader that takes an empty body, such as that of a 204, as None."""
    return lambda data: read(data) if data else None


def text_body(data: str | bytes) -> str:
    """Read a body as text in UTF-8."""
    try:
        return data if isinstance(data, str) else data.decode()
    except UnicodeDecodeError:
        raise ResponseDecodeError("text in UTF-8", "other bytes") from None


def bytes_body(data: str | bytes) -> bytes:
    """Take a body as it is."""
    return data.encode() if isinstance(data, str) else data


def first_body(
    read: Callable[[str | bytes], T], otherwise: Callable[[str | bytes], U]
) -> Callable[[str | bytes], T | U]:
    """Make a reader of bodies that are one thing or another, as the status has it."""

    def read_either(data: str | bytes) -> T | U:
        try:
            return read(data)
        except ResponseDecodeError:
            return otherwise(data)

    return read_either


def no_body(_: str | bytes) -> None:
    """Read nothing, whatever came."""
