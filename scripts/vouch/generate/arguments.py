"""The arguments of a generated method: parameters and body properties alike, flat and in snake_case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from vouch.generate.opc import Parsed
from vouch.generate.shapes import Array, Choice, Constant, Model, Scalar, Type, annotation, literal, without_null
from vouch.generate.words import described, described_parameter, renamed
from vouch.spec import Operation, Spec, names
from vouch.spec.constraints import body_rules

_BOUNDS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "exclusive_minimum",
    "exclusiveMaximum": "exclusive_maximum",
    "multipleOf": "multiple_of",
}
_LENGTHS = {"minLength": "min_length", "maxLength": "max_length", "pattern": "pattern"}
_SIZES = {"minItems": "min_items", "maxItems": "max_items", "uniqueItems": "unique"}
_CHECKS = {
    "boolean": "boolean",
    "date": "day",
    "date_time": "instant",
    "integer": "integer",
    "number": "number",
    "string": "text",
    "uuid": "uuid",
}


@dataclass(frozen=True, slots=True)
class Argument:
    """One keyword argument; `place` is where it goes: query, path, header, cookie or body."""

    name: str
    wire: str
    place: str
    type: Type
    required: bool
    schema: dict[str, Any]
    text: str
    style: str = ""
    explode: bool = False

    @property
    def annotation(self) -> str:
        """Its type; None stands for "not given" where it need not be."""
        told = annotation(without_null(self.type), argument=True)
        return told if self.required else f"{told} | None"

    @property
    def declared(self) -> str:
        """Its place in a signature."""
        return f"{self.name}: {self.annotation}{'' if self.required else ' = None'}"

    @property
    def check(self) -> str | None:
        """The statement that refuses a wrong value, or None where any will do."""
        return _check(self.type, self.schema, literal(self.name), self.name)

    @property
    def value(self) -> str:
        """The expression that is sent: styled where the style is not its place's usual one."""
        usual = ("form", True) if self.place in {"query", "cookie"} else ("simple", False)
        written = (self.style, self.explode) if isinstance(self.type, Array) else (self.style, usual[1])
        if self.place == "body" or written == usual:
            return self.name
        return f"Styled({self.name}, {self.style!r}, explode={self.explode})"


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule between arguments: the function that checks it, its arguments and the vendor's words."""

    function: str
    arguments: tuple[str, ...]
    message: str | None

    @property
    def text(self) -> str:
        """The sentence that states it."""
        names = ", ".join(f"`{name}`" for name in self.arguments)
        return f"Give {self.function.replace('_', ' ')} of {names}."


def arguments(spec: Spec, operation: Operation, parsed: Parsed) -> tuple[Argument, ...]:
    """Return the arguments of an operation, required ones first, in the order of the spec."""
    found = [*_parameters(spec, operation, parsed), *_properties(spec, operation, parsed)]
    python_names = {argument.wire: argument.name for argument in found}
    found = [replace(argument, text=renamed(argument.text, python_names)) for argument in found]
    return tuple(sorted(found, key=lambda argument: not argument.required))


def rules(spec: Spec, operation: Operation, given: Sequence[Argument]) -> Iterator[RuleView]:
    """Yield the rules between the arguments of an operation, stated in `x-rules` or in the schema of its body."""
    by_wire = {argument.wire: argument.name for argument in given}
    bodies = operation.body.content.values() if operation.body else ()
    for rule in (*operation.rules, *(rule for schema in bodies for rule in body_rules(spec.resolve(schema)))):
        yield RuleView(rule.kind.replace("-", "_"), tuple(by_wire[name] for name in rule.names), rule.message)


def _parameters(spec: Spec, operation: Operation, parsed: Parsed) -> Iterator[Argument]:
    types = parsed.operations[operation.id].parameters
    for parameter in operation.parameters:
        yield Argument(
            name=parameter.argument,
            wire=parameter.name,
            place=parameter.location,
            type=types[parameter.location, parameter.name],
            required=parameter.required,
            schema=parameter.schema,
            text=described_parameter(spec, parameter),
            style=parameter.style,
            explode=parameter.explode,
        )


def _properties(spec: Spec, operation: Operation, parsed: Parsed) -> Iterator[Argument]:
    for media_type, schema in operation.body.content.items() if operation.body else ():
        fields = parsed.models[_body_model(operation, media_type, parsed).name].fields
        for name, child, required in spec.property_schemas(schema):
            yield Argument(
                name=names.argument(name),
                wire=name,
                place="body",
                type=fields[name],
                required=required,
                schema=child,
                text=described(spec, child),
            )


def _body_model(operation: Operation, media_type: str, parsed: Parsed) -> Model:
    of = parsed.operations[operation.id].bodies[media_type]
    if not isinstance(of, Model):
        raise TypeError(f"the body of {operation.id} was let through as {of}")
    return of


def _check(of: Type, schema: dict[str, Any], label: str, value: str) -> str | None:
    match without_null(of):
        case Choice(values):
            return f"validate.choice({label}, {value}, {', '.join(map(literal, values))})"
        case Constant(constant):
            return f"validate.choice({label}, {value}, {literal(constant)})"
        case Array(items):
            each = _check(items, schema.get("items", {}), "name", "value")
            inner = f", {_as_function(each)}" if each else ""
            return f"validate.array({label}, {value}{inner}{_keywords(schema, _SIZES)})"
        case Scalar(name) if name in _CHECKS:
            bounds = _LENGTHS if name == "string" else _BOUNDS if name in {"integer", "number"} else {}
            return f"validate.{_CHECKS[name]}({label}, {value}{_keywords(schema, bounds)})"
        case _:
            return None


def _as_function(check: str) -> str:
    """Return a check of `name` and `value` as a function of the two."""
    function, _, given = check.partition("(")
    return function if given == "name, value)" else f"lambda name, value: {check}"


def _keywords(schema: dict[str, Any], known: dict[str, str]) -> str:
    return "".join(f", {keyword}={literal(schema[word])}" for word, keyword in known.items() if word in schema)
