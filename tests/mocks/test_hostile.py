"""Whatever is sent, the answer is the vendor's: never a crash, never a body of another make."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import jsonschema_rs
import pytest
from httpx import Response
from hypothesis import given
from hypothesis import strategies as st

from vouch.mock import Mock, create_app
from vouch.spec import Spec

Ask = Callable[..., Response]
VENDORS = ["spacebring", "thought-industries", "tolt"]
ANY_TEXT = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=30)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)
PROPERTIES = ("codeLength", "totalCodesCount", "courses", "client", "accessDays", "expirationDate")


@pytest.fixture(scope="module")
def mocks(specs: Mapping[str, Spec]) -> Mapping[str, Mock]:
    """Return a mock of each vendor."""
    return {vendor: create_app(spec) for vendor, spec in specs.items()}


@pytest.fixture(scope="module")
def shapes(specs: Mapping[str, Spec]) -> Mapping[str, jsonschema_rs.Draft202012Validator]:
    """Return what checks the shape of each vendor's errors."""
    return {
        vendor: jsonschema_rs.Draft202012Validator(spec.standalone(spec.operations[0].responses["400"].schema or {}))
        for vendor, spec in specs.items()
    }


def assert_sound(answer: Response, shape: jsonschema_rs.Draft202012Validator) -> None:
    """Check that an answer is one the vendor could have given."""
    assert answer.status_code in {200, 201, 400, 401, 404, 405, 422}
    if answer.status_code not in {200, 201, 401}:
        shape.validate(answer.json())


@given(data=st.data())
@pytest.mark.parametrize("vendor", VENDORS)
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
def test_any_body(
    body: bytes, mocks: Mapping[str, Mock], shapes: Mapping[str, jsonschema_rs.Draft202012Validator], ask: Ask
) -> None:
    """Any bytes sent as JSON are refused in the vendor's shape."""
    answer = ask(mocks["thought-industries"], "POST", "/redemptionCodes", body=body)

    assert answer.status_code in {400, 422}
    assert_sound(answer, shapes["thought-industries"])


@given(body=st.fixed_dictionaries({"label": st.text()}, optional=dict.fromkeys(PROPERTIES, JSON)))
def test_any_values(
    body: dict[str, Any],
    specs: Mapping[str, Spec],
    shapes: Mapping[str, jsonschema_rs.Draft202012Validator],
    ask: Ask,
) -> None:
    """Any values in the places that matter are taken or refused; what is taken is answered by the schema and listed."""
    mock = create_app(specs["thought-industries"], size=0)
    schema = specs["thought-industries"].by_id["createRedemptionCodeGroup"].success

    answer = ask(
        mock, "POST", "/redemptionCodes", body={"codeLength": 8, "totalCodesCount": 1, "courses": ["a"], **body}
    )

    assert_sound(answer, shapes["thought-industries"])
    if answer.status_code == 201:
        assert schema
        jsonschema_rs.Draft202012Validator(specs["thought-industries"].standalone(schema.schema or {})).validate(
            answer.json()
        )
        assert ask(mock, "GET", "/redemptionCodes").json()["redemptionCodeGroups"] == [answer.json()]


@given(authorization=st.text(st.characters(max_codepoint=0xFF)), name=ANY_TEXT)
@pytest.mark.parametrize("vendor", VENDORS)
def test_any_credentials(vendor: str, authorization: str, name: str, mocks: Mapping[str, Mock], ask: Ask) -> None:
    """No credential but the mock's own opens anything."""
    path = mocks[vendor].spec.operations[0].path
    sent = {"authorization": authorization, name.lower(): "x"}

    assert ask(mocks[vendor], "GET", path, headers=sent).status_code == 401
