"""Does a well-formed document make sense: names that match, pointers that lead into answers, examples that validate."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from vouch.spec import pointer as ptr
from vouch.spec.access import access_problems
from vouch.spec.model import Operation, Parameter, Spec
from vouch.spec.navigation import descend, is_circle, item_schema, may_be_single
from vouch.spec.places import problem
from vouch.spec.problems import Problem
from vouch.spec.shapes import shape_problems
from vouch.spec.structure import vocabulary
from vouch.spec.walk import walk

_SCHEMAS = "#/components/schemas/"


def lint_problems(spec: Spec) -> Iterator[Problem]:
    """Yield every contradiction between the parts of a spec."""
    if not spec.operations:
        yield problem(spec.source, "/paths", "no operation", "one at least")
    for operation in spec.operations:
        if operation.success is None:
            yield problem(spec.source, operation.pointer + "/responses", "no 2xx answer", "what success looks like")
    if not re.fullmatch(r"https?://[^/@?#]+(/[^?#]*)?", spec.server):
        yield problem(
            spec.source, "/servers/0/url", spec.server, "an http or https URL with a host, and no more than a path"
        )
    yield from _example_problems(spec)
    yield from _standing_problems(spec)
    yield from contradictions(spec)


def contradictions(spec: Spec) -> Iterator[Problem]:
    """Yield what no reader of the spec could make sense of, whatever its author cares for."""
    counts = Counter(operation.id for operation in spec.operations)
    for operation in spec.operations:
        if counts[operation.id] > 1:
            here = ptr.join(operation.pointer, "operationId")
            yield problem(spec.source, here, f"operationId {operation.id} more than once", "one operation each")
        yield from _pagination_problems(spec, operation)
        yield from _parameter_problems(spec, operation)
        yield from _rule_problems(spec, operation)
        yield from _creates_problems(spec, operation)
        yield from _response_problems(spec, operation)
    yield from access_problems(spec)
    yield from shape_problems(spec)
    yield from _evidence_problems(spec)


def _standing_problems(spec: Spec) -> Iterator[Problem]:
    """Yield the schemas that a generator can make something of, and no tool that makes values can."""
    for kind, pointer, node in walk(spec.document):
        if kind == "schema" and is_circle(spec, node):
            yield problem(spec.source, pointer, "a schema made of itself", "something of its own")
        if kind == "schema" and not node.get("$ref", _SCHEMAS).startswith(_SCHEMAS):
            yield problem(spec.source, f"{pointer}/$ref", node["$ref"], f"a reference to {_SCHEMAS}…")
        elif kind == "request-body":
            for media_type, content in node.get("content", {}).items():
                if content.get("schema") is False:
                    here = ptr.join(pointer, "content", media_type, "schema")
                    yield problem(spec.source, here, "false, which no body keeps", "a schema that some body keeps")


def _leads(spec: Spec, schema: Any, pointer: str) -> bool:
    return descend(spec, schema, pointer) is not None


def _pagination_problems(spec: Spec, operation: Operation) -> Iterator[Problem]:
    pages = operation.pagination
    if pages is None:
        return
    here = operation.pointer + "/x-pagination"
    body = operation.success.schema if operation.success else None
    places = {"items": pages.items, "total": pages.total, "more": pages.more, "size-at": pages.size_at}
    places |= {"current": pages.current} | {f"next/{i}/at": token.at for i, token in enumerate(pages.next)}
    for key, pointer in places.items():
        if pointer and not _leads(spec, body, pointer):
            yield problem(spec.source, f"{here}/{key}", pointer, "a place in the body of the 2xx answer")
        elif pointer and key != "items" and not may_be_single(spec, descend(spec, body, pointer)):
            yield problem(spec.source, f"{here}/{key}", pointer, "a single value, no list and no object")
    if pages.id and not _leads(spec, item_schema(spec, operation), pages.id):
        yield problem(spec.source, f"{here}/id", pages.id, "a place in an item of the list")
    for key, name in {"parameter": pages.parameter, "limit": pages.limit, "previous": pages.previous}.items():
        if name:
            yield from _name_problems(spec, operation, f"{here}/{key}", name)


def _name_problems(spec: Spec, operation: Operation, here: str, name: str) -> Iterator[Problem]:
    """Yield what is wrong with a name that has to be that of one parameter."""
    places = [parameter.location for parameter in operation.parameters if parameter.name == name]
    if not places:
        yield problem(spec.source, here, name, "a parameter of this operation")
    elif len(places) > 1:
        yield problem(spec.source, here, f"{name}, in {' and in '.join(places)}", "a name that only one parameter has")


def _parameter_problems(spec: Spec, operation: Operation) -> Iterator[Problem]:
    item = item_schema(spec, operation)
    for parameter in operation.parameters:
        for field, pointer in _item_pointers(parameter):
            if operation.pagination is None:
                here = parameter.pointer + field.rpartition("/")[0]
                yield problem(spec.source, here, "a behaviour of lists", f"x-pagination on {operation.id}")
            elif item is not None and not _leads(spec, item, pointer):
                yield problem(spec.source, parameter.pointer + field, pointer, "a place in an item of the list")
            elif field.startswith("/x-sort") and not may_be_single(spec, descend(spec, item, pointer)):
                yield problem(spec.source, parameter.pointer + field, pointer, "a single value, no list and no object")
        yield from _values_problems(spec, parameter)


def _values_problems(spec: Spec, parameter: Parameter) -> Iterator[Problem]:
    """Yield the values a behaviour names and the parameter's enum does not admit."""
    items = spec.resolve(parameter.schema.get("items"))
    for field, values, schema in (
        ("x-sort", parameter.sort.values if parameter.sort else (), parameter.schema),
        ("x-expand", parameter.expand.values if parameter.expand else (), items if isinstance(items, dict) else {}),
    ):
        for value in values:
            if value not in schema.get("enum", (value,)):
                here = ptr.join(f"{parameter.pointer}/{field}/values", value)
                yield problem(spec.source, here, value, f"one of {', '.join(map(str, schema['enum']))}")


def _item_pointers(parameter: Parameter) -> Iterator[tuple[str, str]]:
    if parameter.filter:
        yield "/x-filter/field", parameter.filter.field
    for value, order in parameter.sort.values.items() if parameter.sort else ():
        yield ptr.join("/x-sort/values", value, "by"), order.by
    for value, place in parameter.expand.values.items() if parameter.expand else ():
        yield ptr.join("/x-expand/values", value, "at"), place.at
        yield ptr.join("/x-expand/values", value, "ref"), place.ref


def _rule_problems(spec: Spec, operation: Operation) -> Iterator[Problem]:
    for index, rule in enumerate(operation.rules):
        for name in rule.names:
            here = ptr.join(operation.pointer, "x-rules", index, rule.kind)
            yield from _name_problems(spec, operation, here, name)


def _creates_problems(spec: Spec, operation: Operation) -> Iterator[Problem]:
    creates = operation.creates
    if creates is None:
        return
    here = operation.pointer + "/x-creates"
    target = spec.by_id.get(creates.list)
    if target is None or target.pagination is None:
        yield problem(spec.source, here + "/list", creates.list, "an operation of this file with x-pagination")
    answer = operation.success.schema if operation.success else None
    if not _leads(spec, answer, creates.id):
        yield problem(spec.source, here + "/id", creates.id, "a place in the body of the 2xx answer")
    for name in creates.initial:
        if not _leads(spec, answer, ptr.join(creates.thing, name)):
            yield problem(
                spec.source, ptr.join(here, "initial", name), name, "a property beside the id in the 2xx answer"
            )
    bodies = operation.body.content.values() if operation.body else ()
    texts = {name for schema in bodies for name, child, _ in spec.property_schemas(schema) if _is_text(child)}
    if creates.label is not None and creates.label not in texts:
        yield problem(spec.source, here + "/label", creates.label, "a property of the request that is a plain string")
    for name, pointer in creates.references.items():
        embedded = ptr.join(creates.thing, name)  # one object, or a list of them
        if not any(_leads(spec, answer, place + pointer) for place in (embedded, ptr.join(embedded, 0))):
            yield problem(spec.source, ptr.join(here, "references", name), pointer, "a place in what the answer embeds")


def _is_text(schema: dict[str, Any]) -> bool:
    return schema.get("type") == "string" and not schema.keys() & {"format", "enum", "const", "pattern"}


def _response_problems(spec: Spec, operation: Operation) -> Iterator[Problem]:
    for response in operation.responses.values():
        if response.message_at and not _leads(spec, response.schema, response.message_at):
            here = response.pointer + "/x-message-at"
            yield problem(spec.source, here, response.message_at, "a place in the body of this answer")


def _example_problems(spec: Spec) -> Iterator[Problem]:
    for kind, pointer, node in walk(spec.document):
        values: dict[str, Any] = {}
        schema: Any = node
        if kind == "schema":
            values = {key: node[key] for key in ("example", "default") if key in node}
            values |= {f"examples/{index}": value for index, value in enumerate(node.get("examples", ()))}
        elif kind in {"parameter", "header", "media-type"}:
            schema = node.get("schema", {})
            values = {"example": node["example"]} if "example" in node else {}
            for name, example in node.get("examples", {}).items():
                value = spec.resolve(example)
                values |= {ptr.join("examples", name): value["value"]} if "value" in value else {}
        if not values:
            continue
        try:
            validator = jsonschema_rs.Draft202012Validator(spec.standalone(schema), validate_formats=True)
        except (jsonschema_rs.ValidationError, ValueError) as broken:
            yield problem(
                spec.source, pointer, str(broken).partition("\n")[0], "a schema that values can be held against"
            )
            continue
        for place, value in values.items():
            for error in validator.iter_errors(value):
                at = "".join(f"/{key}" for key in error.instance_path)
                yield problem(
                    spec.source, f"{pointer}/{place}", f"{at or 'value'}: {error.message}", "what the schema admits"
                )


def _evidence_problems(spec: Spec) -> Iterator[Problem]:
    for here, node in _claimants(spec.document):
        for index, claim in enumerate(node.get("x-evidence", ())):
            for name in claim.get("of", ()):
                if name not in node:
                    yield problem(
                        spec.source, ptr.join(here, "x-evidence", index, "of"), name, "a keyword beside x-evidence"
                    )


def _claimants(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every object that may carry evidence, those in behaviour fields included."""
    for kind, pointer, node in walk(document):
        yield pointer, node
        for field in vocabulary()[kind].keys() & node.keys() - {"x-evidence"}:
            yield from _inside(node[field], ptr.join(pointer, field))


def _inside(value: Any, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        yield pointer, value
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from _inside(child, ptr.join(pointer, key))
