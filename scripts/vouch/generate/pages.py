"""How a list is paged: `x-pagination` as a strategy of the runtime and the expressions it is made with."""

from __future__ import annotations

from dataclasses import dataclass

from vouch.generate.models import fields
from vouch.generate.opc import Parsed
from vouch.generate.shapes import Array, Model, Type, is_nullable, literal, without_null
from vouch.spec import Operation, Pagination, Spec, SpecError
from vouch.spec import pointer as ptr

_STRATEGIES = {"cursor": "CursorPages", "page": "NumberedPages", "id": "LastIdPages"}


@dataclass(frozen=True, slots=True)
class Pages:
    """A strategy of the runtime, with the keywords it is made with as expressions."""

    strategy: str
    parameter: str
    item: Type
    keywords: dict[str, str]


@dataclass(frozen=True, slots=True)
class Access:
    """A pointer as an expression over typed models; `nullable` when it may read None."""

    expression: str
    type: Type
    nullable: bool


def pages(spec: Spec, operation: Operation, pagination: Pagination, parsed: Parsed, answer: Type) -> Pages:
    """Return how a list is paged whose answer has that type.

    Raises:
        SpecError: a pointer leads through something that is no object, or the items are no array.

    """
    follow = _Follow(spec, operation, parsed)
    items = follow(answer, pagination.items, "body")
    array = without_null(items.type)
    if not isinstance(array, Array):
        raise follow.error(pagination.items, "an array")
    keywords = {"items": f"lambda body: {items.expression}{' or []' if items.nullable else ''}"}
    match pagination.style:
        case "cursor":
            sources = []
            for token in pagination.next:
                source = follow(answer, token.at, "body").expression
                sources.append(f"token_in_query({source}, {literal(token.query)})" if token.query else source)
            keywords["next"] = f"lambda body: {' or '.join(sources)}"
        case "page":
            keywords["current"] = f"lambda body: {follow(answer, pagination.current or '', 'body').expression}"
            keywords["first"] = str(pagination.first)
            if pagination.empty_ends:
                keywords["empty_ends"] = "True"
        case "id":
            keywords["id"] = f"lambda item: {follow(array.items, pagination.id or '', 'item').expression}"
            if pagination.previous:
                keywords["previous"] = literal(pagination.previous)
    for name, pointer in {"total": pagination.total, "more": pagination.more}.items():
        if pointer:
            keywords[name] = f"lambda body: {follow(answer, pointer, 'body').expression}"
    return Pages(_STRATEGIES[pagination.style], pagination.parameter, array.items, keywords)


@dataclass(frozen=True, slots=True)
class _Follow:
    """Turns pointers into expressions that read None where anything on the way is missing."""

    spec: Spec
    operation: Operation
    parsed: Parsed

    def __call__(self, start: Type, pointer: str, root: str) -> Access:
        access = Access(root, start, nullable=False)
        for key in ptr.split(pointer):
            model = without_null(access.type)
            if not isinstance(model, Model):
                raise self.error(pointer, "a way through objects")
            field = next(each for each in fields(self.spec, self.parsed.models[model.name]) if each.wire == key)
            step = f"{access.expression}.{field.name}"
            expression = f"({step} if {access.expression} else None)" if access.nullable else step
            access = Access(expression, field.type, access.nullable or not field.required or is_nullable(field.type))
        return access

    def error(self, pointer: str, expected: str) -> SpecError:
        here = self.operation.pointer + "/x-pagination"
        return SpecError([self.spec.source.problem(here, self.operation.id, pointer, expected)])
