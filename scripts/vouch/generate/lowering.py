"""Rewriting a document, in memory, into what openapi-python-client can digest.

What comes out has one form, whatever went in: every object with properties is a component of its own, and every other
schema is a scalar, an array, a closed set of values, or a choice between those. What our clients know and OpenAPI's
plainer dialects do not (maps, choices told apart by a tag, bytes) is a component, too, with a letter of its own. The
parameters, the body and the answers of an operation are the properties of one object. No name of the document is in
it: openapi-python-client has its own ideas about names.

Nothing is lost: what is lowered away is still enforced by client, mock and contract suite, which read the original.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from vouch.generate.wholes import Place, Whole, at, both, target, whole
from vouch.spec import Body, Operation, Spec, is_json, names
from vouch.spec import pointer as ptr

Lowered = dict[str, Any]
"""A schema in the one form that comes out."""

_SCHEMAS = "/components/schemas"
_ANYTHING: Lowered = {}
_NULL: Lowered = {"type": "null"}
_FORMATS = frozenset({"date-time", "date", "uuid"})
"""The formats that have a type in our models; in all others a string stays what it is."""
OWN_CLASSES = frozenset(
    {
        *("Any", "ApiKey", "AsyncPager", "AsyncTransport", "Basic", "Bearer", "Call", "CursorPages", "LastIdPages"),
        *(
            "Callable",
            "ClassVar",
            "Coroutine",
            "Generic",
            "Literal",
            "Mapping",
            "Model",
            "NumberedPages",
            "Operation",
            "Pager",
        ),
        *("RawResponse", "Self", "Sequence", "Styled", "SyncTransport", "Timeout", "TypeVar", "UUID", "TYPE_CHECKING"),
        *("True", "False", "None"),
    }
)
"""Names that the modules of a package have of their own; a schema of that name becomes `CallModel`."""


@dataclass(frozen=True, slots=True)
class Property:
    """One property of an object: what all its schemas say, put together."""

    wire: str
    required: bool
    schema: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Class:
    """An object with properties, which becomes a class; `origin` points at its schema in the original document."""

    name: str
    module: str
    origin: str
    schema: dict[str, Any]
    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class Values:
    """What an operation takes and gives: a component that has a property for each of the keys.

    The keys are `query limit`, `body`, `answer 200`; of a body whose properties are arguments, `property title`. Such a
    body may be `open` to more.
    """

    component: str
    keys: tuple[str, ...]
    properties: tuple[Property, ...] | None = None
    open: bool = False


@dataclass(frozen=True, slots=True)
class Lowering:
    """A lowered document, and what its components stand for.

    `classes` are the objects by their component, `tags` the property that tells the members of a choice apart, with the
    index of the member for each of its values, and `operations` the values of an operation by its pointer.
    """

    document: dict[str, Any]
    classes: Mapping[str, Class]
    tags: Mapping[str, tuple[str, Mapping[str, int]]]
    operations: Mapping[str, Values]
    webhooks: Values

    @property
    def components(self) -> Mapping[str, Lowered]:
        """The components by their name."""
        return self.document["components"]["schemas"]  # type: ignore[no-any-return]


def lower(spec: Spec) -> Lowering:
    """Return the lowered form of a spec's document."""
    lowerer = _Lowerer(spec.document)
    operations = {operation.pointer: _values(spec, lowerer, operation) for operation in spec.operations}
    webhooks = lowerer.values({f"{place.key}": lowerer.lower(place, name) for name, place in _webhooks(spec)})
    lowerer.finish()
    document = {
        "openapi": "3.1.0",
        "info": {"title": "lowered", "version": "1"},
        "paths": {},
        "components": {"schemas": lowerer.components},
    }
    return Lowering(document, lowerer.classes, lowerer.tags, operations, webhooks)


def _values(spec: Spec, lowerer: _Lowerer, operation: Operation) -> Values:
    name = names.pascal(operation.id)
    found: dict[str, Lowered] = {}
    for parameter in operation.parameters:
        below = ("schema",) if parameter.media_type is None else ("content", parameter.media_type, "schema")
        here = ptr.join(parameter.pointer, *below)
        place = at(ptr.get(spec.document, here, parameter.schema), here)
        found[f"{parameter.location} {parameter.name}"] = lowerer.lower(place, name + names.pascal(parameter.name))
    for status, response in operation.successes.items():
        for kind, schema in response.content.items():
            place = at(schema, ptr.join(response.pointer, "content", kind, "schema"))
            if _speaks_json(spec, kind, place):
                found.setdefault(f"answer {status}", lowerer.lower(place, f"{name}Response"))
    properties, is_open = None, False
    if operation.body:
        place = at(
            operation.body.schema, ptr.join(operation.body.pointer, "content", operation.body.media_type, "schema")
        )
        properties = _spread(spec, operation.body, place)
        if properties is None:
            found["body"] = lowerer.lower(place, f"{name}Request")
        else:
            inside = lowerer.title(target(spec.document, place), f"{name}Request")
            described = whole(spec.document, place)
            is_open = described.words.get("additionalProperties", False) is not False
            for each in properties:
                found[f"property {each.wire}"] = lowerer.part(
                    described.properties[each.wire], inside + names.pascal(each.wire), binary=operation.body.rank > 0
                )
    return replace(lowerer.values(found), properties=properties, open=is_open)


def _speaks_json(spec: Spec, media_type: str, place: Place) -> bool:
    """Say whether an answer is JSON: by its media type, or where that says nothing, by its having parts."""
    if media_type in {"*/*", "application/*"}:
        return whole(spec.document, place).kinds not in (None, ["string"])
    return is_json(media_type)


def _spread(spec: Spec, body: Body, place: Place) -> tuple[Property, ...] | None:
    """Return the properties of a body that are arguments each; None where the body is one argument."""
    found = whole(spec.document, place)
    if body.is_raw or not found.properties or found.kinds not in (["object"], ["object", "null"]):
        return None
    properties = _properties(spec.document, found)
    return tuple(each for each in properties if not each.schema.get("readOnly"))


def _properties(document: Mapping[str, Any], found: Whole) -> Iterator[Property]:
    for wire, place in found.properties.items():
        schema = whole(document, place).schema
        yield Property(wire, wire in found.required, schema)


def _webhooks(spec: Spec) -> Iterator[tuple[str, Place]]:
    """Yield the bodies that the vendor's own calls bring."""
    for name, item in spec.document.get("webhooks", {}).items():
        for method, node in spec.resolve(item).items():
            body = spec.resolve(node.get("requestBody", {})) if isinstance(node, dict) else {}
            for kind, media in body.get("content", {}).items():
                here = ptr.join("/webhooks", name, method, "requestBody", "content", kind, "schema")
                if is_json(kind) and "schema" in media:
                    yield names.pascal(name), at(media["schema"], here)


class _Lowerer:
    """What has been lowered so far, and what it takes to know it again."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.components: dict[str, Lowered] = {}
        self.classes: dict[str, Class] = {}
        self.tags: dict[str, tuple[str, Mapping[str, int]]] = {}
        self._waiting: deque[tuple[str, Place, Whole, str]] = deque()
        self._done: dict[str, Lowered] = {}
        self._open: set[str] = set()
        self._known: dict[str, Lowered] = {}
        self._modules: set[str] = set()
        self._titles: dict[str, str] = {}
        self._heirs: dict[str, list[Place]] = {}
        taken: set[str] = set()
        for name, schema in document.get("components", {}).get("schemas", {}).items():
            here = ptr.join(_SCHEMAS, name)
            self._titles[here] = _unlike(names.pascal(name), taken)
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
                properties=tuple(_properties(self.document, found)),
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
        title = self._unused.pop(place.key, None) or _unlike(name, self._taken)
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
        if len(classes) <= 1 or not all(each.get("$ref", "").startswith(f"#{_SCHEMAS}/Class") for _, each in classes):
            return plain
        told = (
            self._declared(tags, [place for place, _ in classes])
            if tags
            else self._implied([place for place, _ in classes])
        )
        if told is None:
            return plain
        component = self._component("Tagged", {"type": "object", "properties": _numbered(each for _, each in classes)})
        self.tags[component] = told
        return self._either([_reference(component), *([_NULL] if _NULL in members else [])])

    def _declared(self, tags: Mapping[str, Any], places: Sequence[Place]) -> tuple[str, Mapping[str, int]]:
        pointers = [target(self.document, place).key for place in places]
        found = {
            ptr.split(pointer)[-1]: index for index, pointer in enumerate(pointers) if pointer.startswith(_SCHEMAS)
        }
        for value, leads in tags.get("mapping", {}).items():
            pointer = leads.removeprefix("#") if leads.startswith("#/") else ptr.join(_SCHEMAS, leads)
            if pointer in pointers:
                found[value] = pointers.index(pointer)
        return str(tags["propertyName"]), found

    def _implied(self, places: Sequence[Place]) -> tuple[str, Mapping[str, int]] | None:
        """Find a property that all members need and whose values they share among them."""
        wholes = [whole(self.document, place) for place in places]
        for name in wholes[0].properties:
            found: dict[str, int] = {}
            count = 0
            for index, each in enumerate(wholes):
                values = _values_of(self.document, each, name)
                count += len(values) or -len(places) * 1000
                found |= dict.fromkeys(values, index)
            if 0 < count == len(found):
                return name, found
        return None

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


_JSON_TYPES: dict[str, Any] = {
    "string": str,
    "integer": int,
    "number": int | float,
    "boolean": bool,
    "null": type(None),
    "object": dict,
    "array": list,
}


def _is(value: Any, kind: str) -> bool:
    """Say whether a value is of a type; true is no number."""
    return isinstance(value, _JSON_TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _unlike(name: str, taken: Iterable[str]) -> str:
    """Return a name for a class that nothing else has."""
    name = name or "Model"
    name = f"{name}Model" if name in OWN_CLASSES else name
    found, number = name, 2
    while found in taken:
        found, number = f"{name}{number}", number + 1
    return found


def _reference(component: str) -> Lowered:
    return {"$ref": f"#{_SCHEMAS}/{component}"}


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


def _values_of(document: Mapping[str, Any], found: Whole, name: str) -> list[str]:
    """Return the few strings that a property which must be there may hold."""
    if name not in found.required or name not in found.properties:
        return []
    inner = whole(document, found.properties[name])
    values = [inner.words["const"]] if "const" in inner.words else inner.enum or []
    return values if all(isinstance(value, str) for value in values) else []
