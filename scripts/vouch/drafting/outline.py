"""A document of somebody's in the manner of the house: operations refer, are called alike, say whom they refuse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from vouch.spec import Operation, Spec, names
from vouch.spec import pointer as ptr
from vouch.spec.places import references
from vouch.spec.reading import own_words
from vouch.spec.structure import unknown_problems
from vouch.spec.walk import METHODS

_KINDS = {"schema": "schemas", "parameter": "parameters", "response": "responses"}
_VERSION = "0.1.0"
_SEEN = [{"level": "observed", "why": "taken from an OpenAPI file, not from the vendor's page"}]
_GUESSED = [{"level": "assumed", "why": "the file is silent about it; the status is the usual one"}]
_STRANGERS = frozenset({"401", "403", "4XX", "default"})
_REFUSALS = frozenset({"400", "422", "4XX", "default"})


def outlined(spec: Spec) -> dict[str, Any]:
    """Return the document of a spec, rewritten in place, as the house style asks."""
    document = spec.document
    document |= {"openapi": "3.1.0", "info": {**document["info"], "version": _VERSION}}
    for problem in list(unknown_problems(spec.source)):
        *way, last = ptr.split(problem.pointer)
        ptr.get(document, ptr.from_keys(way), {}).pop(last, None)
    for gone in ("webhooks", "externalDocs", "jsonSchemaDialect"):
        document.pop(gone, None)
    items = {path: deepcopy(spec.resolve(item)) for path, item in document["paths"].items()}
    document["paths"] = {path: item for path, item in items.items() if any(method in item for method in METHODS)}
    _sign_in(spec)
    document["tags"] = _tags(spec)
    identifiers = names.distinct(
        ((_identifier(operation), names.pascal(operation.path)) for operation in spec.operations), spell=_camel
    )
    for operation, identifier in zip(spec.operations, identifiers, strict=True):
        ptr.get(document, operation.pointer)["operationId"] = identifier
        _outline(spec, operation)
    for item in document["paths"].values():
        for shared in item.keys() - set(METHODS):
            del item[shared]
    tidy(document)
    return document


def tidy(document: dict[str, Any]) -> None:
    """Take out what nothing refers to any more."""
    components = document.get("components", {})
    while True:
        used = set(references(document))
        unused = [
            (kind, name)
            for kind, members in components.items()
            for name in members
            if kind != "securitySchemes" and f"#{ptr.join('/components', kind, name)}" not in used
        ]
        for kind, name in unused:
            del components[kind][name]
        if not unused:
            break
    for kind in [kind for kind, members in components.items() if not members]:
        del components[kind]


def _sign_in(spec: Spec) -> None:
    schemes = spec.document.get("components", {}).get("securitySchemes", {})
    used = {name for operation in spec.operations for alternative in operation.security for name in alternative}
    for name in [name for name in schemes if name not in used]:
        del schemes[name]
    for name, node in schemes.items():
        schemes[name] = {**spec.resolve(node), "x-credential": list(spec.security_schemes[name].arguments)}


def _tags(spec: Spec) -> list[dict[str, Any]]:
    described = {tag["name"]: tag for tag in spec.document.get("tags", ())}
    for operation in spec.operations:
        node = ptr.get(spec.document, operation.pointer)
        node["tags"] = node.get("tags") or [operation.resource.replace("_", " ")]
    used = dict.fromkeys(ptr.get(spec.document, operation.pointer)["tags"][0] for operation in spec.operations)
    return [{"name": name, "description": described.get(name, {}).get("description") or f"{name}."} for name in used]


def _outline(spec: Spec, operation: Operation) -> None:
    node = ptr.get(spec.document, operation.pointer)
    item = ptr.get(spec.document, operation.pointer.rpartition("/")[0])
    title = names.pascal(f"{operation.name} {operation.resource}")
    node["summary"] = " ".join((node.get("summary") or " ".join(names.words(operation.name)).capitalize()).split())
    node["tags"] = node["tags"][:1]
    node.setdefault("x-evidence", _SEEN)
    shared = [entry for entry in item.get("parameters", ()) if not _overridden(spec, entry, node)]
    if declared := [*node.get("parameters", ()), *shared]:
        node["parameters"] = [_referred(spec, entry, "parameters", _parameter_name(spec, entry)) for entry in declared]
    for content in _contents(spec, node.get("requestBody")):
        _name_schema(spec, content, f"{title}Request")
    responses = {str(status): entry for status, entry in node.get("responses", {}).items()}
    for status, entry in responses.items():
        for content in _contents(spec, entry):
            _name_schema(spec, content, f"{title}{'Response' if status.startswith('2') else 'Error'}")
        if not status.startswith("2"):
            responses[status] = _referred(spec, entry, "responses", f"{title}{status.capitalize()}")
    if operation.security and () not in operation.security and not _STRANGERS & responses.keys():
        stranger = _refusal("The credentials are missing or wrong.")
        responses["401"] = _referred(spec, stranger, "responses", "Unauthorized")
    if (operation.parameters or operation.body) and not _REFUSALS & responses.keys():
        responses["400"] = _referred(spec, _refusal("The request does not make sense."), "responses", "BadRequest")
    node["responses"] = dict(sorted(responses.items()))
    for gone in ("callbacks", "externalDocs"):
        node.pop(gone, None)


def _identifier(operation: Operation) -> str:
    """Return the words of `listBooks` for the method `list` of `books`: how it is called, then what it is about."""
    first, *rest = own_words(names.ascii_letters(operation.id), operation.resource) or [operation.method]
    return " ".join([first, *(rest or [names.ascii_letters(operation.resource).strip("_") or "things"])])


def _camel(name: str) -> str:
    first, *rest = names.words(name)
    return first.lower() + names.pascal(" ".join(rest))


def _overridden(spec: Spec, entry: Any, node: Mapping[str, Any]) -> bool:
    own = [spec.resolve(each) for each in node.get("parameters", ())]
    shared = spec.resolve(entry)
    return any((each.get("name"), each.get("in")) == (shared.get("name"), shared.get("in")) for each in own)


def _parameter_name(spec: Spec, entry: Any) -> str:
    return names.pascal(str(spec.resolve(entry).get("name", "Parameter")))


def _contents(spec: Spec, holder: Any) -> Iterator[dict[str, Any]]:
    content = spec.resolve(holder).get("content", {}) if holder else {}
    yield from (media for media in content.values() if isinstance(media, dict) and "schema" in media)


def _name_schema(spec: Spec, media: dict[str, Any], name: str) -> None:
    schema = {True: {}, False: {"not": {}}}[media["schema"]] if isinstance(media["schema"], bool) else media["schema"]
    media["schema"] = _referred(spec, schema, "schemas", name)


def _refusal(description: str) -> dict[str, Any]:
    return {"description": description, "x-evidence": _GUESSED}


def _referred(spec: Spec, entry: Any, kind: str, name: str) -> Any:
    """Return a reference to an entry: its own, or one to the component that it becomes."""
    if isinstance(entry, dict) and "$ref" in entry:
        return {"$ref": entry["$ref"]}
    members = spec.document.setdefault("components", {}).setdefault(kind, {})
    spellings = _spellings(names.ascii_letters(name) or kind.removesuffix("s").capitalize())
    chosen = next(each for each in spellings if each not in members or members[each] == entry)
    members[chosen] = entry
    return {"$ref": f"#{ptr.join('/components', kind, chosen)}"}


def _spellings(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}{number}"
        number += 1
