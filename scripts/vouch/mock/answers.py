"""Answers: a status, and a body in the media type that the document declares for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from vouch.spec import Response as Declared
from vouch.spec import is_json


def answer(declared: Declared | None, status: int, body: Any, headers: Mapping[str, str]) -> Response:
    """Return an answer with a JSON value, or JSON already written; without a body where no JSON is declared."""
    media_type = next((kind for kind in declared.content if is_json(kind)), None) if declared else None
    content = b"" if media_type is None else body if isinstance(body, bytes) else write_json(body)
    return Response(content, status, headers, media_type)


_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def write_json(value: Any) -> bytes:
    """Write JSON as UTF-8; raises ValueError for what JSON or UTF-8 has no words for."""
    return _WRITER.encode(value).encode()
