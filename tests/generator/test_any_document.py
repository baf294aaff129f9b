"""Any honest document: each word of OpenAPI and JSON Schema, as a call over a socket.

The documents in `documents/` use each word once. What is listed here is what the calls send and what they return.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from vouch.generate.package import build
from vouch.generate.writing import write_package
from vouch.spec import load_any

DOCUMENTS = Path(__file__).parent / "documents"
JSON = "application/json"


@dataclass
class Server:
    """Keeps what it was asked, and gives the answer it was told to."""

    url: str = ""
    status: int = 204
    media_type: str = ""
    answer: bytes = b""
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Serve on a free port of this machine."""
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def respond(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            state.asked.append((f"{self.command} {self.path}", headers, body))
            self.send_response(state.status)
            self.send_header("Content-Type", state.media_type)
            self.send_header("Content-Length", str(len(state.answer)))
            self.end_headers()
            self.wfile.write(state.answer)

        do_GET = do_PUT = do_POST = do_PATCH = do_DELETE = respond  # noqa: N815 - named by the base class

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = Thread(target=http.serve_forever, daemon=True)
        thread.start()
        state.url = f"http://127.0.0.1:{http.server_address[1]}"
        yield state
        http.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Return the packages of the documents, by the names of their files."""
    folder = tmp_path_factory.mktemp("documents")
    before = list(sys.path)
    found = {}
    for path in sorted(DOCUMENTS.iterdir()):
        spec, told = load_any(path)
        assert told == ()
        write_package(folder / path.stem, build(spec))
        sys.path.insert(0, str(folder / path.stem))
        (package,) = (folder / path.stem).glob("*_client")
        found[path.stem] = importlib.import_module(package.name)
    yield found
    sys.path[:] = before


def ask(server: Server, client: Any, method: str, given: dict[str, Any], answer: tuple[int, str, str]) -> Any:
    """Make a call that gets this answer."""
    server.status, server.media_type, server.answer = answer[0], answer[1], answer[2].encode()
    server.asked.clear()
    for name in method.split("."):
        client = getattr(client, name)
    return client(**given)


NOTHING = (204, "", "")
# method, arguments -> request line, headers among others, body; answer -> what is returned, as JSON data
CALLS: dict[str, tuple[str, dict[str, Any], str, dict[str, str], str, tuple[int, str, str], Any]] = {
    "parameters of the path": (
        "path_level.get", {"shelf": "a b", "book_id": 7},
        "GET /shelves/a%20b/books/7", {"accept": JSON}, "",
        (200, JSON, '{"id": "1", "title": "E", "pages": 3, "sequel": {"id": "2", "title": "F"}}'),
        {"id": "1", "title": "E", "pages": 3, "sequel": {"id": "2", "title": "F"}},
    ),
    "names that collide": (
        "names.import_",
        {"timeout_": 3, "headers_": "h", "self_": "s", "class_": "c", "id": "q", "id_header": "h", "größe": "g",
         "id_body": "b", "list": "l", "validate_": True},
        "POST /names?timeout=3&headers=h&self=s&class=c&id=q&gr%C3%B6%C3%9Fe=g", {"id": "h", "accept": JSON},
        '{"id":"b","list":"l","validate":true}',
        (200, JSON, '{"class": "x", "self": 1, "+1": 2, "-1": 3, "": "e", "date": "2024-06-30"}'),
        {"class": "x", "self": 1, "+1": 2, "-1": 3, "": "e", "date": "2024-06-30"},
    ),
    "styles of parameters": (
        "styles.styles",
        {"deep": {"a": 1, "b": ["x", "y"]}, "flat": {"r": 1, "g": 2}, "comma": ["a", "b,"], "space": ["a", "b"],
         "pipe": ["a", "b"], "json": {"a": 1}, "x_ids": [1, 2], "visit": "a b;", "tab": 2},
        ("GET /styles?deep%5Ba%5D=1&deep%5Bb%5D=x&deep%5Bb%5D=y&flat=r,1,g,2&comma=a,b%2C&space=a%20b&pipe=a%7Cb"
         "&json=%7B%22a%22%3A1%7D"),
        {"x-ids": "1,2", "cookie": "visit=a%20b%3B; tab=2"}, "", NOTHING, None,
    ),
    "a body that is an array, an answer by default": (
        "bodies.array", {"body": [1, 2]}, "POST /bodies/array", {"content-type": JSON}, "[1,2]",
        (200, JSON, "[2, 4]"), [2, 4],
    ),
    "a body that need not be": (
        "bodies.array", {}, "POST /bodies/array", {}, "", (200, JSON, "[]"), [],
    ),
    "a body that is a string": (
        "bodies.scalar", {"body": "a"}, "POST /bodies/scalar", {"content-type": JSON}, '"a"',
        (200, JSON, "[null]"), [None],
    ),
    "a body whose names are data": (
        "bodies.mapped", {"body": {"a": 1.5, "b": None}}, "PATCH /bodies/map",
        {"content-type": "application/merge-patch+json"}, '{"a":1.5,"b":null}', (200, JSON, '{"a": 1}'), {"a": 1},
    ),
    "a body open to more": (
        "bodies.open", {"name": "n", "additional_properties": {"x": 1}}, "POST /bodies/open", {},
        '{"x":1,"name":"n"}', NOTHING, None,
    ),
    "a body open to more, of which nothing is given": ("bodies.open", {}, "POST /bodies/open", {}, "", NOTHING, None),
    "a form": (
        "bodies.form", {"text": "a&b", "many": ["x", "y"], "meta": {"k": "v w"}, "inner": {"a": 1}},
        "POST /bodies/form", {"content-type": "application/x-www-form-urlencoded"},
        "text=a%26b&many=x&many=y&meta%5Bk%5D=v%20w&inner=%7B%22a%22%3A1%7D", NOTHING, None,
    ),
    "bytes": (
        "bodies.bytes_", {"body": b"\x00\x01"}, "PUT /bodies/bytes",
        {"content-type": "application/octet-stream", "accept": "application/octet-stream"}, "\x00\x01",
        (200, "application/octet-stream", "\x02"), b"\x02",
    ),
    "text": (
        "bodies.text", {"body": "ä"}, "PUT /bodies/text",
        {"content-type": "text/plain", "accept": "text/plain; charset=utf-8"}, "ä", (200, "text/plain", "ö"), "ö",
    ),
    "several answers, JSON": (
        "mixed.get", {}, "GET /mixed", {"accept": f"{JSON}, text/plain"}, "",
        (200, JSON, '{"id": "1", "title": "E"}'), {"id": "1", "title": "E"},
    ),
    "several answers, text": ("mixed.get", {}, "GET /mixed", {}, "", (202, "text/plain", "wait"), "wait"),
    "several answers, none": ("mixed.get", {}, "GET /mixed", {}, "", NOTHING, None),
    "no operationId, no tag, no schema": (
        "untagged.delete", {"id": "a/b"}, "DELETE /untagged/a%2Fb", {}, "", (200, JSON, '{"a": [1]}'), {"a": [1]},
    ),
    "a server of its own, which base_url stands in for": ("elsewhere.get", {}, "GET /elsewhere", {}, "", NOTHING, None),
    "bearer": ("names.import_", {}, "POST /names", {"authorization": "Bearer t"}, "{}", (200, JSON, "{}"), {}),
    "a key in a header": ("keys.header", {}, "GET /keys/header", {"x-key": "hk"}, "", NOTHING, None),
    "a key in the query": ("keys.query", {}, "GET /keys/query?key=qk", {}, "", NOTHING, None),
    "a key in a cookie": ("keys.cookie", {}, "GET /keys/cookie", {"cookie": "key=ck"}, "", NOTHING, None),
    "basic": ("keys.basic", {}, "GET /keys/basic", {"authorization": "Basic dTpw"}, "", NOTHING, None),
    "a token of OAuth 2": ("keys.oauth", {}, "GET /keys/oauth", {"authorization": "Bearer t"}, "", NOTHING, None),
    "a token of OpenID": ("keys.openid", {}, "GET /keys/openid", {"authorization": "Bearer t"}, "", NOTHING, None),
    "two keys at once": ("keys.both", {}, "GET /keys/both?key=qk", {"x-key": "hk"}, "", NOTHING, None),
}  # fmt: skip
CREDENTIALS = {
    "access_token": "t",
    "username": "u",
    "password": "p",
    "header_key": "hk",
    "query_key": "qk",
    "cookie_key": "ck",
}


@pytest.mark.parametrize("name", CALLS)
def test_each_word_becomes_a_call(packages: dict[str, Any], server: Server, name: str) -> None:
    """The request has the bytes that the document asks for, and the answer is read as what it says."""
    method, given, line, headers, body, answer, returned = CALLS[name]
    with packages["everything"].Everything(base_url=server.url, **CREDENTIALS) as client:
        found = ask(server, client, method, given, answer)

    ((asked, sent, content),) = server.asked
    assert asked == line
    assert {name: sent.get(name) for name in headers} == headers
    assert content.decode() == body
    assert (found.to_dict() if hasattr(found, "to_dict") else found) == returned


def test_no_credentials_where_none_are_needed(packages: dict[str, Any], server: Server) -> None:
    """An operation that asks for none is sent without, whatever the client holds; a header of its own goes nowhere."""
    with packages["everything"].Everything(base_url=server.url, **CREDENTIALS) as client:
        ask(server, client, "elsewhere.get", {}, NOTHING)

    ((_, sent, _),) = server.asked
    assert {"authorization", "cookie", "x-key"} & sent.keys() == set()


def test_files_travel_in_parts(packages: dict[str, Any], server: Server) -> None:
    """Bytes are files, with the name they are given; objects are JSON, and a list is a part for each item."""
    given = {"file": b"\r\n--x", "images": [('a"\r\n.png', b"1"), b"2"], "note": "ä", "meta": {"a": 1}}
    with packages["everything"].Everything(base_url=server.url, **CREDENTIALS) as client:
        ask(server, client, "bodies.parts", given, NOTHING)

    ((_, sent, content),) = server.asked
    message = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + sent["content-type"].encode() + b"\r\n\r\n" + content
    )
    parts = [
        (part.get_param("name", header="content-disposition"), part.get_filename(), part.get_content_type(),
         part.get_payload(decode=True))
        for part in message.iter_parts()
    ]  # fmt: skip
    assert parts == [
        ("file", "file", "application/octet-stream", b"\r\n--x"),
        ("images", "a%22%0D%0A.png", "image/png", b"1"),
        ("images", "images", "image/png", b"2"),
        ("note", None, "text/plain", "ä".encode()),
        ("meta", None, "application/json", b'{"a":1}'),
    ]


SHAPES: list[tuple[str, str, Any]] = [
    ("anything", "[1]", [1]),
    ("untyped", '{"a": 1}', {"a": 1}),
    ("one", "1", 1),
    ("whole", '{"a": [1]}', {"a": [1]}),
    ("either", "2.5", 2.5),
    ("either", "null", None),
    ("flags", "false", False),
    ("pair", '[1, "a"]', [1, "a"]),
    ("list_", "[1, [2]]", [1, [2]]),
    ("matched", '{"x1": 1}', {"x1": 1}),
    ("several", "[true]", [True]),
    ("several", '"12"', "12"),
    ("nest", "[[], [[]]]", [[], [[]]]),
    ("narrowed", '"2024-06-30"', date(2024, 6, 30)),
    ("maybe", "null", None),
]


@pytest.mark.parametrize(("name", "text", "value"), SHAPES)
def test_each_shape_is_read(packages: dict[str, Any], server: Server, name: str, text: str, value: Any) -> None:
    """A value of each kind of schema is read as Python has it, and goes back to the same JSON."""
    wire = name.rstrip("_")
    with packages["everything"].Everything(base_url=server.url, **CREDENTIALS) as client:
        shapes = ask(server, client, "shapes.get", {}, (200, JSON, f'{{"{wire}": {text}}}'))

    assert getattr(shapes, name) == value
    assert type(getattr(shapes, name)) is type(value)
    assert wire in shapes.to_dict()


@pytest.mark.parametrize(
    "text",
    [
        *(f'{{"{name.rstrip("_")}": {text}}}' for name, text, _ in SHAPES),
        '{"tree": {"children": [{"children": []}, {"x": 1}]}, "sizes": {"s": {"w": 1}}}',
        '{"vehicle": {"type": "boat", "sails": 2}, "beside": {"kind": "k", "b": "B"}}',
    ],
)
def test_msgspec_reads_each_shape_alike(packages: dict[str, Any], text: str) -> None:
    """Shapes that msgspec knows, and those that it leaves to their decoders, are what they are without it."""
    package = packages["everything"]
    structs = importlib.import_module(f"{package.__name__}._runtime.structs")

    found = structs.StructReader(package.models.Shapes.from_dict).read(text)

    assert found == package.models.Shapes.from_dict(json.loads(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"one": 2}', "one: expected 1, got 2"),
        ('{"size": {}}', "size.w: expected a value, got nothing"),
        ('{"tree": {"children": [{"children": 1}]}}', "tree.children[0].children: expected array, got 1"),
        ('{"sizes": {"s": {"w": "x"}}}', 'sizes.s.w: expected integer, got "x"'),
        ('{"matched": {"x": []}}', "matched.x: expected integer, got array"),
        ('{"vehicle": {"type": "boat", "sails": "x"}}', 'vehicle.sails: expected integer, got "x"'),
    ],
)
def test_what_breaks_its_shape_is_told(packages: dict[str, Any], server: Server, text: str, said: str) -> None:
    """A value that its schema does not admit is told with its path, wherever the schema is written."""
    package = packages["everything"]
    with (
        package.Everything(base_url=server.url, **CREDENTIALS) as client,
        pytest.raises(package.ResponseDecodeError, match=f"^{re.escape(said)}"),
    ):
        ask(server, client, "shapes.get", {}, (200, JSON, text))


def test_choices_are_told_apart(packages: dict[str, Any], server: Server) -> None:
    """By a discriminator, mapped or not, or by a property of which each has other values; unknown ones survive."""
    pets = '[{"kind": "Cat", "lives": 9}, {"kind": "hound", "tricks": []}, {"kind": "Dog"}, {"kind": "newt", "x": 1}]'
    with packages["everything"].Everything(base_url=server.url, **CREDENTIALS) as client:
        found = ask(server, client, "pets.list", {}, (200, JSON, pets))
        shapes = ask(server, client, "shapes.get", {}, (200, JSON, '{"vehicle": {"type": "boat", "sails": 2}}'))
        beside = ask(server, client, "shapes.get", {}, (200, JSON, '{"beside": {"kind": "k", "b": "B"}}')).beside
        models = packages["everything"].models
        ask(
            server,
            client,
            "pets.replace",
            {"body": models.Dog(kind="Dog", tricks=["sit"])},
            (200, JSON, pets[1:-1][:27]),
        )

    assert [type(pet).__name__ for pet in found] == ["Cat", "Dog", "Dog", "Cat"]
    assert found[3].to_dict() == {"kind": "newt", "x": 1}
    assert shapes.vehicle.sails == 2
    assert (beside.kind, beside.a, beside.b) == ("k", None, "B")
    assert server.asked[-1][2] == b'{"kind":"Dog","tricks":["sit"]}'


def test_openapi_3_0_is_read(packages: dict[str, Any], server: Server) -> None:
    """Nullable, exclusive bounds, siblings of references and families by base class mean what 3.0 says."""
    package = packages["older"]
    answer = (
        '[{"kind": "Lamp", "name": null, "watts": 5, "parent": null, "next": {"id": 1}}, {"kind": "x", "name": "n"}]'
    )
    with package.UberAltereDinge(base_url=server.url) as client:
        found, other = ask(server, client, "things.list", {"size": 2, "state": "old"}, (200, JSON, answer))
        with pytest.raises(package.InvalidRequestError, match="size must be above 1, got 1"):
            client.things.list(size=1)

    assert [line for line, _, _ in server.asked] == ["GET /things?size=2&state=old"]
    assert (type(found).__name__, found.watts, found.name, found.next.id) == ("Lamp", 5, None, 1)
    assert (type(other).__name__, other.name) == ("Thing", "n")


def test_a_server_that_is_nowhere_has_to_be_given(packages: dict[str, Any]) -> None:
    """Where a document names no host, the client asks for one when it is made."""
    package = packages["older"]

    with pytest.raises(
        package.InvalidRequestError, match=r"base_url \(or UBER_ALTERE_DINGE_BASE_URL in the environment\)"
    ):
        package.UberAltereDinge()


def test_webhooks_alone_become_models(packages: dict[str, Any]) -> None:
    """A document of webhooks has no calls, and a class for each body that the vendor sends."""
    package = packages["webhooks"]

    assert package.__name__ == "webhooks_client"
    assert package.models.Launched.from_json('{"rocket": "🚀"}').rocket == "🚀"
