"""Forms: from bytes to an object whose fields have the types of their schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from email.message import Message
from email.parser import BytesParser
from email.utils import collapse_rfc2231_value
from typing import Any
from urllib.parse import parse_qsl

from vouch.mock.calls import grouped
from vouch.mock.readings import Reading, json_kinds
from vouch.mock.refusals import Refusal
from vouch.spec import Spec

URL_ENCODED, IN_PARTS = "application/x-www-form-urlencoded", "multipart/form-data"


class Form:
    """Reads the forms of one schema; `read_json` reads what in them is written as JSON, or raises Refusal."""

    def __init__(self, spec: Spec, schema: Any, read_json: Callable[[bytes], Any]) -> None:
        self._fields = {name: _Field(spec, child, read_json) for name, child, _ in spec.property_schemas(schema)}

    def read(self, content_type: str, body: bytes) -> dict[str, Any]:
        """Return the fields by name, typed; those that the schema does not know are text.

        Raises:
            Refusal: 400, for what is no such form.

        """
        pairs = _parts(content_type, body) if content_type.lower().startswith(IN_PARTS) else _pairs(body)
        # As in queries, an array may be told by brackets.
        named = ((name if name in self._fields else name.removesuffix("[]"), text) for name, text in pairs)
        return {
            name: self._fields[name].value(texts) if name in self._fields else texts[-1]
            for name, texts in grouped(named).items()
        }


class _Field:
    """Reads one field."""

    def __init__(self, spec: Spec, schema: Any, read_json: Callable[[bytes], Any]) -> None:
        self._array = "array" in json_kinds(spec, schema)
        self._part = schema.get("items", {}) if self._array else schema
        self._document = "object" in json_kinds(spec, self._part)
        self._read_json = read_json
        self._reading = Reading(spec, self._part)

    def value(self, texts: Sequence[str]) -> Any:
        """Return the typed value of all that was given for the field."""
        values = [self._plain(text) for text in texts]
        return values if self._array else values[-1]

    def _plain(self, text: str) -> Any:
        """Return an object, which forms write as JSON, or a scalar."""
        with suppress(Refusal):
            if self._document:
                return self._read_json(text.encode())
        return self._reading.value(text)


def _pairs(body: bytes) -> Iterable[tuple[str, str]]:
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, errors="strict")
    except ValueError:
        raise Refusal(400, "the body is no form in UTF-8") from None


def _parts(content_type: str, body: bytes) -> Iterable[tuple[str, str]]:
    message = BytesParser().parsebytes(b"Content-Type: %b\r\n\r\n%b" % (content_type.encode(), body))
    if not message.is_multipart() or message.defects:
        raise Refusal(400, "the body is no form in parts")
    parts: list[Message] = [part for part in message.get_payload() if isinstance(part, Message)]
    return [(_name(part), _text(part)) for part in parts]


def _name(part: Message) -> str:
    return collapse_rfc2231_value(part.get_param("name", "", "content-disposition"))


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    return content.decode(errors="replace") if isinstance(content, bytes) else ""
