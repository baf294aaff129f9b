"""A walk over every OpenAPI object of a document, with its kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vouch.spec import pointer as ptr

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

_ONE_SCHEMA = ("items", "contains", "not", "if", "then", "else", "additionalProperties", "propertyNames",
               "unevaluatedProperties", "unevaluatedItems", "contentSchema")  # fmt: skip
_MANY_SCHEMAS = ("properties", "patternProperties", "$defs", "dependentSchemas", "allOf", "anyOf", "oneOf",
                 "prefixItems")  # fmt: skip

# For each kind, where its children stand: "key" is one child, "key/*" is each member of a map or list.
GRAMMAR: dict[str, dict[str, str]] = {
    "document": {
        "info": "info",
        "servers/*": "server",
        "tags/*": "tag",
        "paths/*": "path-item",
        "webhooks/*": "path-item",
        "components": "components",
    },
    "info": {"contact": "contact", "license": "license"},
    "components": {
        "schemas/*": "schema",
        "responses/*": "response",
        "parameters/*": "parameter",
        "examples/*": "example",
        "requestBodies/*": "request-body",
        "headers/*": "header",
        "securitySchemes/*": "security-scheme",
        "links/*": "link",
        "pathItems/*": "path-item",
    },
    "server": {"variables/*": "server-variable"},
    "path-item": {"servers/*": "server", "parameters/*": "parameter"} | dict.fromkeys(METHODS, "operation"),
    "operation": {
        "servers/*": "server",
        "parameters/*": "parameter",
        "requestBody": "request-body",
        "responses/*": "response",
    },
    "parameter": {"schema": "schema", "content/*": "media-type", "examples/*": "example"},
    "header": {"schema": "schema", "content/*": "media-type", "examples/*": "example"},
    "request-body": {"content/*": "media-type"},
    "response": {"headers/*": "header", "content/*": "media-type", "links/*": "link"},
    "media-type": {"schema": "schema", "examples/*": "example", "encoding/*": "encoding"},
    "encoding": {"headers/*": "header"},
    "schema": dict.fromkeys(_ONE_SCHEMA, "schema") | {f"{key}/*": "schema" for key in _MANY_SCHEMAS},
}


def walk(node: Any, kind: str = "document", pointer: str = "") -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield `(kind, pointer, object)` for the node and all below it; references are yielded, not followed."""
    if not isinstance(node, dict):
        return
    yield kind, pointer, node
    for place, child in GRAMMAR.get(kind, {}).items():
        key, _, each = place.partition("/")
        if key not in node:
            continue
        value, here = node[key], ptr.join(pointer, key)
        if not each:
            yield from walk(value, child, here)
        elif isinstance(value, dict):
            for name, member in value.items():
                yield from walk(member, child, ptr.join(here, name))
        elif isinstance(value, list):
            for index, member in enumerate(value):
                yield from walk(member, child, ptr.join(here, index))
