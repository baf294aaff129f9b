"""Rewriting a document, in memory, into what openapi-python-client can digest.

What comes out has one form, whatever went in: every object with properties is a component of its own, and every other
schema is a scalar, an array, a closed set of values, or a choice between those. What our clients know and OpenAPI's
plainer dialects do not (maps, choices told apart by a tag, bytes) is a component, too, with a letter of its own. The
parameters, the body and the answers of an operation are the properties of one object. No name of the document is in
it: openapi-python-client has its own ideas about names.

Nothing is lost: what is lowered away is still enforced by client, mock and contract suite, which read the original.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from vouch.generate.lowered import Lowered, Lowering, Property, Values
from vouch.generate.lowerer import Lowerer, properties_of
from vouch.generate.wholes import Place, at, target, whole
from vouch.spec import Body, Operation, Spec, is_json, names
from vouch.spec import pointer as ptr


def lower(spec: Spec) -> Lowering:
    """Return the lowered form of a spec's document."""
    lowerer = Lowerer(spec.document)
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


def _values(spec: Spec, lowerer: Lowerer, operation: Operation) -> Values:
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
    properties = properties_of(spec.document, found)
    return tuple(each for each in properties if not each.schema.get("readOnly"))


def _webhooks(spec: Spec) -> Iterator[tuple[str, Place]]:
    """Yield the bodies that the vendor's own calls bring."""
    for name, item in spec.document.get("webhooks", {}).items():
        for method, node in spec.resolve(item).items():
            body = spec.resolve(node.get("requestBody", {})) if isinstance(node, dict) else {}
            for kind, media in body.get("content", {}).items():
                here = ptr.join("/webhooks", name, method, "requestBody", "content", kind, "schema")
                if is_json(kind) and "schema" in media:
                    yield names.pascal(name), at(media["schema"], here)
