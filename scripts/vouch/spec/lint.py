"""Does a well-formed document make sense: names that match, pointers that lead into answers, examples that validate."""

from __future__ import annotations

import keyword
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from vouch.spec import names
from vouch.spec import pointer as ptr
from vouch.spec.counting import counted
from vouch.spec.model import Operation, Parameter, Spec, filled
from vouch.spec.navigation import descend, item_schema
from vouch.spec.places import subject
from vouch.spec.problems import Problem
from vouch.spec.walk import walk

_SERVER = re.compile(r"(https?://[^/@?#\s{}]+)?(/[^?#\s{}]*)?")


def lint_problems(spec: Spec) -> Iterator[Problem]:
    """Yield every contradiction between the parts of a spec."""
    if not spec.operations:
        yield _problem(spec, "/paths", "no operation", "one at least")
    for operation in spec.operations:
        if operation.success is None:
            yield _problem(spec, operation.pointer + "/responses", "no 2xx answer", "what success looks like")
    if not re.fullmatch(r"https?://[^/@?#]+(/[^?#]*)?", spec.server):
        yield _problem(spec, "/servers/0/url", spec.server, "an http or https URL with a host, and no more than a path")
    yield from _example_problems(spec)
    yield from contradictions(spec)


def contradictions(spec: Spec) -> Iterator[Problem]:
    """Yield what no reader of the spec could make sense of, whatever its author cares for."""
    counts = Counter(operation.id for operation in spec.operations)
    for operation in spec.operations:
        if counts[operation.id] > 1:
            here = ptr.join(operation.pointer, "operationId")
            yield _problem(spec, here, f"operationId {operation.id} more than once", "one operation each")
        yield from _pagination_problems(spec, operation)
        yield from _parameter_problems(spec, operation)
        yield from _rule_problems(spec, operation)
        yield from _creates_problems(spec, operation)
        yield from _response_problems(spec, operation)
    yield from _security_problems(spec)
    yield from _settings_problems(spec)
    yield from _pattern_problems(spec)
    yield from _sibling_problems(spec)
    yield from _evidence_problems(spec)


def _leads(spec: Spec, schema: Any, pointer: str) -> bool:
    return descend(spec, schema, pointer) is not None


def _problem(spec: Spec, pointer: str, found: str, expected: str) -> Problem:
    return spec.source.problem(pointer, subject(spec.document, pointer), found, expected)


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
            yield _problem(spec, f"{here}/{key}", pointer, "a place in the body of the 2xx answer")
    if pages.id and not _leads(spec, item_schema(spec, operation), pages.id):
        yield _problem(spec, f"{here}/id", pages.id, "a place in an item of the list")
    known = {parameter.name for parameter in operation.parameters}
    for key, name in {"parameter": pages.parameter, "limit": pages.limit, "previous": pages.previous}.items():
        if name and name not in known:
            yield _problem(spec, f"{here}/{key}", name, "a parameter of this operation")


def _parameter_problems(spec: Spec, operation: Operation) -> Iterator[Problem]:
    item = item_schema(spec, operation)
    for parameter in operation.parameters:
        for field, pointer in _item_pointers(parameter):
            if operation.pagination is None:
                here = parameter.pointer + field.rpartition("/")[0]
                yield _problem(spec, here, "a behaviour of lists", f"x-pagination on {operation.id}")
            elif item is not None and not _leads(spec, item, pointer):
                yield _problem(spec, parameter.pointer + field, pointer, "a place in an item of the list")
        yield from _values_problems(spec, parameter)


def _values_problems(spec: Spec, parameter: Parameter) -> Iterator[Problem]:
    """Yield the values a behaviour names and the parameter's enum does not admit."""
    items = spec.resolve(parameter.schema.get("items", {}))
    for field, values, schema in (
        ("x-sort", parameter.sort.values if parameter.sort else (), parameter.schema),
        ("x-expand", parameter.expand.values if parameter.expand else (), items),
    ):
        for value in values:
            if value not in schema.get("enum", (value,)):
                here = ptr.join(f"{parameter.pointer}/{field}/values", value)
                yield _problem(spec, here, value, f"one of {', '.join(map(str, schema['enum']))}")


def _item_pointers(parameter: Parameter) -> Iterator[tuple[str, str]]:
    if parameter.filter:
        yield "/x-filter/field", parameter.filter.field
    for value, order in parameter.sort.values.items() if parameter.sort else ():
        yield ptr.join("/x-sort/values", value, "by"), order.by
    for value, place in parameter.expand.values.items() if parameter.expand else ():
        yield ptr.join("/x-expand/values", value, "at"), place.at
        yield ptr.join("/x-expand/values", value, "ref"), place.ref


def _rule_problems(spec: Spec, operation: Operation) -> Iterator[Problem]:
    known = {parameter.name for parameter in operation.parameters}
    for index, rule in enumerate(operation.rules):
        for name in set(rule.names) - known:
            here = ptr.join(operation.pointer, "x-rules", index, rule.kind)
            yield _problem(spec, here, name, "a parameter of this operation")


def _creates_problems(spec: Spec, operation: Operation) -> Iterator[Problem]:
    creates = operation.creates
    if creates is None:
        return
    here = operation.pointer + "/x-creates"
    target = spec.by_id.get(creates.list)
    if target is None or target.pagination is None:
        yield _problem(spec, here + "/list", creates.list, "an operation of this file with x-pagination")
    answer = operation.success.schema if operation.success else None
    if not _leads(spec, answer, creates.id):
        yield _problem(spec, here + "/id", creates.id, "a place in the body of the 2xx answer")
    for name in creates.initial:
        if not _leads(spec, answer, ptr.join(creates.thing, name)):
            yield _problem(spec, ptr.join(here, "initial", name), name, "a property beside the id in the 2xx answer")
    bodies = operation.body.content.values() if operation.body else ()
    texts = {name for schema in bodies for name, child, _ in spec.property_schemas(schema) if _is_text(child)}
    if creates.label is not None and creates.label not in texts:
        yield _problem(spec, here + "/label", creates.label, "a property of the request that is a plain string")
    for name, pointer in creates.references.items():
        embedded = ptr.join(creates.thing, name)  # one object, or a list of them
        if not any(_leads(spec, answer, place + pointer) for place in (embedded, ptr.join(embedded, 0))):
            yield _problem(spec, ptr.join(here, "references", name), pointer, "a place in what the answer embeds")


def _is_text(schema: dict[str, Any]) -> bool:
    return schema.get("type") == "string" and not schema.keys() & {"format", "enum", "const", "pattern"}


def _response_problems(spec: Spec, operation: Operation) -> Iterator[Problem]:
    for response in operation.responses.values():
        if response.message_at and not _leads(spec, response.schema, response.message_at):
            here = response.pointer + "/x-message-at"
            yield _problem(spec, here, response.message_at, "a place in the body of this answer")


def _security_problems(spec: Spec) -> Iterator[Problem]:
    known = spec.document.get("components", {}).get("securitySchemes", {})
    for place in ("", *(operation.pointer for operation in spec.operations)):
        for index, alternative in enumerate(ptr.get(spec.document, place, {}).get("security", ())):
            for name in sorted(alternative.keys() - known.keys()):
                here = ptr.join(place, "security", index)
                yield _problem(spec, here, f"security scheme {name}", "one of components/securitySchemes")
    for name, node in known.items():
        here = ptr.join("/components/securitySchemes", name)
        how = spec.resolve(node).get("scheme", "")
        if how.lower() not in {"", "basic", "bearer"}:
            yield _problem(spec, here, how, "basic, bearer, an API key, OAuth 2, OpenID Connect or a certificate")
    for name, scheme in spec.security_schemes.items():
        wanted = 2 if scheme.kind == "basic" else 1
        if len(scheme.arguments) != wanted:
            here = ptr.join("/components/securitySchemes", name, "x-credential")
            yield _problem(spec, here, counted(len(scheme.arguments), "argument"), f"{wanted}, as the scheme carries")


def _settings_problems(spec: Spec) -> Iterator[Problem]:
    """Yield servers that are none, and constructor arguments that are taken."""
    holes = re.findall(r"{([^}]*)}", spec.server)
    declared = [variable.name for variable in spec.server_variables]
    for name in [*(hole for hole in holes if hole not in declared), *(name for name in declared if name not in holes)]:
        yield _problem(spec, "/servers/0", f"{name}, in only one of url and variables", "each in both")
    for place in ("", *(pointer for operation in spec.operations for pointer in _servers(spec, operation))):
        for server in ptr.get(spec.document, place).get("servers", ())[:1]:
            if not _SERVER.fullmatch(url := filled(server)):
                yield _problem(
                    spec, f"{place}/servers/0", url, "an http or https URL, or a path, and no more than that"
                )
    for name, scheme in spec.security_schemes.items():
        for argument in scheme.arguments:
            if argument in names.OWN_SETTINGS or keyword.iskeyword(argument):
                here = ptr.join("/components/securitySchemes", name)
                yield _problem(spec, here, f"constructor argument {argument}", "a name nothing else has")


def _servers(spec: Spec, operation: Operation) -> Iterator[str]:
    """Yield where the servers of an operation may stand: on it, and on its path."""
    item = ptr.join("/paths", operation.path)
    yield from (pointer for pointer in (operation.pointer, item) if "servers" in ptr.get(spec.document, pointer, {}))


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
            yield _problem(spec, pointer, str(broken).partition("\n")[0], "a schema that values can be held against")
            continue
        for place, value in values.items():
            for error in validator.iter_errors(value):
                at = "".join(f"/{key}" for key in error.instance_path)
                yield _problem(
                    spec, f"{pointer}/{place}", f"{at or 'value'}: {error.message}", "what the schema admits"
                )


def _pattern_problems(spec: Spec) -> Iterator[Problem]:
    for kind, pointer, node in walk(spec.document):
        if kind == "schema" and "pattern" in node:
            try:
                re.compile(node["pattern"])
            except (re.error, OverflowError, RecursionError) as error:
                found = f"{node['pattern']}: {error}"
                yield _problem(spec, f"{pointer}/pattern", found, "a regular expression that Python reads, too")


def _sibling_problems(spec: Spec) -> Iterator[Problem]:
    for kind, pointer, node in walk(spec.document):
        if kind != "schema":
            continue
        for name, child in node.get("properties", {}).items():
            here = ptr.join(pointer, "properties", name)
            selected = child.get("x-selects", {}) if isinstance(child, dict) else {}
            wanted = {"x-at-most": child["x-at-most"]} if isinstance(child, dict) and "x-at-most" in child else {}
            wanted |= {ptr.join("x-selects", value): sibling for value, sibling in selected.items()}
            for field, sibling in wanted.items():
                if sibling not in node["properties"]:
                    yield _problem(spec, f"{here}/{field}", sibling, f"a property beside {name}")


def _evidence_problems(spec: Spec) -> Iterator[Problem]:
    for here, node in _objects(spec.document):
        for index, claim in enumerate(node.get("x-evidence", ())):
            for name in claim.get("of", ()):
                if name not in node:
                    yield _problem(spec, ptr.join(here, "x-evidence", index, "of"), name, "a keyword beside x-evidence")


def _objects(node: Any, pointer: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every object that carries evidence, behaviour fields included."""
    if isinstance(node, dict):
        if isinstance(node.get("x-evidence"), list):
            yield pointer, node
        for key, child in node.items():
            yield from _objects(child, ptr.join(pointer, key))
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from _objects(child, ptr.join(pointer, index))
