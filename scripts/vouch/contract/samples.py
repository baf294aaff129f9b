"""Calls that keep the spec, made of what a person pinned and of the spec's own examples."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from vouch.contract.calls import Call
from vouch.contract.labels import labelled
from vouch.contract.report import UnjudgedError
from vouch.spec import Operation, Parameter, Spec
from vouch.spec import pointer as ptr

_OF_FORMAT = {
    "uuid": "3c90c3cc-0d44-4b50-8888-8dd25736052a",
    "date-time": "2025-01-01T00:00:00Z",
    "date": "2025-01-01",
    "email": "someone@example.com",
    "uri": "https://example.com",
}
HARMFUL = {"PUT", "PATCH", "DELETE"}
"""Methods after which a thing is no longer what it was."""
_BOOLEANS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Samples:
    """Valid arguments for the operations of a spec.

    `pins` maps Python argument names to what a person gave; `maker` is what the label of a new thing begins with.
    """

    spec: Spec
    pins: Mapping[str, Any]
    maker: str = "vouch contract"

    def check(self) -> None:
        """Raise UnjudgedError where a pin names no argument or has no value of its type."""
        known = {argument for operation in self.spec.operations for argument in self._arguments(operation)}
        for argument in self.pins:
            if argument not in known:
                raise UnjudgedError(f"no operation has an argument {argument}; there are {', '.join(sorted(known))}")
        for operation in self.spec.operations:
            schemas = {parameter.name: parameter.schema for parameter in operation.parameters}
            for schema in operation.body.content.values() if operation.body else ():
                schemas |= {name: child for name, child, _ in self.spec.property_schemas(schema)}
            for name, value in {**self.pinned(operation), **self.pinned_properties(operation)}.items():
                validator = jsonschema_rs.Draft202012Validator(
                    self.spec.standalone(schemas[name]), validate_formats=True
                )
                for error in validator.iter_errors(value):
                    argument = self.spec.argument_names(operation)[name]
                    raise UnjudgedError(f"{argument} cannot be {_written(value)}: {error.message}")

    def call(self, operation: Operation) -> Call:
        """Return a call with every pin, every required parameter, and what the operation's rules ask for.

        What would change or delete the pinned thing is about another, which need not be there.
        """
        pinned = self.pinned(operation)
        arguments = {
            parameter.name: pinned.get(parameter.name, self.value(parameter))
            for parameter in operation.parameters
            if parameter.required or parameter.name in pinned
        }
        named = self.named(operation)
        if named and operation.method.upper() in HARMFUL:
            # Whatever else is asked of what is pinned needs it as it is.
            arguments[named] = another(arguments[named])
        arguments = self.keeping_rules(operation, arguments)
        return Call(operation, arguments, self._body(operation))

    def keeping_rules(self, operation: Operation, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Return the arguments with as little added or left out as the rules between parameters ask."""
        kept = dict(arguments)
        for rule in operation.rules:
            given = [name for name in rule.names if name in kept]
            if rule.kind == "at-least-one" and not given:
                kept[rule.names[0]] = self.value(operation.parameter(rule.names[0]))
            elif rule.kind == "at-most-one":
                for name in given[1:]:
                    del kept[name]
        return kept

    def pinned(self, operation: Operation) -> dict[str, Any]:
        """Return what a person gave for an operation's parameters, by wire name."""
        return {
            parameter.name: _parsed(self.spec, parameter.argument, self.pins[parameter.argument], parameter.schema)
            for parameter in operation.parameters
            if parameter.argument in self.pins
        }

    def named(self, operation: Operation) -> str | None:
        """Return the parameter that names what an operation is about, where a person pinned it.

        It is the last one of the path; those before it say where the thing is.
        """
        holes: list[str] = re.findall(r"\{([^}]+)\}", operation.path)
        return holes[-1] if holes and holes[-1] in self.pinned(operation) else None

    def pinned_properties(self, operation: Operation) -> dict[str, Any]:
        """Return what a person gave for the properties of an operation's body."""
        names = self.spec.body_arguments(operation)
        return {
            name: _parsed(self.spec, names[name], self.pins[names[name]], child)
            for schema in (operation.body.content.values() if operation.body else ())
            for name, child, _ in self.spec.property_schemas(schema)
            if names[name] in self.pins
        }

    def pinning(self, operation: Operation, body: Any) -> Any:
        """Return a body with what a person gave for its properties."""
        return {**body, **self.pinned_properties(operation)} if isinstance(body, dict) else body

    def value(self, parameter: Parameter) -> Any:
        """Return an example of a parameter: its own, else its schema's, else the plainest value of its type."""
        return self._example(parameter.pointer, parameter.schema)

    def _example(self, pointer: str, schema: Any) -> Any:
        """Return the first example of a parameter or media type, else one of its schema."""
        node = self.spec.resolve(ptr.get(self.spec.document, pointer, {}))
        if "example" in node:
            return node["example"]
        for entry in node.get("examples", {}).values():
            return self.spec.resolve(entry).get("value")
        return sample(self.spec, schema)

    def _arguments(self, operation: Operation) -> set[str]:
        return set(self.spec.argument_names(operation).values())

    def _body(self, operation: Operation) -> Any:
        if operation.body is None:
            return None
        media_type, schema = next(iter(operation.body.content.items()))
        body = self._example(ptr.join(operation.body.pointer, "content", media_type), schema)
        return labelled(self.spec, operation, self.pinning(operation, body), self.maker)


def another(value: Any) -> Any:
    """Return a value like a given one that names what is hardly there: whatever is there is somebody's."""
    written = str(value) or "0"
    changed = written + written[-1] * 6
    return int(changed) if isinstance(value, int) else changed


def sample(spec: Spec, schema: Any) -> Any:
    """Return a value of a schema: its example where it has one, else the plainest that its keywords suggest."""
    schema = spec.resolve(schema)
    given = [schema[key] for key in ("example", "const", "default") if key in schema]
    given += [schema[key][0] for key in ("examples", "enum") if schema.get(key)]
    if given:
        return given[0]
    parts = [schema[key][0] for key in ("allOf", "anyOf", "oneOf") if schema.get(key)]
    return sample(spec, parts[0]) if parts and not schema.keys() & {"type", "properties"} else _plainest(spec, schema)


def _plainest(spec: Spec, schema: Mapping[str, Any]) -> Any:
    """Return a value of the schema's type that keeps its bounds."""
    match kind(schema):
        case "object":
            return {name: sample(spec, child) for name, child, required in spec.property_schemas(schema) if required}
        case "array":
            return [sample(spec, schema.get("items", {}))] * max(1, schema.get("minItems", 1))
        case "integer" | "number":
            least = max(1, schema.get("minimum", 1))
            return min(least, schema.get("maximum", least))
        case "string":
            return _OF_FORMAT.get(schema.get("format", ""), "x" * max(1, schema.get("minLength", 1)))
        case other:
            return {"boolean": True}.get(other)


def kind(schema: Mapping[str, Any]) -> str:
    """Return the first type of a schema that is not null; a schema without one is taken for a string."""
    types = schema.get("type", "string")
    named = [types] if isinstance(types, str) else types
    return next((name for name in named if name != "null"), "null")


def _written(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _parsed(spec: Spec, argument: str, given: Any, schema: Any) -> Any:
    """Read what a person wrote for an argument: commas between the items of an array, `true` and `false`."""
    schema = spec.resolve(schema)
    if not isinstance(given, str):
        return given
    try:
        given.encode()  # half a character, or a byte that was none, cannot be sent
        match kind(schema):
            case "array":
                return [_parsed(spec, argument, part, schema.get("items", {})) for part in given.split(",")]
            case "integer":
                return int(given)
            case "number":
                return float(given)
            case "boolean":
                return _BOOLEANS[given]
            case _:
                return given
    except UnicodeError:
        raise UnjudgedError(f"the value of {argument} is not text") from None
    except (KeyError, ValueError):
        raise UnjudgedError(f"{argument}={given} is not of type {kind(schema)}") from None
