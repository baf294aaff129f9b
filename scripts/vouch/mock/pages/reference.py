"""The document as people read it: what our own fields know stands in the descriptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from vouch.evidence import settled
from vouch.mock.pages.notes import note
from vouch.spec import Spec
from vouch.spec.behaviour import Claim, claims
from vouch.spec.walk import METHODS, walk

_DESCRIBED = frozenset({"operation", "parameter", "header", "response", "schema", "security-scheme", "server-variable"})
"""Kinds of objects that OpenAPI lets describe themselves."""


def reference(spec: Spec, url: str) -> dict[str, Any]:
    """Return the spec's document with the mock as its first server, and with evidence told where it is given."""
    document = settled(spec)
    document["servers"] = [{"url": url, "description": "This mock."}, *document["servers"]]
    _describe(document["info"], *_behaviour(document), note([*_claims(document)]))
    for kind, _, node in list(walk(document)):
        if kind == "path-item":
            for operation in (node[method] for method in METHODS if method in node):
                operation.setdefault("x-evidence", []).extend(node.get("x-evidence", ()))
        elif kind in _DESCRIBED:
            _describe(node, *_behaviour(node), note([*_claims(node)]))
        for field in [field for field in node if field.startswith("x-")]:
            del node[field]
    return document


def _describe(node: dict[str, Any], *told: str) -> None:
    if any(told):
        node["description"] = "\n\n".join(filter(None, [node.get("description"), *told]))


def _behaviour(node: Mapping[str, Any]) -> Iterator[str]:
    """Yield what our fields declare and a description seldom repeats."""
    if limit := node.get("x-rate-limit"):
        yield f"**Rate limit**: {limit['requests']} requests in {limit['seconds']} s."
    for rule in node.get("x-rules", ()):
        kind = "at-least-one" if "at-least-one" in rule else "at-most-one"
        yield f"**Rule**: {kind.replace('-', ' ')} of {', '.join(f'`{name}`' for name in rule[kind])}."


def _claims(node: Mapping[str, Any]) -> Iterator[Claim]:
    """Yield the claims of an object, of the behaviour that is declared on it, and of a value it describes itself."""
    yield from claims(node)
    for name, field in node.items():
        # Beside the description of a parameter or header nobody shows that of its schema.
        if (name.startswith("x-") and name != "x-evidence") or (name == "schema" and "$ref" not in field):
            yield from _inner_claims(field)


def _inner_claims(field: Any) -> Iterator[Claim]:
    if isinstance(field, Mapping):
        yield from claims(field)
    for child in field.values() if isinstance(field, Mapping) else field if isinstance(field, list) else ():
        yield from _inner_claims(child)
