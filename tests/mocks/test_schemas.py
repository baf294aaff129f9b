"""Schemas at the edges of what JSON Schema allows: a mock answers by them, or says where they cannot be kept."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import jsonschema_rs
import pytest
from httpx import Response

from vouch.mock import create_app
from vouch.spec import Spec, SpecError

Ask = Callable[..., Response]

PAPER = """\
openapi: 3.1.0
info: {title: Shelf, version: 0.1.0}
servers: [{url: "https://api.shelf.example"}]
paths:
  /papers:
    post:
      operationId: sendPaper
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Sent"}}}}
      responses:
        "200": {description: Back., content: {application/json: {schema: {$ref: "#/components/schemas/Paper"}}}}
components:
  schemas:
    Sent: SENT
    Paper: PAPER
    Node: NODE
"""
NODE_LINE = 1 + PAPER[: PAPER.index("Node:")].count("\n")
SELF = '{$ref: "#/components/schemas/Node"}'


def with_node(node: str) -> str:
    """Return a spec whose answer is a node."""
    return PAPER.replace("SENT", "{}").replace("PAPER", SELF).replace("NODE", node)


def nested(levels: int, least: int) -> str:
    """Return the schema of arrays in arrays."""
    return f"{{type: array, minItems: {least}, items: " * levels + "{type: integer}" + "}" * levels


@pytest.mark.parametrize(
    "node",
    [
        "{type: object, required: [z], properties: {z: true}}",
        "{type: object, properties: {z: false}}",
        "{type: array, items: true}",
        "{type: array, items: false}",
        "{anyOf: [false, {type: integer}]}",
        "{allOf: [true, {type: integer}]}",
        f"{{type: object, required: [next], properties: {{next: {{anyOf: [{SELF}, {{type: 'null'}}]}}}}}}",
        f"{{type: object, required: [next], properties: {{next: {{anyOf: [{SELF}, {{type: array}}]}}}}}}",
        f"{{type: object, required: [all], properties: {{all: {{type: array, items: {SELF}}}}}}}",
        f"{{type: object, properties: {{id: {SELF}, next: {SELF}}}}}",
        f"{{type: object, properties: {{kind: {{type: string, enum: [a], x-selects: {{a: next}}}}, next: {SELF}}}}}",
        f"{{type: object, required: [a], properties: {{a: {{enum: [b]}}, c: {{allOf: [{SELF}], required: [c]}}}}}}",
        "{type: object, required: [all], properties: {id: {type: integer}, all: {type: array, minItems: 1, items: I}}}"
        .replace("I}", f"{{anyOf: [{SELF}, {{type: array}}]}}}}"),
        nested(100, 0),
        nested(100, 1),
        nested(9, 2),
        "{type: array, maxItems: 0, items: {type: integer}}",
        "{type: object, enum: [{a: 1}]}",
        "{type: number, multipleOf: 0.01, minimum: 1}",
        "{type: integer, multipleOf: 100, minimum: 1}",
        "{oneOf: [{properties: {a: {type: string}, b: {type: boolean}}}, {properties: {a: {}, c: {type: boolean}}}]}",
        "{oneOf: [{type: integer}, {type: number}]}",
        "{if: {type: string}, then: {minLength: 3}, else: {minimum: 5}}",
        "{properties: {k: {enum: [a, b]}}, required: [k], if: {properties: {k: {const: a}}}, then: {required: [x]}}",
        "{type: object, minProperties: 3, propertyNames: {pattern: '^x'}, additionalProperties: {type: integer}}",
        "{type: object, minProperties: 3, propertyNames: {enum: [a, b, c]}}",
        "{properties: {a: {type: string}, b: {type: string}}, dependentRequired: {a: [c]}}",
        "{properties: {a: {type: string}, b: {type: string}}, dependentRequired: {a: [b]}, required: [a]}",
        "{type: integer, minimum: 1, maximum: 3, not: {const: 1}}",
        "{type: array, minItems: 2, maxItems: 2, items: {type: integer}, contains: {const: 5}}",
        "{type: array, prefixItems: [{type: string}], minItems: 1, examples: [[a]]}",
    ],
)  # fmt: skip
def test_what_can_be_kept_is_kept(node: str, fragment: Callable[[str], Spec], ask: Ask) -> None:
    """Schemas that are true or false, nested deep or inside themselves: the answer keeps them."""
    spec = fragment(with_node(node))

    answer = ask(create_app(spec), "POST", "/papers", headers={}, body={})

    schema = spec.standalone(spec.document["components"]["schemas"]["Node"])
    jsonschema_rs.Draft202012Validator(schema).validate(answer.json())


@pytest.mark.parametrize(
    "node",
    [
        "{type: object, required: [z], properties: {z: false}}",
        "{allOf: [false, {type: integer}]}",
        f"{{type: object, required: [next], properties: {{next: {SELF}}}}}",
        f"{{type: object, required: [all], properties: {{all: {{type: array, minItems: 1, items: {SELF}}}}}}}",
        f"{{allOf: [{SELF}]}}",
        f"{{anyOf: [{SELF}, {{type: integer}}]}}",
        nested(101, 1),
        "{type: array, minItems: 2, maxItems: 1, items: {type: integer}}",
        "{oneOf: [{type: string}, {type: string}]}",
    ],
)
def test_what_cannot_be_kept_is_said(node: str, fragment: Callable[[str], Spec]) -> None:
    """A schema that no value keeps, or none that ends before long, is a problem at its own line."""
    with pytest.raises(SpecError) as caught:
        create_app(fragment(with_node(node)))

    assert any(f"openapi.yaml:{NODE_LINE}  " in str(problem) for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("sent", "body", "status"),
    [
        ("{type: object, properties: {a: {type: object, properties: {z: true}}}}", {"a": {"z": 1}}, 200),
        ("{type: object, properties: {a: {type: object, properties: {z: false}}}}", {"a": {"z": 1}}, 400),
        ("{type: object, properties: {a: {type: object, properties: {z: false}}}}", {"a": {}}, 200),
    ],
)
def test_bodies_of_anything_and_nothing(
    sent: str, body: Any, status: int, fragment: Callable[[str], Spec], ask: Ask
) -> None:
    """A part of a request that may be anything is taken, one that may be nothing is refused."""
    mock = create_app(fragment(PAPER.replace("SENT", sent).replace("PAPER", "{}").replace("NODE", "{}")))

    assert status == ask(mock, "POST", "/papers", headers={}, body=body).status_code


@pytest.mark.parametrize(
    ("place", "line"), [("Sent", NODE_LINE - 2), ("Node", NODE_LINE)], ids=["in the body", "in what it refers to"]
)
def test_patterns_that_do_not_compile_are_said(place: str, line: int, fragment: Callable[[str], Spec]) -> None:
    """A pattern that bodies cannot be checked by is a problem at its line before anything is served."""
    sent = f"{{type: object, properties: {{code: {{type: string}}, more: {SELF}}}}}"
    text = PAPER.replace("SENT", sent).replace("PAPER", "{}").replace("NODE", "{type: object, properties: {code: {}}}")
    spec = fragment(text)
    # Behind the back of the lint, which looks for the same.
    spec.document["components"]["schemas"][place]["properties"]["code"]["pattern"] = "(("

    with pytest.raises(SpecError) as caught:
        create_app(spec)

    assert f"openapi.yaml:{line}  " in str(caught.value)
    assert "pattern" in str(caught.value)


def test_names_are_matched_as_json_schema_does(fragment: Callable[[str], Spec], ask: Ask) -> None:
    """A pattern of names that Python cannot read decides all the same which schema a property has."""
    spec = fragment(with_node("{type: object, required: [ab], patternProperties: {LETTERS: {const: 7}}}"))
    # Behind the back of the lint, which may ask for more.
    spec.document["components"]["schemas"]["Node"]["patternProperties"] = {r"^\p{L}+$": {"const": 7}}

    assert ask(create_app(spec), "POST", "/papers", headers={}, body={}).json() == {"ab": 7}


@pytest.mark.parametrize("models", [1, 8, 30])
def test_models_that_refer_to_each_other_end(models: int, fragment: Callable[[str], Spec], ask: Ask) -> None:
    """However many models each refer to all of them, a value shows some levels of them, and ends."""
    ways = ", ".join(f'p{number}: {{$ref: "#/components/schemas/Node{number}"}}' for number in range(models))
    nodes = "".join(f"\n    Node{number}: {{type: object, properties: {{{ways}}}}}" for number in range(models))
    spec = fragment(
        PAPER.replace("SENT", "{}").replace("PAPER", SELF).replace("NODE", f"{{properties: {{{ways}}}}}{nodes}")
    )

    answer = ask(create_app(spec), "POST", "/papers", headers={}, body={})

    assert answer.json().keys() == {f"p{number}" for number in range(models)}
    assert len(answer.content) < 50_000


def test_branches_that_meet_again_are_not_walked_twice(fragment: Callable[[str], Spec], ask: Ask) -> None:
    """Where two ways lead to each of forty schemas, the million millions of ways through them all are not gone."""
    steps = [
        f'Step{step}: {{anyOf: [{{$ref: "#/components/schemas/Step{step + 1}"}}, '
        f'{{$ref: "#/components/schemas/Step{step + 1}", title: Again}}]}}'
        for step in range(40)
    ]
    nodes = "\n    ".join(["{type: integer, maximum: 3}", *steps, f"Step40: {SELF}"])
    first = '{$ref: "#/components/schemas/Step0"}'
    text = PAPER.replace("SENT", first).replace("PAPER", first).replace("NODE", nodes)
    asked = f"      parameters: [{{name: least, in: query, schema: {first}}}]\n      requestBody"
    mock = create_app(fragment(text.replace("      requestBody", asked)))

    assert ask(mock, "POST", "/papers?least=3", headers={}, body=2).json() <= 3


FILE = """\
openapi: 3.1.0
info: {title: Shelf, version: 0.1.0}
servers: [{url: "https://api.shelf.example"}]
paths:
  /files:
    post:
      operationId: createFile
      x-creates: {list: listFiles, id: /id, references: {papers: /id}}
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/NewFile"}}}}
      responses:
        "201": {description: Made., content: {application/json: {schema: {$ref: "#/components/schemas/File"}}}}
    get:
      operationId: listFiles
      x-pagination: {style: id, parameter: after, items: /data, id: /id, more: /more}
      parameters: [{name: after, in: query, schema: {type: string}}]
      responses:
        "200":
          description: Files.
          content:
            application/json:
              schema:
                type: object
                properties:
                  more: {type: boolean}
                  data: {type: array, items: {$ref: "#/components/schemas/File"}}
components:
  schemas:
    NewFile: {type: object, properties: {papers: {type: array, items: {type: string}}, size: {type: integer}}}
    File:
      type: object
      required: [id]
      properties:
        id: {type: string}
        size: {type: integer}
        papers: {type: array, items: {type: object, properties: {id: {type: string}, title: {type: string}}}}
"""


def test_integers_come_back_as_integers(fragment: Callable[[str], Spec], ask: Ask) -> None:
    """An integer that is written with an exponent or a fraction is one; in the answer it looks like one."""
    mock = create_app(fragment(FILE))

    for text in (b"1e3", b"1000.0", b"10.00E+2"):
        assert '"size":1000,' in ask(mock, "POST", "/files", headers={}, body=b'{"size": %s}' % text).text
    assert ask(mock, "POST", "/files", headers={}, body=b'{"size": 1.5}').status_code == 400


@pytest.mark.parametrize(
    ("papers", "status"), [([f"p{number}" for number in range(50_000)], 201), ([0] * 300_000, 400)], ids=["ok", "wrong"]
)
def test_large_bodies_hold_nobody_up(papers: list[Any], status: int, fragment: Callable[[str], Spec], ask: Ask) -> None:
    """A body as large as one may be takes little time of the processor, right or wrong: others wait meanwhile."""
    mock = create_app(fragment(FILE))
    body = json.dumps({"papers": papers}, separators=(",", ":")).encode()

    start = time.thread_time()
    answer = ask(mock, "POST", "/files", headers={}, body=body)
    taken = time.thread_time() - start

    assert status == answer.status_code
    assert taken < 1.5
    if status == 201:
        assert papers == [paper["id"] for paper in answer.json()["papers"]]


def test_the_same_reference_is_the_same_thing(fragment: Callable[[str], Spec], ask: Ask) -> None:
    """What a caller refers to looks alike each time, and not all of it looks alike."""
    mock = create_app(fragment(FILE))
    first, second = (ask(mock, "POST", "/files", headers={}, body={"papers": ["a", "b", "c"]}).json() for _ in range(2))

    assert first["papers"] == second["papers"]
    assert len({paper.get("title") for paper in first["papers"]}) > 1


def test_things_of_one_name_keep_each_their_own_schema(fragment: Callable[[str], Spec], ask: Ask) -> None:
    """Where two maps have the same keys, the values of one are not those of the other."""
    answer = ask(create_app(fragment(MAPS)), "GET", "/maps", headers={}).json()

    assert {"id", "first"} == answer["one"]["key_1"].keys()
    assert {"id", "second"} == answer["other"]["key_1"].keys()


def test_parts_of_one_schema_hold_together(fragment: Callable[[str], Spec], ask: Ask) -> None:
    """What several parts say of one property holds all at once."""
    mock = create_app(fragment(MAPS))
    parted = ask(mock, "GET", "/maps", headers={}).json()["parted"]

    assert parted["kind"] == "NARROW"
    assert {"inner", "outer"} == parted["deep"].keys()
    assert len(parted["list"]) == 2


MAPS = """\
openapi: 3.1.0
info: {title: Maps, version: 0.1.0}
servers: [{url: "https://api.maps.example"}]
paths:
  /maps:
    get:
      operationId: getMaps
      responses:
        "200":
          description: Maps.
          content:
            application/json:
              schema:
                type: object
                properties:
                  one: {type: object, additionalProperties: {$ref: "#/components/schemas/One"}}
                  other: {type: object, additionalProperties: {$ref: "#/components/schemas/Other"}}
                  parted: {$ref: "#/components/schemas/Parted"}
components:
  schemas:
    Thing: {type: object, required: [id], properties: {id: {type: string}}}
    One:
      allOf:
        - $ref: "#/components/schemas/Thing"
        - {type: object, required: [first], properties: {first: {type: string}}}
    Other:
      allOf:
        - $ref: "#/components/schemas/Thing"
        - {type: object, required: [second], properties: {second: {type: string}}}
    Parted:
      allOf:
        - type: object
          properties:
            kind: {type: string, enum: [NARROW]}
            deep: {type: object, required: [inner], properties: {inner: {type: string}}}
            list: {type: array, minItems: 2, items: {type: string}}
        - type: object
          properties:
            kind: {type: [string, "null"]}
            deep: {type: object, required: [outer], properties: {outer: {type: string}}}
            list: {type: [array, "null"], minItems: 1, maxItems: 2, items: {maxLength: 3}}
"""
