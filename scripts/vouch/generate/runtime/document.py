"""Parsing the text of a JSON document."""

import json
from collections.abc import Callable
from typing import cast

from .errors import ResponseDecodeError

# msgspec, which the extra `fast` installs, parses twice as fast, and reads what it takes as the standard library does,
# integers of any length too (which orjson turns into floats).
accelerated: Callable[[str | bytes], object] | None
try:
    from msgspec.json import Decoder as _MsgspecDecoder
except ImportError:
    accelerated = None
else:
    accelerated = _MsgspecDecoder().decode


def load(data: str | bytes) -> object:
    """Parse a JSON document; NaN and Infinity are not JSON."""
    if accelerated is not None:
        try:
            return accelerated(data)
        except Exception:  # noqa: BLE001, S110 - whatever it dislikes is read, or refused, as if it were not there
            pass
    _check_kind(data)
    try:
        return cast("object", json.loads(data, parse_constant=_refuse_constant))
    except (ValueError, RecursionError) as error:
        raise ResponseDecodeError("JSON", _describe(data, error)) from None


def _check_kind(data: object) -> None:
    if not isinstance(data, str | bytes | bytearray):
        raise ResponseDecodeError("JSON as str or bytes", f"a {type(data).__name__}")


def _refuse_constant(name: str) -> object:
    raise ValueError(name)


def _describe(data: str | bytes, error: Exception) -> str:
    head = data[:200].strip()
    if not head:
        return "nothing"
    if head[:1] in {"<", b"<"}:
        return "HTML"
    where = f" (line {error.lineno}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
    return f"broken JSON{where}"
