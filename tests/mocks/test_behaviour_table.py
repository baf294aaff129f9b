"""The mocks over a real socket, request by request, as the vendors' pages and what is known beside them have it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import httpx
import pytest
from tests.mocks.behaviours import FACTS
from tests.mocks.rows import Fact, Row

from vouch.mock import Endpoint, running
from vouch.spec import Spec
from vouch.spec import pointer as ptr

Signed = Callable[[str], dict[str, str]]
ROWS = [(fact, row) for fact in FACTS for row in fact.rows]


@pytest.fixture(scope="module")
def endpoints(specs: Mapping[str, Spec]) -> Iterator[Mapping[str, Endpoint]]:
    """Serve all vendors for the tests of this file."""
    with running(*specs.values()) as found:
        yield found


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """Return one client, so that connections are used again."""
    with httpx.Client() as found:
        yield found


def answer_to(row: Row, client: httpx.Client, url: str, signed_in: Mapping[str, str]) -> httpx.Response:
    """Send the request of a row, and the one before it if there is one."""
    if row.after:
        body = answer_to(row.after, client, url, signed_in).json()
        taken = {name: str(ptr.get(body, pointer)) for name, pointer in row.takes.items()}
        row = replace(row, request=row.request.format(**taken), after=None)
    method, target = row.request.split(" ", 1)
    headers = dict(signed_in if row.headers is None else row.headers)
    content: dict[str, Any] = {"content" if isinstance(row.body, bytes) else "json": row.body}
    return client.request(method, url + target, headers=headers, **({} if row.body is None else content))


@pytest.mark.parametrize(("fact", "row"), ROWS, ids=[f"{fact.vendor} {row}" for fact, row in ROWS])
def test_answers_as_the_vendor(
    fact: Fact, row: Row, endpoints: Mapping[str, Endpoint], client: httpx.Client, signed_in: Signed
) -> None:
    """Each request gets the answer that the vendor's page, or what is known beside it, promises."""
    answer = answer_to(row, client, endpoints[fact.vendor].url, signed_in(fact.vendor))

    assert row.complaints(answer) == [], fact.source


def test_it_is_a_table_of_size() -> None:
    """It has a hundred and twenty rows and more, about every vendor, and no row twice under one fact."""
    assert len(ROWS) >= 120
    assert {fact.vendor for fact in FACTS} == {"thought-industries", "spacebring", "tolt"}
    assert all(len({repr(row) for row in fact.rows}) == len(fact.rows) for fact in FACTS)


@pytest.mark.parametrize("status", [200, 201, 400, 401, 404, 405, 422, 500])
@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b'{"errors": []}', b"<html></html>"], ids=bytes.decode)
def test_no_row_is_content_with_anything(status: int, body: bytes) -> None:
    """A server that always says the same fails every row, but for those that expect that very status and no body."""
    media_type = {"content-type": "text/html" if body.startswith(b"<") else "application/json"} if body else {}
    answer = httpx.Response(status, content=body, headers=media_type)

    content = [row for _, row in ROWS if not row.complaints(answer)]

    assert all((row.status, body) == (status, b"") and row.status == 401 for row in content)


def test_lists_without_items_are_seen_through(specs: Mapping[str, Spec], signed_in: Signed) -> None:
    """Mocks that hold nothing fail most of what the table says of lists: few answers are right by being empty."""
    lists = [(fact, row) for fact, row in ROWS if row.status == 200]
    with running(*specs.values(), size=0) as endpoints, httpx.Client() as client:
        passed = [
            str(row)
            for fact, row in lists
            if not row.after
            and not row.complaints(answer_to(row, client, endpoints[fact.vendor].url, signed_in(fact.vendor)))
        ]

    assert len(passed) < len(lists) / 5, passed
