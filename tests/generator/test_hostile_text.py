"""A spec is data: whatever its strings hold, they stay strings."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

NAME = 'a"""b\'\'\'c\\" \\N{BULLET} {{ 7 * 7 }} {% raw %} {# #} ${HOME} %s {0} `| <b> \\'
"""Ends every kind of string there is, in Python, TOML, Markdown and Jinja; on one line, as names and messages are."""
HOSTILE = f'{NAME}\t\x0b\u2028\u0085\n\nimport os; os.environ["SHELF_TAKEN_OVER"] = "yes"  # \\'
"""The same, going on with a statement of its own."""


def hostile_spec() -> str:
    """Return a spec, as JSON, that says it everywhere."""
    schema: dict[str, Any] = {"type": "string", "description": HOSTILE, "examples": [HOSTILE]}
    book = {
        "type": "object",
        "title": HOSTILE,
        "description": HOSTILE,
        "required": [NAME],
        "properties": {
            NAME: schema,
            "kind": {"anyOf": [{"type": "string", "enum": [HOSTILE]}, {"type": "string"}]},
            "object": {"const": HOSTILE},
        },
    }
    new = {
        "type": "object",
        "required": ["kind"],
        "properties": {NAME: schema, "kind": {"type": "string", "enum": [HOSTILE], "default": HOSTILE}, "b": schema},
        "not": {"required": [NAME, "b"], "x-message": NAME},
        "x-evidence": [{"level": "assumed", "why": HOSTILE, "of": ["not"]}],
    }
    answer = {"application/json": {"schema": {"$ref": "#/components/schemas/Book"}}}
    operation = {
        "operationId": "createBook",
        "summary": HOSTILE,
        "description": HOSTILE,
        "tags": ["books"],
        "x-evidence": [{"level": "assumed", "why": HOSTILE, "page": HOSTILE}],
        "x-rules": [{"at-most-one": ["a", f"{NAME}2"], "message": NAME}],
        "parameters": [
            {"name": f"{NAME}2", "in": "query", "description": HOSTILE, "schema": {**schema, "default": HOSTILE}},
            {"name": "a", "in": "query", "schema": {"type": "array", "items": {"type": "string", "enum": [HOSTILE]}}},
            {"name": "p", "in": "query", "schema": {"type": "string", "pattern": '^[^"\'\\\\]*"""\\d$'}},
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": new}}},
        "responses": {
            "200": {"description": HOSTILE, "content": answer},
            "400": {"description": HOSTILE},
        },
    }
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": HOSTILE, "version": '1"; import os #', "description": HOSTILE},
            "servers": [{"url": "https://api.shelf.example", "description": HOSTILE}],
            "security": [{"key": []}],
            "tags": [{"name": "books", "description": HOSTILE}],
            "paths": {"/books": {"post": operation}},
            "components": {
                "schemas": {"Book": book},
                "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": HOSTILE}},
            },
        }
    )


def test_hostile_text_stays_text(tmp_path: Path, imported: Callable[[str], Any]) -> None:
    """Every file compiles and every string arrives as it was; nothing in it is ever run."""
    package = imported(hostile_spec())
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={NAME: HOSTILE, "kind": HOSTILE, "object": HOSTILE})

    with (
        httpx.Client(transport=httpx.MockTransport(answer)) as http,
        package.Shelf(access_token="of the shelf", http_client=http) as shelf,
    ):
        named = next(name for name in shelf.books.create.__kwdefaults__ if name.startswith("a_b_c"))
        book = shelf.books.create(kind=HOSTILE, a=[HOSTILE])
        with pytest.raises(package.InvalidRequestError) as refused:
            shelf.books.create(kind=HOSTILE, a=[HOSTILE], **{named: "x"})

    assert "SHELF_TAKEN_OVER" not in os.environ
    assert asked[0].url.params.multi_items() == [("a", HOSTILE)]
    assert json.loads(asked[0].content) == {"kind": HOSTILE}
    assert book.to_dict() == {NAME: HOSTILE, "kind": HOSTILE, "object": HOSTILE}
    assert NAME in str(refused.value)
    assert len(asked) == 1
    for module in (tmp_path / "generated").rglob("*.py"):
        compile(module.read_text("utf-8"), module.name, "exec")
    project = tomllib.loads((tmp_path / "generated/shelf-client/pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == "1"
    assert NAME in project["description"]
