"""Operations compared: what callers call, give, get and have to expect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from vouch.diff.answers import answers
from vouch.diff.behaviour import creates, pagination, rules, transformations
from vouch.diff.change import NOTHING, Change, quoted
from vouch.diff.places import Place
from vouch.diff.schemas import Schemas
from vouch.diff.settings import signs_in
from vouch.diff.sides import Node, Sides
from vouch.diff.views import Field, View, view
from vouch.spec import Body, Operation, Spec, names
from vouch.spec import pointer as ptr


def operations(sides: Sides) -> Iterator[Change]:
    """Yield what changed in the operations, those that came and went included."""
    pairs = dict(matched(sides))
    for old in sides.old.operations:
        if old.id not in pairs:
            told = f"`{name_of(old)}()` is gone."
            why = "code that calls it fails"
            yield Change("breaking", f"{name_of(old)}()", told, _line(old), NOTHING, why, old.pointer, None)
    for new in sides.new.operations:
        if new.id not in pairs.values():
            told = f"`{name_of(new)}()` is new."
            yield Change("addition", f"{name_of(new)}()", told, NOTHING, _line(new), "", None, new.pointer)
    schemas = Schemas(sides)
    for one, other in pairs.items():
        old, new = sides.old.by_id[one], sides.new.by_id[other]
        for change in _operation(sides, schemas, old, new):
            yield change if change.operations else replace(change, operations=(name_of(new),))


def matched(sides: Sides) -> Iterator[tuple[str, str]]:
    """Yield the ids of the operations that are one: of one name for callers, else of one id, else of one path."""
    left = list(sides.new.operations)
    waiting = list(sides.old.operations)
    for key in (name_of, lambda each: each.id, lambda each: (each.method, each.path)):
        for old in list(waiting):
            new = next((each for each in left if key(each) == key(old)), None)
            if new is not None:
                waiting.remove(old)
                left.remove(new)
                yield old.id, new.id


def name_of(operation: Operation) -> str:
    """Return what callers call an operation: `promotion_codes.list`."""
    return f"{operation.resource}.{operation.name}"


def fields(operation: Operation, spec: Spec) -> dict[str, Field]:
    """Return the arguments of an operation by their names in Python."""
    found = {}
    listed = _listed(operation, spec)
    for parameter in operation.parameters:
        entry = Node(ptr.get(spec.document, parameter.pointer, {}), parameter.pointer)
        inner = next(iter(entry.get("content", {})), None)
        node = entry.child("content", inner, "schema") if inner else entry.child("schema")
        found[parameter.argument] = Field(
            node=Node(node.value or {}, node.at),
            required=parameter.required,
            at=listed.get(entry.at, entry.at),
            needed_at=f"{entry.at}/required",
            written_at=entry.at,
        )
    for name, field in (_body(operation, spec).fields if operation.body else {}).items():
        found.setdefault(names.argument(name), field)
    return found


def _listed(operation: Operation, spec: Spec) -> dict[str, str]:
    """Return where an operation, or its path, refers to each parameter, by where that is written."""
    lists = [ptr.join(at, "parameters") for at in (operation.pointer.rpartition("/")[0], operation.pointer)]
    return {
        entry["$ref"].removeprefix("#"): ptr.join(at, index)
        for at in lists
        for index, entry in enumerate(ptr.get(spec.document, at) or ())
        if "$ref" in entry
    }


def _operation(sides: Sides, schemas: Schemas, old: Operation, new: Operation) -> Iterator[Change]:
    call = f"{name_of(new)}()"
    if name_of(old) != name_of(new):
        before, after = f"{name_of(old)}()", call
        told, why = f"`{before}` is called `{after}` now.", "code that calls it by the old name fails"
        old_at, new_at, *also = (f"{each.pointer}/{key}" for key in ("operationId", "tags") for each in (old, new))
        yield Change("breaking", after, told, before, after, why, old_at, new_at, also=tuple(also))
    yield from _request_line(old, new, call)
    place = Place(call, "sent", call)
    one, other = fields(old, sides.old), fields(new, sides.new)
    yield from schemas.fields(one, other, place)
    yield from _bodies(schemas, old, new, place)
    yield from transformations(old, new, call)
    yield from rules(old, new, call)
    yield from pagination(old, new, call)
    yield from creates(old, new, call)
    yield from answers(schemas, old, new, call)
    if old.security != sides.old.security or new.security != sides.new.security:
        yield from signs_in(
            sides, old.security, new.security, call, (f"{old.pointer}/security", f"{new.pointer}/security")
        )


def _request_line(old: Operation, new: Operation, call: str) -> Iterator[Change]:
    if old.safe and not new.safe:
        why = "it is no longer tried again after a connection or server error"
        yield Change("breaking", call, f"`{call}` may change something now.", old.method, new.method, why)
    elif (old.method, old.path) != (new.method, new.path):
        told = f"`{call}` sends its request to {quoted(_line(new))}."
        yield Change("wording", call, told, _line(old), _line(new), "callers have nothing to change")


def _bodies(schemas: Schemas, old: Operation, new: Operation, place: Place) -> Iterator[Change]:
    """Compare what bodies say as a whole: their arguments are compared already."""
    one, other = (sorted(each.body.content) if each.body else [] for each in (old, new))
    if one and other and one != other:
        told = f"`{place.call}` sends its body as {' or '.join(other)}."
        at = (f"{old.body.pointer}/content" if old.body else None, f"{new.body.pointer}/content" if new.body else None)
        yield Change(
            "wording", place.call, told, ", ".join(one), ", ".join(other), "callers have nothing to change", *at
        )
    if old.body and new.body:
        yield from schemas.whole(_schema(old.body), _schema(new.body), place)


def _schema(body: Body) -> Node:
    kind = min(body.content, key=lambda each: ("json" not in each, each), default="")
    return Node(body.content.get(kind, {}), ptr.join(body.pointer, "content", kind, "schema"))


def _body(operation: Operation, spec: Spec) -> View:
    return view(_schema(operation.body), spec.document) if operation.body else View("")


def _line(operation: Operation) -> str:
    return f"{operation.method.upper()} {operation.path}"
