"""A schema as the few plain ones it stands for: one for each type and branch, references and `allOf` folded in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from vouch.mock.numbers import counts
from vouch.mock.patterns import matches
from vouch.spec import Spec, SpecError
from vouch.spec.places import subject
from vouch.spec.walk import walk

_BARE: dict[str, Any] = {}
_BRANCHING = frozenset({"allOf", "anyOf", "oneOf", "if", "then", "else"})
_MOST = 1_000
"""Variants that are told apart."""
_NAMINGS = 10
"""How often a name is made up, for each that is needed, until there are enough that differ."""


class Variants:
    """The plain schemas behind each schema of a spec; worked out once."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        # The schema itself is kept beside its variants: an id is only unique while its object lives.
        self._known: dict[int, tuple[Any, tuple[dict[str, Any], ...]]] = {}

    def of(self, schema: Any, inside: tuple[int, ...] = ()) -> tuple[dict[str, Any], ...]:
        """Return the variants; each has at most one `type`, and none of `$ref`, `allOf`, `anyOf`, `oneOf` and `if`.

        True has one that asks for nothing, false has none. `inside` are the ids of the schemas that this one is a
        part of. Of variants without number the first stand for all.

        Raises:
            SpecError: the schema is made of itself, by references and branches alone.

        """
        if id(schema) not in self._known:
            self._known[id(schema)] = (schema, tuple(self._variants(schema, inside)))
        return self._known[id(schema)][1]

    def object(self, schema: Any) -> dict[str, Any]:
        """Return the variant that is an object; where there is none, one without properties."""
        return next((variant for variant in self.of(schema) if variant.get("type") == "object"), _BARE)

    def _variants(self, schema: Any, inside: tuple[int, ...]) -> list[dict[str, Any]]:
        plain = self._spec.resolve(schema)
        if not isinstance(plain, Mapping):
            return [] if plain is False else [{}]
        if id(plain) in inside:
            raise schema_error(self._spec, plain, "a schema made of itself", "something of its own")
        inside = (*inside, id(plain))
        if isinstance(schema, Mapping) and schema is not plain:
            beside = {key: value for key, value in schema.items() if key != "$ref"}
            plain = _merge(plain, beside)
        variants = [{key: value for key, value in plain.items() if key not in _BRANCHING}]
        for part in plain.get("allOf", ()):
            variants = _each_with_each(variants, self.of(part, inside))
        for word in ("anyOf", "oneOf"):
            if word in plain:
                variants = _each_with_each(variants, [one for part in plain[word] for one in self.of(part, inside)])
        if "if" in plain:
            both = _each_with_each(self.of(plain["if"], inside), self.of(plain.get("then", True), inside))
            variants = _each_with_each(variants, [*both, *self.of(plain.get("else", True), inside)])
        return [single for variant in variants for single in _one_type_each(variant)]


def _each_with_each(some: Sequence[dict[str, Any]], others: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [*islice((_merge(one, other) for one in some for other in others), _MOST)]


def listed(schema: Mapping[str, Any]) -> list[Any] | None:
    """Return the values that a schema lists one by one, or None."""
    return [schema["const"]] if "const" in schema else schema.get("enum")


def undeclared(schema: Mapping[str, Any], declared: int, named: Callable[[int], str]) -> Iterator[tuple[str, Any]]:
    """Yield the properties that an object needs beside its declared ones, of which it has so many.

    `named` makes up the name of one of a number, which another may have.
    """
    properties, anything = schema.get("properties", {}), schema.get("additionalProperties", True)
    found = [name for name in schema.get("required", ()) if name not in properties]
    # An object of nothing but additional properties is a map: an empty one shows nothing.
    least = max(counts(schema, "Properties")[0], 2 if not properties and isinstance(anything, Mapping) else 0)
    lacking = max(0, least - declared - len(found))
    names = dict.fromkeys(map(named, range(1, 1 + lacking)))
    more = (named(number) for number in range(1 + lacking, 1 + _NAMINGS * lacking))
    while len(names) < lacking and (name := next(more, None)) is not None:
        names.setdefault(name)
    for name in [*found, *names]:
        patterns = schema.get("patternProperties", {}).items()
        yield name, next((child for pattern, child in patterns if matches(pattern, name)), anything)


def schema_error(spec: Spec, schema: Any, found: str, expected: str) -> SpecError:
    """Return the error that says what is wrong with a schema, at its own line of the document."""
    schema = spec.resolve(schema)
    pointer = next((pointer for _, pointer, node in walk(spec.document) if node is schema), "")
    return SpecError([spec.source.problem(pointer, subject(spec.document, pointer), found, expected)])


def _one_type_each(schema: dict[str, Any]) -> list[dict[str, Any]]:
    kinds = schema.get("type")
    if isinstance(kinds, list):
        return [{**schema, "type": kind} for kind in kinds]
    if kinds is None and "properties" in schema:
        return [{**schema, "type": "object"}]
    if kinds is None and "items" in schema:
        return [{**schema, "type": "array"}]
    return [schema]


def _merge(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema that asks for what both ask for; where that cannot be said, what the second does."""
    shared = one.keys() & other.keys()
    return {**one, **other, **{word: _JOINED[word](one[word], other[word]) for word in shared & _JOINED.keys()}}


def _both(one: Any, other: Any) -> Any:
    """Return the schema of what keeps two schemas; what only we read stays in sight."""
    if one == other or one is True or other is False:
        return other
    if other is True or one is False:
        return one
    said = {word: part[word] for part in (one, other) for word in part if word.startswith("x-")}
    return {**said, "allOf": [one, other]}


def _properties(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    return {**one, **other, **{name: _both(one[name], other[name]) for name in one.keys() & other.keys()}}


def _types(one: str | list[str], other: str | list[str]) -> str | list[str]:
    ones, others = ([one] if isinstance(one, str) else one), ([other] if isinstance(other, str) else other)
    kept = [kind for kind in ones if kind in others or (kind == "integer" and "number" in others)]
    kept += [kind for kind in others if kind == "integer" and "number" in ones and kind not in kept]
    return kept[0] if len(kept) == 1 else kept


_JOINED: Mapping[str, Callable[[Any, Any], Any]] = {
    "additionalProperties": _both,
    "enum": lambda one, other: [value for value in one if value in other],
    "items": _both,
    "properties": _properties,
    "required": lambda one, other: [*one, *other],
    "type": _types,
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"), max),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"), min),
}
"""How what two schemas say under one keyword becomes one."""
