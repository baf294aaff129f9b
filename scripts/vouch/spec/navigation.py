"""Finding one's way in schemas: what stands at a pointer into a body, and what an example of it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vouch.spec import pointer as ptr
from vouch.spec.model import Operation, Spec


def item_schema(spec: Spec, operation: Operation) -> Any:
    """Return the schema of one item of a paginated list, references kept; None where there is none."""
    if not operation.pagination or not operation.success:
        return None
    array = descend(spec, operation.success.schema, operation.pagination.items)
    return array.get("items") if isinstance(array, dict) else None


def descend(spec: Spec, schema: Any, pointer: str) -> Any:
    """Return the schema of what stands at a body or item pointer, or None where the schema knows no such place."""
    for key in ptr.split(pointer):
        schema = _child(spec, schema, key)
    return spec.resolve(schema)


def is_required(spec: Spec, schema: Any, pointer: str) -> bool:
    """Say whether the object around what stands at a body or item pointer requires it."""
    around, _, _ = pointer.rpartition("/")
    name = ptr.split(pointer)[-1]
    return any(each == name and needed for each, _, needed in spec.property_schemas(descend(spec, schema, around)))


def _child(spec: Spec, schema: Any, key: str) -> Any:
    schema = spec.resolve(schema)
    if not isinstance(schema, dict):
        return None
    if key in schema.get("properties", {}):
        return schema["properties"][key]
    if key.isdigit() and "items" in schema:
        return schema["items"]
    branches = (part for word in ("allOf", "anyOf", "oneOf") for part in schema.get(word, ()))
    return next((found for part in branches if (found := _child(spec, part, key)) is not None), None)


def example_of(schema: Mapping[str, Any], default: Any = None) -> Any:
    """Return the example a schema itself gives, or the default."""
    for key in ("examples", "enum"):
        if schema.get(key):
            return schema[key][0]
    return schema.get("example", schema.get("const", default))
