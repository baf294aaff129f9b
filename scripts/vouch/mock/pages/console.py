"""What the console knows: how to sign in, what can be called, and values with which lists have several pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from vouch.mock.app import Mock
from vouch.mock.data import Data
from vouch.mock.readings import json_kinds
from vouch.mock.security import demo_credential
from vouch.spec import Operation, Parameter, SecurityScheme, Spec, example_of, names
from vouch.spec import pointer as ptr


def console(mock: Mock, url: str) -> dict[str, Any]:
    """Return, as JSON, what the console of a mock under that URL offers."""
    spec, endpoint = mock.spec, mock.describe(url)
    return {
        "title": spec.title,
        "url": endpoint.url,
        "env": dict(endpoint.env),
        "client": {
            "module": f"{names.snake(spec.vendor)}_client",
            "class": names.pascal(spec.vendor),
            "variable": names.snake(spec.vendor),
        },
        "operations": [_operation(spec, operation, endpoint.params) for operation in spec.operations],
    }


def _operation(spec: Spec, operation: Operation, params: Mapping[str, Any]) -> dict[str, Any]:
    media_type, body = _body(spec, operation)
    return {
        "id": operation.id,
        "method": operation.method.upper(),
        "path": operation.path,
        "summary": operation.summary or operation.id,
        "call": f"{names.resource(operation.resource)}.{operation.name}",
        "ways": [[_scheme(spec.security_schemes[name]) for name in way] for way in operation.security],
        "parameters": [_parameter(spec, parameter, params) for parameter in operation.parameters],
        "body": json.dumps(body, ensure_ascii=False, indent=2) if media_type else None,
        "mediaType": media_type,
        "arguments": spec.argument_names(operation),
        "moments": _moments(spec, operation),
        "pagination": asdict(operation.pagination) if operation.pagination else None,
    }


def _body(spec: Spec, operation: Operation) -> tuple[str | None, Any]:
    """Return the media type of a request body, and the first example of one, else something made up."""
    if operation.body is None:
        return None, None
    media_type, schema = next(iter(operation.body.content.items()))
    media = spec.resolve(ptr.get(spec.document, operation.body.pointer))["content"][media_type]
    shown = [spec.resolve(example).get("value") for example in media.get("examples", {}).values()]
    shown += [media["example"]] if "example" in media else []
    return media_type, shown[0] if shown else Data(spec, 0).sample(schema)


def _moments(spec: Spec, operation: Operation) -> dict[str, str]:
    """Return which arguments the client takes as a moment or a day, by their names on the wire."""
    schemas = [(parameter.name, parameter.schema) for parameter in operation.parameters]
    for schema in operation.body.content.values() if operation.body else ():
        schemas += [(name, child) for name, child, _ in spec.property_schemas(schema)]
    kinds = {"date-time": "datetime", "date": "date"}
    return {name: kinds[schema["format"]] for name, schema in schemas if schema.get("format") in kinds}


def _parameter(spec: Spec, parameter: Parameter, params: Mapping[str, Any]) -> dict[str, Any]:
    schema = parameter.schema
    array = "array" in json_kinds(spec, schema)
    one = spec.resolve(schema.get("items", {})) if array else schema
    kinds = [kind for kind in json_kinds(spec, one) if kind != "null"]
    known = [str(value) for value in one.get("enum", parameter.sort.values if parameter.sort else ())]
    return {
        "name": parameter.name,
        "in": parameter.location,
        "required": parameter.required,
        "array": array,
        "joined": not parameter.explode,
        "style": parameter.style,
        "kind": kinds[0],
        "closed": "enum" in one,
        "known": ["true", "false"] if kinds == ["boolean"] else known,
        "hint": _hint(schema),
        "description": parameter.description,
        "example": example_of(one),
        "value": params.get(parameter.argument),
    }


def _hint(schema: Mapping[str, Any]) -> str:
    """Return the bounds and the default in a few characters: `1 to 100, default 25`."""
    low, high = schema.get("minimum"), schema.get("maximum")
    bounds = f"{low} to {high}" if low is not None and high is not None else ""
    bounds = bounds or (f"at least {low}" if low is not None else f"at most {high}" if high is not None else "")
    default = f"default {schema['default']}" if "default" in schema else ""
    return ", ".join(filter(None, [bounds, default]))


def _scheme(scheme: SecurityScheme) -> dict[str, Any]:
    credentials = {argument: demo_credential(argument) for argument in scheme.arguments}
    return {"kind": scheme.kind, "name": scheme.parameter, "credentials": credentials}
