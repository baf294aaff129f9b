"""What the suite makes says who made it, so that people find it among their own things."""

from __future__ import annotations

import re
from typing import Any

import jsonschema_rs

from vouch.spec import Operation, Spec


def labelled(spec: Spec, operation: Operation, body: Any, maker: str) -> Any:
    """Return a request body whose label begins with its maker.

    It stays as it is where the operation declares no label, where there is none in it, and where a label with that
    beginning would not keep its schema.
    """
    label = operation.creates.label if operation.creates else None
    if operation.body is None or not label or not isinstance(body, dict) or not isinstance(body.get(label), str):
        return body
    properties = (found for schema in operation.body.content.values() for found in spec.property_schemas(schema))
    schema = next((child for name, child, _ in properties if name == label), {})
    given = body[label]
    # What has the mark of a run already gets no second one.
    plain = re.sub(rf"^{re.escape(maker.partition(',')[0])}: ", "", given)
    marked = f"{maker}: {plain}"[: schema.get("maxLength")]
    validator = jsonschema_rs.Draft202012Validator(spec.standalone(schema))
    return {**body, label: marked} if validator.is_valid(given) and validator.is_valid(marked) else body
