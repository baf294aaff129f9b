"""Bodies that are not JSON: forms are read and held to their schema, what is in any other declared type is taken."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from httpx import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vouch.mock import Mock, create_app
from vouch.spec import Spec

Ask = Callable[..., Response]
URL_ENCODED, IN_PARTS = "application/x-www-form-urlencoded", "multipart/form-data"

PAPERS = """\
openapi: 3.1.0
info: {title: Shelf, version: 0.1.0}
servers: [{url: "https://api.shelf.example"}]
paths:
  /papers:
    get:
      operationId: listPapers
      x-pagination: {style: id, parameter: after, items: /data, id: /id, more: /more}
      parameters: [{name: after, in: query, schema: {type: string}}]
      responses:
        "200": {description: Papers., content: {application/json: {schema: {$ref: "#/components/schemas/Papers"}}}}
    post:
      operationId: createPaper
      x-creates: {list: listPapers, id: /id}
      requestBody: {required: true, content: {"KIND": {schema: {$ref: "#/components/schemas/NewPaper"}}}}
      responses:
        "201": {description: Made., content: {application/json: {schema: {$ref: "#/components/schemas/Paper"}}}}
        "422": {description: Refused.}
        "415": {description: Refused.}
        "400": {description: Refused.}
components:
  schemas:
    NewPaper:
      type: object
      required: [title]
      properties:
        title: {type: string, maxLength: 9}
        pages: {type: integer}
        tags: {type: array, items: {type: string}}
        place: {type: object, properties: {shelf: {type: integer}}}
        scan: {type: string, format: binary}
    Paper:
      allOf: [{$ref: "#/components/schemas/NewPaper"}]
      type: object
      required: [id]
      properties: {id: {type: string}}
    Papers:
      type: object
      properties: {more: {type: boolean}, data: {type: array, items: {$ref: "#/components/schemas/Paper"}}}
"""


def parts(*fields: tuple[str, str]) -> bytes:
    """Write a form in parts."""
    written = "".join(
        f'--edge\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in fields
    )
    return f"{written}--edge--\r\n".encode()


def url_encoded(*fields: tuple[str, str]) -> bytes:
    """Write a URL-encoded form."""
    return "&".join(f"{quote(name)}={quote(text)}" for name, text in fields).encode()


@pytest.fixture
def post(fragment: Callable[[str], Spec], ask: Ask) -> Callable[[str, str, bytes], Response]:
    """Return a function that posts a body of a type to a mock that takes another."""

    def post(declared: str, sent: str, body: bytes) -> Response:
        mock = create_app(fragment(PAPERS.replace("KIND", declared)), size=0)
        return ask(mock, "POST", "/papers", headers={"content-type": sent} if sent else {}, body=body)

    return post


@pytest.mark.parametrize(
    ("kind", "write"), [(URL_ENCODED, url_encoded), (f"{IN_PARTS}; boundary=edge", parts)], ids=["encoded", "parts"]
)
def test_forms_are_read(kind: str, write: Callable[..., bytes], post: Callable[[str, str, bytes], Response]) -> None:
    """Each field has the type of its schema: the answer echoes it, and what breaks the schema is refused."""
    declared = kind.partition(";")[0]
    fields = [("title", "7 ü"), ("pages", "12"), ("tags", "a"), ("tags", "b"), ("place", '{"shelf": 3}'), ("x", "1")]
    made = post(declared, kind, write(*fields)).json()
    bracketed = post(declared, kind, write(("title", "t"), ("tags[]", "a"))).json()

    assert made.items() >= {"title": "7 ü", "pages": 12, "tags": ["a", "b"], "place": {"shelf": 3}}.items()
    assert bracketed["tags"] == ["a"]
    for refused in ([], [("pages", "12")], [("title", "t"), ("pages", "x")], [("title", "much too long")]):
        assert post(declared, kind, write(*refused)).status_code in {400, 422}
    for place in ("x", "7", '{"shelf": NaN}', '{"shelf": 1.5}', "[" * 9999):
        assert post(declared, kind, write(("title", "t"), ("place", place))).status_code == 422


@pytest.mark.parametrize(
    ("declared", "sent", "body", "status"),
    [
        ("text/plain", "text/plain", b"anything", 201),
        ("text/plain", "text/plain; charset=utf-8", b"", 201),
        ("application/xml", "application/xml", b"<paper/>", 201),
        ("application/octet-stream", "application/octet-stream", b"\xff\x00", 201),
        ("text/*", "text/csv", b"a,b", 201),
        ("*/*", "image/png", b"PNG", 201),
        ("*/*", "application/json", b'{"title": "t"}', 201),
        ("*/*", "application/json", b"{}", 422),
        ("application/json; charset=utf-8", "application/json", b'{"title": "t"}', 201),
        ("text/*", "image/png", b"PNG", 415),
        ("text/plain", "", b"", 422),
        ("text/plain", "application/json", b"{}", 415),
        (URL_ENCODED, URL_ENCODED, b"title=%ff", 400),
        (URL_ENCODED, URL_ENCODED, b"title=\xff", 400),
        (IN_PARTS, IN_PARTS, b"title=t", 400),
        (IN_PARTS, f"{IN_PARTS}; boundary=edge", b"title=t", 400),
    ],
)
def test_what_is_declared_is_taken(
    declared: str, sent: str, body: bytes, status: int, post: Callable[[str, str, bytes], Response]
) -> None:
    """A body in the media type that the spec declares is accepted, unread where it is neither JSON nor a form."""
    assert post(declared, sent, body).status_code == status


@pytest.fixture
def in_parts(fragment: Callable[[str], Spec]) -> Mock:
    """Return a mock that takes forms in parts."""
    return create_app(fragment(PAPERS.replace("KIND", IN_PARTS)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.binary(max_size=40), end=st.binary(max_size=40), boundary=st.text(st.characters(max_codepoint=0xFF)))
def test_any_parts(start: bytes, end: bytes, boundary: str, in_parts: Mock, ask: Ask) -> None:
    """Whatever bytes are called a form in parts are taken or refused."""
    for head in (b"content-disposition: form-data; name=" + start, start):
        body = b"--edge\r\n%b\r\n\r\n%b\r\n--edge--\r\n" % (head, end)
        for kind in (f"{IN_PARTS}; boundary=edge", f"{IN_PARTS}; boundary={boundary}"):
            answer = ask(in_parts, "POST", "/papers", headers={"content-type": kind}, body=body)

            assert answer.status_code in {201, 400, 422}
