"""Where exactly a body departs from its schema, and which line of the spec it breaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from vouch.spec import Response, Spec, is_json
from vouch.spec import pointer as ptr


@dataclass(frozen=True, slots=True)
class Violation:
    """`pointer` leads to the keyword in the spec, `found` says what is wrong where in the body."""

    pointer: str
    found: str


def violations(spec: Spec, response: Response, body: Any) -> Iterator[Violation]:
    """Yield the violations of the schema that a response declares for its JSON body, the first of each keyword."""
    media_type = next(filter(is_json, response.content), None)
    if media_type is None:
        return
    validator = jsonschema_rs.Draft202012Validator(spec.standalone(response.content[media_type]), validate_formats=True)
    # A keyword behind a reference stands under the components, at the same place as in the document.
    own = ptr.join(response.pointer, "content", media_type, "schema")
    seen: set[str] = set()
    for error in validator.iter_errors(body):
        pointer = ("" if error.schema_path[:1] == ["components"] else own) + ptr.from_keys(error.schema_path)
        if pointer not in seen:
            seen.add(pointer)
            yield Violation(pointer, f"{ptr.from_keys(error.instance_path) or 'the body'}: {error.message}")
