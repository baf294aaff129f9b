"""`vouch new`: a spec of the house, from nothing or from somebody's file; everything else follows from it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import yaml
from tests.drafting.library import LIBRARY
from tests.generator.projects import vouch

from vouch.evidence import facts
from vouch.spec import Spec, load
from vouch.workspace import Workspace


@pytest.fixture
def empty(tmp_path: Path) -> Workspace:
    """Return a workspace without vendors."""
    (tmp_path / "specs").mkdir()
    return Workspace(tmp_path)


def made(workspace: Workspace, file: Path, document: dict[str, Any], vendor: str = "library") -> Spec:
    """Write somebody's file, make a vendor of it, and return its spec."""
    file.write_text(json.dumps(document) if file.suffix == ".json" else yaml.safe_dump(document), "utf-8")
    assert vouch(workspace, "new", vendor, "--from", str(file)).exit_code == 0
    return load(workspace.root / "specs" / vendor / "openapi.yaml", house=True)


def test_everything_follows_from_nothing(empty: Workspace) -> None:
    """The least spec passes check once its package is made, and its mock keeps it."""
    assert vouch(empty, "new", "acme-books").exit_code == 0
    assert vouch(empty, "generate").exit_code == 0
    assert vouch(empty, "check").exit_code == 0
    assert vouch(empty, "contract", "acme-books").exit_code == 0
    assert (empty.package("acme-books") / "acme_books_client" / "resources" / "items.py").exists()


def test_nothing_of_the_least_spec_is_documented(empty: Workspace) -> None:
    """Every fact of it is a guess until a person takes the mark away."""
    vouch(empty, "new", "acme-books")
    found = facts(load(empty.root / "specs/acme-books/openapi.yaml", house=True))

    assert [f"{fact.pointer} {fact.of}" for fact in found if fact.level != "assumed"] == []
    assert len(found) > 20


@pytest.mark.parametrize("name", ["openapi.yaml", "openapi.json", "swagger"])
def test_everything_follows_from_a_file(empty: Workspace, tmp_path: Path, name: str) -> None:
    """OpenAPI 3.0, in YAML or JSON, becomes a spec whose package is made and whose mock keeps it."""
    spec = made(empty, tmp_path / name, LIBRARY)

    assert [operation.id for operation in spec.operations] == ["getBooks", "addBook"]
    assert [f"{operation.resource}.{operation.name}" for operation in spec.operations] == ["books.get", "books.add"]
    if name == "openapi.yaml":
        assert vouch(empty, "generate").exit_code == 0
        assert vouch(empty, "check").exit_code == 0
        assert vouch(empty, "contract", "library").exit_code == 0


def test_behaviour_is_proposed_as_a_guess(empty: Workspace, tmp_path: Path) -> None:
    """Pages, filters and creations that names suggest are there, and marked as assumed."""
    spec = made(empty, tmp_path / "openapi.json", LIBRARY)
    shown, added = spec.operations
    filters = {parameter.name: parameter.filter for parameter in shown.parameters if parameter.filter}

    assert shown.pagination is not None
    assert (shown.pagination.style, shown.pagination.items, shown.pagination.limit) == ("page", "/books", "per_page")
    assert {name: (found.field, found.match) for name, found in filters.items()} == {
        "genre": ("/genre", "equals"),
        "added_since": ("/added_at", "at-least"),
    }
    assert added.creates is not None
    assert added.creates.list == shown.id
    for field in (shown.pointer + "/x-pagination", added.pointer + "/x-creates"):
        *way, last = field.split("/")[-3:]
        node = spec.document["paths"]["/books"][way[-1]][last]
        assert [entry["level"] for entry in node["x-evidence"]] == ["assumed"]


def test_what_needs_a_person_is_listed(empty: Workspace, tmp_path: Path) -> None:
    """What was left out is named, and each guess with its line in the new file."""
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(LIBRARY), "utf-8")
    told = vouch(empty, "new", "library", "--from", str(file)).stdout
    lines = (empty.root / "specs/library/openapi.yaml").read_text("utf-8").splitlines()

    assert re.search(r"not in there  getBroken[^\n]*\n    left out: no 2xx answer", told)
    for number, guess in re.findall(r"openapi\.yaml:(\d+)  [^\n]*\n    (x-[a-z]+) is a guess", told):
        assert lines[int(number) - 1].strip().startswith(f"{guess}:")
    assert told.count("is a guess") == 4
    assert told.endswith("\nnext: vouch generate library\n")


def test_a_guess_is_told_as_it_stands_there(empty: Workspace, tmp_path: Path) -> None:
    """What is guessed is shown as YAML has it on one line, whatever lists are in it."""
    document = deepcopy(LIBRARY)
    document["paths"] = {"/books": {"get": deepcopy(document["paths"]["/books"]["get"])}}
    shown = document["paths"]["/books"]["get"]
    shown["parameters"] = [{"name": "cursor", "in": "query", "schema": {"type": "string"}}]
    books = {"type": "array", "items": {"$ref": "#/components/schemas/Book"}}
    body = {"type": "object", "properties": {"books": books, "next_cursor": {"type": "string"}}}
    shown["responses"]["200"] = {"description": "Books.", "content": {"application/json": {"schema": body}}}
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document), "utf-8")
    told = vouch(empty, "new", "library", "--from", str(file)).stdout

    guess = 'style: cursor, parameter: cursor, next: [{at: "/next_cursor"}], items: "/books"'

    assert f"x-pagination is a guess ({guess}): compare it with the page" in told


def test_a_file_without_a_server_gets_a_placeholder(empty: Workspace, tmp_path: Path) -> None:
    """A server URL that leads nowhere from here is replaced, and said."""
    spec = made(empty, tmp_path / "openapi.json", {**LIBRARY, "servers": [{"url": "/api"}]})

    assert spec.server == "https://api.example.com"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Acme", "'Acme' is no name for a vendor: lower-case words and hyphens, such as acme-books"),
        ("../up", "'../up' is no name for a vendor: lower-case words and hyphens, such as acme-books"),
        ("tolt", "there is a vendor tolt already"),
        ("to-lt", "there is a vendor tolt already"),
        ("thoughtindustries", "there is a vendor thought-industries already"),
    ],
)
def test_a_name_that_cannot_be(project: Workspace, name: str, said: str) -> None:
    """A name that is none, or means a vendor there is, is refused, and nothing is written."""
    before = sorted((project.root / "specs").rglob("*"))
    ended = vouch(project, "new", name)

    assert (ended.exit_code, ended.stderr) == (2, f"{said}\n")
    assert sorted((project.root / "specs").rglob("*")) == before


@pytest.mark.parametrize(
    ("code", "said", "origin"),
    [
        (1, "nowhere.yaml:1  file\n  found     No such file", "nowhere.yaml"),
        (2, "was answered 404", "{url}/missing.yaml"),
        (2, "is larger than 20 MB", "{url}/endless.yaml"),
        (2, "could not be fetched", "http://127.0.0.1:9/openapi.yaml"),
        (2, "could not be fetched", "http://[/openapi.yaml"),
        (1, "/page.html:1  file\n  found     no mapping", "{url}/page.html"),
    ],
)
def test_a_file_that_cannot_be_had(empty: Workspace, site: str, code: int, said: str, origin: str) -> None:
    """What cannot be fetched or is no OpenAPI file is said, and nothing is written."""
    ended = vouch(empty, "new", "library", "--from", origin.format(url=site))

    assert ended.exit_code == code
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr
    assert list((empty.root / "specs").iterdir()) == []


def test_a_url_will_do(empty: Workspace, site: str) -> None:
    """The file may be on the web."""
    ended = vouch(empty, "new", "library", "--from", f"{site}/moved.json")

    assert ended.exit_code == 0
    assert load(empty.root / "specs/library/openapi.yaml", house=True).title == "Library API"


def test_words_of_a_file_stay_words(empty: Workspace, tmp_path: Path) -> None:
    """Text that would mean something to YAML is still the same text afterwards."""
    document = deepcopy(LIBRARY)
    text = "no: {yes}\n- # 'quoted' \"twice\"\n\n  indented: 007 "
    document["paths"]["/books"]["get"]["description"] = text
    spec = made(empty, tmp_path / "openapi.json", document)

    assert spec.operations[0].description.strip() == text.strip()


def test_a_file_without_a_call_is_refused(empty: Workspace, tmp_path: Path) -> None:
    """Nothing comes of a file in which there is no operation; it is said where one should be."""
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps({**LIBRARY, "paths": {}}, indent=1), "utf-8")
    ended = vouch(empty, "new", "library", "--from", str(file))

    assert ended.exit_code == 1
    assert f"{file}:20  paths\n  found     no operation that can be used" in ended.stderr
    assert list((empty.root / "specs").iterdir()) == []


def test_paths_may_be_references(empty: Workspace, tmp_path: Path) -> None:
    """A path that is written elsewhere in the file is read there."""
    document = deepcopy(LIBRARY)
    item = document["paths"].pop("/books")
    document["paths"]["/shelf"] = {"$ref": "#/components/pathItems/Books"}
    document["openapi"] = "3.1.0"
    document["components"]["pathItems"] = {"Books": {"post": item["post"]}}
    spec = made(empty, tmp_path / "openapi.json", document)

    assert [operation.path for operation in spec.operations] == ["/shelf"]


def test_names_in_any_script_have_components(empty: Workspace, tmp_path: Path) -> None:
    """A component is called in plain letters: no parameter is lost because another has others in its name."""
    document = deepcopy(LIBRARY)
    for name in ("größe", "订单"):
        document["paths"]["/books"]["get"]["parameters"].append(
            {"name": name, "in": "query", "schema": {"type": "string"}}
        )
    document["paths"]["/订单"] = {"get": {"operationId": "订单", "responses": {"200": {"description": "Done."}}}}
    spec = made(empty, tmp_path / "openapi.json", document)

    assert {"größe", "订单", "page", "genre"} <= {parameter.name for parameter in spec.operations[0].parameters}
    assert spec.operations[-1].path == "/订单"


def test_a_body_may_be_anything(empty: Workspace, tmp_path: Path) -> None:
    """A schema that is true has a component as any other."""
    document = deepcopy(LIBRARY)
    document["openapi"] = "3.1.0"
    document["paths"]["/books"]["post"]["requestBody"]["content"]["application/json"]["schema"] = True
    spec = made(empty, tmp_path / "openapi.json", document)

    assert [operation.body is not None for operation in spec.operations] == [False, True]


class _Site(BaseHTTPRequestHandler):
    """A file, one that has moved, one without end, a page, and nothing else."""

    def do_GET(self) -> None:
        moved = self.path == "/moved.json"
        content = json.dumps(LIBRARY).encode() if self.path == "/openapi.json" else b"<!doctype html><p>Hi"
        self.send_response(301 if moved else 404 if self.path == "/missing.yaml" else 200)
        if moved:
            self.send_header("Location", "/openapi.json")
        self.end_headers()
        try:
            for _ in range(30 if self.path == "/endless.yaml" else 0):
                self.wfile.write(b"# " * 500_000)
            self.wfile.write(content)
        except OSError:
            pass  # the other side has had enough

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    """Serve files on loopback, and return where."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
