"""Writing what is neither a plain parameter nor an object in JSON: documents, forms, files, cookies."""

import secrets
from collections.abc import Iterator, Mapping
from typing import NamedTuple, cast

from .encode import encode, encode_json
from .errors import InvalidRequestError
from .parameters import Styled, write_query
from .shapes import is_array, is_object


class Encoded(NamedTuple):
    """A body, and a media type that says how to read it."""

    content: bytes
    media_type: str


class Part(NamedTuple):
    """A value of a form in parts, and its media type."""

    value: object
    media_type: str


def given(values: Mapping[str, object]) -> Mapping[str, object] | None:
    """Leave out a body of which nothing was given."""
    return values if any(value is not None for value in values.values()) else None


def document(value: object) -> bytes | None:
    """Write a whole body as JSON; null inside it is null."""
    return None if value is None else encode_json(value)


def raw(value: str | bytes | None) -> bytes | None:
    """Write a body as it is, text in UTF-8."""
    return value.encode() if isinstance(value, str) else value


def json_text(value: object) -> str | None:
    """Write a parameter that is a JSON document."""
    return None if value is None else encode_json(value).decode()


def cookies(values: Mapping[str, object]) -> str | None:
    """Write the header of several cookies."""
    return write_query(values).replace("&", "; ") or None


def form(values: Mapping[str, object]) -> bytes | None:
    """Write a URL-encoded form; objects that no style is declared for are JSON."""
    present = given(values)
    if present is None:
        return None
    return write_query({name: _plain(value) for name, value in present.items()}).encode()


def multipart(values: Mapping[str, object]) -> Encoded | None:
    """Write a form in parts: bytes are files, alone or as `(name, bytes)`, objects are JSON, a list is a part each."""
    present = given(values)
    if present is None:
        return None
    parts = [part for name, value in present.items() for part in _parts(name, value)]
    boundary = secrets.token_hex(16).encode()  # what is in a file cannot know it
    content = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + boundary + b"--\r\n"
    return Encoded(content, f"multipart/form-data; boundary={boundary.decode()}")


def _plain(value: object) -> object:
    if isinstance(value, Styled) or value is None:
        return value
    plain = cast("object", encode(value))
    if is_array(plain):
        return [json_text(item) if is_object(item) else item for item in plain]
    return json_text(plain) if is_object(plain) else plain


def _parts(name: str, value: object) -> Iterator[bytes]:
    media_type = value.media_type if isinstance(value, Part) else ""
    value = value.value if isinstance(value, Part) else value
    if isinstance(value, list):
        for item in cast("list[object]", value):
            yield from _parts(name, Part(item, media_type))
    elif isinstance(value, bytes):
        yield _part(name, value, media_type or "application/octet-stream", filename=name)
    elif isinstance(value, tuple):
        filename, content = cast("tuple[str, bytes]", value)
        yield _part(name, content, media_type or "application/octet-stream", filename=filename)
    elif value is not None:
        plain = encode(value)
        if is_object(plain) or is_array(plain):
            media_type = media_type or "application/json"
        text = plain if isinstance(plain, str) else json_text(cast("object", plain))
        yield _part(name, str(text).encode(), media_type)


def _part(name: str, content: bytes, media_type: str, filename: str | None = None) -> bytes:
    header = f'Content-Disposition: form-data; name="{_quoted(name)}"'
    header += "" if filename is None else f'; filename="{_quoted(filename)}"'
    header += f"\r\nContent-Type: {media_type}" if media_type else ""
    try:
        return header.encode() + b"\r\n\r\n" + content
    except UnicodeEncodeError:
        raise InvalidRequestError(f"{filename!r} is not text", [name]) from None


def _quoted(text: str) -> str:
    """Escape what would end a name in a header, as HTML forms do."""
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
