"""Rules between the properties of a body, recognised in the JSON Schema that states them.

| JSON Schema                                                    | rule                              |
|----------------------------------------------------------------|-----------------------------------|
| `not: {required: [a, b]}`                                      | at most one                       |
| `not: {properties: {a: {maxItems: 0}, b: {maxItems: 0}}}`      | at least one, and not empty       |
| `anyOf: [{required: [a]}, {required: [b]}]`                    | at least one                      |
| `oneOf: [{required: [a]}, {required: [b]}]`                    | at least one, and at most one     |

They may stand at the root, below `allOf`, or, negated, below `not: {anyOf: [...]}`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vouch.spec.behaviour import Rule

_PAIR = 2


def body_rules(schema: Any) -> Iterator[Rule]:
    """Yield the rules that a resolved object schema states; `names` are property names."""
    if not isinstance(schema, dict):
        return
    for word, kinds in {"anyOf": ("at-least-one",), "oneOf": ("at-least-one", "at-most-one")}.items():
        names = [_only_required(branch) for branch in schema.get(word, ())]
        if names and None not in names:
            for kind in kinds:
                yield _rule(kind, [name for name in names if name], schema)
    for part in schema.get("allOf", ()):
        yield from body_rules(part)
    for branch in forbidden(schema).values():
        yield from _negated(branch)


def forbidden(schema: Any) -> dict[str, Any]:
    """Return what a schema's `not` forbids, one by one, by the pointer from the schema."""
    negated = schema.get("not") if isinstance(schema, dict) else None
    if negated is None:
        return {}
    if isinstance(negated, dict) and set(negated) == {"anyOf"}:
        return {f"/not/anyOf/{index}": branch for index, branch in enumerate(negated["anyOf"])}
    return {"/not": negated}


def _negated(schema: Any) -> Iterator[Rule]:
    if not isinstance(schema, dict):
        return
    properties = schema.get("properties", {})
    required = schema.get("required", [])
    if len(required) == _PAIR and not properties:
        yield _rule("at-most-one", required, schema)
    empty = [name for name, child in properties.items() if isinstance(child, dict) and child.get("maxItems") == 0]
    if not required and len(empty) > 1 and len(empty) == len(properties):
        yield _rule("at-least-one", empty, schema)


def _only_required(branch: Any) -> str | None:
    """Return the one property a branch asks for, or None where it says anything else."""
    if isinstance(branch, dict) and branch.keys() <= {"required", "x-message"} and len(branch.get("required", ())) == 1:
        return str(branch["required"][0])
    return None


def _rule(kind: Any, names: list[str], schema: dict[str, Any]) -> Rule:
    return Rule(kind, tuple(names), schema.get("x-message"))
