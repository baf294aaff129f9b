"""The resource classes of a package: what their template lays out."""

from __future__ import annotations

from dataclasses import dataclass

from vouch.generate.arguments import Argument, RuleView, arguments, rules
from vouch.generate.models import Field, fields
from vouch.generate.opc import Parsed
from vouch.generate.overloads import Signature, overloads
from vouch.generate.shapes import (
    Array,
    Model,
    Type,
    annotation,
    decoder,
    is_nullable,
    literal,
    models,
    union,
    without_null,
)
from vouch.generate.vendor import alternatives
from vouch.generate.words import caution
from vouch.spec import Operation, Pagination, Spec, names
from vouch.spec import pointer as ptr


@dataclass(frozen=True, slots=True)
class Path:
    """A pointer as an expression over typed models; `nullable` when it may read None."""

    expression: str
    type: Type
    nullable: bool


@dataclass(frozen=True, slots=True)
class Pages:
    """How a list is paged: the strategy of the runtime and the expressions it is made with."""

    strategy: str
    parameter: str
    item: Type
    keywords: dict[str, str]


@dataclass(frozen=True, slots=True)
class ErrorView:
    """An error a method raises for one of the declared answers."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Method:
    """One operation as a method."""

    operation: Operation
    arguments: tuple[Argument, ...]
    rules: tuple[RuleView, ...]
    answer: Type | None
    pages: Pages | None
    text: str
    errors: tuple[ErrorView, ...]
    security: str | None

    @property
    def constant(self) -> str:
        """The name of the module constant that holds what never changes about it."""
        return self.operation.name.upper()

    @property
    def returns(self) -> str:
        """The annotation of what it returns."""
        return "None" if self.answer is None else annotation(self.answer)

    @property
    def reader(self) -> str:
        """The expression that reads the body of a success."""
        if self.answer is None:
            return "no_body"
        return (
            f"{self.answer.name}.from_json" if isinstance(self.answer, Model) else f"json_body({decoder(self.answer)})"
        )

    @property
    def signature(self) -> Signature:
        """Its arguments as they are declared."""
        return tuple(argument.declared for argument in self.arguments)

    @property
    def overloads(self) -> tuple[Signature, ...]:
        """The signatures that keep the rules between its arguments, none where there are no rules."""
        return overloads(self.arguments, self.rules)

    def placed(self, place: str) -> tuple[Argument, ...]:
        """Return the arguments that go to one place of the request."""
        return tuple(argument for argument in self.arguments if argument.place == place)


@dataclass(frozen=True, slots=True)
class Resource:
    """The operations of one tag."""

    name: str
    class_name: str
    text: str
    methods: tuple[Method, ...]

    @property
    def models(self) -> tuple[Model, ...]:
        """The model classes its module has to import."""
        used: dict[str, Model] = {}
        for method in self.methods:
            types = [argument.type for argument in method.arguments]
            types += [method.answer] if method.answer else []
            types += [method.pages.item] if method.pages else []
            used |= {model.name: model for of in types for model in models(of)}
        return tuple(used[name] for name in sorted(used))


def resources(spec: Spec, parsed: Parsed) -> tuple[Resource, ...]:
    """Return the resources of a spec in alphabetical order."""
    tags = {names.argument(tag["name"]): tag.get("description", "") for tag in spec.document.get("tags", ())}
    found: dict[str, list[Method]] = {}
    for operation in spec.operations:
        found.setdefault(operation.resource, []).append(_method(spec, operation, parsed))
    return tuple(
        Resource(
            name, names.pascal(name), tags.get(name) or f"The {name.replace('_', ' ')} of {spec.title}.", tuple(methods)
        )
        for name, methods in sorted(found.items())
    )


def _method(spec: Spec, operation: Operation, parsed: Parsed) -> Method:
    given = arguments(spec, operation, parsed)
    answers = [of for status, of in parsed.operations[operation.id].answers.items() if status.startswith("2")]
    has_body = any(r.content for status, r in operation.responses.items() if status.startswith("2"))
    answer = union(*answers) if has_body else None
    default = tuple(tuple(entry) for entry in spec.document.get("security", ()))
    return Method(
        operation=operation,
        arguments=given,
        rules=tuple(rules(spec, operation, given)),
        answer=answer,
        pages=_pages(spec, operation, parsed, answer) if operation.pagination and answer else None,
        text=_text(operation),
        errors=tuple(
            ErrorView(_error(status), f"{status}. {response.description}")
            for status, response in sorted(operation.responses.items())
            if not status.startswith("2")
        ),
        security=None if operation.security == default else alternatives(spec, operation.security),
    )


def _text(operation: Operation) -> str:
    summary = operation.summary.rstrip(".") or f"Call {operation.method.upper()} {operation.path}"
    told = [operation.description, *(caution(claim) for claim in operation.evidence if claim.level == "assumed")]
    return f"{summary}.\n\n{' '.join(text.strip() for text in told)}"


def _pages(spec: Spec, operation: Operation, parsed: Parsed, answer: Type) -> Pages:
    pagination = operation.pagination
    if pagination is None:
        raise TypeError("no pagination")

    def body(pointer: str) -> Path:
        return follow(spec, parsed, answer, pointer, "body")

    items = body(pagination.items)
    array = without_null(items.type)
    item = array.items if isinstance(array, Array) else array
    keywords = {"items": f"lambda body: {items.expression}{' or []' if items.nullable else ''}"}
    keywords |= _strategy_keywords(spec, parsed, pagination, answer, item)
    for name, pointer in {"total": pagination.total, "more": pagination.more}.items():
        if pointer:
            keywords[name] = f"lambda body: {body(pointer).expression}"
    strategy = {"cursor": "CursorPages", "page": "NumberedPages", "id": "LastIdPages"}[pagination.style]
    return Pages(strategy, pagination.parameter, item, keywords)


def _strategy_keywords(spec: Spec, parsed: Parsed, pagination: Pagination, answer: Type, item: Type) -> dict[str, str]:
    match pagination.style:
        case "cursor":
            sources = []
            for token in pagination.next:
                source = follow(spec, parsed, answer, token.at, "body").expression
                sources.append(f"token_in_query({source}, {literal(token.query)})" if token.query else source)
            return {"next": f"lambda body: {' or '.join(sources)}"}
        case "page":
            current = follow(spec, parsed, answer, pagination.current or "", "body")
            return {"current": f"lambda body: {current.expression}", "first": str(pagination.first)}
        case "id":
            found = follow(spec, parsed, item, pagination.id or "", "item")
            previous = {"previous": literal(pagination.previous)} if pagination.previous else {}
            return {"id": f"lambda item: {found.expression}"} | previous


def follow(spec: Spec, parsed: Parsed, start: Type, pointer: str, root: str) -> Path:
    """Turn a pointer into an expression that reads None where anything on the way is missing."""
    path = Path(root, start, nullable=False)
    for key in ptr.split(pointer):
        model = without_null(path.type)
        if not isinstance(model, Model):
            raise TypeError(f"{pointer} leads through {path.expression}, which is no object")
        field = _field(spec, parsed, model, key)
        step = f"{path.expression}.{field.name}"
        expression = f"({step} if {path.expression} else None)" if path.nullable else step
        path = Path(expression, field.type, path.nullable or not field.required or is_nullable(field.type))
    return path


def _field(spec: Spec, parsed: Parsed, model: Model, wire: str) -> Field:
    return next(field for field in fields(spec, parsed.models[model.name]) if field.wire == wire)


_ERRORS = {
    "400": "BadRequestError",
    "401": "AuthenticationError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "409": "ConflictError",
    "422": "UnprocessableEntityError",
    "429": "RateLimitError",
}


def _error(status: str) -> str:
    return "InternalServerError" if status.startswith("5") else _ERRORS.get(status, "APIStatusError")
