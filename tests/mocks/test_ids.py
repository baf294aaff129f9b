"""Ids of made-up items: no two are the same, whatever filters look for them and however pages follow."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jsonschema_rs
import pytest

from vouch.mock import ItemError, Mock, create_app
from vouch.spec import Spec

SHELF = """\
openapi: 3.1.0
info: {title: Shelf, version: 0.1.0}
servers: [{url: "https://api.shelf.example"}]
paths:
  /files:
    get:
      operationId: listFiles
      x-pagination: {PAGES, parameter: from, items: /data}
      parameters:
        - {name: from, in: query, schema: {type: integer}}
        - {name: wanted, in: query, schema: {type: string}, x-filter: {FILTER}}
      responses:
        "200":
          description: Files.
          content: {application/json: {schema: {properties: {at: {}, more: {type: boolean}, data: {items: ITEM}}}}}
    post:
      operationId: createFile
      x-creates: {list: listFiles, id: /file/MADE}
      responses:
        "201": {description: Made., content: {application/json: {schema: {properties: {file: ITEM}}}}}
"""
ID = "id: {type: string, examples: [file_1]}"
STYLES = {
    "page": "style: page, current: /at, more: /more",
    "cursor": "style: cursor, next: [{at: /at}]",
    "id": "style: id, id: /id, more: /more",
}
MATCHES = ["equals", "in", "contains", "at-least", "at-most"]


def shelf(pages: str, wanted: str, properties: str, made: str = "id") -> str:
    """Write a spec that lists items of these properties, and makes some."""
    item = f"{{type: object, properties: {{{properties}}}}}"
    return SHELF.replace("PAGES", pages).replace("FILTER", wanted).replace("MADE", made).replace("ITEM", item)


def distinct(mock: Mock, *keys: str) -> bool:
    """Say whether each of 120 items has a value there that no other has."""
    values: list[Any] = mock.backstage.items()
    for key in keys:
        values = [value[key] for value in values]
    return len(set(values) - {None}) == len(values) == 120


@pytest.mark.parametrize("match", MATCHES)
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("kind", [ID, "id: {type: integer}", "id: {type: string, format: uuid}"])
def test_a_filter_of_ids_leaves_them_distinct(
    kind: str, style: str, match: str, fragment: Callable[[str], Spec]
) -> None:
    """What identifies an item is no value that many of them share, though a filter looks for it as a whole."""
    spec = fragment(shelf(STYLES[style], f"field: /id, match: {match}", kind))

    assert distinct(create_app(spec, size=120), "id")


def test_uuids_are_ids(fragment: Callable[[str], Spec]) -> None:
    """A uuid identifies an item as its id does."""
    spec = fragment(shelf(STYLES["page"], "field: /uuid, match: equals", "uuid: {type: string}", "uuid"))
    items = create_app(spec, size=120).backstage.items()
    found = [item["uuid"] for item in items if "uuid" in item]

    assert len(found) == len(set(found)) > 100


@pytest.mark.parametrize(
    ("pages", "properties", "keys"),
    [
        (STYLES["page"], f"{ID}, number: {{type: [integer, 'null'], examples: [7]}}", ("number",)),
        ("style: id, id: /code, more: /more", f"{ID}, code: {{type: [string, 'null'], examples: [A7]}}", ("code",)),
        ("style: id, id: /node/id, more: /more", f"node: {{type: object, properties: {{{ID}}}}}", ("node", "id")),
    ],
)
def test_whatever_is_said_to_be_an_id_is_one(
    pages: str, properties: str, keys: tuple[str, ...], fragment: Callable[[str], Spec]
) -> None:
    """What pages follow, and what a creation calls the id, is there in every item and in no two alike."""
    spec = fragment(shelf(pages, f"field: /{'/'.join(keys)}, match: equals", properties, "/".join(keys)))

    assert distinct(create_app(spec, size=120), *keys)


@pytest.mark.parametrize(
    "kind",
    [
        {"type": "integer", "minimum": 1},
        {"type": "integer", "minimum": 1000, "maximum": 1200, "examples": [1150]},
        {"type": "integer", "multipleOf": 5},
        {"type": "number"},
        {"type": "number", "multipleOf": 0.5, "exclusiveMinimum": 0},
        {"type": "string", "maxLength": 8},
        {"type": "string", "minLength": 40},
        {"type": "string", "pattern": "^[a-z]{3}$"},
        {"type": "string", "pattern": "^[A-Z][0-9]{2}$", "examples": ["K97"]},
        {"type": "string", "pattern": "^[a-z]+$"},
    ],
    ids=str,
)
def test_ids_keep_their_schema(kind: dict[str, Any], fragment: Callable[[str], Spec]) -> None:
    """Bounds of size, length and form hold for ids as for anything else, and leave them distinct."""
    mock = create_app(
        fragment(shelf(STYLES["cursor"], "field: /id, match: equals", f"id: {json.dumps(kind)}")), size=120
    )

    assert distinct(mock, "id")
    assert [item for item in mock.backstage.items() if not jsonschema_rs.is_valid(kind, item["id"])] == []


def test_items_that_lack_an_id_get_one_each(fragment: Callable[[str], Spec]) -> None:
    """Items of ours that a filter could ask for by their ids are made whole with ids of their own."""
    backstage = create_app(fragment(shelf(STYLES["page"], "field: /id, match: equals", ID)), size=2).backstage

    assert [item["id"] for item in backstage.hold(None, [{}, {}, {}])] == ["file_1", "file_2", "file_3"]


def test_ids_may_come_to_an_end(fragment: Callable[[str], Spec]) -> None:
    """Where there are fewer ids than items, that is what is wrong with one too many."""
    backstage = create_app(fragment(shelf(STYLES["page"], "field: /id, match: in", "id: {enum: [a, b]}"))).backstage
    with pytest.raises(ItemError, match=r"^/files/2/id: \"[ab]\"; expected an id that no other item has$"):
        backstage.hold(None, [{}, {}, {}])
