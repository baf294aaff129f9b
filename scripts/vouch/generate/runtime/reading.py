"""Reading the bodies of answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from .decode import Decoder
from .document import accelerated, load
from .errors import ResponseDecodeError

if TYPE_CHECKING:
    from .structs import StructReader

T = TypeVar("T")
U = TypeVar("U")

PATIENCE = 100
"""How many documents are read plainly before msgspec is prepared, and after one it refuses and cannot learn from."""


def json_body(decode: Decoder[T]) -> Callable[[str | bytes], T]:
    """Return a reader of bodies from a decoder; a model has `from_json` for it."""
    swift: StructReader[T] | None = None
    plainly = PATIENCE

    def read(data: str | bytes) -> T:
        nonlocal swift, plainly
        if plainly > 0 or accelerated is None:
            plainly -= 1
            return _plain(decode, data)
        try:
            if swift is None:
                from .structs import StructReader  # noqa: PLC0415 - it needs msgspec

                swift = StructReader(decode)
            return swift.read(data)
        except Exception:  # noqa: BLE001 - whatever it dislikes is read, or refused, as if it were not there
            plainly = PATIENCE
        found = _plain(decode, data)
        if swift is not None and swift.learns(found):
            plainly = 0
        return found

    return read


def _plain(decode: Decoder[T], data: str | bytes) -> T:
    try:
        return decode(load(data))
    except RecursionError:  # where models hold each other, reading takes more of the stack than parsing
        raise ResponseDecodeError("a document", "one too deep to read") from None


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
