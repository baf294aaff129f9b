"""Made-up values of schemas that say more than a type: they keep them, and differ where they can."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jsonschema_rs
import pytest

from vouch.mock import create_app
from vouch.spec import Spec, SpecError

LIST = """\
openapi: 3.1.0
info: {title: Shelf, version: 0.1.0}
servers: [{url: "https://api.shelf.example"}]
paths:
  /files:
    get:
      operationId: listFiles
      x-pagination: {style: id, parameter: after, items: /data, id: /id, more: /more}
      parameters: [{name: after, in: query, schema: {type: string}}]
      responses:
        "200":
          description: Files.
          content: {application/json: {schema: {properties: {more: {type: boolean}, data: {items: ITEM}}}}}
"""
NINE = {"type": "string", "minLength": 9.0, "maxLength": 9.0}
SCHEMAS: dict[str, dict[str, Any]] = {
    "between 0 and 1": {"type": "number", "minimum": 0, "maximum": 1},
    "inside 0 and 1": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
    "no whole number": {"type": "number", "minimum": 0.2, "maximum": 0.3},
    "cents": {"type": "number", "multipleOf": 0.01, "minimum": 0.5, "maximum": 0.6},
    "far down": {"type": "number", "maximum": -10},
    "whole, far down": {"type": "integer", "maximum": -10},
    "above nothing": {"type": "number", "exclusiveMinimum": 0},
    "a ratio": {"type": "number", "exclusiveMinimum": 5, "exclusiveMaximum": 5.001},
    "one whole number": {"type": "integer", "minimum": 0.5, "maximum": 1.5},
    "sevens": {"type": "integer", "multipleOf": 7, "minimum": 8, "maximum": 50},
    "whole halves": {"type": "integer", "multipleOf": 1.5},
    "beyond doubles": {"type": "integer", "minimum": 9_007_199_254_740_993},
    "huge": {"type": "number", "minimum": 1e300},
    "in no time": {"type": "number", "minimum": -(10**400), "maximum": 10**400},
    "whole, in no time": {"type": "integer", "minimum": -(10**400), "maximum": 10**400},
    "a code": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$"},
    "a part": {"type": "string", "pattern": "abc"},
    "an amount": {"type": "string", "pattern": r"^\d+(\.\d{2})?$"},
    "a short word": {"type": "string", "pattern": "^(?!foo)[a-z]+$", "minLength": 2, "maxLength": 5},
    "accents": {"type": "string", "pattern": "^[é-ü]{2}$"},
    "an address": {"type": "string", "format": "ipv4"},
    "another address": {"type": "string", "format": "ipv6"},
    "an hour": {"type": "string", "format": "time"},
    "a while": {"type": "string", "format": "duration"},
    "a way": {"type": "string", "format": "json-pointer"},
    "no format we know": {"type": "string", "format": "colour", "minLength": 9, "maxLength": 9},
    "a set": {"type": "array", "uniqueItems": True, "minItems": 3, "items": {"enum": [1, 2, 3]}},
    "with a five": {"type": "array", "items": {"type": "integer"}, "contains": {"const": 5}},
    "a pair": {"type": "array", "prefixItems": [{"enum": ["x", "y"]}, {"type": "integer"}]},
    "no more than a pair": {"type": "array", "prefixItems": [{"enum": ["x"]}, {"type": "integer"}], "items": False},
    "three, one of them plain": {"type": "array", "prefixItems": [{"enum": [1, 2]}, {"const": 2}], "minItems": 3},
    "a map": {"type": "object", "additionalProperties": {"type": "integer"}},
    "a full map": {"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 3},
    "so many characters": NINE,
    "so many of a pattern": {"type": "string", "pattern": "^[a-z]+$", "minLength": 4.0},
    "so many items": {"type": "array", "items": {"type": "integer"}, "minItems": 2.0, "maxItems": 4.0},
    "so many properties": {"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 3.0},
    "so many fives": {"type": "array", "contains": {"const": 5}, "minContains": 2.0, "items": {"type": "integer"}},
    "so many as an id": {"type": "object", "required": ["id"], "properties": {"id": NINE}},
    "a map by pattern": {"type": "object", "patternProperties": {"^a": {"type": "integer"}}, "required": ["ab"]},
}
SAME = {"one whole number", "a part", "huge", "no format we know", "so many characters"}
"""Those whose values cannot differ, or need not."""


def listing(item: dict[str, Any]) -> str:
    """Write a spec that lists such items."""
    return LIST.replace("ITEM", json.dumps(item, ensure_ascii=False))


def test_they_keep_their_schemas(fragment: Callable[[str], Spec]) -> None:
    """Bounds, steps, patterns, formats and the keywords of arrays and maps hold in every item."""
    whole = {"type": "object", "required": ["id", *SCHEMAS], "properties": {"id": {"type": "string"}, **SCHEMAS}}
    items = create_app(fragment(listing(whole)), size=40).backstage.items()

    for name, schema in SCHEMAS.items():
        validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
        values = [item[name] for item in items]
        assert [value for value in values if not validator.is_valid(value)] == [], name
        assert (len({json.dumps(value) for value in values}) > 1) == (name not in SAME), name


def test_ids_of_a_pattern_differ(fragment: Callable[[str], Spec]) -> None:
    """Ids match their pattern, shown an example of it or not, and no two are the same."""
    for shown in ({}, {"example": "prg_YRsbPDAKhWfdqJbFACheh"}):
        id_schema = {"type": "string", "pattern": "^prg_[A-Za-z0-9]{21}$", **shown}
        item = {"type": "object", "required": ["id"], "properties": {"id": id_schema}}
        found = [item["id"] for item in create_app(fragment(listing(item)), size=120).backstage.items()]

        assert len(found) == len(set(found)) == 120
        assert all(jsonschema_rs.is_valid(id_schema, value) for value in found)


@pytest.mark.parametrize(
    ("schema", "found"),
    [
        ({"type": "integer", "minimum": 2, "maximum": 1}, "a schema that no value keeps"),
        ({"type": "integer", "multipleOf": 10, "minimum": 1, "maximum": 9}, "a schema that no value keeps"),
        ({"type": "number", "exclusiveMinimum": 1, "exclusiveMaximum": 1}, "a schema that no value keeps"),
        ({"type": "number", "minimum": 10**400}, "a schema that no value keeps"),
        ({"type": "integer", "maximum": -(10**400)}, "a schema that no value keeps"),
        ({"type": "string", "minLength": 2, "maxLength": 1}, "a schema that no value keeps"),
        ({"type": "string", "minLength": 1e9}, "values of more than 10,000 parts"),
        ({"type": "array", "minItems": 1_000_000}, "values of more than 10,000 parts"),
        ({"type": "array", "minItems": 200, "items": {"type": "array", "minItems": 200}}, "values of more than 10,000"),
        ({"type": "array", "contains": {"const": 1}, "minContains": 1_000_000}, "values of more than 10,000 parts"),
        ({"type": "object", "minProperties": 1_000_000}, "values of more than 10,000 parts"),
        ({"type": "string", "pattern": "^x$", "maxLength": 0}, "pattern ^x$, for which no text was found"),
        ({"type": "string", "pattern": r"^(\w{100}){90}$"}, r"pattern ^(\w{100}){90}$, for which every text has more"),
    ],
)
def test_what_has_no_value_is_said(schema: dict[str, Any], found: str, fragment: Callable[[str], Spec]) -> None:
    """A schema without a value, or one whose values we cannot find, is a problem before anything is served."""
    item = {"type": "object", "required": ["id", "it"], "properties": {"id": {"type": "string"}, "it": schema}}

    with pytest.raises(SpecError, match=r"openapi\.yaml:13 ") as caught:
        create_app(fragment(listing(item)))

    assert f"found     {found}" in str(caught.value)


def test_what_is_too_large_is_left_out(fragment: Callable[[str], Spec]) -> None:
    """Where a value can do without a part that is past all size, it does; what may be that large need not be."""
    large = {"type": "array", "minItems": 1_000_000, "items": {"type": "integer"}}
    most = {"type": "array", "maxItems": 2**31 - 1, "items": {"type": "string", "maxLength": 2**31 - 1}}
    properties = {"id": {"type": "string"}, "out": large, "either": {"anyOf": [large, {"const": 7}]}, "most": most}
    item = {"type": "object", "required": ["id", "either", "most"], "properties": properties}

    for made in create_app(fragment(listing(item))).backstage.items():
        assert made.keys() == {"id", "either", "most"}
        assert made["either"] == 7
        assert len(made["most"]) <= 3


def test_a_body_of_anything_is_no_obstacle(fragment: Callable[[str], Spec]) -> None:
    """A request body whose whole schema is true has no properties to speak of."""
    content = "{application/json: {schema: true}}"
    operation = (
        f"{{operationId: postFiles, requestBody: {{content: {content}}}, responses: {{'204': {{description: Done.}}}}}}"
    )
    anything = f"    post: {operation}\n"
    item = {"type": "object", "properties": {"id": {"type": "string"}}}

    assert create_app(fragment(listing(item) + anything)).describe("http://mock").env == {
        "SHELF_BASE_URL": "http://mock"
    }
