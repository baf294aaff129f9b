"""Calls that break exactly one thing the spec declares: a bound, a choice, a requirement, a rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

import jsonschema_rs

from vouch.contract.calls import Call
from vouch.contract.samples import Samples, kind, sample
from vouch.spec import Parameter, Spec
from vouch.spec import pointer as ptr

LONGEST = 5_000
"""Characters of a text, or items of an array, past which a request is too long for most servers anyway."""
_NEVER = {
    "date": "2025-02-30",
    "date-time": "2025-02-30T25:00:00Z",
    "uuid": "3c90c3cc-0d44-4b50-8888",
    "email": "nobody",
    "ipv4": "256.0.0.1",
}
"""Texts that nearly have a format."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """A call, what is wrong with it, where the spec says so, and the vendor's words for it where they are known."""

    wrong: str
    call: Call
    pointer: str
    message: str | None = None


def deviations(samples: Samples, call: Call, tokens: Mapping[str, Any]) -> Iterator[Deviation]:
    """Yield every single deviation of the parameters from a call that keeps the spec.

    `tokens` holds values for the paging parameters that the server itself gave.
    """
    for parameter in call.operation.parameters:
        if parameter.location != "path":
            yield from _of_parameter(samples.spec, call, parameter)
    for index, rule in enumerate(call.operation.rules):
        here = ptr.join(call.operation.pointer, "x-rules", index, rule.kind)
        if rule.kind == "at-least-one":
            wrong = f"neither {' nor '.join(rule.names)} is given"
            yield Deviation(wrong, call.without(*rule.names), here, rule.message)
        else:
            values = {name: tokens.get(name, samples.value(call.operation.parameter(name))) for name in rule.names[:2]}
            yield Deviation(f"{' and '.join(values)} are both given", call.having(**values), here, rule.message)


def _of_parameter(spec: Spec, call: Call, parameter: Parameter) -> Iterator[Deviation]:
    name = parameter.name
    if parameter.required:
        yield Deviation(f"{name} is missing", call.without(name), f"{parameter.pointer}/required")
    for place, value in outside(spec, parameter.schema):
        wrong = f"{name} is {shown(value)}, against {place}"
        yield Deviation(wrong, call.having(**{name: value}), f"{parameter.pointer}/schema/{place}")


def outside(spec: Spec, schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the keywords of a schema (`items/enum` for one inside), each with a value just outside of it.

    What another type of the schema admits is not outside, nor is a number that may be a text.
    """
    admits = jsonschema_rs.Draft202012Validator(spec.standalone(schema), validate_formats=True).is_valid
    for keyword, value in _beyond(spec, schema):
        if not (admits(value) or admits(str(value))):
            yield keyword, value


def _beyond(spec: Spec, schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for keyword, step in (("minimum", -1), ("maximum", 1), ("exclusiveMinimum", 0), ("exclusiveMaximum", 0)):
        if keyword in schema:
            yield keyword, schema[keyword] + step
    if "enum" in schema:
        yield "enum", f"{schema['enum'][0]}_"
    if schema.get("format") in _NEVER:
        yield "format", _NEVER[schema["format"]]
    match kind(schema):
        case "integer":
            yield "type", "nonsense"
            yield "type", 1.5
        case "number" | "boolean":
            yield "type", "nonsense"
        case "array":
            items = spec.resolve(schema.get("items", {}))
            yield from _sized(schema, "Items", [sample(spec, items)])
            yield from ((f"items/{keyword}", [value]) for keyword, value in outside(spec, items))
        case "string":
            yield from _sized(schema, "Length", "x")


def _sized(schema: Mapping[str, Any], what: str, unit: Any) -> Iterator[tuple[str, Any]]:
    # In a query nothing and an empty array look alike, and so do a missing and an empty text to many servers.
    if schema.get(f"min{what}", 0) > 1:
        yield f"min{what}", unit * (schema[f"min{what}"] - 1)
    if schema.get(f"max{what}", LONGEST) < LONGEST:
        yield f"max{what}", unit * (schema[f"max{what}"] + 1)


def shown(value: Any) -> str:
    """Return a value as a person writes it, shortened."""
    return shorten(str(value), 30, placeholder="…")
