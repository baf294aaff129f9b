"""What is created is listed as the list's own schema has it, which may be narrower than the answer's."""

from __future__ import annotations

from collections.abc import Callable

import jsonschema_rs
import pytest
from httpx import Response

from vouch.mock import create_app
from vouch.spec import Spec, item_schema

Ask = Callable[..., Response]

DESK = """\
openapi: 3.1.0
info: {title: Desk, version: 0.1.0}
servers: [{url: "https://api.desk.example"}]
paths:
  /codes:
    post:
      operationId: createCode
      x-creates: {list: listCodes, id: /number}
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/NewCode"}}}}
      responses:
        "201": {description: Made., content: {application/json: {schema: {$ref: "#/components/schemas/Made"}}}}
    get:
      operationId: listCodes
      x-pagination: {style: id, parameter: after, items: /data, id: /number, more: /more, size: 10}
      parameters:
        - {name: after, in: query, schema: {type: string}}
        - {name: include, in: query, explode: false, schema: {type: array, items: {type: string, enum: [a, b]}}}
        - {name: tags, in: query, explode: false, schema: {type: array, minItems: 1, items: {type: string, enum: [a]}}}
      responses:
        "200":
          description: Codes.
          content:
            application/json:
              schema:
                type: object
                properties:
                  more: {type: boolean}
                  data: {type: array, items: {$ref: "#/components/schemas/Code"}}
components:
  schemas:
    NewCode: {type: object, properties: {most: {type: integer, minimum: 1}}}
    Made:
      type: object
      required: [number]
      properties:
        number: {type: string, examples: [A1]}
        most: {type: integer, minimum: 1}
        note: {type: [string, "null"]}
        kind: {type: [string, "null"]}
    Code:
      type: object
      required: [number, used, note]
      properties:
        number: {type: string, examples: [A1]}
        most: {type: integer, minimum: 1}
        used: {type: integer, minimum: 1, maximum: 99, x-at-most: most}
        note: {type: string}
        kind: {type: string}
"""


@pytest.mark.parametrize("seed", range(5))
def test_a_new_item_keeps_the_schema_of_its_list(seed: int, fragment: Callable[[str], Spec], ask: Ask) -> None:
    """It has no null that the list forbids, and nothing that exceeds what bounds it."""
    spec = fragment(DESK)
    mock = create_app(spec, seed=seed)
    schema = spec.standalone(item_schema(spec, spec.by_id["listCodes"]))

    ask(mock, "POST", "/codes", headers={}, body={"most": 1})
    item = mock.lists["listCodes"].collection.entries[-1].item

    jsonschema_rs.Draft202012Validator(schema).validate(item)
    assert (item["most"], item["used"]) == (1, 1)


def test_paging_by_any_name_ends(fragment: Callable[[str], Spec], ask: Ask) -> None:
    """What pages are asked for by is never there twice, whatever it is called."""
    mock = create_app(fragment(DESK))
    seen: list[str] = []
    more = True
    while more and len(seen) <= len(mock.lists["listCodes"].collection.entries):
        page = ask(mock, "GET", f"/codes?after={seen[-1]}" if seen else "/codes", headers={}).json()
        seen += [item["number"] for item in page["data"]]
        more = page["more"]

    assert not more
    assert len(seen) == len(set(seen)) > 20


@pytest.mark.parametrize(("query", "status"), [("include=", 200), ("include=,", 400), ("tags=", 400)])
def test_an_array_without_items_is_written_as_nothing(
    query: str, status: int, fragment: Callable[[str], Spec], ask: Ask
) -> None:
    """Joined values may be none at all, where the schema lets an array be empty."""
    answer = ask(create_app(fragment(DESK)), "GET", f"/codes?{query}", headers={})

    assert status == answer.status_code
