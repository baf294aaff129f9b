"""Is a document well-formed: OpenAPI 3.1, JSON Schema, our vocabulary, references that lead somewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

import jsonschema_rs

from vouch.spec import pointer as ptr
from vouch.spec.problems import Problem
from vouch.spec.source import Source
from vouch.spec.walk import GRAMMAR, METHODS, walk

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_OPENAPI_SCHEMA_KEYS = frozenset({"discriminator", "xml", "externalDocs", "example"})
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
    """Yield what keeps the document from being read at all."""
    document = source.document
    version = document.get("openapi")
    if not isinstance(version, str) or not version.startswith("3.1."):
        yield source.problem("/openapi" if "openapi" in document else "", "openapi", _show(version), "3.1.0")
        return
    for error in _openapi_validator().iter_errors(document):
        yield _from_error(source, error)
    for kind, pointer, node in walk(document):
        yield from _extension_problems(source, kind, pointer, node)
        yield from _reference_problems(source, pointer, node)
        if kind == "schema":
            yield from _keyword_problems(source, pointer, node)
    for pointer in _schema_roots(document):
        for error in _dialect_validator().iter_errors(ptr.get(document, pointer)):
            yield _from_error(source, error, pointer)


def subject(document: Mapping[str, Any], pointer: str) -> str:
    """Name a place as a person would: the operation it belongs to, or its path in the document."""
    keys = ptr.split(pointer)
    if keys[:1] == ("paths",) and len(keys) > 2 and keys[2] in METHODS:  # noqa: PLR2004 - /paths/<path>/<method>
        operation = ptr.get(document, ptr.from_keys(keys[:3]), {})
        name = operation.get("operationId") if isinstance(operation, dict) else None
        return " ".join([name or f"{keys[2].upper()} {keys[1]}", "/".join(keys[3:])]).strip()
    return "/".join(keys) or "document"


def _from_error(source: Source, error: jsonschema_rs.ValidationError, base: str = "") -> Problem:
    pointer = ptr.join(base, *error.instance_path)
    found = error.instance
    expected = error.message.removeprefix(json.dumps(found, separators=(",", ":"), ensure_ascii=False)).strip()
    return source.problem(pointer, subject(source.document, pointer), _show(found), expected)


def _extension_problems(source: Source, kind: str, pointer: str, node: Mapping[str, Any]) -> Iterator[Problem]:
    for key in node:
        if not key.startswith("x-"):
            continue
        here = ptr.join(pointer, key)
        if key not in vocabulary()[kind]:
            known = ", ".join(sorted(vocabulary()[kind]))
            yield source.problem(here, subject(source.document, here), f"unknown field {key}", f"one of {known}")
            continue
        for error in _field_validator(kind, key).iter_errors(node[key]):
            yield _from_error(source, error, here)


def _reference_problems(source: Source, pointer: str, node: Mapping[str, Any]) -> Iterator[Problem]:
    reference = node.get("$ref")
    if not isinstance(reference, str):
        return
    here = ptr.join(pointer, "$ref")
    nothing = object()
    if not reference.startswith("#/"):
        yield source.problem(here, subject(source.document, here), reference, "a reference inside this file, #/…")
    elif ptr.get(source.document, reference[1:], nothing) is nothing:
        yield source.problem(
            here, subject(source.document, here), f"{reference}, which leads nowhere", "a place in this file"
        )


def _keyword_problems(source: Source, pointer: str, node: Mapping[str, Any]) -> Iterator[Problem]:
    for key in node:
        if not key.startswith("x-") and key not in _JSON_SCHEMA_KEYS | _OPENAPI_SCHEMA_KEYS:
            here = ptr.join(pointer, key)
            yield source.problem(
                here, subject(source.document, here), f"unknown keyword {key}", "a JSON Schema keyword"
            )


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
def _openapi_validator() -> jsonschema_rs.Draft202012Validator:
    folder = resources.files("openapi_spec_validator").joinpath("resources/schemas/v3.1")
    return jsonschema_rs.Draft202012Validator(json.loads(folder.joinpath("schema.json").read_text(encoding="utf-8")))


@cache
def _dialect_validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"$ref": _DIALECT})


def _show(value: Any) -> str:
    """Return a value in at most 80 characters."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:77]}..."  # noqa: PLR2004 - said above
