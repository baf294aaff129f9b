"""Where exactly a body departs from its schema, and which line of the spec it breaks."""

from __future__ import annotations

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


def violation(spec: Spec, response: Response, body: Any) -> Violation | None:
    """Return the first violation of the schema that a response declares for its JSON body."""
    media_type = next(filter(is_json, response.content), None)
    if media_type is None:
        return None
    validator = jsonschema_rs.Draft202012Validator(spec.standalone(response.content[media_type]), validate_formats=True)
    error = next(validator.iter_errors(body), None)
    if error is None:
        return None
    at = ptr.from_keys(error.instance_path) or "the body"
    # A keyword behind a reference stands under the components, at the same place as in the document.
    own = "" if error.schema_path[:1] == ["components"] else ptr.join(response.pointer, "content", media_type, "schema")
    return Violation(own + ptr.from_keys(error.schema_path), f"{at}: {error.message}")
