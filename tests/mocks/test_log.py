"""What a mock remembers of the requests that came: everything but the credentials."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from httpx import Response

from vouch.mock import Received, create_app
from vouch.spec import Spec

Ask = Callable[..., Response]

KEYED = """\
openapi: 3.1.0
info: {title: Shelf, version: 0.1.0}
servers: [{url: "https://api.shelf.example"}]
security: [{query: []}, {header: []}]
paths:
  /books:
    get:
      operationId: getBooks
      responses: {"200": {description: Books.}}
components:
  securitySchemes:
    query: {type: apiKey, in: query, name: "api[key]"}
    header: {type: apiKey, in: header, name: X-Shelf-Key}
"""


def test_requests_are_remembered_with_their_outcome(specs: Mapping[str, Spec], ask: Ask) -> None:
    """Method, path, query, body, operation and status of each request, oldest first, are there to be read."""
    mock = create_app(specs["thought-industries"])
    ask(mock, "GET", "/course-coupons?courseIds=a&courseIds=b%20c")
    ask(mock, "POST", "/redemptionCodes", body={"label": "Été"})
    ask(mock, "GET", "/nowhere")
    first, second, third = mock.log

    assert (first.method, first.path, first.status) == ("GET", "/course-coupons", 200)
    assert (first.operation, first.arguments) == ("listCourseCoupons", {"courseIds": ["a", "b c"]})
    assert second.json == {"label": "Été"}
    assert (second.number, second.status) == (2, 422)
    assert (third.operation, third.status, third.fault) == (None, 404, None)
    assert str(third).startswith("GET /nowhere  404  ")


def test_credentials_are_not_remembered(fragment: Callable[[str], Spec], ask: Ask) -> None:
    """No header and no part of a query in which a credential may stand, right or wrong, is kept."""
    sent = {
        "authorization": "Bearer s3cret",
        "Cookie": "s=s3cret",
        "X-Shelf-Key": "s3cret",
        "Proxy-Authorization": "s3cret",
    }
    mock = create_app(fragment(KEYED))
    ask(mock, "GET", "/books?a=1&api[key]=s3cret&api%5Bkey%5D=s3cret&b", headers=sent)
    (received,) = mock.log

    assert "s3cret" not in repr(received)
    assert dict(received.headers)["authorization"] == "Bearer [redacted]"
    assert received.arguments["a"] == ["1"]


def test_only_so_much_is_remembered(specs: Mapping[str, Spec], ask: Ask) -> None:
    """The oldest requests are forgotten, past a thousand and past twenty megabytes of bodies."""
    heard: list[Received] = []
    mock = create_app(specs["tolt"])
    mock.log.heard = heard.append
    for _ in range(1_002):
        ask(mock, "GET", "/nowhere")

    assert [received.number for received in mock.log] == list(range(3, 1_003))
    assert [received.number for received in mock.log.after(1_000)] == [1_001, 1_002]
    assert len(heard) == 1_002

    for _ in range(25):
        ask(mock, "POST", "/nowhere", body=b"x" * 1_000_000)

    assert len(mock.log) == 20
    mock.log.clear()
    assert list(mock.log) == []
