"""The model classes of a package: what their template lays out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from vouch.generate.opc import Parsed, ParsedModel
from vouch.generate.shapes import (
    ANYTHING,
    Array,
    Model,
    Type,
    annotation,
    decoder,
    is_nullable,
    models,
    plain_type,
    without_null,
)
from vouch.generate.words import argument_names, described, renamed
from vouch.spec import Spec, names

_OWN = frozenset(
    {
        *("from_dict", "from_json", "to_dict", "additional_properties", "self", "cls", "field"),
        *("bool", "cache", "classmethod", "datetime", "dict", "float", "int", "list", "object", "str", "tuple"),
    }
)
"""Names that the class of a model uses; a property of that name gets an underscore behind it."""
_DEEP = 50
"""How many modules are loaded inside each other at most: Python's stack has to hold them."""


@dataclass(frozen=True, slots=True)
class Field:
    """One property of a model."""

    name: str
    wire: str
    type: Type
    required: bool
    text: str

    @property
    def annotation(self) -> str:
        """Its type; a property that may be missing reads None."""
        told = annotation(self.type)
        return told if self.required or is_nullable(self.type) else f"{told} | None"

    @property
    def tells_null(self) -> bool:
        """Whether null and missing are two things here."""
        return not self.required and is_nullable(self.type)

    @property
    def decoder(self) -> str:
        """The expression of the decoder that reads it."""
        return decoder(self.type)

    @property
    def read(self) -> str:
        """The expression that takes the value `got` as it is, reads what is in it, or refuses it."""
        if self.type == ANYTHING:
            return "got"
        of = without_null(self.type)
        may_be_null = of != self.type
        if plain := plain_type(of):
            return f"got if {'got is None or ' if may_be_null else ''}type(got) is {plain} else {decoder(of)}(got)"
        if isinstance(of, Array):
            told = f"each({decoder(of.items)}, got)"
            return f"None if got is None else {told}" if may_be_null else f"{told} if got != [] else []"
        # One that is made in place goes through a function of the runtime, for type checkers.
        told = decoder(of)
        told = f"read({told}, got)" if told.endswith(")") else f"{told}(got)"
        return f"None if got is None else {told}" if may_be_null else told


@dataclass(frozen=True, slots=True)
class ModelView:
    """One class; `eager` and `lazy` are the other classes it is made of: loaded with it, or by what reads a value.

    Lazy are those that are made of it in turn, and each so far down that too many would be loaded inside each other.
    """

    name: str
    module: str
    text: str
    fields: tuple[Field, ...]
    eager: tuple[Model, ...]
    lazy: tuple[Model, ...]

    @property
    def required(self) -> tuple[Field, ...]:
        """The properties that are always there."""
        return tuple(field for field in self.fields if field.required)

    @property
    def optional(self) -> tuple[Field, ...]:
        """The properties that may be missing."""
        return tuple(field for field in self.fields if not field.required)

    @property
    def nullable(self) -> tuple[Field, ...]:
        """The properties of which null and missing are told apart."""
        return tuple(field for field in self.fields if field.tells_null)


def model_views(spec: Spec, parsed: Parsed) -> tuple[ModelView, ...]:
    """Return the models that answers, and what bodies hold, are made of; in alphabetical order."""
    parts = {name: _parts(model) for name, model in parsed.models.items()}
    used = reachable(parts, _roots(parsed))
    called = argument_names(spec)
    lazy = _lazy(parts)
    return tuple(_view(spec, parsed.models[name], parts[name], lazy[name], called) for name in sorted(used))


def _lazy(parts: Mapping[str, Iterable[str]]) -> Mapping[str, set[str]]:
    """Return of the parts of each model those that are not loaded with it."""
    below = {name: reachable(parts, [name]) for name in parts}
    levels: dict[str, int] = {}
    found: dict[str, set[str]] = {}
    for name in sorted(parts, key=lambda name: len(below[name])):  # what has fewer below is no part's whole
        apart = {part for part in parts[name] if name in below[part]}
        levels[name] = 1 + max((levels[part] for part in parts[name] if part not in apart), default=0)
        found[name] = apart | {part for part in {*parts[name]} - apart if levels[part] % _DEEP == 0}
    return found


def _view(
    spec: Spec, model: ParsedModel, parts: Mapping[str, Model], lazy: set[str], called: Mapping[str, str]
) -> ModelView:
    text = str(model.schema.get("description", "")).strip() or f"`{model.type.name}` of {spec.title}."
    own = fields(spec, model)
    names = {**called, **{field.wire: field.name for field in own}}
    others = [part for name, part in sorted(parts.items()) if name != model.type.name]
    return ModelView(
        name=model.type.name,
        module=model.type.module,
        text=renamed(text, names),
        fields=tuple(replace(field, text=renamed(field.text, names)) for field in own),
        eager=tuple(part for part in others if part.name not in lazy),
        lazy=tuple(part for part in others if part.name in lazy),
    )


def _parts(model: ParsedModel) -> dict[str, Model]:
    return {part.name: part for child in model.fields.values() for part in models(child)}


def _roots(parsed: Parsed) -> Iterator[str]:
    found = list(parsed.webhooks)
    for operation in parsed.operations.values():
        found += [*operation.parameters.values(), *operation.bodies.values(), *operation.answers.values()]
        found += [operation.body] if operation.body else []
    for of in found:
        yield from (model.name for model in models(of))


def reachable(parts: Mapping[str, Iterable[str]], start: Iterable[str]) -> set[str]:
    """Return the names that the start leads to, itself included."""
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        if (name := waiting.pop()) not in found:
            found.add(name)
            waiting += parts[name]
    return found


def fields(spec: Spec, model: ParsedModel) -> tuple[Field, ...]:
    """Return the fields of a model in the order of the spec."""
    found: dict[str, Field] = {}
    dates = [each.wire for each in model.properties if re.search(r"\bdate\b", annotation(model.fields[each.wire]))]
    for each in model.properties:
        name = names.snake(each.wire)
        # A field hides the type of its name from the others of its class.
        taken = _OWN | {"date"} if set(dates) - {each.wire} else _OWN
        while name in found or name in taken:
            name += "_"
        required = each.required and not each.schema.get("writeOnly")
        found[name] = Field(name, each.wire, model.fields[each.wire], required, described(spec, each.schema))
    return tuple(found.values())
