"""Request bodies: from bytes to values that keep their schemas."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from typing import Any

from vouch.mock.answers import write_json
from vouch.mock.calls import MAX_BODY, Call
from vouch.mock.forms import IN_PARTS, URL_ENCODED, Form
from vouch.mock.refusals import Refusal
from vouch.mock.validation import Check
from vouch.spec import Operation, Spec, is_json

_MAX_DEPTH = 64
NO_BODY = object()
"""What is read where no body was sent."""


class Bodies:
    """Reads the request body of one operation."""

    def __init__(self, spec: Spec, operation: Operation) -> None:
        self._required = operation.body is not None and operation.body.required
        content = operation.body.content if operation.body else {}
        # A range of media types is for what no other names.
        kinds = {_essence(kind): kind for kind in sorted(content, key=lambda kind: kind.count("*"))}
        self._checks = {essence: Check(spec, content[kind]) for essence, kind in kinds.items()}
        # Where more is said of how a form is written, it is taken unread.
        plain = [kind for kind in kinds if operation.body and not operation.body.encoding.get(kinds[kind])]
        self._forms = {
            kind: Form(spec, content[kinds[kind]], read_json) for kind in plain if kind in {URL_ENCODED, IN_PARTS}
        }

    def read(self, call: Call) -> Any:
        """Return the body, or `NO_BODY`; where the operation declares none, whatever was sent is let be.

        JSON and forms are read and checked; what is in any other media type that is declared is taken as it is, unread.

        Raises:
            Refusal: 413 over a million bytes, 415 for another media type, 400 for what is not what it is called, 422
                for what its schema refuses.

        """
        if call.body is None:
            raise Refusal(413, f"the body is larger than {MAX_BODY:,} bytes")
        if not self._checks:
            return NO_BODY
        content_type = call.headers.get("content-type", "")
        media_type = _essence(content_type)
        kind = next((kind for kind in self._checks if fnmatchcase(media_type, kind)), None)
        # No byte is no JSON; it may be text, or a form without fields.
        if not call.body and (kind is None or is_json(media_type)):
            if self._required:
                raise Refusal(422, "the body is required")
            return NO_BODY
        if kind is None:
            raise Refusal(415, f"the content type is not {' or '.join(self._checks)}")
        if not is_json(media_type) and kind not in self._forms:
            return NO_BODY
        value = read_json(call.body) if is_json(media_type) else self._forms[kind].read(content_type, call.body)
        if complaint := self._checks[kind].complaint(value):
            raise Refusal(422, complaint)
        return value


def _essence(media_type: str) -> str:
    """Return a media type without its parameters."""
    return media_type.partition(";")[0].strip().lower()


def read_json(body: bytes) -> Any:
    """Read JSON that can be written again.

    Raises:
        Refusal: 400, for what is not JSON in UTF-8, is nested past 64 levels, or holds half a surrogate pair or a
            number past what a double can hold.

    """
    try:
        value = json.loads(body.decode(), parse_float=_number)
        write_json(value)
    except (ValueError, RecursionError):
        raise Refusal(400, "the body is not JSON") from None
    if _too_deep(value):
        raise Refusal(400, f"the body is nested deeper than {_MAX_DEPTH} levels")
    return value


def _number(text: str) -> float:
    """Return an integer for one that is written with a fraction or an exponent: JSON knows no difference."""
    number = float(text)
    return int(number) if number.is_integer() else number


def _too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(_MAX_DEPTH):
        parents = [value for value in level if isinstance(value, dict | list)]
        level = [child for parent in parents for child in (parent.values() if isinstance(parent, dict) else parent)]
        if not level:
            return False
    return True
