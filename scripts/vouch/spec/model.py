"""A spec as its readers see it: operations with everything they need resolved, beside the plain document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from vouch.spec import names
from vouch.spec import pointer as ptr
from vouch.spec.behaviour import Claim, Creates, Expand, Filter, Pagination, RateLimit, Rule, Sort
from vouch.spec.source import Source


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an operation; `schema` has its top reference followed.

    `argument` is the Python argument that carries it; with a `media_type` its value is a document of that type.
    """

    name: str
    argument: str
    location: Literal["query", "path", "header", "cookie"]
    required: bool
    schema: dict[str, Any]
    media_type: str | None
    style: str
    explode: bool
    description: str
    pointer: str
    filter: Filter | None
    sort: Sort | None
    expand: Expand | None
    evidence: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """A request body; `content` maps media types to schemas, references kept, `encoding` to how its parts are sent."""

    required: bool
    content: Mapping[str, dict[str, Any]]
    encoding: Mapping[str, Mapping[str, Any]]
    pointer: str

    @property
    def media_type(self) -> str:
        """The media type to send: JSON if it may be, else a form, else whatever comes first."""
        return min(self.content, key=_rank)

    @property
    def schema(self) -> dict[str, Any]:
        """The schema of what is sent."""
        return self.content[self.media_type]

    @property
    def rank(self) -> int:
        """What is sent: 0 for JSON, 1 for a URL-encoded form, 2 for a form in parts, 3 for anything else."""
        return _rank(self.media_type)

    @property
    def is_raw(self) -> bool:
        """Whether it is text or bytes to everybody but the two who exchange it."""
        return self.rank > len(_FORMS)


@dataclass(frozen=True, slots=True)
class Response:
    """One declared answer; `status` is a code, a range such as `4XX`, or `default`."""

    status: str
    description: str
    content: Mapping[str, dict[str, Any]]
    examples: Mapping[str, Any]
    headers: Mapping[str, dict[str, Any]]
    message_at: str | None
    pointer: str

    @property
    def schema(self) -> dict[str, Any] | None:
        """The schema of its JSON body, or None where it declares none."""
        return next((schema for kind, schema in self.content.items() if is_json(kind)), None)

    @property
    def media_types(self) -> frozenset[str]:
        """The media types that it may have, without parameters, in lower case."""
        return frozenset(kind.partition(";")[0].strip().lower() for kind in self.content)


@dataclass(frozen=True, slots=True)
class Operation:
    """One call of the API; `server` is where it goes when that is not where all others go."""

    id: str
    method: str
    path: str
    resource: str
    name: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    body: Body | None
    responses: Mapping[str, Response]
    security: tuple[tuple[str, ...], ...]
    server: str | None
    pagination: Pagination | None
    rules: tuple[Rule, ...]
    creates: Creates | None
    evidence: tuple[Claim, ...]
    pointer: str

    def parameter(self, name: str) -> Parameter:
        """Return the parameter of that name (its lint proved that it exists)."""
        return next(parameter for parameter in self.parameters if parameter.name == name)

    def response(self, status: int) -> Response | None:
        """Return what is declared for a status: the code itself, else its range, else the default."""
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in self.responses:
                return self.responses[key]
        return None

    def excludes(self, one: str, other: str) -> bool:
        """Say whether a rule forbids to give two of the parameters together."""
        return one != other and any(rule.kind == "at-most-one" and {one, other} <= {*rule.names} for rule in self.rules)

    @property
    def successes(self) -> Mapping[str, Response]:
        """The declared 2xx answers; where there are none, the default."""
        found = {status: response for status, response in sorted(self.responses.items()) if status.startswith("2")}
        return found or {status: response for status, response in self.responses.items() if status == "default"}

    @property
    def failures(self) -> Mapping[str, Response]:
        """The declared answers that are no success."""
        return {status: response for status, response in sorted(self.responses.items()) if status not in self.successes}

    @property
    def success(self) -> Response | None:
        """The first declared 2xx answer."""
        return next(iter(self.successes.values()), None)

    @property
    def safe(self) -> bool:
        """Whether the method only reads (RFC 9110, 9.2.1)."""
        return self.method in {"get", "head", "options", "trace"}


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """One way to show who is calling; `arguments` are the constructor arguments that carry it."""

    name: str
    kind: Literal["basic", "bearer", "header", "query", "cookie"]
    parameter: str
    arguments: tuple[str, ...]
    description: str


@dataclass(frozen=True, slots=True)
class ServerVariable:
    """A hole in the server URL; `default` is None where the vendor documents none a caller could use.

    `argument` is the constructor argument that fills it.
    """

    name: str
    argument: str
    default: str | None
    values: tuple[str, ...]
    description: str


@dataclass(frozen=True)
class Spec:
    """One vendor's API: the document and its typed reading."""

    vendor: str
    source: Source
    title: str
    version: str
    description: str
    server: str
    server_variables: tuple[ServerVariable, ...]
    security: tuple[tuple[str, ...], ...]
    security_schemes: Mapping[str, SecurityScheme]
    rate_limit: RateLimit | None
    operations: tuple[Operation, ...]

    @property
    def document(self) -> dict[str, Any]:
        """The plain OpenAPI document, references intact."""
        return self.source.document

    @cached_property
    def by_id(self) -> Mapping[str, Operation]:
        """The operations by their operationId."""
        return {operation.id: operation for operation in self.operations}

    def resolve(self, node: Any) -> Any:
        """Follow the references of a node until something else stands there."""
        return resolve(self.document, node)

    def standalone(self, schema: Any) -> dict[str, Any]:
        """Return a schema as a JSON Schema document of its own: the components its references need come with it."""
        schemas = self.document.get("components", {}).get("schemas", {})
        return {**(schema if isinstance(schema, dict) else {"allOf": [schema]}), "components": {"schemas": schemas}}

    def property_schemas(self, schema: Any) -> Iterator[tuple[str, dict[str, Any], bool]]:
        """Yield `(name, schema, required)` of an object's own and inherited (`allOf`) properties.

        The top of each schema is resolved; what stands beside a reference is kept, and wins. True and false have none.
        One part may require what another has.
        """
        parts = list(self.parts(schema, "allOf"))
        required = {name for part in parts for name in part.get("required", ())}
        for part in parts:
            for name, child in part.get("properties", {}).items():
                plain = self.resolve(child)
                if isinstance(plain, dict) and isinstance(child, dict):
                    plain = {**plain, **{key: value for key, value in child.items() if key != "$ref"}}
                elif not isinstance(plain, dict):
                    plain = {} if plain else {"not": {}}
                yield name, plain, name in required

    def parts(self, schema: Any, *words: str) -> Iterator[dict[str, Any]]:
        """Yield a schema and all that keywords such as `allOf` lead to: each once, however many ways lead there."""
        waiting, seen = [schema], set[int]()
        while waiting:
            part = self.resolve(waiting.pop())
            if isinstance(part, dict) and id(part) not in seen:
                seen.add(id(part))
                yield part
                waiting += reversed([branch for word in words for branch in part.get(word, ())])

    def wire_names(self, operation: Operation) -> list[str]:
        """Return the names of the parameters and body properties of an operation; one may come twice."""
        wire = [parameter.name for parameter in operation.parameters]
        for schema in operation.body.content.values() if operation.body else ():
            wire += [name for name, _, _ in self.property_schemas(schema)]
        return wire

    def argument_names(self, operation: Operation) -> dict[str, str]:
        """Return the Python argument for each parameter and body property of an operation, the former first."""
        own = {parameter.name: parameter.argument for parameter in operation.parameters}
        return {**own, **{name: given for name, given in self.body_arguments(operation).items() if name not in own}}

    def body_arguments(self, operation: Operation) -> dict[str, str]:
        """Return the Python argument for each property of an operation's body."""
        taken = [parameter.argument for parameter in operation.parameters]
        wire = self.wire_names(operation)[len(taken) :]
        return dict(zip(wire, names.distinct(((name, "body") for name in wire), taken=taken), strict=True))

    def body_argument(self, operation: Operation) -> str:
        """Return the Python argument for a body that is given as a whole."""
        (name,) = names.distinct([("body", "content")], [parameter.argument for parameter in operation.parameters])
        return name


def resolve(document: Mapping[str, Any], node: Any) -> Any:
    """Follow local references; a chain longer than the document is deep ends in an empty object."""
    for _ in range(64):
        if not isinstance(node, dict) or "$ref" not in node:
            return node
        node = ptr.get(document, node["$ref"].removeprefix("#"), {})
    return {}


def filled(server: Mapping[str, Any]) -> str:
    """Return the URL of a server with the defaults of its variables."""
    url: str = server["url"]
    for name, variable in server.get("variables", {}).items():
        url = url.replace(f"{{{name}}}", variable["default"])
    return url


_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def _rank(media_type: str) -> int:
    """Return how far from JSON a media type is."""
    kind = media_type.partition(";")[0].strip().lower()
    return 0 if is_json(kind) else (*_FORMS, kind).index(kind) + 1


def is_json(media_type: str) -> bool:
    """Say whether a media type is JSON: `application/json` or anything `+json`."""
    kind = media_type.partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")
