"""The pages of a mock: for whoever asks for HTML at its address, and made of nothing that lies elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import httpx
import jsonschema_rs
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from tests.mocks.vendors import SPECS

from vouch.mock import Endpoint, Mounted, create_app, pages, running
from vouch.mock.pages.console import console
from vouch.mock.pages.notes import note
from vouch.mock.pages.reference import reference
from vouch.spec import Spec
from vouch.spec.behaviour import Claim

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
FILES = Path(pages.__file__).parent / "files"
ROOTED = """\
openapi: 3.1.0
info: {title: "<Shelf> & sons", version: 0.1.0}
servers: [{url: "https://api.shelf.example"}]
security: [{session: []}]
paths:
  /:
    post:
      operationId: createBook
      tags: [books]
      description: Makes a book.
      parameters:
        - {name: year, in: query, schema: {type: integer, x-evidence: [{level: assumed, why: a guess}]}}
      requestBody: {content: {application/json: {schema: {type: object, required: [due], properties: {due: {type: string, format: date}}}}}}
      responses:
        "200": {description: A book., content: {application/json: {schema: {type: object}}}}
    get:
      operationId: getBooks
      responses:
        "200": {description: Books., content: {application/json: {schema: {type: object}}}}
components:
  securitySchemes:
    session: {type: apiKey, in: cookie, name: session, x-credential: [session]}
"""  # noqa: E501 - a body in a line


@pytest.fixture(scope="module")
def endpoints(specs: Mapping[str, Spec]) -> Iterator[Mapping[str, Endpoint]]:
    """Serve all vendors for the tests of this file."""
    with running(*specs.values()) as found:
        yield found


@pytest.fixture(scope="module")
def root(endpoints: Mapping[str, Endpoint]) -> str:
    """Return the address that all mocks share."""
    return endpoints["tolt"].url.removesuffix("/tolt")


@pytest.mark.parametrize("vendor", SPECS)
def test_a_browser_is_shown_a_page(vendor: str, endpoints: Mapping[str, Endpoint], specs: Mapping[str, Spec]) -> None:
    """At a mock's address a browser gets a page under a strict policy, whatever stands behind the address."""
    for address in (endpoints[vendor].url, f"{endpoints[vendor].url}/", f"{endpoints[vendor].url}?a=b"):
        answer = httpx.get(address, headers=BROWSER)

        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert specs[vendor].title in answer.text
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self';")
        assert "unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("line", "status", "media_type"),
    [
        ("GET /", 200, "application/json"),
        ("GET /tolt", 404, "application/json"),
        ("GET /tolt/", 404, "application/json"),
        ("POST /tolt html", 404, "application/json"),
        ("GET /tolt/v1/promotion-codes html", 401, "application/json"),
        ("GET /tolt/nowhere html", 404, "application/json"),
        ("GET /nobody html", 404, None),
        ("GET /_page/tolt html", 404, None),
        ("GET /_page/tolt/nothing html", 404, None),
        ("GET /_page/home.html html", 404, None),
        ("GET /_page/..%2Fsite.py html", 404, None),
        ("GET /_page/../site.py html", 404, None),
        ("POST /_page/home.js", 404, None),
    ],
)
def test_nobody_else_is(line: str, status: int, media_type: str | None, root: str) -> None:
    """Whoever asks for something else, asks elsewhere or asks another way gets what was there before, never HTML."""
    method, target, *html = line.split(" ")

    answer = httpx.request(method, root + target, headers=BROWSER if html else {"accept": "application/json"})

    assert (status, media_type) == (answer.status_code, answer.headers.get("content-type"))


def test_the_root_lists_the_mocks(root: str, specs: Mapping[str, Spec]) -> None:
    """For a browser the root is a page with a link to each mock."""
    text = httpx.get(root, headers=BROWSER).text

    assert [f"/{vendor}" for vendor in specs] == re.findall(r'<a href="(.*?)"', text)


def test_parts_say_what_they_are(root: str) -> None:
    """Every file of a page comes with its media type, is not guessed at, and is asked about before it is used again."""
    kinds = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
    for file in [path for path in FILES.iterdir() if path.suffix != ".html"] + [Path("redoc.js")]:
        answer = httpx.get(f"{root}/_page/{file.name}")

        assert answer.headers["content-type"].startswith(kinds[file.suffix[1:]])
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-cache"


def test_nothing_is_loaded_from_elsewhere(root: str) -> None:
    """No file of ours names an address that a page would load, nor does the renderer name a picture of another host."""
    texts = {path.name: path.read_text("utf-8") for path in FILES.iterdir()}
    found = {name: set(re.findall(r"https?://[^\s\"'`)]+", text)) for name, text in texts.items()}
    namespace = "http://www.w3.org/2000/svg"

    assert not {name: rest for name, addresses in found.items() if (rest := addresses - {namespace})}
    assert "cdn.redoc.ly" not in httpx.get(f"{root}/_page/redoc.js").text


@pytest.mark.parametrize("vendor", SPECS)
def test_the_document_is_made_for_reading(vendor: str, specs: Mapping[str, Spec], root: str) -> None:
    """It is still OpenAPI, names the mock first, has none of our fields left, and tells every reason they gave."""
    spec = specs[vendor]

    document = httpx.get(f"{root}/_page/{vendor}/reference.json").json()

    OpenAPIV31SpecValidator(document).validate()
    text = json.dumps(document)
    assert document["servers"][0]["url"] == f"{root}/{vendor}"
    assert not re.search(r'"x-(?!ratelimit)[a-z-]+":', text)
    for claim in spec.operations[0].evidence:
        assert claim.page in text
        assert json.dumps(claim.why)[1:-1] in text
    if spec.rate_limit:
        assert f"{spec.rate_limit.requests} requests in" in document["info"]["description"]
    for rule in spec.operations[0].rules:
        assert ", ".join(f"`{name}`" for name in rule.names) in text
    for parameter in spec.operations[0].parameters:
        assert all(json.dumps(claim.why)[1:-1] in text for claim in parameter.evidence)


def test_evidence_is_told_in_words() -> None:
    """A claim names its level, what it is about, and why; one that only says that a page states it says nothing."""
    assumed = Claim("assumed", "a guess", ("minimum", "maximum"))

    assert note([assumed]) == "**Assumed** (`minimum`, `maximum`): a guess."
    assert note([Claim("documented", page="Books"), Claim("documented")]) == "**Documented**: on the page “Books”."


@pytest.mark.parametrize("vendor", SPECS)
def test_the_console_starts_where_lists_have_pages(vendor: str, specs: Mapping[str, Spec]) -> None:
    """What is filled in beforehand is what the mock recommends, and its credentials are the mock's."""
    mock = create_app(specs[vendor])
    endpoint = mock.describe("http://127.0.0.1:1/x")

    offered = console(mock, "http://127.0.0.1:1/x")

    filled = {
        operation["arguments"][parameter["name"]]: parameter["value"]
        for operation in offered["operations"]
        for parameter in operation["parameters"]
        if parameter["value"] is not None
    }
    secrets = {
        value
        for operation in offered["operations"]
        for way in operation["ways"]
        for scheme in way
        for value in scheme["credentials"].values()
    }
    assert dict(endpoint.params) == filled
    assert secrets <= set(endpoint.env.values())
    assert [operation.id for operation in specs[vendor].operations] == [each["id"] for each in offered["operations"]]


def test_any_vendor_has_a_page(fragment: Callable[[str], Spec]) -> None:
    """A spec of whatever make is offered: text is escaped, a body made up, dates known, a root path left alone."""
    spec = fragment(ROOTED)
    mock = create_app(spec)

    offered = {operation["id"]: operation for operation in console(mock, "http://x")["operations"]}

    made = offered["createBook"]
    assert (made["moments"], made["call"], made["mediaType"]) == ({"due": "date"}, "books.create", "application/json")
    body = spec.by_id["createBook"].body
    assert body
    jsonschema_rs.Draft202012Validator(body.content["application/json"]).validate(json.loads(made["body"]))
    assert made["ways"] == [[{"kind": "cookie", "name": "session", "credentials": {"session": "demo_session"}}]]
    assert "**Assumed**: a guess." in str(reference(spec, "http://x"))


@pytest.fixture
def anyio_backend() -> str:
    """Run asynchronous tests on asyncio."""
    return "asyncio"


@pytest.mark.anyio
async def test_a_path_of_the_vendor_comes_first(fragment: Callable[[str], Spec]) -> None:
    """A vendor whose API has a root keeps it; the page stands at the address without a slash."""
    transport = httpx.ASGITransport(Mounted([create_app(fragment(ROOTED))]))
    async with httpx.AsyncClient(transport=transport, base_url="http://mock") as client:
        root = await client.get("/shelf/", headers=BROWSER)
        page = await client.get("/shelf", headers=BROWSER)

    assert (root.status_code, root.headers.get("content-type")) == (401, None)
    assert page.status_code == 200
    assert "<title>&lt;Shelf&gt; &amp; sons · mock</title>" in page.text


def test_requests_come_as_they_are_logged(endpoints: Mapping[str, Endpoint], root: str) -> None:
    """The page reads what came after the last request that it knows, without credentials; its own are not in it."""
    before = len(httpx.get(f"{root}/_page/tolt/requests.json").json())
    httpx.post(f"{endpoints['tolt'].url}/nowhere", headers={"authorization": "Bearer s3cret"}, content=b"\xff{}")
    rows = httpx.get(f"{root}/_page/tolt/requests.json").json()
    number = rows[-1]["number"]

    assert len(rows) == before + 1
    assert (rows[-1]["path"], rows[-1]["status"], rows[-1]["body"]) == ("/nowhere", 404, "\ufffd{}")
    assert "s3cret" not in json.dumps(rows)
    assert httpx.get(f"{root}/_page/tolt/requests.json?after={number}").json() == []
    for odd in ("x", "-1", "%FF", "9" * 5_000, "1.0", ""):
        assert httpx.get(f"{root}/_page/tolt/requests.json?after={odd}").json() == rows


def test_a_log_of_large_bodies_stays_small(endpoints: Mapping[str, Endpoint], root: str) -> None:
    """Of a large body the page is told the beginning."""
    httpx.post(f"{endpoints['spacebring'].url}/nowhere", content=b"a" * 900_000)

    assert len(httpx.get(f"{root}/_page/spacebring/requests.json").json()[-1]["body"]) == 20_000


@pytest.mark.parametrize("host", ["[::1", "a b", "x/../y", "evil.example\u00e9", "", "127.0.0.1:99999999"])
def test_any_host_is_taken(host: str, root: str) -> None:
    """Whatever a request says it was sent to, the parts of a page come as JSON."""
    answer = httpx.get(f"{root}/_page/tolt/console.json", headers={b"host": host.encode("latin-1")})

    assert (answer.status_code, answer.json()["title"]) == (200, "Tolt")
