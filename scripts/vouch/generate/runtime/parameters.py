"""Writing parameters into path, query and headers, as OpenAPI's `style` and `explode` say.

Values are plain Python, and None is not sent. Lists and objects in another style than the usual one (`form` exploded
in a query, `simple` elsewhere) come wrapped: `{"ids": Styled(ids, "pipeDelimited")}`.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Literal, cast
from urllib.parse import quote

from .encode import encode
from .errors import InvalidRequestError
from .shapes import is_array, is_object

Style = Literal["form", "spaceDelimited", "pipeDelimited", "deepObject", "simple", "label", "matrix"]

_SEPARATORS = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}
_HEADER_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_HEADER_VALUE = r"[\t\x20-\x7e]*"


class Styled:
    """A list or an object, and how to write it."""

    def __init__(self, value: object, style: Style, *, explode: bool = False) -> None:
        self.value = value
        self.style: Style = style
        self.explode = explode


def write_query(parameters: Mapping[str, object]) -> str:
    """Write a query, names and values percent-encoded: `program_id=p&expand%5B%5D=partner`."""
    # What follows leaves a None out too, and takes its time for it: most parameters of most calls are not given.
    given = ((name, value) for name, value in parameters.items() if value is not None)
    return "&".join(pair for name, value in given for pair in _query_pairs(name, value))


def write_path(template: str, parameters: Mapping[str, object]) -> str:
    """Fill in a path; whatever a value is, it does not leave its segment."""
    return re.sub(r"\{([^}]+)\}", lambda match: _path_part(match[1], parameters.get(match[1])), template)


def write_headers(parameters: Mapping[str, object]) -> dict[str, str]:
    """Write headers; line breaks and what is not ASCII are refused."""
    written: dict[str, str] = {}
    for name, wrapped in parameters.items():
        value, _, explode = _unwrap(wrapped, "simple")
        if value is None:
            continue
        written[name] = ",".join(_parts(name, value, explode=explode, escape=str))
        if not re.fullmatch(_HEADER_NAME, name):
            raise InvalidRequestError(f"{name!r} is no name of a header", [name])
        if not re.fullmatch(_HEADER_VALUE, written[name]) or written[name] != written[name].strip():
            raise InvalidRequestError(f"{name} holds characters that no header can carry, or spaces around it", [name])
    return written


def _query_pairs(name: str, wrapped: object) -> Iterator[str]:
    value, style, explode = _unwrap(wrapped, "form")
    key = _escape(name)
    if style == "deepObject" and is_object(value):
        for inner, item in value.items():
            yield from _query_pairs(f"{name}[{inner}]", Styled(item, style, explode=True))
    elif not explode:
        if parts := _parts(name, value, explode=False):
            yield f"{key}={_SEPARATORS.get(style, ',').join(parts)}"
    elif is_object(value):
        yield from _parts(name, value, explode=True)
    else:
        yield from (f"{key}={part}" for part in _parts(name, value, explode=True))


def _path_part(name: str, wrapped: object) -> str:
    value, style, explode = _unwrap(wrapped, "simple")
    parts = _parts(name, value, explode=explode)
    written = ",".join(parts)
    if style == "label":
        written = "." + (".".join(parts) if explode else written)
    elif style == "matrix":
        named = parts if is_object(value) else [f"{_escape(name)}={part}" for part in parts]
        written = ";" + (";".join(named) if explode else f"{_escape(name)}={written}")
    if written in {"", ".", ".."}:
        raise InvalidRequestError(f"{name} must be a path segment, got {written!r}", [name])
    return written


def _unwrap(value: object, usual: Style) -> tuple[object, Style, bool]:
    if isinstance(value, Styled):
        return _unmodelled(value.value), value.style, value.explode
    return _unmodelled(value), usual, usual == "form"


def _unmodelled(value: object) -> object:
    """Give a model as the object it stands for."""
    return cast("object", encode(value)) if hasattr(value, "to_dict") else value


def _parts(name: str, value: object, *, explode: bool, escape: Callable[[str], str] | None = None) -> list[str]:
    """Write each item, of an object each `name=value` or, not exploded, names and values in turn."""
    escape = escape or _escape
    if is_object(value):
        pairs = [(escape(inner), escape(_text(name, item))) for inner, item in value.items() if item is not None]
        return [f"{inner}={item}" for inner, item in pairs] if explode else [part for pair in pairs for part in pair]
    items = value if is_array(value) else [value]
    return [escape(_text(name, item)) for item in items if item is not None]


def _text(name: str, value: object) -> str:
    try:
        plain = encode(value)
        if isinstance(plain, str):
            plain.encode()  # half a character is refused
            return plain
        if isinstance(plain, bool):
            return "true" if plain else "false"
        if isinstance(plain, int) or (isinstance(plain, float) and math.isfinite(plain)):
            return str(plain)
    except ValueError as error:  # no JSON, no time zone, no text, or an int of thousands of digits
        raise InvalidRequestError(f"{name}: {error}", [name]) from None
    raise InvalidRequestError(f"{name} holds a {type(value).__name__}, which a parameter cannot", [name])


def _escape(text: str) -> str:
    try:
        return quote(text, safe="")
    except UnicodeEncodeError:
        raise InvalidRequestError(f"{text!r} is not text") from None
