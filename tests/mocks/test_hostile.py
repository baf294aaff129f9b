"""Whatever is sent, the answer is the vendor's: never a crash, never a body of another make."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Mapping

import httpx
import jsonschema_rs
import pytest
from httpx import Response
from hypothesis import given
from hypothesis import strategies as st
from tests.mocks.vendors import CREATIONS, SPECS, documented_request

from vouch.mock import Mock, create_app, running, serving
from vouch.spec import Spec
from vouch.spec import pointer as ptr

Ask = Callable[..., Response]
ANY_TEXT = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=30)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@pytest.fixture(scope="module")
def mocks(specs: Mapping[str, Spec]) -> Mapping[str, Mock]:
    """Return a mock of each vendor."""
    return {vendor: create_app(spec) for vendor, spec in specs.items()}


@pytest.fixture(scope="module")
def shapes(specs: Mapping[str, Spec]) -> Mapping[str, jsonschema_rs.Draft202012Validator]:
    """Return what checks the shape of each vendor's errors."""
    declared = {vendor: spec.operations[0].response(400) for vendor, spec in specs.items()}
    return {
        vendor: jsonschema_rs.Draft202012Validator(specs[vendor].standalone(response.schema if response else True))
        for vendor, response in declared.items()
    }


def assert_sound(answer: Response, shape: jsonschema_rs.Draft202012Validator) -> None:
    """Check that an answer is one the vendor could have given."""
    assert answer.status_code in {200, 201, 400, 401, 404, 405, 422}
    if answer.status_code not in {200, 201, 401}:
        shape.validate(answer.json())


@given(data=st.data())
@pytest.mark.parametrize("vendor", SPECS)
def test_any_request_line(
    vendor: str,
    data: st.DataObject,
    mocks: Mapping[str, Mock],
    shapes: Mapping[str, jsonschema_rs.Draft202012Validator],
    ask: Ask,
) -> None:
    """Any method, path and query get an answer in the vendor's shape."""
    operation = data.draw(st.sampled_from(mocks[vendor].spec.operations))
    method = data.draw(st.sampled_from(["GET", "POST", "HEAD", "OPTIONS", "TRACE", "get", ""]) | ANY_TEXT)
    path = data.draw(st.just(operation.path) | ANY_TEXT.map("/{}".format))
    names = st.sampled_from([parameter.name for parameter in operation.parameters] or [""]) | ANY_TEXT
    pairs = data.draw(st.lists(st.tuples(names, ANY_TEXT)))

    answer = ask(mocks[vendor], method, f"{path}?{'&'.join(map('='.join, pairs))}")

    assert_sound(answer, shapes[vendor])


@given(body=st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
@pytest.mark.parametrize("creation", CREATIONS, ids="-".join)
def test_any_body(
    creation: tuple[str, str],
    body: bytes,
    mocks: Mapping[str, Mock],
    shapes: Mapping[str, jsonschema_rs.Draft202012Validator],
    ask: Ask,
) -> None:
    """Any bytes sent as JSON are refused in the vendor's shape."""
    vendor, operation_id = creation
    operation = mocks[vendor].spec.by_id[operation_id]

    answer = ask(mocks[vendor], operation.method.upper(), operation.path, body=body)

    assert answer.status_code in {400, 422}
    assert_sound(answer, shapes[vendor])


@given(data=st.data())
@pytest.mark.parametrize("creation", CREATIONS, ids="-".join)
def test_any_values(
    creation: tuple[str, str],
    data: st.DataObject,
    specs: Mapping[str, Spec],
    shapes: Mapping[str, jsonschema_rs.Draft202012Validator],
    ask: Ask,
) -> None:
    """Any values in the documented request are taken or refused; what is taken is answered by the schema and listed."""
    vendor, operation_id = creation
    spec = specs[vendor]
    operation = spec.by_id[operation_id]
    assert operation.creates
    assert operation.body
    assert operation.success
    mock = create_app(spec, size=0)
    (schema,) = operation.body.content.values()
    properties = [name for name, _, _ in spec.property_schemas(schema)]
    changes = data.draw(st.dictionaries(st.sampled_from(properties), JSON, max_size=3))

    answer = ask(
        mock, operation.method.upper(), operation.path, body={**documented_request(spec, operation), **changes}
    )

    assert_sound(answer, shapes[vendor])
    if answer.status_code in {200, 201}:
        jsonschema_rs.Draft202012Validator(spec.standalone(operation.success.schema or {})).validate(answer.json())
        made = ptr.get(answer.json(), operation.creates.id)
        (entry,) = mock.lists[operation.creates.list].collection.entries
        assert made in entry.item.values()


@given(authorization=st.text(st.characters(max_codepoint=0xFF)), name=ANY_TEXT)
@pytest.mark.parametrize("vendor", SPECS)
def test_any_credentials(vendor: str, authorization: str, name: str, mocks: Mapping[str, Mock], ask: Ask) -> None:
    """No credential but the mock's own opens anything."""
    operation = mocks[vendor].spec.operations[0]
    sent = {"authorization": authorization, name.lower(): "x"}

    assert ask(mocks[vendor], operation.method.upper(), operation.path, headers=sent).status_code == 401


@pytest.mark.parametrize(
    "sent",
    [
        b"\x00\x01\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: mock\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"POST /tolt/x HTTP/1.1\r\nHost: mock\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"A" * 100_000,
    ],
    ids=["bytes", "target", "version", "length", "chunk", "endless"],
)
def test_what_is_no_http_has_an_empty_answer(sent: bytes, specs: Mapping[str, Spec]) -> None:
    """Whom it was meant for nobody knows: the answer is 400 without a word, the server's own words included."""
    with running(specs["tolt"]) as endpoints:
        address = httpx.URL(endpoints["tolt"].url)
        with socket.create_connection((address.host, address.port or 80), timeout=60) as connection:
            connection.sendall(sent)
            answer = connection.recv(10_000)

    assert answer == b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


def test_a_fault_of_ours_has_an_empty_answer(specs: Mapping[str, Spec], caplog: pytest.LogCaptureFixture) -> None:
    """Should a mock ever fail, it says so in its log, and the caller hears 500 without a word."""
    mock = create_app(specs["tolt"])
    mock.backstage.faults = None  # type: ignore[assignment]
    with serving(mock) as endpoints:
        answer = httpx.get(f"{endpoints['tolt'].url}/v1/promotion-codes")

    assert (answer.status_code, answer.content) == (500, b"")
    assert "the mock failed" in caplog.text
