"""Loading a spec: every mistake is reported, each at its line, in one go."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from vouch.spec import SpecError, load
from vouch.spec.source import read

MINIMAL = """\
openapi: 3.1.0
info: {title: Shelf, version: 0.1.0}
servers: [{url: "https://api.shelf.example"}]
paths:
  /books:
    get:
      operationId: listBooks
      tags: [books]
      x-pagination: {style: cursor, parameter: cursor, items: /data, next: [{at: /next}]}
      parameters:
        - {name: cursor, in: query, schema: {type: string}}
        - {name: author, in: query, schema: {type: string}, x-filter: {field: /author, match: equals}}
      responses:
        "200":
          description: Books.
          content: {application/json: {schema: {$ref: "#/components/schemas/BookList"}}}
components:
  schemas:
    BookList:
      type: object
      properties:
        data: {type: array, items: {$ref: "#/components/schemas/Book"}}
        next: {type: string}
    Book:
      type: object
      properties:
        author: {type: string, example: Ada}
"""


def write(folder: Path, text: str) -> Path:
    """Write a spec for a vendor called shelf."""
    path = folder / "shelf" / "openapi.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, text: str) -> list[tuple[int, str, str, str]]:
    """Load a broken spec and return what was said about it."""
    with pytest.raises(SpecError) as caught:
        load(write(folder, text))
    return [(each.line, each.subject, each.found, each.expected) for each in caught.value.problems]


def test_reads_behaviour_beside_the_operation(tmp_path: Path) -> None:
    """A minimal spec loads: names, parameters, behaviour and answers are resolved."""
    spec = load(write(tmp_path, MINIMAL))
    (operation,) = spec.operations

    assert (spec.vendor, operation.resource, operation.name) == ("shelf", "books", "list")
    assert operation.pagination is not None
    assert operation.pagination.next[0].at == "/next"
    assert operation.parameter("author").filter is not None
    assert operation.success is not None


# Each edit breaks one thing; the second half is what must be said, and on which line.
MISTAKES = {
    "yaml": (("servers: [{url", "servers: [{url: ["), (3, "file")),
    "key twice": (("info: {title: Shelf,", "info: {title: Shelf, title: Shelf,"), (2, "key title")),
    "tag": (("title: Shelf", "title: !!binary Shelf"), (2, "value")),
    "openapi version": (("openapi: 3.1.0", "openapi: 2.0.0"), (1, "openapi")),
    "openapi schema": (
        ("in: query, schema: {type: string}}", "in: qwery, schema: {type: string}}"),
        (11, "parameters/0"),
    ),
    "missing description": (("description: Books.", "summary: Books."), (14, "listBooks responses/200")),
    "schema type": (("author: {type: string,", "author: {type: strin,"), (27, "Book/properties/author")),
    "unknown keyword": (("example: Ada", "exampel: Ada"), (27, "Book/properties/author")),
    "unknown field": (("tags: [books]", "x-pages: 3"), (8, "listBooks x-pages")),
    "field in the wrong place": (("tags: [books]", "x-filter: {}"), (8, "listBooks x-filter")),
    "field shape": (("style: cursor", "style: cursed"), (9, "listBooks x-pagination/style")),
    "field of another style": (("next: [{at: /next}]", "id: /id"), (9, "listBooks x-pagination")),
    "reference to nowhere": (('schemas/BookList"', 'schemas/Shelf"'), (16, "listBooks responses/200")),
    "reference to a file": (('"#/components/schemas/BookList"', "other.yaml"), (16, "listBooks responses/200")),
    "pointer into the body": (("items: /data", "items: /date"), (9, "listBooks x-pagination/items")),
    "pointer into an item": (("field: /author", "field: /writer"), (12, "listBooks parameters/1/x-filter/field")),
    "parameter name": (("parameter: cursor", "parameter: token"), (9, "listBooks x-pagination/parameter")),
    "example": (("example: Ada", "example: 7"), (27, "Book/properties/author/example")),
}


@pytest.mark.parametrize(("edit", "said"), MISTAKES.values(), ids=MISTAKES.keys())
def test_reports_a_mistake_with_its_line(tmp_path: Path, edit: tuple[str, str], said: tuple[int, str]) -> None:
    """A mistake of any kind is reported with its line and the place it belongs to."""
    assert edit[0] in MINIMAL
    found = problems(tmp_path, MINIMAL.replace(*edit, 1))

    assert any(line == said[0] and said[1] in subject for line, subject, _, _ in found), found


def test_reports_every_mistake_at_once(tmp_path: Path) -> None:
    """Two mistakes of one layer are both reported, in the order of the file."""
    text = MINIMAL.replace("tags: [books]", "x-pages: 3").replace("example: Ada", "example: Ada, x-y: 1")

    assert [line for line, _, _, _ in problems(tmp_path, text)] == [8, 27]


def test_an_alias_bomb_ends_in_an_error(tmp_path: Path) -> None:
    """A document that grows without end when its aliases are written out is refused, not expanded."""
    levels = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12))
    said = problems(tmp_path, f"a0: &a0 [x]\n{levels}\n{MINIMAL}")

    assert "aliases that grow without end" in said[0][2]


# What was found and what was expected, for mistakes that a schema sees.
WORDS = {
    "things that are the same": (
        ("author: {type: string,", "author: {type: [string, string],"),
        ('["string", "string"]', "each item once"),
    ),
    "a constant": (
        ("{url: ", "{variables: {v: {default: a, x-placeholder: false}}, url: "),
        ("false", "true"),
    ),
    "nothing inside": (
        ("x-filter: {field: /author, match: equals}", "x-sort: {values: {}}"),
        ("{}", "at least 1 name"),
    ),
    "a name of a component": (
        ("    Book:\n", '    "A/B\\n":\n      type: object\n    Book:\n'),
        ('the name "A/B\\n"', "a name with pattern ^[a-zA-Z0-9._-]+$"),
    ),
    "Swagger": (("openapi: 3.1.0", "swagger: '2.0'"), ("Swagger 2.0", "OpenAPI 3.1; there are converters")),
}


@pytest.mark.parametrize(("edit", "said"), WORDS.values(), ids=WORDS.keys())
def test_says_what_it_found_and_expected(tmp_path: Path, edit: tuple[str, str], said: tuple[str, str]) -> None:
    """In words of the file, and in one line."""
    assert edit[0] in MINIMAL
    found = problems(tmp_path, MINIMAL.replace(*edit, 1))

    assert any(each[2] == said[0] and said[1] in each[3] for each in found), found


def test_no_file_writes_problems_of_its_own(tmp_path: Path) -> None:
    """What a terminal would obey, or a reader take for the next problem, is written out."""
    text = MINIMAL.replace("tags: [books]", '"x-\\e[31m\\nspecs/other.yaml:1  forged": 1')
    with pytest.raises(SpecError) as caught:
        load(write(tmp_path, text))

    assert "specs/other.yaml:1  forged" in str(caught.value)
    assert len(str(caught.value).splitlines()) == 3 * len(caught.value.problems)
    assert "\x1b" not in str(caught.value)


def test_json_may_begin_with_blank_lines(tmp_path: Path) -> None:
    """What begins with white space is JSON all the same, with the lines that it has."""
    path = tmp_path / "openapi.json"
    path.write_text('\n {"info":\n {"title": "\\ud83d\\ude00"}}')
    found = read(path)

    assert found.document == {"info": {"title": "\N{GRINNING FACE}"}}
    assert found.line("/info/title") == 3


def test_yaml_is_read_as_version_1_2(tmp_path: Path) -> None:
    """`on`, `no` and dates stay strings, as OpenAPI's YAML has them."""
    spec = load(
        write(tmp_path, MINIMAL.replace("title: Shelf", "title: no").replace("version: 0.1.0", "version: 2024-01-01"))
    )

    assert (spec.title, spec.version) == ("no", "2024-01-01")


@pytest.mark.parametrize("text", ["info:\n  title: T\n", '{"info":\n{"title": "T"}}'])
def test_a_document_travels_to_another_process(text: str, tmp_path: Path) -> None:
    """What was read can be pickled, and the lines of its file with it."""
    path = tmp_path / "openapi"
    path.write_text(text)
    copy = pickle.loads(pickle.dumps(read(path)))  # noqa: S301 - ours

    assert copy.document == {"info": {"title": "T"}}
    assert copy.line("/info/title") == 2
