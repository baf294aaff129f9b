"""Documents that are well-formed and make no sense: each is refused where it goes wrong, none ends in a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from vouch.spec import SpecError, load, load_any

DOCUMENT = """\
openapi: 3.1.0
info: {title: Shelf, version: 0.1.0}
servers: [{url: "https://api.shelf.example"}]
paths:
  /books:
    get:
      operationId: listBooks
      x-pagination: {style: cursor, parameter: cursor, items: /data, next: [{at: /next}]}
      parameters:
        - {name: cursor, in: query, schema: {type: string}}
        - {name: sort, in: query, schema: {type: string}}
      responses:
        "200":
          description: Books.
          content: {application/json: {schema: {$ref: "#/components/schemas/Books"}}}
    post:
      operationId: makeBook
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Book"}}}}
      responses: {"204": {description: Made.}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
  schemas:
    Books:
      properties:
        data: {type: array, items: {$ref: "#/components/schemas/Book"}}
        next: {type: string}
        total: {type: [integer, "null"]}
    Book:
      properties:
        author: {type: string}
        tags: {type: array}
        shop: {properties: {id: {type: string}}}
"""
PAGES = "items: /data, next: [{at: /next}]"
SORT = "{name: sort, in: query, schema: {type: string}"
BOOK = "    Book:\n"
AUTHOR = "author: {type: string}"
SORT_BY = "{{name: sort, in: query, schema: {{}}, x-sort: {{values: {{a: {{by: {}, order: ascending}}}}}}"
KEY = "in: header, name: X-Key"
MISTAKES = {
    "a merge key": (AUTHOR, "<<: {author: {type: string}}", 31, "key <<"),
    "a key that is a mapping": (AUTHOR, "? {a: b}\n        : {type: string}", 31, "key"),
    "a key that is a list": (AUTHOR, "? [a]\n        : {type: string}", 31, "key"),
    "a key in a header of no name": (KEY, "in: header, name: X K", 22, "securitySchemes/key/name"),
    "a key in a header that is not ASCII": (KEY, "in: header, name: Ü", 22, "securitySchemes/key/name"),
    "a key in a cookie of no name": (KEY, "in: cookie, name: a;b=c", 22, "securitySchemes/key/name"),
    "a rule about one of two": (
        f"- {SORT}}}\n",
        (
            f"- {SORT}}}\n        - {{name: sort, in: header, schema: {{}}}}\n"
            "      x-rules: [{at-most-one: [cursor, sort]}]\n"
        ),
        13,
        "x-rules/0/at-most-one",
    ),
    "pages asked for by one of two": (SORT, "{name: cursor, in: header, schema: {}", 8, "x-pagination/parameter"),
    "a total that is a list": (PAGES, f"{PAGES}, total: /data", 8, "x-pagination/total"),
    "a token that is a list": (PAGES, "items: /data, next: [{at: /data}]", 8, "x-pagination/next/0/at"),
    "a page that is a list": (
        f"cursor, parameter: cursor, {PAGES}",
        "page, parameter: cursor, items: /data, current: /data",
        8,
        "x-pagination/current",
    ),
    "a sort by a list": (SORT, SORT_BY.format("/tags"), 11, "x-sort/values/a/by"),
    "a sort by an object": (SORT, SORT_BY.format("/shop"), 11, "x-sort/values/a/by"),
    "a discriminator that is a word": (BOOK, f"{BOOK}      discriminator: t\n", 30, "Book/discriminator"),
    "a discriminator of nothing": (BOOK, f"{BOOK}      discriminator: {{mapping: {{}}}}\n", 30, "Book/discriminator"),
    "a mapping that is a list": (
        BOOK,
        f"{BOOK}      discriminator: {{propertyName: t, mapping: [a]}}\n",
        30,
        "discriminator/mapping",
    ),
    "a mapping to a number": (
        BOOK,
        f"{BOOK}      discriminator: {{propertyName: t, mapping: {{a: 5}}}}\n",
        30,
        "discriminator/mapping/a",
    ),
    "evidence about a contact": (
        "version: 0.1.0",
        "version: 0.1.0, contact: {x-evidence: [5]}",
        2,
        "contact/x-evidence/0",
    ),
    "names that Python cannot read": (
        BOOK,
        f"{BOOK}      patternProperties: {{'^\\p{{L}}': {{}}}}\n",
        30,
        "Book/patternProperties",
    ),
    "a token lost in a circle": (
        "        next: {type: string}\n        total",
        "      anyOf: [{$ref: '#/components/schemas/Books'}]\n      x-total",
        8,
        "x-pagination/next/0/at",
    ),
}


def write(folder: Path, text: str) -> Path:
    """Write a spec for a vendor called shelf."""
    path = folder / "openapi.yaml"
    path.write_text(text, "utf-8")
    return path


def problems(folder: Path, text: str) -> list[tuple[int, str]]:
    """Return line and subject of everything that is wrong with a document."""
    with pytest.raises(SpecError) as caught:
        load_any(write(folder, text))
    return [(each.line, each.subject) for each in caught.value.problems]


@pytest.mark.parametrize(("old", "new", "line", "place"), MISTAKES.values(), ids=MISTAKES)
def test_what_makes_no_sense_is_refused(tmp_path: Path, old: str, new: str, line: int, place: str) -> None:
    """The one thing that is wrong is said with its line, whoever wrote the document."""
    assert old in DOCUMENT
    (found,) = problems(tmp_path, DOCUMENT.replace(old, new, 1))

    assert found[0] == line
    assert place in found[1]


UNUSUAL = {
    "a merge key in quotes is a name": (AUTHOR, '"<<": {type: string}'),
    "a header in all signs": (KEY, 'in: header, name: "!#$%&\'*+-.^_`|~0aZ"'),
    "a key in a query, whatever its name": (KEY, "in: query, name: 'X K;Ü'"),
    "evidence of somebody else": (AUTHOR, "author: {examples: [{x-evidence: [5]}]}"),
    "whatever is to be expanded": (
        SORT,
        (
            "{name: sort, in: query, schema: {type: array, items: true},"
            " x-expand: {values: {a: {at: /shop, ref: /shop/id}}}"
        ),
    ),
    "a circle of parts": (BOOK, BOOK + "      allOf: [{$ref: '#/components/schemas/Book'}]\n"),
    "a total that may be null": (PAGES, f"{PAGES}, total: /total"),
}


@pytest.mark.parametrize(("old", "new"), UNUSUAL.values(), ids=UNUSUAL)
def test_what_is_only_unusual_is_read(tmp_path: Path, old: str, new: str) -> None:
    """A document that is odd and right is no mistake."""
    assert old in DOCUMENT

    spec, _ = load_any(write(tmp_path, DOCUMENT.replace(old, new, 1)))

    assert all(map(spec.argument_names, spec.operations))


OURS = {
    "a schema that stands in a path": (
        '$ref: "#/components/schemas/Book"}}}}',
        '$ref: "#/paths/~1books/get/parameters/0/schema"}}}}',
        18,
        "makeBook requestBody/content/application/json/schema/$ref",
    ),
    "a schema made of itself": (
        BOOK,
        BOOK + "      allOf: [{$ref: '#/components/schemas/Book'}]\n",
        29,
        "listBooks, makeBook components/schemas/Book",
    ),
    "a body that nothing keeps": (
        '{schema: {$ref: "#/components/schemas/Book"}}}}',
        "{schema: false}}}",
        18,
        "makeBook requestBody/content/application/json/schema",
    ),
}


@pytest.mark.parametrize(("old", "new", "line", "place"), OURS.values(), ids=OURS)
def test_what_no_mock_can_be_held_to_is_refused(tmp_path: Path, old: str, new: str, line: int, place: str) -> None:
    """A package can be made of it; whoever wants a mock and its contract is told what to write instead."""
    assert old in DOCUMENT
    path = write(tmp_path, DOCUMENT.replace(old, new, 1))
    load_any(path)
    with pytest.raises(SpecError) as caught:
        load(path, "shelf")

    assert [(each.line, each.subject) for each in caught.value.problems] == [(line, place)]
