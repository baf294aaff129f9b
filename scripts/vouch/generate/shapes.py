"""The types of values in generated code: what a spec's schema becomes in Python."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

ScalarName: TypeAlias = Literal[
    "string", "boolean", "integer", "number", "date_time", "date", "uuid", "bytes", "raw", "anything", "null"
]

_ANNOTATIONS: dict[ScalarName, str] = {
    "string": "str",
    "boolean": "bool",
    "integer": "int",
    "number": "int | float",
    "date_time": "datetime",
    "date": "date",
    "uuid": "UUID",
    "bytes": "bytes",
    "raw": "bytes | str",
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

    def __eq__(self, other: object) -> bool:
        """Compare as JSON does, for which 1 is not true."""
        return isinstance(other, Constant) and (type(self.value), self.value) == (type(other.value), other.value)

    def __hash__(self) -> int:
        """Follow `__eq__`."""
        return hash((type(self.value), self.value))


@dataclass(frozen=True, slots=True)
class Array:
    """A list of one type."""

    items: Type


@dataclass(frozen=True, slots=True)
class Dictionary:
    """An object whose property names are data; its values are of one type."""

    values: Type


@dataclass(frozen=True, slots=True)
class Model:
    """A generated class."""

    name: str
    module: str


@dataclass(frozen=True, slots=True)
class Union:
    """One of several types, tried in order."""

    members: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class Tagged:
    """One of several classes, told apart by a property: `values` are the indices of the members by its values."""

    property: str
    members: tuple[Type, ...]
    values: tuple[tuple[str, int], ...]


Type: TypeAlias = Scalar | Choice | Constant | Array | Dictionary | Model | Union | Tagged
_BEYOND = 0x10000
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
        case Array(inner) | Dictionary(inner):
            yield from models(inner)
        case Union(members) | Tagged(members=members):
            for member in members:
                yield from models(member)


def literal(value: object) -> str:
    """Return the source of a JSON value, strings in double quotes, which TOML reads too.

    Characters that cannot be seen, or make others look as if they stood elsewhere, are escaped.
    """
    if isinstance(value, str):
        return re.sub(r"[^\x20-\x7e]", _escaped, json.dumps(value, ensure_ascii=False))
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{literal(key)}: {literal(each)}' for key, each in value.items())}}}"
    return repr(value)


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    if unicodedata.category(character)[0] not in "CZ":
        return character
    return f"\\u{ord(character):04x}" if ord(character) < _BEYOND else f"\\U{ord(character):08x}"


def annotation(of: Type, *, argument: bool = False) -> str:  # noqa: PLR0911 - one for each kind
    """Return the annotation: of a model's field, or of an argument, which is strict in choices and lax in sequences."""
    match of:
        case Scalar("uuid") if argument:
            return "UUID | str"
        case Scalar("bytes") if argument:
            return "bytes | tuple[str, bytes]"
        case Scalar(name):
            return _ANNOTATIONS[name]
        case Choice(values):
            known = f"Literal[{', '.join(map(literal, values))}]"
            return known if argument else f"{known} | {type(values[0]).__name__}"
        case Constant(value):
            return f"Literal[{literal(value)}]" if not isinstance(value, float) else "float"
        case Array(items):
            return f"{'Sequence' if argument else 'list'}[{annotation(items, argument=argument)}]"
        case Dictionary(values):
            return f"{'Mapping' if argument else 'dict'}[str, {annotation(values, argument=argument)}]"
        case Model(name):
            return name
        case Union(members) | Tagged(members=members):
            return " | ".join(dict.fromkeys(annotation(member, argument=argument) for member in members))


def _is_lax(reader: str) -> bool:
    """Say whether a decoder also takes strings that look like what it reads: it is tried last."""
    return reader in {"integer", "number"}


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
        case Dictionary(values):
            return f"dictionary({decoder(values)})"
        case Model(name):
            return f"{name}.from_dict"
        case Tagged(name, members, values):
            known = ", ".join(f"{literal(value)}: {decoder(members[index])}" for value, index in values)
            rest = ", ".join(dict.fromkeys(map(decoder, members)))
            return f"tagged({literal(name)}, {{{known}}}, first_of({rest}))"
        case Union() if is_nullable(of):
            return f"nullable({decoder(without_null(of))})"
        case Union(members):
            readers = sorted(dict.fromkeys(map(decoder, members)), key=_is_lax)
            return f"first_of({', '.join(readers)})"


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
