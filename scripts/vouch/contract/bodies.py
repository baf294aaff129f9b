"""Request bodies that break exactly one thing their schema declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from vouch.contract.calls import Call
from vouch.contract.deviations import Deviation, outside, shown
from vouch.contract.samples import sample
from vouch.spec import Spec, is_json
from vouch.spec import pointer as ptr
from vouch.spec.constraints import forbidden


def body_deviations(spec: Spec, call: Call) -> Iterator[Deviation]:
    """Yield every single deviation of the body from a call that keeps the spec."""
    if call.operation.body is None or not isinstance(call.body, dict):
        return
    for media_type, schema in call.operation.body.content.items():
        if is_json(media_type):
            place = ptr.join(call.operation.body.pointer, "content", media_type, "schema")
            here = schema["$ref"].removeprefix("#") if "$ref" in schema else place
            yield from _of_properties(spec, call, spec.resolve(schema), here)
            yield from _of_negations(spec, call, spec.resolve(schema), here)
            return


def _of_properties(spec: Spec, call: Call, schema: Mapping[str, Any], here: str) -> Iterator[Deviation]:
    for name, child, required in spec.property_schemas(schema):
        if required:
            lacking = {key: value for key, value in call.body.items() if key != name}
            yield Deviation(f"{name} is missing", call.carrying(lacking), f"{here}/required", child.get("x-message"))
        for keyword, value in outside(spec, child):
            wrong = f"{name} is {shown(value)}, against {keyword}"
            changed = call.carrying({**call.body, name: value})
            # A server has many ways to say what is wrong with a value; the words are known where there is none.
            yield Deviation(wrong, changed, f"{ptr.join(here, 'properties', name)}/{keyword}")


def _of_negations(spec: Spec, call: Call, schema: Mapping[str, Any], here: str) -> Iterator[Deviation]:
    """Yield bodies that a `not` forbids, one of its branches at a time."""
    branches = {here + place: branch for place, branch in forbidden(schema).items()}
    rest = {key: value for key, value in schema.items() if key != "not"}
    for place, branch in branches.items():
        others = [other for other in branches.values() if other is not branch]
        alone = spec.standalone({"allOf": [rest, branch], **({"not": {"anyOf": others}} if others else {})})
        validator = jsonschema_rs.Draft202012Validator(alone, validate_formats=True)
        for wrong, body in _inside(spec, call.body, schema, branch):
            if validator.is_valid(body):
                yield Deviation(wrong, call.carrying(body), place, branch.get("x-message"))


def _inside(spec: Spec, body: Mapping[str, Any], schema: Any, branch: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield bodies that a branch is likely to describe: its properties absent, or there with the plainest value."""
    wanted = branch.get("required", ())
    properties = {name: child for name, child, _ in spec.property_schemas(schema)}
    named = {name: child for name, child in branch.get("properties", {}).items() if name not in wanted}
    given = {**body, **{name: sample(spec, properties.get(name, {})) for name in wanted}}
    if wanted:
        yield f"{' and '.join(wanted)} are given", given
    if named:
        yield f"{', '.join(named)} are absent", {key: value for key, value in given.items() if key not in named}
        plain = {name: _plainest(child) for name, child in named.items()}
        yield f"{', '.join(named)} are {shown(next(iter(plain.values())))}", {**given, **plain}


def _plainest(schema: Mapping[str, Any]) -> Any:
    for keyword in ("const", "enum"):
        if keyword in schema:
            return schema[keyword] if keyword == "const" else schema[keyword][0]
    return [] if "maxItems" in schema else "" if "maxLength" in schema else None
