"""Request bodies: from bytes to JSON that keeps its schema."""

from __future__ import annotations

import json
from typing import Any

from vouch.mock.answers import write_json
from vouch.mock.calls import MAX_BODY, Call
from vouch.mock.refusals import Refusal
from vouch.mock.validation import Check
from vouch.spec import Operation, Spec

_MAX_DEPTH = 64
NO_BODY = object()
"""What is read where no body was sent."""


class Bodies:
    """Reads the request body of one operation."""

    def __init__(self, spec: Spec, operation: Operation) -> None:
        self._required = operation.body is not None and operation.body.required
        content = operation.body.content if operation.body else {}
        self._checks = {kind.lower(): Check(spec, schema) for kind, schema in content.items()}

    def read(self, call: Call) -> Any:
        """Return the body, or `NO_BODY`; where the operation declares none, whatever was sent is let be.

        Raises:
            Refusal: 413 over a million bytes, 415 for another media type, 400 for anything that is not JSON, 422 for
                JSON that its schema refuses.

        """
        if call.body is None:
            raise Refusal(413, f"the body is larger than {MAX_BODY:,} bytes")
        if not self._checks:
            return NO_BODY
        if not call.body:
            if self._required:
                raise Refusal(422, "the body is required")
            return NO_BODY
        media_type = call.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type not in self._checks:
            raise Refusal(415, f"the content type is not {' or '.join(self._checks)}")
        value = read_json(call.body)
        if complaint := self._checks[media_type].complaint(value):
            raise Refusal(422, complaint)
        return value


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
