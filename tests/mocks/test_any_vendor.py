"""A vendor that nobody has heard of: a spec alone makes a mock of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from urllib.parse import parse_qsl

import httpx
import jsonschema_rs
import pytest
from httpx import Response
from starlette.responses import Response as StarletteResponse

from vouch.mock import Call, Mock, app, create_app, quirks, serving
from vouch.spec import Spec, SpecError, names
from vouch.spec.walk import walk

Ask = Callable[..., Response]

SHELF = """\
openapi: 3.1.0
info: {title: Shelf, version: 0.1.0}
servers: [{url: "https://api.shelf.example/v3"}]
security: [{key: []}, {session: [], member: []}]
paths:
  /shops/{shop}/books:
    get:
      operationId: listBooks
      tags: [books]
      x-pagination: {style: id, parameter: after, items: /books, id: /id, more: /more, limit: count, size-at: /count}
      x-rules: [{at-most-one: [year, since], message: Year or since.}]
      parameters:
        - {name: shop, in: path, required: true, schema: {type: string, maxLength: 5},
           x-filter: {field: /shop_id, match: equals}}
        - {name: after, in: query, schema: {type: integer}}
        - {name: count, in: query, schema: {type: integer, maximum: 50}}
        - {name: year, in: query, style: pipeDelimited, explode: false, schema: {type: array, items: {type: integer}},
           x-filter: {field: /year, match: in}}
        - {name: since, in: query, schema: {type: integer}, x-filter: {field: /year, match: at-least}}
        - {name: below, in: query, schema: {type: number}, x-filter: {field: /price, match: at-most}}
        - {name: with, in: query, schema: {type: array, items: {type: string}},
           x-expand: {values: {author: {at: /by/author, ref: /author_id}}}}
        - {name: X-Shelf-Floor, in: header, schema: {type: integer}}
      responses:
        "200":
          description: Books.
          headers: {X-Shelf-Version: {required: true, schema: {type: string, examples: ["3.1"]}}}
          content: {application/json: {schema: {$ref: "#/components/schemas/BookList"}}}
        default: {$ref: "#/components/responses/Trouble"}
    post:
      operationId: createBook
      tags: [books]
      x-creates: {list: listBooks, id: /book/id}
      parameters: [{name: shop, in: path, required: true, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/NewBook"}}}}
      responses:
        "201": {description: Made., content: {application/json: {schema: {$ref: "#/components/schemas/Made"}}}}
        4XX: {$ref: "#/components/responses/Trouble"}
  /authors:
    get:
      operationId: listAuthors
      tags: [authors]
      x-pagination:
        {style: cursor, parameter: from, items: /authors, next: [{at: /link, query: from}], size: 7, total: /n}
      parameters:
        - {name: from, in: query, schema: {type: string}}
        - {name: named, in: query, schema: {type: string}, x-filter: {field: /name, match: contains}}
        - {name: order, in: query, schema: {type: string, enum: [up, down], default: up},
           x-sort: {values: {up: {by: /name, order: ascending}, down: {by: /name, order: descending}}}}
      responses:
        "200":
          description: Authors.
          content: {application/json: {schema: {$ref: "#/components/schemas/AuthorList"}}}
        default: {$ref: "#/components/responses/Trouble"}
  /reviews:
    get:
      operationId: listReviews
      tags: [reviews]
      x-pagination: {style: page, parameter: page, first: 0, current: /page, items: /reviews}
      parameters: [{name: page, in: query, schema: {type: integer, minimum: 0}}]
      responses:
        "200":
          description: Reviews.
          content: {application/json: {schema: {$ref: "#/components/schemas/ReviewList"}}}
  /shops/first/books:
    delete:
      operationId: clearBooks
      security: []
      responses: {"204": {description: Gone.}}
    get:
      operationId: getBooks
      responses:
        "200": {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Book"}}}}
components:
  securitySchemes:
    key: {type: apiKey, in: query, name: key, x-credential: [key]}
    session: {type: apiKey, in: cookie, name: session, x-credential: [session]}
    member: {type: apiKey, in: header, name: X-Member, x-credential: [member_id]}
  responses:
    Trouble:
      description: Trouble.
      content: {application/problem+json: {schema: {$ref: "#/components/schemas/Problem"}}}
      x-message-at: /title
  schemas:
    Problem:
      type: object
      required: [title, kind]
      properties: {title: {type: string}, kind: {type: string, const: problem}, level: {type: integer, examples: [4]}}
    BookList:
      type: object
      required: [books, object]
      properties:
        object: {type: string, const: list}
        books: {type: array, items: {$ref: "#/components/schemas/Book"}}
        more: {type: boolean}
        count: {type: integer}
    Made:
      type: object
      required: [ok, book]
      properties: {ok: {const: true}, book: {$ref: "#/components/schemas/MadeBook"}}
    MadeBook:
      allOf: [{$ref: "#/components/schemas/NewBook"}]
      required: [id]
      properties: {id: {type: integer, examples: [7000]}}
    Book:
      allOf: [{$ref: "#/components/schemas/NewBook"}]
      type: object
      required: [id, shop_id, author_id, created_at]
      properties:
        id: {type: integer, examples: [7000]}
        shop_id: {type: string, examples: [s-1]}
        author_id: {type: integer, examples: [31]}
        created_at: {type: string, format: date-time}
        by: {type: object, properties: {author: {$ref: "#/components/schemas/Author"}}}
        parts: {type: array, items: {$ref: "#/components/schemas/Book"}}
    AuthorList:
      type: object
      required: [authors, n]
      properties:
        authors: {type: array, items: {$ref: "#/components/schemas/Author"}}
        n: {type: integer}
        link: {type: string}
    ReviewList:
      type: object
      required: [reviews, page]
      properties:
        page: {type: integer}
        reviews: {type: array, items: {type: object, required: [id], properties: {id: {type: integer}}}}
    Author:
      type: object
      required: [name]
      properties: {id: {type: integer, examples: [31]}, name: {type: string}}
    NewBook:
      type: object
      required: [title]
      not: {required: [price, gift]}
      properties:
        title: {type: string, minLength: 1, maxLength: 10, x-message: Give it a title.}
        year: {type: [integer, "null"], minimum: 1450, maximum: 1455}
        price: {type: number, exclusiveMinimum: 0, maximum: 9}
"""
KEY = "key=demo_key"
BOOKS = "/shops/s-1/books"


@pytest.fixture
def shelf(fragment: Callable[[str], Spec]) -> Mock:
    """Return the mock of a vendor made up for these tests."""
    return create_app(fragment(SHELF))


def test_every_way_to_sign_in_opens(shelf: Mock, ask: Ask) -> None:
    """A key in the query does, so do a cookie and a header together; each half alone does not."""
    cookie, member = {"cookie": "session=demo_session"}, {"x-member": "demo_member_id"}

    assert ask(shelf, "GET", f"{BOOKS}?{KEY}", headers={}).status_code == 200
    assert ask(shelf, "GET", BOOKS, headers=cookie | member).status_code == 200
    assert ask(shelf, "GET", BOOKS, headers=cookie).status_code == 401
    assert ask(shelf, "GET", BOOKS, headers=member).status_code == 401
    assert ask(shelf, "GET", f"{BOOKS}?key=demo_session", headers={}).status_code == 401
    assert ask(shelf, "DELETE", "/shops/first/books", headers={}).status_code == 204


def test_says_how_it_is_reached(shelf: Mock) -> None:
    """The description has every way to sign in, and arguments under which lists have pages."""
    found = shelf.describe("http://127.0.0.1:1/shelf")

    assert dict(found.env) == {
        "SHELF_BASE_URL": "http://127.0.0.1:1/shelf",
        "SHELF_KEY": "demo_key",
        "SHELF_MEMBER_ID": "demo_member_id",
        "SHELF_SESSION": "demo_session",
    }
    assert dict(found.params) == {"shop": "s-1"}


def test_answers_follow_the_document(shelf: Mock, ask: Ask) -> None:
    """Constants, required headers, sizes and optional parts of the answer are as the spec has them."""
    answer = ask(shelf, "GET", f"{BOOKS}?{KEY}&count=3", headers={})
    schema = shelf.spec.by_id["listBooks"].responses["200"].schema

    assert answer.headers["x-shelf-version"] == "3.1"
    assert answer.json() | {"books": []} == {"object": "list", "more": True, "count": 3, "books": []}
    jsonschema_rs.Draft202012Validator(shelf.spec.standalone(schema or {})).validate(answer.json())


def test_lists_page_in_every_style(shelf: Mock) -> None:
    """Over a socket: cursors in a query string lead through a sorted and searched list, numbers through another."""
    with (
        serving(shelf) as endpoints,
        httpx.Client(base_url=endpoints["shelf"].url, params={"key": "demo_key"}) as client,
    ):

        def names(**query: str) -> list[str]:
            body = client.get("/authors", params=query).json()
            found = [author["name"] for author in body["authors"]]
            while "link" in body:
                body = client.get("/authors", params=dict(parse_qsl(body["link"]))).json()
                found += [author["name"] for author in body["authors"]]
            assert body["n"] == len(found)
            return found

        upward, downward = names(), names(order="down")
        part = upward[0][1:4].swapcase()
        searched = names(named=part)
        pages = [client.get("/reviews", params={"page": number}).json() for number in range(4)]
        refused = client.get("/authors", params={"from": "nowhere"})
        page = client.get("", headers={"accept": "text/html"})

    assert len(upward) == 2 * 7 + 37
    assert upward == sorted(upward) == downward[::-1]
    assert searched == [name for name in upward if part.casefold() in name.casefold()]
    assert [(number, size) for number, size in enumerate((20, 20, 20, 17))] == [
        (body["page"], len(body["reviews"])) for body in pages
    ]
    assert len({review["id"] for body in pages for review in body["reviews"]}) == 77
    assert (refused.status_code, refused.json()["kind"]) == (400, "problem")
    assert "Shelf" in page.text


@pytest.mark.parametrize(
    ("request_line", "status", "message"),
    [
        (f"GET {BOOKS}?{KEY}&count=51", 422, "count is greater than the maximum of 50"),
        (f"GET {BOOKS}?{KEY}&after=1", 400, "after is no id in this list"),
        (f"GET {BOOKS}?{KEY}&after=one", 422, 'after is not of type "integer"'),
        (f"GET {BOOKS}?{KEY}&year=1450|x", 422, 'year/1 is not of type "integer"'),
        (f"GET {BOOKS}?{KEY}&year=1450&since=1450", 422, "Year or since."),
        (f"GET {BOOKS}?{KEY}&since=1e999", 422, 'since is not of type "integer"'),
        (f"GET {BOOKS}?{KEY}&below=1e999", 422, 'below is not of type "number"'),
        (f"GET /shops/far-away/books?{KEY}", 422, "shop is longer than 5 characters"),
        (f"GET /shops/%FF/books?{KEY}", 400, "shop is not UTF-8"),
        (f"PUT {BOOKS}", 405, "PUT is not allowed here"),
        ("GET /shops", 404, "there is nothing here"),
        (f"GET {BOOKS}", 401, "the credentials are missing or wrong"),
    ],
)
def test_refusals_take_the_declared_shape(request_line: str, status: int, message: str, shelf: Mock, ask: Ask) -> None:
    """Without an example the error's schema is filled in, and the message stands where it belongs."""
    method, target = request_line.split(" ")

    answer = ask(shelf, method, target, headers={})

    assert status == answer.status_code
    assert answer.headers["content-type"] == "application/problem+json"
    assert {"title": message, "kind": "problem", "level": 4} == answer.json()


def test_refusals_leave_the_document_alone(fragment: Callable[[str], Spec], ask: Ask) -> None:
    """Answers are made from the document's examples, never in them."""
    example = "      content: {application/problem+json: {example: {title: Oh, kind: problem}, schema:"
    spec = fragment(SHELF.replace("      content: {application/problem+json: {schema:", example))
    before = deepcopy(spec.document)

    ask(create_app(spec), "GET", BOOKS, headers={})

    assert before == spec.document


def test_a_page_has_at_least_one_item(shelf: Mock, ask: Ask) -> None:
    """A size that the schema lets in and that would never end the list is taken for one."""
    assert ask(shelf, "GET", f"{BOOKS}?{KEY}&count=0", headers={}).json()["count"] == 1


def test_parameters_are_read_in_their_style(shelf: Mock, ask: Ask) -> None:
    """A path is decoded, a piped array split, a header checked; integers that end in .0 are integers."""
    years = {book["year"] for book in ask(shelf, "GET", f"{BOOKS}?{KEY}&year=1451|1452.0", headers={}).json()["books"]}

    assert years
    assert years <= {1451, 1452}
    assert ask(shelf, "GET", f"/shops/s%2D1/books?{KEY}", headers={}).json()["books"]
    assert ask(shelf, "GET", f"{BOOKS}?{KEY}", headers={"x-shelf-floor": "2"}).status_code == 200
    assert ask(shelf, "GET", f"{BOOKS}?{KEY}", headers={"x-shelf-floor": "top"}).status_code == 422


def test_parameters_of_one_name_are_two(fragment: Callable[[str], Spec], ask: Ask) -> None:
    """Where a header goes by the name of a parameter of the query, each is held to its own schema."""
    header = "{name: floor, in: header, schema: {type: string, maxLength: 3}}"
    both = f"{{name: floor, in: query, schema: {{type: integer}}}}, {header}"
    text = SHELF.replace("schema: {type: integer, minimum: 0}}]", f"schema: {{type: integer, minimum: 0}}}}, {both}]")
    mock = create_app(fragment(text))
    signed = {"x-member": "demo_member_id", "cookie": "session=demo_session"}

    assert ask(mock, "GET", "/reviews?floor=1", headers={**signed, "floor": "top"}).status_code == 200
    assert ask(mock, "GET", "/reviews?floor=top", headers={**signed, "floor": "top"}).status_code == 400
    assert ask(mock, "GET", "/reviews?floor=1", headers={**signed, "floor": "long"}).status_code == 400


def test_embeds_deep_and_only_on_request(shelf: Mock, ask: Ask) -> None:
    """An object is embedded below another, has the id that refers to it, and leaves the stored item alone."""
    embedded = ask(shelf, "GET", f"{BOOKS}?{KEY}&with=author&with=nobody", headers={}).json()["books"]
    plain = ask(shelf, "GET", f"{BOOKS}?{KEY}", headers={}).json()["books"]

    assert [book["author_id"] for book in embedded] == [book["by"]["author"]["id"] for book in embedded]
    assert not any("author" in book.get("by", {}) for book in plain)


def test_what_is_created_is_found(shelf: Mock, ask: Ask) -> None:
    """The thing is echoed in the answer's wrapping and listed where it was made, with what only the list requires."""
    before = [entry.item["id"] for entry in shelf.lists["listBooks"].collection.entries]

    answer = ask(shelf, "POST", f"{BOOKS}?{KEY}", headers={}, body={"title": "Fuge", "year": 1452, "price": 0.5})

    book = answer.json()["book"]
    assert answer.status_code == 201
    assert answer.json()["ok"] is True
    assert {"title": "Fuge", "year": 1452, "price": 0.5}.items() <= book.items()
    assert book["id"] not in before
    listed = ask(shelf, "GET", f"{BOOKS}?{KEY}&after={before[-1]}", headers={}).json()["books"]
    (item,) = listed
    assert book.items() <= item.items()
    assert item["shop_id"] == "s-1"
    assert item["author_id"]
    assert item["created_at"].startswith("2025-06-15T12:0")


@pytest.mark.parametrize(
    ("sent", "status", "message"),
    [
        (("application/json", b'{"title": ""}'), 422, "Give it a title."),
        (("application/json", b"{}"), 422, "Give it a title."),
        (("application/json", b'{"title": "a", "price": 0}'), 422, "price is less than or equal to the minimum of 0"),
        (
            ("application/json", b'{"title": "a", "price": 1, "gift": 1}'),
            422,
            "price and gift must not be given together",
        ),
        (("application/json", b'{"title": "", "price": "1"}'), 422, 'price is not of type "number"'),
        (("application/json", b"[]"), 422, 'the body is not of type "object"'),
        (("application/json", b""), 201, None),
        (("application/json; charset=utf-8", b'{"title": "a"}'), 201, None),
        (("application/json", b"{]"), 400, "the body is not JSON"),
        (("application/json", b"[" * 65 + b"]" * 65), 400, "the body is nested deeper than 64 levels"),
        (("text/plain", b"{}"), 415, "the content type is not application/json"),
    ],
)
def test_bodies_are_checked(sent: tuple[str, bytes], status: int, message: str | None, shelf: Mock, ask: Ask) -> None:
    """Statuses that are declared, if only by a range, are given exactly; documented words come first."""
    content_type, body = sent

    answer = ask(shelf, "POST", f"{BOOKS}?{KEY}", headers={"content-type": content_type}, body=body)

    assert status == answer.status_code
    assert message is None or message == answer.json()["title"]


def test_paths_without_holes_come_first(shelf: Mock, ask: Ask) -> None:
    """A path that is written out wins over one that would take it as a parameter."""
    answer = ask(shelf, "PATCH", "/shops/first/books", headers={})

    assert {"DELETE", "GET"} == set(answer.headers["allow"].split(", "))


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/a.b/(c)+[d]", ["/a.b/(c)+[d]", "/a.b/(c)+%5Bd%5D", "/a%2eb/%28c%29%2b%5bd%5D"]),
        ("/ü/日本", ["/%C3%BC/%E6%97%A5%E6%9C%AC", "/%c3%bc/%e6%97%a5%e6%9c%ac"]),
        ("/%C3%BC", ["/%C3%BC", "/%c3%bc"]),
        ("/[{id}]", ["/[7]", "/%5B7%5D", "/%5b%37%5d", "/[a%2Fb]"]),
    ],
)
def test_paths_are_what_they_mean(path: str, asked: list[str], fragment: Callable[[str], Spec], ask: Ask) -> None:
    """A path is found however its characters are written, those that have a meaning elsewhere among them."""
    parameters = "[{name: id, in: path, required: true, schema: {type: string}}]" if "{" in path else "[]"
    operation = f"{{operationId: getA, parameters: {parameters}, responses: {{'204': {{description: Done.}}}}}}"
    document = f"{SHELF[: SHELF.index('security:')]}paths: {{'{path}': {{get: {operation}}}}}\n"
    mock = create_app(fragment(document))

    assert [ask(mock, "GET", each).status_code for each in asked] == [204] * len(asked)
    assert ask(mock, "GET", asked[0].replace("/", "%2F", 2)).status_code == 404
    assert ask(mock, "GET", f"{asked[0]}/").status_code == 404


def test_operations_without_behaviour_answer_their_schema(shelf: Mock, ask: Ask) -> None:
    """Where nothing but a schema is declared, something that fits it comes back; a 204 has no body."""
    book = ask(shelf, "GET", f"/shops/first/books?{KEY}", headers={}).json()
    gone = ask(shelf, "DELETE", "/shops/first/books", headers={})

    assert {"id", "title"} <= set(book)
    assert (gone.content, "content-type" in gone.headers) == (b"", False)


@pytest.mark.parametrize(
    ("before", "after", "found", "expected"),
    [
        ("style: pipeDelimited", "style: deepObject", "style deepObject", "a scalar or an array"),
        (
            "{name: after, in: query, schema: {type: integer}}",
            "{name: after, in: query, schema: {type: object}}",
            "an object",
            "a scalar",
        ),
        (
            "{name: count, in: query, schema: {type: integer,",
            "{name: count, in: query, schema: {type: string,",
            "count",
            "an integer",
        ),
    ],
)
def test_says_what_it_cannot_serve(
    before: str, after: str, found: str, expected: str, fragment: Callable[[str], Spec]
) -> None:
    """A parameter that no request could be read by is a problem of the spec, with its line, before anything starts."""
    line = 1 + SHELF[: SHELF.index(before)].count("\n")

    with pytest.raises(SpecError) as caught:
        create_app(fragment(SHELF.replace(before, after)))

    place, what, wanted = str(caught.value).splitlines()
    assert place.endswith(f"openapi.yaml:{line}  listBooks")
    assert what.startswith(f"  found     {found}")
    assert wanted.startswith(f"  expected  {expected}")


def test_code_about_a_vendor_has_one_place(
    monkeypatch: pytest.MonkeyPatch, fragment: Callable[[str], Spec], ask: Ask
) -> None:
    """What is registered under a vendor's name sees each of its answers, refusals too; today nothing is registered."""
    assert quirks.QUIRKS == {}

    def teapot(call: Call, answer: StarletteResponse) -> StarletteResponse:
        return StarletteResponse(status_code=418) if call.method == "BREW" and answer.status_code == 405 else answer

    monkeypatch.setattr(app, "QUIRKS", {"shelf": teapot})
    mock = create_app(fragment(SHELF))

    assert ask(mock, "BREW", BOOKS, headers={}).status_code == 418
    assert ask(mock, "PUT", BOOKS, headers={}).status_code == 405


def test_names_no_vendor(specs: Mapping[str, Spec]) -> None:
    """The engine knows no vendor: none of their names, paths and fields of several words stands in its texts."""
    files = Path(create_app.__code__.co_filename).parent.rglob("*.py")
    nodes = (node for path in files for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    texts = {node.value.lower() for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    told = {spelled for spec in specs.values() for name in vocabulary(spec) for spelled in spellings(name)}

    assert {"promotion-code", "redeemedcodescount", "customertitle", "clientname"} <= told
    assert not sorted(name for name in told if any(name in text for text in texts))


def vocabulary(spec: Spec) -> Iterator[str]:
    """Yield the names that nobody but this vendor is likely to use."""
    yield from (spec.vendor, spec.title)
    fields = {*spec.by_id, *spec.document["components"]["schemas"]}
    fields |= {parameter.name for operation in spec.operations for parameter in operation.parameters}
    for kind, _, node in walk(spec.document):
        for name, child in node.get("properties", {}).items() if kind == "schema" else ():
            inside = {inner for part in (child, *child.get("anyOf", ())) for inner, _, _ in spec.property_schemas(part)}
            fields |= {name, *(f"{name} {inner}" for inner in inside)}
    yield from (field for field in fields if len(names.words(field)) > 1)
    parts = {part for operation in spec.operations for part in re.split(r"/|{[^}]*}", operation.path)}
    yield from (part.removesuffix("s") for part in parts if len(part) > len("v1"))


def spellings(name: str) -> set[str]:
    """Return the ways to write a name in code."""
    return {name.lower(), *(mark.join(names.words(name)).lower() for mark in ("", "_", "/"))}
