"""Lowering schemas, one by one: what has been lowered so far is known again."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from vouch.generate.class_names import unlike
from vouch.generate.lowered import SCHEMAS, Class, Lowered, Property, Values
from vouch.generate.tags import Tags, declared_tags, implied_tags
from vouch.generate.wholes import Place, Whole, at, both, target, whole
from vouch.spec import names
from vouch.spec import pointer as ptr

_ANYTHING: Lowered = {}
_NULL: Lowered = {"type": "null"}
_FORMATS = frozenset({"date-time", "date", "uuid"})
"""The formats that have a type in our models; in all others a string stays what it is."""
_JSON_TYPES: dict[str, Any] = {
    "string": str,
    "integer": int,
    "number": int | float,
    "boolean": bool,
    "null": type(None),
    "object": dict,
    "array": list,
}


class Lowerer:
    """What has been lowered so far, and what it takes to know it again."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.components: dict[str, Lowered] = {}
        self.classes: dict[str, Class] = {}
        self.tags: dict[str, Tags] = {}
        self._waiting: deque[tuple[str, Place, Whole, str]] = deque()
        self._done: dict[str, Lowered] = {}
        self._open: set[str] = set()
        self._known: dict[str, Lowered] = {}
        self._modules: set[str] = set()
        self._titles: dict[str, str] = {}
        self._heirs: dict[str, list[Place]] = {}
        taken: set[str] = set()
        for name, schema in document.get("components", {}).get("schemas", {}).items():
            here = ptr.join(SCHEMAS, name)
            self._titles[here] = unlike(names.pascal(name), taken)
            taken.add(self._titles[here])
            for part in schema.get("allOf", ()) if isinstance(schema, dict) else ():
                if isinstance(part, dict) and isinstance(part.get("$ref"), str):
                    self._heirs.setdefault(part["$ref"].removeprefix("#"), []).append(at(schema, here))
        self._taken = taken
        self._unused = dict(self._titles)

    def title(self, place: Place, otherwise: str) -> str:
        """Return the name of a component, or another."""
        return self._titles.get(place.key, otherwise)

    def values(self, found: Mapping[str, Lowered]) -> Values:
        """Make a component of several values."""
        component = self._component("Values", {"type": "object", "properties": _numbered(found.values())})
        return Values(component, tuple(found))

    def part(self, place: Place, name: str, *, binary: bool) -> Lowered:
        """Lower a property of a body; in some bodies strings may be bytes."""
        found = whole(self.document, place)
        if binary and _is_binary(found):
            return {"type": "string", "format": "binary"}
        if binary and found.kinds == ["array"] and found.items and _is_binary(whole(self.document, found.items)):
            return {"type": "array", "items": {"type": "string", "format": "binary"}}
        return self.lower(place, name)

    def lower(self, place: Place, name: str) -> Lowered:
        """Lower what stands at a place; `name` is for what has no name of its own."""
        place = target(self.document, place)
        name = self.title(place, name)
        if place.key not in self._done:
            if place.key in self._open:
                return _ANYTHING  # made of itself, without a class in between that could say so
            self._open.add(place.key)
            self._done[place.key] = self._lower(place, name)
            self._open.remove(place.key)
        return self._done[place.key]

    def finish(self) -> None:
        """Fill in the classes, and those that turn up on the way."""
        while self._waiting:
            component, place, found, name = self._waiting.popleft()
            self.components[component]["properties"] = _numbered(
                self.lower(child, name + names.pascal(wire)) for wire, child in found.properties.items()
            )
            self.classes[component] = Class(
                name=name,
                module=self._module(name),
                origin=place.origin,
                schema=found.schema,
                properties=tuple(properties_of(self.document, found)),
            )

    def _lower(self, place: Place, name: str) -> Lowered:
        found = whole(self.document, place)
        heirs = self._heirs.get(place.key, ())
        if heirs and found.tags is None and "discriminator" in found.words and found.properties:
            return self._family(place, found, name, heirs)
        if _is_scalar(constant := found.words.get("const", _ANYTHING)):
            return _constant(constant)
        if found.enum is not None:
            return self._enum(found)
        if found.choices:
            return self._choice(place, found, name)
        return self._either([self._kind(kind, place, found, name) for kind in found.kinds or ()])

    def _kind(self, kind: str, place: Place, found: Whole, name: str) -> Lowered:
        match kind:
            case "object" if found.properties:
                return self._class(place, found, name)
            case "object":
                return self._map(self.lower(found.others, f"{name}Value") if found.others else _ANYTHING)
            case "array":
                return {"type": "array", "items": self.lower(found.items, f"{name}Item") if found.items else {}}
            case "string":
                known = found.words.get("format") in _FORMATS
                return {"type": "string", **({"format": found.words["format"]} if known else {})}
            case _:
                return {"type": kind}

    def _class(self, place: Place, found: Whole, name: str) -> Lowered:
        component = self._component("Class", {"type": "object"})
        title = self._unused.pop(place.key, None) or unlike(name, self._taken)
        self._taken.add(title)
        self._waiting.append((component, place, found, title))
        return _reference(component)

    def _map(self, values: Lowered) -> Lowered:
        key = f"map {json.dumps(values)}"
        if key not in self._known:
            self._known[key] = _reference(self._component("Map", {"type": "object", "properties": _numbered([values])}))
        return self._known[key]

    def _enum(self, found: Whole) -> Lowered:
        kinds = found.kinds or list(_JSON_TYPES)
        values = [value for value in found.enum or () if any(_is(value, kind) for kind in kinds)]
        if not values:  # a value of the wrong type is still no reason to take the type for another
            return self._either([_ANYTHING if kind in {"array", "object"} else {"type": kind} for kind in kinds])
        if any(isinstance(value, dict | list) for value in values):
            return _ANYTHING
        texts = [value for value in values if isinstance(value, str)]
        numbers = [value for value in values if _is(value, "integer")]
        truths = {value for value in values if isinstance(value, bool)}
        members = [self._closed({"type": "string", "enum": texts})] if texts else []
        members += [self._closed({"type": "integer", "enum": numbers})] if numbers else []
        members += [{"type": "boolean"}] if len(truths) > 1 else [_constant(value) for value in truths]
        return self._either(
            [*members, *(_constant(each) for each in values if each is None or isinstance(each, float))]
        )

    def _closed(self, schema: Lowered) -> Lowered:
        key = json.dumps(schema)
        if key not in self._known:
            self._known[key] = _reference(self._component("Enum", schema))
        return self._known[key]

    def _choice(self, place: Place, found: Whole, name: str) -> Lowered:
        branches = found.choices[0]
        beside = {
            word: value for word, value in found.schema.items() if word not in {"oneOf", "anyOf", "allOf", "$ref"}
        }
        if found.kinds in (None, ["object"]) and found.items is None and found.others is None:
            members = [
                self.lower(branch, self._branch_name(branch, name, index)) for index, branch in enumerate(branches)
            ]
        else:
            base = at(beside, place.origin)
            members = [
                self.lower(both(branch, base), self._branch_name(branch, name, index))
                for index, branch in enumerate(branches)
            ]
        return self._told_apart(branches, members, found.tags)

    def _branch_name(self, branch: Place, name: str, index: int) -> str:
        schema = branch.parts[0][0]
        title = schema.get("title") if isinstance(schema, dict) else None
        return f"{name}{names.pascal(title) if isinstance(title, str) and title else index + 1}"

    def _family(self, place: Place, found: Whole, name: str, heirs: Sequence[Place]) -> Lowered:
        """Lower a base class to the choice between its heirs and itself."""
        itself = self._class(place, found, name)
        self._done[place.key] = itself  # for heirs that are made of their base
        members = [self.lower(heir, name) for heir in heirs]
        return self._told_apart([place, *heirs], [itself, *members], found.words["discriminator"])

    def _told_apart(
        self, branches: Sequence[Place], members: Sequence[Lowered], tags: Mapping[str, Any] | None
    ) -> Lowered:
        """Return the choice between members, by a property that tells which one it is where there is one."""
        classes = [(place, each) for place, each in zip(branches, members, strict=True) if each != _NULL]
        plain = self._either(members)
        if len(classes) <= 1 or not all(each.get("$ref", "").startswith(f"#{SCHEMAS}/Class") for _, each in classes):
            return plain
        told = (
            declared_tags(self.document, tags, [place for place, _ in classes])
            if tags
            else implied_tags(self.document, [place for place, _ in classes])
        )
        if told is None:
            return plain
        component = self._component("Tagged", {"type": "object", "properties": _numbered(each for _, each in classes)})
        self.tags[component] = told
        return self._either([_reference(component), *([_NULL] if _NULL in members else [])])

    def _either(self, members: Iterable[Lowered]) -> Lowered:
        """Return the choice between members: flat, each once, and none that another one admits."""
        flat: list[Lowered] = []
        for member in members:
            flat += [each for each in member.get("oneOf", [member]) if each not in flat]
        known = {json.dumps(each): self._inside(each) for each in flat}
        open_ = [each["type"] for each in flat if each.keys() == {"type"}]
        kept = [
            each for each in flat if "enum" not in (inside := known[json.dumps(each)]) or inside["type"] not in open_
        ]
        if _ANYTHING in kept or not kept:
            return _ANYTHING
        return kept[0] if len(kept) == 1 else {"oneOf": kept}

    def _inside(self, schema: Lowered) -> Lowered:
        return self.components[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema

    def _component(self, kind: str, schema: Lowered) -> str:
        name = f"{kind}{len(self.components)}"
        self.components[name] = schema
        return name

    def _module(self, name: str) -> str:
        (module,) = names.distinct([(name, "model")], self._modules, names.snake)
        self._modules.add(module)
        return module


def properties_of(document: Mapping[str, Any], found: Whole) -> Iterator[Property]:
    """Yield the properties of an object, each with all that is said of it."""
    for wire, place in found.properties.items():
        schema = whole(document, place).schema
        yield Property(wire, wire in found.required, schema)


def _is(value: Any, kind: str) -> bool:
    """Say whether a value is of a type; true is no number."""
    return isinstance(value, _JSON_TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _reference(component: str) -> Lowered:
    return {"$ref": f"#{SCHEMAS}/{component}"}


def _numbered(schemas: Iterable[Lowered]) -> dict[str, Lowered]:
    return {f"p{index}": schema for index, schema in enumerate(schemas)}


def _is_scalar(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float | bool)


def _constant(value: Any) -> Lowered:
    return _NULL if value is None else {"const": value}


def _is_binary(found: Whole) -> bool:
    """Say whether a string is the bytes of a file."""
    words = found.words
    if found.kinds is not None and found.kinds != ["string"]:
        return False
    return words.get("format") == "binary" or ("contentMediaType" in words and "contentEncoding" not in words)
