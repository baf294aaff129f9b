"""Finding one's way in schemas: what stands at a pointer into a body, and what an example of it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vouch.spec import pointer as ptr
from vouch.spec.model import Operation, Spec

_BRANCHES = ("allOf", "anyOf", "oneOf")


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
    for part in spec.parts(schema, *_BRANCHES):
        if key in part.get("properties", {}):
            return part["properties"][key]
        if key.isdigit() and "items" in part:
            return part["items"]
    return None


def is_circle(spec: Spec, schema: Mapping[str, Any]) -> bool:
    """Say whether a schema is made of itself, by references and branches alone."""
    branches = [branch for word in _BRANCHES for branch in schema.get(word, ())]
    return any(part is schema for part in spec.parts({"allOf": branches}, *_BRANCHES))


def may_be_single(spec: Spec, schema: Any) -> bool:
    """Say whether a schema admits a single value, neither a list nor an object."""
    said = [kinds for part in spec.parts(schema, *_BRANCHES) if (kinds := _kinds(part))]
    return not said or any(kinds - {"array", "object", "null"} for kinds in said)


def _kinds(schema: Mapping[str, Any]) -> set[str]:
    if "type" in schema:
        return {schema["type"]} if isinstance(schema["type"], str) else {*schema["type"]}
    return {kind for word, kind in (("properties", "object"), ("items", "array"), ("enum", "any")) if word in schema}


def example_of(schema: Mapping[str, Any], default: Any = None) -> Any:
    """Return the example a schema itself gives, or the default."""
    for key in ("examples", "enum"):
        if schema.get(key):
            return schema[key][0]
    return schema.get("example", schema.get("const", default))
