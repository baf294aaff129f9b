"""From a checked document to the typed model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from vouch.spec import names
from vouch.spec import pointer as ptr
from vouch.spec.behaviour import (
    Creates,
    Pagination,
    RateLimit,
    Rule,
    claims,
    read_expand,
    read_filter,
    read_sort,
)
from vouch.spec.model import (
    Body,
    Operation,
    Parameter,
    Response,
    SecurityScheme,
    ServerVariable,
    Spec,
    filled,
    resolve,
)
from vouch.spec.source import Source
from vouch.spec.walk import METHODS

_OVERLOOKED = frozenset({"accept", "content-type", "authorization"})
"""Headers that OpenAPI has other words for; a parameter of that name says nothing."""
_VERSION = re.compile(r"api|rest|v?[0-9]+([._-][0-9]+)*", re.IGNORECASE)
_DEFAULT_STYLE = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}


def read_spec(vendor: str, source: Source) -> Spec:
    """Read a document whose lint found nothing wrong."""
    document = source.document
    server = (document.get("servers") or [{"url": "/"}])[0]
    schemes = {
        name: resolve(document, node)
        for name, node in document.get("components", {}).get("securitySchemes", {}).items()
        if resolve(document, node)["type"] != "mutualTLS"  # a certificate is up to the caller's own httpx client
    }
    keys = [name for name, node in schemes.items() if node["type"] == "apiKey"]
    arguments = names.distinct(((name, "key") for name in keys), spell=names.setting) if len(keys) > 1 else ["api_key"]
    arguments_of_keys = dict(zip(keys, arguments, strict=False))
    security_schemes = {
        name: _security_scheme(name, node, arguments_of_keys.get(name, "")) for name, node in schemes.items()
    }
    credentials = {argument for scheme in security_schemes.values() for argument in scheme.arguments}
    limit = document.get("x-rate-limit")
    return Spec(
        vendor=vendor,
        source=source,
        title=document["info"]["title"],
        version=document["info"]["version"],
        description=document["info"].get("description", ""),
        server=server["url"],
        server_variables=tuple(_variables(server, credentials)),
        security=_security(document, document.get("security", ())),
        security_schemes=security_schemes,
        rate_limit=RateLimit(limit["requests"], limit["seconds"]) if limit else None,
        operations=tuple(_operations(document)),
    )


def _variables(server: Mapping[str, Any], taken: Iterable[str]) -> Iterator[ServerVariable]:
    found = server.get("variables", {})
    arguments = names.distinct(((name, "server") for name in found), taken, names.setting)
    for argument, (name, node) in zip(arguments, found.items(), strict=True):
        default = None if node.get("x-placeholder") else node["default"]
        yield ServerVariable(name, argument, default, tuple(node.get("enum", ())), node.get("description", ""))


def _security_scheme(name: str, node: Mapping[str, Any], key: str) -> SecurityScheme:
    """Read a scheme; `key` is the constructor argument of an API key that has no name of its own."""
    kind: Literal["basic", "bearer", "header", "query", "cookie"]
    arguments: tuple[str, ...]
    match node["type"], node.get("scheme", "").lower():
        case "http", "basic":
            kind, arguments = "basic", ("username", "password")
        case "apiKey", _:
            kind, arguments = node["in"], (key,)
        case _:
            # OAuth 2 and OpenID Connect end in a bearer token; getting one is the caller's business.
            kind, arguments = "bearer", ("access_token",)
    return SecurityScheme(
        name=name,
        kind=kind,
        parameter=node.get("name", "Authorization"),
        arguments=tuple(node.get("x-credential", arguments)),
        description=node.get("description", ""),
    )


def _operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    found = [
        (path, method, item, ptr.join("/paths", path))
        for path, node in document.get("paths", {}).items()
        if isinstance(item := resolve(document, node), dict)
        for method in METHODS
        if method in item
    ]
    called = _called([(path, method, item[method]) for path, method, item, _ in found])
    for (path, method, item, pointer), names_ in zip(found, called, strict=True):
        yield _operation(document, item[method], item, (path, method, pointer), names_)


def _called(operations: Sequence[tuple[str, str, Mapping[str, Any]]]) -> Iterator[tuple[str, str, str]]:
    """Yield the id, the resource and the name of each operation."""
    ids = [node.get("operationId") or f"{method}{names.pascal(path)}" for path, method, node in operations]
    resources = [_resource(path, node) for path, _, node in operations]
    words = [
        own_words(identifier, of) or [method]
        for identifier, of, (_, method, _) in zip(ids, resources, operations, strict=True)
    ]
    verbs = Counter((of, own[0].lower()) for of, own in zip(resources, words, strict=True))
    taken: dict[str, set[str]] = {}
    for identifier, of, own in zip(ids, resources, words, strict=True):
        # Two operations of one resource that share a verb keep their whole names.
        wanted = own[0] if verbs[of, own[0].lower()] == 1 else " ".join(own)
        (name,) = names.distinct([(wanted, "2")], taken.setdefault(of, set()), names.method)
        taken[of].add(name)
        yield identifier, of, name


def _resource(path: str, node: Mapping[str, Any]) -> str:
    """Return the resource of an operation: its first tag, else the first word of its path that says something."""
    static = [part for part in path.split("/") if part and "{" not in part and not _VERSION.fullmatch(part)]
    return names.resource((node.get("tags") or static or ["default"])[0])


def own_words(identifier: str, resource: str) -> list[str]:
    """Return the words of an operationId, without the resource in front of them."""
    words = names.words(identifier)
    prefix = resource.strip("_").split("_")
    if len(words) > len(prefix) and [word.lower() for word in words[: len(prefix)]] == prefix:
        return words[len(prefix) :]
    return words


def _operation(
    document: Mapping[str, Any],
    node: Mapping[str, Any],
    item: Mapping[str, Any],
    place: tuple[str, str, str],
    called: tuple[str, str, str],
) -> Operation:
    path, method, pointer = place
    identifier, resource, name = called
    here = ptr.join(pointer, method)
    declared = [
        *((entry, ptr.join(here, "parameters", i)) for i, entry in enumerate(node.get("parameters", ()))),
        *((entry, ptr.join(pointer, "parameters", i)) for i, entry in enumerate(item.get("parameters", ()))),
    ]
    parameters: dict[tuple[str, str], Parameter] = {}
    for entry, at in declared:
        parameter = _parameter(document, entry, at)
        if not is_overlooked(parameter.location, parameter.name):
            parameters.setdefault((parameter.location, parameter.name), parameter)
    arguments = names.distinct((parameter.name, parameter.location) for parameter in parameters.values())
    server = (node.get("servers") or item.get("servers") or [None])[0]
    creates = node.get("x-creates")
    pagination = node.get("x-pagination")
    return Operation(
        id=identifier,
        method=method,
        path=path,
        resource=resource,
        name=name,
        summary=node.get("summary", ""),
        description=node.get("description", ""),
        parameters=tuple(
            replace(parameter, argument=argument)
            for parameter, argument in zip(parameters.values(), arguments, strict=True)
        ),
        body=_body(document, node.get("requestBody"), ptr.join(here, "requestBody")),
        responses={
            str(status): _response(document, str(status), entry, ptr.join(here, "responses", status))
            for status, entry in node.get("responses", {}).items()
        },
        security=_security(document, node.get("security", document.get("security", ()))),
        server=filled(server) if server else None,
        pagination=Pagination.from_field(pagination) if pagination else None,
        rules=tuple(Rule.from_field(entry) for entry in node.get("x-rules", ())),
        creates=Creates(
            creates["list"],
            creates["id"],
            creates.get("references", {}),
            creates.get("initial", {}),
            creates.get("label"),
        )
        if creates
        else None,
        evidence=(*claims(node), *claims(item)),
        pointer=here,
    )


def is_overlooked(location: str, name: str) -> bool:
    """Say whether a parameter is one of the headers that OpenAPI says to ignore."""
    return location == "header" and name.lower() in _OVERLOOKED


def _security(document: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, ...], ...]:
    schemes = document.get("components", {}).get("securitySchemes", {})
    certificates = {name for name, node in schemes.items() if resolve(document, node).get("type") == "mutualTLS"}
    return tuple(tuple(name for name in entry if name not in certificates) for entry in entries)


def _target(entry: Mapping[str, Any], pointer: str) -> str:
    """Return where an entry is written: a reference's target, so that a problem names the line to mend."""
    return entry["$ref"].removeprefix("#") if "$ref" in entry else pointer


def _parameter(document: Mapping[str, Any], entry: Mapping[str, Any], pointer: str) -> Parameter:
    node = resolve(document, entry)
    style = node.get("style", _DEFAULT_STYLE[node["in"]])
    schema, media_type = node.get("schema"), None
    for kind, media in node.get("content", {}).items():  # one media type, instead of a schema
        schema, media_type = media.get("schema"), kind
    schema = resolve(document, schema or {})
    return Parameter(
        name=node["name"],
        argument="",
        location=node["in"],
        required=node.get("required", False),
        schema=schema if isinstance(schema, dict) else {},
        media_type=media_type,
        style=style,
        explode=node.get("explode", style == "form"),
        description=node.get("description", ""),
        pointer=_target(entry, pointer),
        filter=read_filter(node.get("x-filter")),
        sort=read_sort(node.get("x-sort")),
        expand=read_expand(node.get("x-expand")),
        evidence=claims(node),
    )


def _body(document: Mapping[str, Any], entry: Mapping[str, Any] | None, pointer: str) -> Body | None:
    if entry is None:
        return None
    node = resolve(document, entry)
    # True admits what an empty schema does.
    schemas = {kind: media.get("schema", True) for kind, media in node.get("content", {}).items()}
    content = {kind: {} if schema is True else schema for kind, schema in schemas.items()}
    encoding = {kind: media.get("encoding", {}) for kind, media in node.get("content", {}).items()}
    return Body(node.get("required", False), content, encoding, _target(entry, pointer))


def _response(document: Mapping[str, Any], status: str, entry: Mapping[str, Any], pointer: str) -> Response:
    node = resolve(document, entry)
    examples: dict[str, Any] = {}
    for media in node.get("content", {}).values():
        if "example" in media:
            examples["example"] = media["example"]
        for name, example in media.get("examples", {}).items():
            examples[name] = resolve(document, example).get("value")
    return Response(
        status=status,
        description=node.get("description", ""),
        content={kind: media.get("schema", {}) for kind, media in node.get("content", {}).items()},
        examples=examples,
        headers={name: resolve(document, header) for name, header in node.get("headers", {}).items()},
        message_at=node.get("x-message-at"),
        pointer=_target(entry, pointer),
    )
