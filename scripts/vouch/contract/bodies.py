"""Request bodies that break exactly one thing their schema declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from vouch.contract.calls import Call
from vouch.contract.deviations import Deviation, outside, shown
from vouch.contract.samples import kind, sample
from vouch.spec import Spec, is_json
from vouch.spec import pointer as ptr
from vouch.spec.constraints import forbidden

_PARTS = ("allOf", "anyOf", "oneOf", "if", "dependentRequired", "dependentSchemas", "minProperties", "maxProperties")
"""Keywords of an object, besides `not`, that say something about several properties at once."""
_OTHER_KIND: Mapping[str, Any] = {"string": 7, "array": "nonsense", "object": "nonsense"}


def body_deviations(spec: Spec, call: Call) -> Iterator[Deviation]:
    """Yield every single deviation of the body from a call that keeps the spec."""
    if call.operation.body is None or not isinstance(call.body, dict):
        return
    if call.operation.body.required:
        yield Deviation("no body", call.carrying(None), f"{call.operation.body.pointer}/required")
    for media_type, schema in call.operation.body.content.items():
        if is_json(media_type):
            place = ptr.join(call.operation.body.pointer, "content", media_type, "schema")
            here = schema["$ref"].removeprefix("#") if "$ref" in schema else place
            yield Deviation("an array for a body", call.carrying([]), f"{here}/type")
            yield from _of_properties(spec, call, spec.resolve(schema), here)
            yield from _of_rules(spec, call, spec.resolve(schema), here)
            return


def _of_properties(spec: Spec, call: Call, schema: Mapping[str, Any], here: str) -> Iterator[Deviation]:
    for name, child, required in spec.property_schemas(schema):
        if required:
            lacking = {key: value for key, value in call.body.items() if key != name}
            yield Deviation(f"{name} is missing", call.carrying(lacking), f"{here}/required", child.get("x-message"))
        for keyword, value in (*_mistyped(child), *outside(spec, child)):
            wrong = f"{name} is {shown(value)}, against {keyword}"
            changed = call.carrying({**call.body, name: value})
            # A server has many ways to say what is wrong with a value; the words are known where there is none.
            yield Deviation(wrong, changed, f"{ptr.join(here, 'properties', name)}/{keyword}")


def _mistyped(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield values of another type: null where it is none of them, and one that JSON tells apart and a URL does not."""
    types = schema.get("type", ())
    named = {types} if isinstance(types, str) else {*types}
    if named and "null" not in named:
        yield "type", None
    if len(named) == 1 and kind(schema) in _OTHER_KIND:
        yield "type", _OTHER_KIND[kind(schema)]


def _of_rules(spec: Spec, call: Call, schema: Mapping[str, Any], here: str) -> Iterator[Deviation]:
    """Yield bodies that one rule between properties refuses and all else admits."""
    for place, rest in _without_each_rule(schema):
        message = ptr.get(schema, place, {})
        message = message.get("x-message") if isinstance(message, dict) else None
        bodies = sorted(
            _between(spec, call.body, rest, schema),
            key=lambda body: len(_removed(call.body, body)) + len(_changed(call.body, body)),
        )
        # The nearest that leaves something out, and the nearest that does not.
        nearest = {bool(_removed(call.body, body)): body for body in reversed(bodies)}
        for body in nearest.values():
            yield Deviation(_difference(call.body, body), call.carrying(body), here + place, message)


def _without_each_rule(schema: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the pointer of each rule between properties, with the schema that lacks nothing but it."""
    branches = forbidden(schema)
    rest = {key: value for key, value in schema.items() if key != "not"}
    for place in branches:
        others = [branch for at, branch in branches.items() if at != place]
        yield place, {**rest, **({"not": {"anyOf": others}} if others else {})}
    for keyword in _PARTS:
        if keyword in schema:
            yield f"/{keyword}", {key: value for key, value in schema.items() if key != keyword}


def _between(spec: Spec, base: Mapping[str, Any], wider: Any, narrower: Any) -> Iterator[dict[str, Any]]:
    """Yield bodies that one schema admits and another refuses, as near to a base as they can be."""
    wide, narrow = spec.standalone(wider), spec.standalone(narrower)
    difference: Any = jsonschema_rs.canonicalize(wide).subtract(jsonschema_rs.canonicalize(narrow)).to_json_schema()
    admits = jsonschema_rs.Draft202012Validator(wide, validate_formats=True).is_valid
    keeps = jsonschema_rs.Draft202012Validator(narrow, validate_formats=True).is_valid
    plain = {name: sample(spec, child) for name, child, _ in spec.property_schemas(narrower)}
    found: list[dict[str, Any]] = []
    for branch in difference.get("anyOf", [difference]) if isinstance(difference, dict) else []:
        for body in _fitted(plain, base, branch, difference.get("$defs", {})):
            if admits(body) and not keeps(body) and body not in found:
                found.append(body)
                yield body


def _fitted(
    plain: Mapping[str, Any], base: Mapping[str, Any], branch: Mapping[str, Any], defs: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """Yield a base changed so that it meets a branch: what must not be is left out, or there with its one value.

    `plain` has a value for each property that may have to be added, `defs` what the branch refers to.
    """
    properties = branch.get("properties", {})
    kept = {name: value for name, value in base.items() if _admits(properties.get(name, True), defs, value)}
    fixed = {name: child["const"] for name, child in properties.items() if isinstance(child, dict) and "const" in child}
    needed = [name for name in branch.get("required", ()) if name not in kept]
    made = {name: fixed.get(name, plain.get(name)) for name in needed}
    yield {**kept, **made}
    yield {**kept, **made, **fixed}


def _admits(schema: Any, defs: Mapping[str, Any], value: Any) -> bool:
    return bool(jsonschema_rs.is_valid({"$defs": defs, "allOf": [schema]}, value))


def _removed(base: Mapping[str, Any], body: Mapping[str, Any]) -> list[str]:
    return [name for name in base if name not in body]


def _changed(base: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if base.get(name, body) != value}


def _difference(base: Mapping[str, Any], body: Mapping[str, Any]) -> str:
    """Say in what a body differs from the base."""
    removed, changed = _removed(base, body), _changed(base, body)
    words = [f"{' and '.join(removed)} {'are' if removed[1:] else 'is'} absent"] if removed else []
    values = [shown(value) for value in changed.values()]
    if changed and len(set(values)) == 1:
        words.append(f"{', '.join(changed)} {'are' if values[1:] else 'is'} {values[0]}")
    elif changed:
        words.append(f"{' and '.join(changed)} are given")
    return " and ".join(words)
