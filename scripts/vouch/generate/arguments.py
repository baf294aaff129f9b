"""The arguments of a generated method: parameters and body properties alike, flat and in snake_case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from vouch.generate.opc import Parsed
from vouch.generate.shapes import (
    ANYTHING,
    Array,
    Choice,
    Constant,
    Dictionary,
    Scalar,
    Type,
    annotation,
    literal,
    without_null,
)
from vouch.generate.words import described, described_parameter, renamed
from vouch.spec import Operation, Spec, is_json, names
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
    """One keyword argument; `place` is where it goes: query, path, header, cookie or body.

    Where it is the `whole` body, `rest` of one, or a document of a `media_type`, it is written as such.
    """

    name: str
    wire: str
    place: str
    type: Type
    required: bool
    schema: dict[str, Any]
    text: str
    style: str = ""
    explode: bool = False
    media_type: str | None = None
    role: Literal["one", "whole", "rest"] = "one"

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
        if self.place == "part":
            return f"bodies.Part({self.name}, {literal(self.media_type)})" if self.media_type else self.name
        if self.media_type is not None:
            return f"bodies.json_text({self.name})" if is_json(self.media_type) else self.name
        usual = ("form", True) if self.place in {"query", "cookie", "field"} else ("simple", False)
        plain = isinstance(self.type, Scalar | Choice | Constant) and self.type != ANYTHING
        written = (self.style, usual[1] if plain else self.explode)
        if self.place == "body" or not self.style or written == usual:
            return self.name
        return f"Styled({self.name}, {literal(self.style)}, explode={self.explode})"


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
    found = [*_parameters(spec, operation, parsed), *_body(spec, operation, parsed)]
    python_names = {argument.wire: argument.name for argument in found}
    found = [replace(argument, text=renamed(argument.text, python_names)) for argument in found]
    return tuple(sorted(found, key=lambda argument: not argument.required))


def rules(spec: Spec, operation: Operation, given: Sequence[Argument]) -> Iterator[RuleView]:
    """Yield the rules between the arguments of an operation, stated in `x-rules` or in the schema of its body."""
    parameters = {parameter.name: parameter.argument for parameter in operation.parameters}
    sent = {argument.wire: argument.name for argument in given if argument.name not in parameters.values()}
    stated = body_rules(spec.resolve(operation.body.schema)) if operation.body and operation.body.required else ()
    for called, found in ((parameters, operation.rules), (sent, stated)):
        for rule in found:
            if called.keys() >= set(rule.names):
                yield RuleView(rule.kind.replace("-", "_"), tuple(called[name] for name in rule.names), rule.message)


def _parameters(spec: Spec, operation: Operation, parsed: Parsed) -> Iterator[Argument]:
    types = parsed.operations[operation.pointer].parameters
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
            media_type=parameter.media_type,
        )


def _body(spec: Spec, operation: Operation, parsed: Parsed) -> Iterator[Argument]:
    body, types = operation.body, parsed.operations[operation.pointer]
    if body is None:
        return
    taken = [parameter.argument for parameter in operation.parameters]
    if types.properties is None:
        (name,) = names.distinct([("body", "content")], taken)
        of = types.body or ANYTHING
        if body.is_raw:
            of = Scalar("string") if is_text(body.media_type) else Scalar("raw")
        text = described(spec, _plain(spec, body.schema)) or "The body of the request."
        yield Argument(name, "", "body", of, body.required, _plain(spec, body.schema), text, role="whole")
        return
    wires = [each.wire for each in types.properties]
    place = {0: "body", 1: "field", 2: "part"}[body.rank]
    for each, name in zip(types.properties, names.distinct(((wire, "body") for wire in wires), taken), strict=True):
        written = body.encoding[body.media_type].get(each.wire, {})
        yield Argument(
            name=name,
            wire=each.wire,
            place=place,
            type=types.bodies[each.wire],
            required=each.required and body.required,
            schema=each.schema,
            text=described(spec, each.schema),
            style=written.get("style", ""),
            explode=written.get("explode", written.get("style", "form") == "form"),
            media_type=_one_type(written.get("contentType")) if place == "part" else None,
        )
        taken.append(name)
    if types.open:
        (name,) = names.distinct([("additional_properties", "body")], taken)
        text = "Properties besides these."
        yield Argument(name, "", place, Dictionary(ANYTHING), required=False, schema={}, text=text, role="rest")


def _plain(spec: Spec, schema: Any) -> dict[str, Any]:
    found = spec.resolve(schema)
    return found if isinstance(found, dict) else {}


def _one_type(content_type: Any) -> str | None:
    """Return a media type, where one and no range is declared."""
    given = content_type if isinstance(content_type, str) else ""
    return given if given and not set(given) & {",", "*"} else None


def is_text(media_type: str) -> bool:
    """Say whether a media type is text for people or programs, rather than bytes."""
    kind = media_type.partition(";")[0].strip().lower()
    return kind.startswith("text/") or kind.endswith(("+xml", "/xml", "yaml", "javascript"))


def _check(of: Type, schema: dict[str, Any], label: str, value: str) -> str | None:
    match without_null(of):
        case Choice(values):
            return f"validate.choice({label}, {value}, {', '.join(map(literal, values))})"
        case Constant(constant):
            return f"validate.choice({label}, {value}, {literal(constant)})"
        case Array(items):
            inside = schema.get("items", {})
            each = _check(items, inside if isinstance(inside, dict) else {}, "name", "value")
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
