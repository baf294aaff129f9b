"""The types of values in generated code: what a spec's schema becomes in Python."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

ScalarName: TypeAlias = Literal[
    "string", "boolean", "integer", "number", "date_time", "date", "uuid", "anything", "null"
]

_ANNOTATIONS: dict[ScalarName, str] = {
    "string": "str",
    "boolean": "bool",
    "integer": "int",
    "number": "int | float",
    "date_time": "datetime",
    "date": "date",
    "uuid": "UUID",
    "anything": "Any",
    "null": "None",
}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value without parts."""

    name: ScalarName


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a closed set of strings or integers; read in an answer, any other value survives too."""

    values: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Constant:
    """Exactly one value."""

    value: str | int | float | bool


@dataclass(frozen=True, slots=True)
class Array:
    """A list of one type."""

    items: Type


@dataclass(frozen=True, slots=True)
class Model:
    """A generated class."""

    name: str
    module: str


@dataclass(frozen=True, slots=True)
class Union:
    """One of several types, tried in order."""

    members: tuple[Type, ...]


Type: TypeAlias = Scalar | Choice | Constant | Array | Model | Union
_DECODERS: dict[ScalarName, str] = {"date": "date_only", "null": "literal(None)"}
NULL = Scalar("null")
ANYTHING = Scalar("anything")


def union(*members: Type) -> Type:
    """Return the union of the members: flat, each once, and no union where one is left or one admits anything."""
    flat: dict[Type, None] = {}
    for member in members:
        flat.update(dict.fromkeys(member.members if isinstance(member, Union) else (member,)))
    if ANYTHING in flat:
        return ANYTHING
    return next(iter(flat)) if len(flat) == 1 else Union(tuple(flat))


def without_null(of: Type) -> Type:
    """Return the type with null taken out."""
    return union(*(member for member in of.members if member != NULL)) if isinstance(of, Union) else of


def is_nullable(of: Type) -> bool:
    """Say whether null is admitted."""
    return of in {NULL, ANYTHING} or (isinstance(of, Union) and any(map(is_nullable, of.members)))


def models(of: Type) -> Iterator[Model]:
    """Yield the generated classes a type is made of."""
    match of:
        case Model():
            yield of
        case Array(items):
            yield from models(items)
        case Union(members):
            for member in members:
                yield from models(member)


def literal(value: object) -> str:
    """Return the source of a JSON value, strings in double quotes."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    return repr(value)


def annotation(of: Type, *, argument: bool = False) -> str:  # noqa: PLR0911 - one for each kind
    """Return the annotation: of a model's field, or of an argument, which is strict in choices and lax in sequences."""
    match of:
        case Scalar("uuid") if argument:
            return "UUID | str"
        case Scalar(name):
            return _ANNOTATIONS[name]
        case Choice(values):
            known = f"Literal[{', '.join(map(literal, values))}]"
            return known if argument else f"{known} | {type(values[0]).__name__}"
        case Constant(value):
            return f"Literal[{literal(value)}]" if not isinstance(value, float) else "float"
        case Array(items):
            return f"{'Sequence' if argument else 'list'}[{annotation(items, argument=argument)}]"
        case Model(name):
            return name
        case Union(members):
            return " | ".join(dict.fromkeys(annotation(member, argument=argument) for member in members))


def decoder(of: Type) -> str:  # noqa: PLR0911 - one for each kind
    """Return the expression of the decoder, over the names of `_runtime.decode`, that reads the type in an answer."""
    match of:
        case Scalar(name):
            return _DECODERS.get(name, name)
        case Choice(values):
            return "string" if isinstance(values[0], str) else "integer"
        case Constant(value):
            return f"literal({literal(value)})"
        case Array(items):
            return f"array({decoder(items)})"
        case Model(name):
            return f"{name}.from_dict"
        case Union() if is_nullable(of):
            return f"nullable({decoder(without_null(of))})"
        case Union(members):
            return f"first_of({', '.join(dict.fromkeys(map(decoder, members)))})"


def plain_type(of: Type) -> str | None:
    """Return the Python type whose every instance, found in parsed JSON, is a value of this one; None where none is."""
    match of:
        case Scalar("string" | "boolean" | "integer" as name):
            return _ANNOTATIONS[name]
        case Scalar("number"):
            return "int"  # a float may be infinite
        case Choice(values):
            return type(values[0]).__name__
        case _:
            return None
