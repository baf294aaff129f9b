"""From a checked document to the typed model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    resolve,
)
from vouch.spec.source import Source
from vouch.spec.walk import METHODS

_DEFAULT_STYLE = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}


def read_spec(vendor: str, source: Source) -> Spec:
    """Read a document whose lint found nothing wrong."""
    document = source.document
    server = (document.get("servers") or [{"url": "/"}])[0]
    limit = document.get("x-rate-limit")
    return Spec(
        vendor=vendor,
        source=source,
        title=document["info"]["title"],
        version=document["info"]["version"],
        description=document["info"].get("description", ""),
        server=server["url"],
        server_variables=tuple(_variables(server)),
        security=tuple(tuple(entry) for entry in document.get("security", ())),
        security_schemes={
            name: _security_scheme(name, resolve(document, node))
            for name, node in document.get("components", {}).get("securitySchemes", {}).items()
        },
        rate_limit=RateLimit(limit["requests"], limit["seconds"]) if limit else None,
        operations=tuple(_operations(document)),
    )


def _variables(server: Mapping[str, Any]) -> Iterator[ServerVariable]:
    for name, node in server.get("variables", {}).items():
        default = None if node.get("x-placeholder") else node["default"]
        yield ServerVariable(name, default, tuple(node.get("enum", ())), node.get("description", ""))


def _security_scheme(name: str, node: Mapping[str, Any]) -> SecurityScheme:
    kind: Literal["basic", "bearer", "header", "query", "cookie"]
    arguments: tuple[str, ...]
    match node["type"], node.get("scheme", "").lower():
        case "http", "basic":
            kind, arguments = "basic", ("username", "password")
        case "apiKey", _:
            kind, arguments = node["in"], ("api_key",)
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
    verbs = [_resource_and_verb(path, method, item[method]) for path, method, item, _ in found]
    for (path, method, item, pointer), (resource, verb) in zip(found, verbs, strict=True):
        node = item[method]
        identifier = node.get("operationId") or f"{method}{names.pascal(path)}"
        # Two operations of one resource that share a verb keep their whole names.
        name = verb if verbs.count((resource, verb)) == 1 else names.snake(identifier)
        yield _operation(document, node, item, (path, method, pointer), (identifier, resource, name))


def _resource_and_verb(path: str, method: str, node: Mapping[str, Any]) -> tuple[str, str]:
    tag = (node.get("tags") or ["default"])[0]
    identifier = node.get("operationId") or f"{method}{names.pascal(path)}"
    return names.resource(tag), names.snake(names.words(identifier)[0] if names.words(identifier) else method)


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
        parameters.setdefault((parameter.location, parameter.name), parameter)
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
        parameters=tuple(parameters.values()),
        body=_body(document, node.get("requestBody"), ptr.join(here, "requestBody")),
        responses={
            str(status): _response(document, str(status), entry, ptr.join(here, "responses", status))
            for status, entry in node.get("responses", {}).items()
        },
        security=tuple(tuple(entry) for entry in node.get("security", document.get("security", ()))),
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


def _target(entry: Mapping[str, Any], pointer: str) -> str:
    """Return where an entry is written: a reference's target, so that a problem names the line to mend."""
    return entry["$ref"].removeprefix("#") if "$ref" in entry else pointer


def _parameter(document: Mapping[str, Any], entry: Mapping[str, Any], pointer: str) -> Parameter:
    node = resolve(document, entry)
    style = node.get("style", _DEFAULT_STYLE[node["in"]])
    schema = node.get("schema")
    for media in node.get("content", {}).values():  # one media type, instead of a schema
        schema = media.get("schema")
    return Parameter(
        name=node["name"],
        location=node["in"],
        required=node.get("required", False),
        schema=resolve(document, schema or {}),
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
    content = {kind: media.get("schema", {}) for kind, media in node.get("content", {}).items()}
    return Body(node.get("required", False), content, _target(entry, pointer))


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
