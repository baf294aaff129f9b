"""The packages of the small specs in `goldens/`, used: what each shape of a spec does at run time."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.generator.projects import SHELF

from vouch.generate.package import build
from vouch.generate.writing import write_package
from vouch.spec import load

GOLDENS = Path(__file__).parent / "goldens"
ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
BOOK = {"id": ID, "record": "book", "kind": "novel"}


class Server:
    """Answers with what it was given, one after the other, and keeps what it was asked."""

    def __init__(self, *bodies: Any) -> None:
        self.bodies = list(bodies)
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        self.asked.append(request)
        return httpx.Response(200, json=self.bodies.pop(0))

    @property
    def targets(self) -> list[str]:
        """Path and query of each request, as they were sent."""
        return [request.url.raw_path.decode() for request in self.asked]


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Return the packages of the small specs, by name."""
    folder = tmp_path_factory.mktemp("packages")
    for path in GOLDENS.glob("*/spec.yaml"):
        write_package(folder / path.parent.name, build(load(path, path.parent.name)))
    before = list(sys.path)
    sys.path[:0] = [str(package) for package in folder.iterdir()]
    yield {package.name: importlib.import_module(f"{package.name}_client") for package in folder.iterdir()}
    sys.path[:] = before


@contextmanager
def opened(package: Any, server: Server, **settings: str) -> Iterator[Any]:
    """Open the client of a package; it talks to that server."""
    name = package.__name__.removesuffix("_client").title()
    with (
        httpx.Client(transport=httpx.MockTransport(server)) as http,
        getattr(package, name)(http_client=http, **settings) as client,
    ):
        yield client


def test_lists_travel_in_their_style(packages: dict[str, Any]) -> None:
    """Lists are repeated, or joined by commas, pipes or spaces, as the spec says; all of it percent-encoded."""
    server = Server([BOOK])
    with opened(packages["styles"], server, api_key="k/1") as shelf:
        found = shelf.books.find(
            shelf="a/b", ids=[ID, UUID(ID)], years=[1450, 1451], kinds=["novel", "poem"], words=["a b", "c"],
            lent=False, x_trace="abc",
        )  # fmt: skip

    expected = f"ids%5B%5D={ID}&ids%5B%5D={ID}&years=1450,1451&kinds=novel%7Cpoem&words=a%20b%20c&lent=false&key=k%2F1"
    assert server.targets == [f"/v1/shelves/a%2Fb/books?{expected}"]
    assert server.asked[0].headers["X-Trace"] == "abc"
    assert server.asked[0].url.host == "main.library.example"
    assert [book.id for book in found] == [ID]


def test_what_is_not_given_is_not_sent(packages: dict[str, Any]) -> None:
    """No default is filled in, and where credentials are optional a client without any asks without."""
    server = Server([])
    with opened(packages["styles"], server, branch="annex") as shelf:
        shelf.books.find(shelf="a")

    assert server.targets == ["/v1/shelves/a/books"]
    assert server.asked[0].url.host == "annex.library.example"
    assert "X-Trace" not in server.asked[0].headers


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"shelf": None}, "shelf must be given"),
        ({"shelf": ".."}, "shelf must be a path segment, got '..'"),
        ({"ids": []}, "ids must be a list of at least 1, got []"),
        ({"ids": ["a"]}, "ids[0] must be a UUID, got 'a'"),
        ({"ids": ID}, f"ids must be a list, got '{ID}'"),
        ({"years": [1500, 1449]}, "years[1] must be at least 1450, got 1449"),
        ({"years": [True]}, "years[0] must be an integer, got True"),
        ({"kinds": ["play"]}, "kinds[0] must be one of 'novel', 'poem', got 'play'"),
        ({"kinds": ["poem", "poem"]}, "kinds must be a list without repetitions, got ['poem', 'poem']"),
        ({"lent": 1}, "lent must be True or False, got 1"),
        ({"x_trace": "A"}, "x_trace must be a string like ^[a-z]+$, got 'A'"),
    ],
)
def test_what_the_spec_forbids_is_not_sent(packages: dict[str, Any], wrong: dict[str, Any], said: str) -> None:
    """A value that breaks its schema is refused by the name of its argument, before anything is sent."""
    package = packages["styles"]
    server = Server()
    with opened(package, server) as shelf, pytest.raises(package.InvalidRequestError) as refused:
        shelf.books.find(**{"shelf": "a", **wrong})

    assert str(refused.value) == said
    assert server.asked == []


def test_a_path_value_keeps_its_style(imported: Callable[[str], Any]) -> None:
    """A value in a path is written as its style says, with the mark in front of it."""
    labelled = "{name: shelf, in: path, required: true, style: label, schema: {type: string}}"
    text = SHELF.replace("/books:", "/books{shelf}:").replace("parameters: [", f"parameters: [{labelled}, ")
    package = imported(text)
    server = Server({"data": []})
    with opened(package, server) as shelf:
        list(shelf.books.list(shelf="a"))

    assert server.targets == ["/books.a"]


def test_a_body_holds_what_was_given(packages: dict[str, Any]) -> None:
    """Arguments become properties by the vendor's names, instants in UTC, and nothing else is in the body."""
    server = Server(BOOK)
    with opened(packages["bodies"], server) as shelf:
        shelf.books.create(title="Emma", novels=["a"], poems=[], lent=datetime(2025, 6, 30, 12, tzinfo=UTC))

    expected = {"title": "Emma", "novels": ["a"], "poems": [], "lent": "2025-06-30T12:00:00.000Z"}
    assert json.loads(server.asked[0].content) == expected


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Say what it is."),
        ({"novels": [], "poems": []}, "Say what it is."),
        (
            {"poems": ["a"], "lent": datetime(2025, 6, 30, tzinfo=UTC), "sold": True},
            "lent and sold exclude each other: give one of them",
        ),
        ({"novels": ["a"], "title": ""}, "title must be at least 1 characters long, got ''"),
    ],
)
def test_a_body_that_breaks_a_rule_is_not_sent(packages: dict[str, Any], given: dict[str, Any], said: str) -> None:
    """Rules between properties are kept before sending, in the vendor's words where there are any."""
    package = packages["bodies"]
    server = Server()
    with opened(package, server) as shelf, pytest.raises(package.InvalidRequestError) as refused:
        shelf.books.create(**{"title": "Emma", **given})

    assert said in str(refused.value)
    assert server.asked == []


def test_models_made_of_each_other_are_read(packages: dict[str, Any]) -> None:
    """A book has an author who has books; null, missing and unknown survive the way there and back."""
    body = {
        **BOOK,
        "kind": "play",
        "price": None,
        "printed": "1815-12-23",
        "sequels": [BOOK],
        "author": {"class": "novelist", "books": [{**BOOK, "author": None}], "born": 1775},
    }
    server = Server(body)
    with opened(packages["bodies"], server) as shelf:
        book = shelf.books.create(title="Emma", novels=["a"])

    assert book.to_dict() == body
    assert (book.id, book.kind, book.price, book.printed) == (UUID(ID), "play", None, date(1815, 12, 23))
    assert book.author.class_ == "novelist"
    assert book.author.books[0].sequels is None
    assert book.author.additional_properties == {"born": 1775}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"record": "film"}, 'record: expected "book", got "film"'),
        ({"id": "x"}, 'id: expected uuid, got "x"'),
        ({"author": {"books": [{**BOOK, "kind": None}]}}, "author.books[0].kind: expected string, got null"),
        ({"printed": "1815"}, 'printed: expected date, got "1815"'),
        ({"sequels": None}, "sequels: expected array, got null"),
    ],
)
def test_what_breaks_its_schema_is_told_with_its_path(
    packages: dict[str, Any], wrong: dict[str, Any], said: str
) -> None:
    """A value of the wrong type raises at once, and names the place however deep it is."""
    package = packages["bodies"]
    with opened(package, Server({**BOOK, **wrong})) as shelf, pytest.raises(package.ResponseDecodeError) as refused:
        shelf.books.create(title="Emma", novels=["a"])

    assert str(refused.value).partition(" (")[0] == said


def page(*ids: str, **rest: Any) -> dict[str, Any]:
    """Return a page of books."""
    return {"data": [{"id": each} for each in ids], **rest}


# (method, arguments, pages as answered, what is asked)
WALKS = {
    "a cursor, then one in a query string": (
        "list_by_cursor",
        {},
        [page("a", next="t 1"), page("b", next=None, link="?size=1&after=t%202"), page("c")],
        ["/cursor", "/cursor?after=t%201", "/cursor?after=t%202"],
    ),
    "an empty page on the way": (
        "list_by_cursor",
        {"after": "t0"},
        [page(next="t1"), page("a", next="")],
        ["/cursor?after=t0", "/cursor?after=t1"],
    ),
    "numbers": (
        "list_by_page",
        {},
        [page("a", meta={"page": 0}), page("b", meta={"page": 1}), page(meta={"page": 2})],
        ["/page", "/page?page=1", "/page?page=2"],
    ),
    "numbers that the answers keep to themselves": (
        "list_by_page",
        {},
        [page("a"), page("b"), page()],
        ["/page", "/page?page=1", "/page?page=2"],
    ),
    "ids": (
        "list_by_id",
        {},
        [page("a", "b", meta={"more": True}), page("c", "d", meta={"more": False})],
        ["/id", "/id?after=b"],
    ),
    "ids, backward": (
        "list_by_id",
        {"before": "e"},
        [page("c", "d", meta={"more": True}), page("a", "b"), page()],
        ["/id?before=e", "/id?before=c", "/id?before=a"],
    ),
}


@pytest.mark.parametrize(("method", "given", "pages", "asked"), WALKS.values(), ids=WALKS)
def test_pages_follow_each_other(
    packages: dict[str, Any], method: str, given: dict[str, Any], pages: list[Any], asked: list[str]
) -> None:
    """Each style asks for the next page in its own way, and stops where its own end is."""
    server = Server(*pages)
    with opened(packages["paging"], server) as shelf:
        found = [book.id for book in getattr(shelf.books, method)(**given)]

    assert server.targets == asked
    assert found == [book["id"] for answer in pages for book in answer["data"]]


def test_objects_may_be_far_inside_each_other(imported: Callable[[str], Any]) -> None:
    """A package of three hundred objects, each needed by the one before it, can be imported, and reads them all."""
    schemas = "".join(
        f"    Box{n}: {{required: [box], properties: {{box: {{$ref: '#/components/schemas/Box{n + 1}'}}}}}}\n"
        for n in range(300)
    )
    package = imported(
        SHELF.replace(
            "author: {type: string", "box: {$ref: '#/components/schemas/Box0'}\n        author: {type: string"
        )
        + f"{schemas}    Box300: {{properties: {{size: {{type: integer}}}}}}\n"
    )
    text = '{"data": [' + '{"box": ' * 301 + '{"size": 7}' + "}" * 301 + "]}"
    answers = httpx.MockTransport(lambda _: httpx.Response(200, text=text))
    with httpx.Client(transport=answers) as http, package.Shelf(http_client=http) as client:
        (box,) = client.books.list()
        for _ in range(301):
            box = box.box

    assert box.size == 7
