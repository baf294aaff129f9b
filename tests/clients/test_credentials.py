"""Who is calling: from arguments or from the environment, complete or refused with what is missing."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest

from spacebring_client import InvalidRequestError as SpacebringInvalidRequestError
from spacebring_client import Spacebring
from thought_industries_client import AsyncThoughtIndustries, ThoughtIndustries
from thought_industries_client import InvalidRequestError as ThoughtIndustriesInvalidRequestError
from tolt_client import AsyncTolt, AuthenticationError, Tolt
from tolt_client import InvalidRequestError as ToltInvalidRequestError
from vouch.mock import Endpoint

BASIC = base64.b64encode(b"me:secret of mine").decode()
KEY = "not to be shown"


def sent(make: Callable[[httpx.Client], Spacebring]) -> httpx.Headers:
    """Return the headers that a Spacebring client sends."""
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"redemptions": []})

    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        list(make(http).redemptions.list(coupon_ref="3c90c3cc-0d44-4b50-8888-8dd25736052a"))
    return asked[0].headers


def test_arguments_win_over_the_environment(mocks: Mapping[str, Endpoint]) -> None:
    """A key that is given is used, whatever the environment says, where it says something right."""
    program = mocks["tolt"].params["program_id"]
    with Tolt() as tolt:
        assert next(iter(tolt.promotion_codes.list(program_id=program))).program_id == program
    with Tolt(api_key="of somebody else") as tolt, pytest.raises(AuthenticationError):
        next(iter(tolt.promotion_codes.list(program_id=program)))


@pytest.mark.usefixtures("nowhere")
def test_arguments_are_enough(shared_mocks: Mapping[str, Endpoint]) -> None:
    """With everything given the environment is not needed: each vendor answers."""
    tolt, ti, sb = (shared_mocks[vendor] for vendor in ("tolt", "thought-industries", "spacebring"))
    with Tolt(api_key="demo_api_key", base_url=tolt.url) as client:
        assert list(client.promotion_codes.list(program_id=tolt.params["program_id"]))
    with ThoughtIndustries(api_key="demo_api_key", base_url=ti.url) as other:
        assert list(other.redemption_codes.list())
    with Spacebring(client_id="demo_client_id", client_secret="demo_client_secret", base_url=sb.url) as third:
        assert list(third.redemptions.list(coupon_ref=sb.params["coupon_ref"]))


@pytest.mark.usefixtures("nowhere")
def test_a_partner_signs_in_with_token_and_network(shared_mocks: Mapping[str, Endpoint]) -> None:
    """Spacebring takes a bearer token together with the id of a network."""
    endpoint = shared_mocks["spacebring"]
    partner = Spacebring(access_token="demo_access_token", network_id="demo_network_id", base_url=endpoint.url)
    with partner as spacebring:
        assert list(spacebring.redemptions.list(coupon_ref=endpoint.params["coupon_ref"]))


@pytest.mark.usefixtures("nowhere")
def test_a_scheme_has_its_headers_and_no_others() -> None:
    """Basic goes alone, a bearer token with the network's header."""
    basic = sent(lambda http: Spacebring(client_id="me", client_secret="secret of mine", http_client=http))
    bearer = sent(lambda http: Spacebring(access_token="t", network_id="n", http_client=http))

    assert (basic["Authorization"], basic.get("spacebring-network-id")) == (f"Basic {BASIC}", None)
    assert (bearer["Authorization"], bearer["spacebring-network-id"]) == ("Bearer t", "n")


def test_the_scheme_that_was_given_is_used(monkeypatch: pytest.MonkeyPatch, nowhere: None) -> None:
    """A token in an argument is used although the environment has the credentials of another scheme."""
    assert nowhere is None
    monkeypatch.setenv("SPACEBRING_CLIENT_ID", "me")
    monkeypatch.setenv("SPACEBRING_CLIENT_SECRET", "secret of mine")
    monkeypatch.setenv("SPACEBRING_NETWORK_ID", "n")
    headers = sent(lambda http: Spacebring(access_token="t", http_client=http))

    assert (headers["Authorization"], headers["spacebring-network-id"]) == ("Bearer t", "n")


MISSING: dict[str, tuple[Callable[[], Any], type[Exception], set[str]]] = {
    "a key": (Tolt, ToltInvalidRequestError, {"api_key", "TOLT_API_KEY"}),
    "a key, async": (AsyncTolt, ToltInvalidRequestError, {"api_key", "TOLT_API_KEY"}),
    "a key, of two words": (
        lambda: ThoughtIndustries(instance="acme"),
        ThoughtIndustriesInvalidRequestError,
        {"api_key", "THOUGHT_INDUSTRIES_API_KEY"},
    ),
    "all of them": (
        Spacebring,
        SpacebringInvalidRequestError,
        {
            "client_id",
            "SPACEBRING_CLIENT_ID",
            "client_secret",
            "SPACEBRING_CLIENT_SECRET",
            "access_token",
            "SPACEBRING_ACCESS_TOKEN",
            "network_id",
            "SPACEBRING_NETWORK_ID",
        },
    ),
    "half of two": (
        lambda: Spacebring(client_id="me"),
        SpacebringInvalidRequestError,
        {"client_secret", "SPACEBRING_CLIENT_SECRET"},
    ),
    "a network": (
        lambda: Spacebring(access_token="t"),
        SpacebringInvalidRequestError,
        {"network_id", "SPACEBRING_NETWORK_ID"},
    ),
    "an instance": (
        lambda: ThoughtIndustries(api_key="k"),
        ThoughtIndustriesInvalidRequestError,
        {"instance", "THOUGHT_INDUSTRIES_INSTANCE", "base_url"},
    ),
    "an instance, async": (
        lambda: AsyncThoughtIndustries(api_key="k"),
        ThoughtIndustriesInvalidRequestError,
        {"instance", "THOUGHT_INDUSTRIES_INSTANCE", "base_url"},
    ),
}


@pytest.mark.usefixtures("nowhere")
@pytest.mark.parametrize(("make", "error", "named"), MISSING.values(), ids=MISSING)
def test_what_is_missing_is_named(make: Callable[[], Any], error: type[Exception], named: set[str]) -> None:
    """A client without its credentials is not made; the error names the argument and the variable."""
    with pytest.raises(error) as refused:
        make()

    assert named <= set(str(refused.value).replace("(", " ").replace(")", " ").replace(",", " ").split())
    assert isinstance(refused.value, ValueError)


BASE_URLS: dict[str, tuple[Callable[[], Any], dict[str, str], str]] = {
    "the vendor's own": (lambda: Tolt(api_key=KEY), {}, "https://api.tolt.com"),
    "given": (lambda: Tolt(api_key=KEY, base_url="https://proxy.example/t/"), {}, "https://proxy.example/t"),
    "in the environment": (
        lambda: Tolt(api_key=KEY),
        {"TOLT_BASE_URL": "http://127.0.0.1:1/tolt"},
        "http://127.0.0.1:1/tolt",
    ),
    "given and in the environment": (
        lambda: AsyncTolt(api_key=KEY, base_url="https://proxy.example"),
        {"TOLT_BASE_URL": "http://127.0.0.1:1"},
        "https://proxy.example",
    ),
    "with its blank given": (
        lambda: ThoughtIndustries(api_key=KEY, instance="acme"),
        {"THOUGHT_INDUSTRIES_INSTANCE": "other"},
        "https://acme.thoughtindustries.com/incoming/v2",
    ),
    "with its blank in the environment": (
        lambda: AsyncThoughtIndustries(api_key=KEY),
        {"THOUGHT_INDUSTRIES_INSTANCE": "other"},
        "https://other.thoughtindustries.com/incoming/v2",
    ),
    "instead of the blank": (
        lambda: ThoughtIndustries(api_key=KEY, base_url="https://learn.acme.example/incoming/v2"),
        {},
        "https://learn.acme.example/incoming/v2",
    ),
    "without credentials in sight": (
        lambda: Spacebring(client_id="me", client_secret=KEY),
        {},
        "https://api.spacebring.com",
    ),
}


@pytest.mark.parametrize(("make", "environment", "expected"), BASE_URLS.values(), ids=BASE_URLS)
def test_the_base_url_can_be_read(
    make: Callable[[], Any],
    environment: dict[str, str],
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
    nowhere: None,
) -> None:
    """`base_url` tells where requests go: the argument, else the environment, else the vendor's URL."""
    assert nowhere is None
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    client = make()

    assert client.base_url == expected
    assert expected in repr(client)
    assert KEY not in repr(client)
