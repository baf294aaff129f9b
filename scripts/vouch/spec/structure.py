"""Is a document well-formed: OpenAPI 3.1, JSON Schema, our vocabulary, references that lead somewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import Any

import jsonschema_rs
from jsonschema_rs import ValidationErrorKind as Kind

from vouch.spec import pointer as ptr
from vouch.spec.places import problem, subject
from vouch.spec.problems import Problem
from vouch.spec.source import Source
from vouch.spec.walk import GRAMMAR, walk
from vouch.spec.wording import expectation

_OPENAPI_SCHEMA = "openapi_spec_validator/resources/schemas/v3.1/schema.json"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_OPENAPI_SCHEMA_KEYS = frozenset({"discriminator", "xml", "externalDocs", "example"})
_DISCRIMINATOR = {
    "type": "object",
    "properties": {
        "propertyName": {"type": "string"},
        "mapping": {"type": "object", "additionalProperties": {"type": "string"}},
    },
    "required": ["propertyName"],
}
# fmt: off
_JSON_SCHEMA_KEYS = frozenset({
    "$schema", "$id", "$ref", "$anchor", "$dynamicRef", "$dynamicAnchor", "$vocabulary", "$comment", "$defs",
    "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "prefixItems", "items", "contains",
    "properties", "patternProperties", "additionalProperties", "propertyNames", "unevaluatedItems",
    "unevaluatedProperties", "type", "enum", "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum",
    "exclusiveMinimum", "maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "maxContains",
    "minContains", "maxProperties", "minProperties", "required", "dependentRequired", "title", "description",
    "default", "deprecated", "readOnly", "writeOnly", "examples", "format", "contentEncoding", "contentMediaType",
    "contentSchema",
})
# fmt: on


def structure_problems(source: Source) -> Iterator[Problem]:
    """Yield what keeps the document from being read: what OpenAPI, JSON Schema or our vocabulary does not know."""
    document = source.document
    if "swagger" in document:
        found, expected = f"Swagger {document['swagger']}", "OpenAPI 3.1; there are converters, such as swagger2openapi"
        yield source.problem("/swagger", "swagger", found, expected)
        return
    version = document.get("openapi")
    if not isinstance(version, str) or not version.startswith("3.1."):
        yield source.problem("/openapi" if "openapi" in document else "", "openapi", _show(version), "3.1.0")
        return
    for error in _openapi_validator().iter_errors(document):
        yield from _from_error(source, error)
    for kind, pointer, node in walk(document):
        yield from _field_problems(source, kind, pointer, node)
    yield from _reference_problems(source)
    for pointer in _schema_roots(document):
        for error in _dialect_validator().iter_errors(ptr.get(document, pointer)):
            yield from _from_error(source, error, pointer)


def _from_error(source: Source, error: jsonschema_rs.ValidationError, base: str = "") -> Iterator[Problem]:
    pointer = ptr.join(base, *error.instance_path)
    where, kind = subject(source.document, pointer), error.kind
    if isinstance(kind, Kind.AdditionalProperties | Kind.UnevaluatedProperties):
        for name in kind.unexpected:
            yield source.problem(ptr.join(pointer, name), where, _show(error.instance), f"nothing called {name}")
    elif isinstance(kind, Kind.PropertyNames):
        name = str(kind.error.instance)
        yield source.problem(ptr.join(pointer, name), where, f"the name {_show(name)}", expectation(error))
    else:
        yield source.problem(pointer, where, _show(error.instance), expectation(error))


def unknown_problems(source: Source) -> Iterator[Problem]:
    """Yield the keywords and `x-` fields that nobody reads; they are in nobody's way, so the rest is looked at, too."""
    for kind, pointer, node in walk(source.document):
        for key in node:
            here = ptr.join(pointer, key)
            if key.startswith("x-") and key not in vocabulary()[kind]:
                known = ", ".join(sorted(vocabulary()[kind]))
                yield problem(source, here, f"unknown field {key}", f"one of {known}")
            elif kind == "schema" and not key.startswith("x-") and key not in _JSON_SCHEMA_KEYS | _OPENAPI_SCHEMA_KEYS:
                found, expected = f"unknown keyword {key}", "a JSON Schema keyword"
                yield problem(source, here, found, expected)


def _field_problems(source: Source, kind: str, pointer: str, node: Mapping[str, Any]) -> Iterator[Problem]:
    for key in vocabulary()[kind].keys() & node.keys():
        for error in _field_validator(kind, key).iter_errors(node[key]):
            yield from _from_error(source, error, ptr.join(pointer, key))
    if kind == "schema" and "discriminator" in node:
        for error in _discriminator_validator().iter_errors(node["discriminator"]):
            yield from _from_error(source, error, ptr.join(pointer, "discriminator"))


def _reference_problems(source: Source) -> Iterator[Problem]:
    objects = {pointer: (kind, node) for kind, pointer, node in walk(source.document)}
    for pointer, (kind, node) in objects.items():
        if "$ref" not in node:
            continue
        here = ptr.join(pointer, "$ref")
        if expected := _misled(objects, kind, pointer):
            yield problem(source, here, _show(node["$ref"]), expected)


def _misled(objects: Mapping[str, tuple[str, Mapping[str, Any]]], kind: str, pointer: str) -> str:
    """Return what a reference should have led to; nothing where it leads to its like in the end."""
    seen = {pointer}
    while True:
        reference = objects[pointer][1].get("$ref")
        if reference is None:
            return ""
        if not isinstance(reference, str) or not reference.startswith("#/"):
            return "a reference inside this file, #/…"
        pointer = reference[1:]
        if objects.get(pointer, ("",))[0] != kind:
            return f"a {kind} in this file"
        if pointer in seen:
            return "a reference that ends somewhere"
        seen.add(pointer)


def _schema_roots(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the pointers of the schemas that stand in no other schema."""
    last = "\0"
    for kind, pointer, _ in walk(document):
        if kind == "schema" and not pointer.startswith(last):
            last = pointer + "/"
            yield pointer


@cache
def vocabulary() -> Mapping[str, Mapping[str, Any]]:
    """Return the `x-` fields that may stand on each kind of object, with their schemas."""
    defs = _vocabulary_document()["$defs"]
    kinds = {*GRAMMAR, *(child for places in GRAMMAR.values() for child in places.values())}
    return {kind: defs["any"]["properties"] | defs.get(kind, {}).get("properties", {}) for kind in kinds}


@cache
def _vocabulary_document() -> dict[str, Any]:
    text = resources.files("vouch.spec").joinpath("vocabulary.json").read_text(encoding="utf-8")
    return json.loads(text)  # type: ignore[no-any-return]


@cache
def _field_validator(kind: str, key: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({**vocabulary()[kind][key], "$defs": _vocabulary_document()["$defs"]})


@cache
def _discriminator_validator() -> jsonschema_rs.Draft202012Validator:
    # OpenAPI's schema of documents leaves those inside them to JSON Schema, which does not know this keyword.
    return jsonschema_rs.Draft202012Validator(_DISCRIMINATOR)


@cache
def _openapi_validator() -> jsonschema_rs.Draft202012Validator:
    # Found without an import: we need one file of that package, and its modules take longer than all else together.
    schema = Path(str(metadata.distribution("openapi-spec-validator").locate_file(_OPENAPI_SCHEMA)))
    return jsonschema_rs.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))


@cache
def _dialect_validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"$ref": _DIALECT})


def _show(value: Any) -> str:
    """Return a value in at most 80 characters."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:77]}..."  # noqa: PLR2004 - said above
