"""Readings: what a text means to the schema of a scalar."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from vouch.mock.validation import Check
from vouch.spec import Spec

_JSON_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,400})(\.[0-9]{1,400})?([eE][-+]?[0-9]{1,3})?")


class Reading:
    """Reads texts as values of one schema."""

    def __init__(self, spec: Spec, schema: Any) -> None:
        self._kinds = tuple(
            kind for kind in ("boolean", "integer", "number", "string") if kind in json_kinds(spec, schema)
        )
        self._check = Check(spec, schema)

    def admits(self, value: Any) -> bool:
        """Say whether the value keeps the schema."""
        return self._check.admits(value)

    def value(self, text: str) -> Any:
        """Return the first reading of the text that the schema admits, else any for the complaint to be about."""
        readings = [text] if self._kinds == ("string",) else list(self._readings(text)) or [text]
        return next((value for value in readings if self._check.admits(value)), readings[0])

    def _readings(self, text: str) -> Iterator[Any]:
        for kind in self._kinds:
            if kind == "boolean" and text in {"true", "false"}:
                yield text == "true"
            elif kind in {"integer", "number"} and _JSON_NUMBER.fullmatch(text):
                number = json.loads(text)
                if math.isfinite(number):
                    yield int(number) if kind == "integer" and number == int(number) else number
            elif kind == "string":
                yield text


def json_kinds(spec: Spec, schema: Any) -> Iterator[str]:
    """Yield the JSON types that a schema names; a schema that names none takes text."""
    parts = [spec.resolve(schema)]
    for part in parts:
        plain = part if isinstance(part, Mapping) else {}
        declared = plain.get("type", ())
        members = [*plain.get("enum", ()), *([plain["const"]] if "const" in plain else [])]
        branches = [spec.resolve(each) for word in ("anyOf", "oneOf", "allOf") for each in plain.get(word, ())]
        kinds = [declared] if isinstance(declared, str) else [*declared]
        kinds = kinds or [_JSON_TYPES[type(member)] for member in members]
        yield from kinds or ([] if branches else ["string"])
        parts += [branch for branch in branches if not any(branch is each for each in parts)]


_JSON_TYPES = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    type(None): "null",
    list: "array",
    dict: "object",
}
