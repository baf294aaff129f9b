"""What goes wrong is raised as the type that says so, in threads and in tasks, with the vendor's words."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import httpx
import pytest

import spacebring_client
import thought_industries_client
import tolt_client
from vouch.mock import Endpoint

PACKAGES = {
    "spacebring": spacebring_client,
    "thought-industries": thought_industries_client,
    "tolt": tolt_client,
}
CLASSES = {"spacebring": "Spacebring", "thought-industries": "ThoughtIndustries", "tolt": "Tolt"}
WRONG_KEYS = {
    "spacebring": {"client_id": "demo_client_id", "client_secret": "wrong and long"},
    "thought-industries": {"api_key": "wrong and long"},
    "tolt": {"api_key": "wrong and long"},
}
ASK: dict[str, Callable[[Any], Any]] = {
    "spacebring": lambda client: client.redemptions.list(coupon_ref="3c90c3cc-0d44-4b50-8888-8dd25736052a"),
    "thought-industries": lambda client: client.redemption_codes.list(),
    "tolt": lambda client: client.promotion_codes.list(program_id="prg_YRsbPDAKhWfdqJbFACheh"),
}
each_vendor = pytest.mark.parametrize("vendor", PACKAGES)


class Caught(NamedTuple):
    """The error of a thread, and that of a task."""

    error: Any
    other: Any


def caught(vendor: str, ask: Callable[[Any], Any], **settings: Any) -> Caught:
    """Read one item with each of a vendor's clients, and return what they raised."""
    package: Any = PACKAGES[vendor]

    async def read() -> None:
        async with getattr(package, f"Async{CLASSES[vendor]}")(**settings) as client:
            async for _ in ask(client):
                break

    with pytest.raises(package.APIError) as error, getattr(package, CLASSES[vendor])(**settings) as client:
        next(iter(ask(client)))
    with pytest.raises(package.APIError) as other:
        asyncio.run(read())
    return Caught(error.value, other.value)


@each_vendor
def test_wrong_credentials(vendor: str, mocks: Mapping[str, Endpoint]) -> None:
    """401 is an `AuthenticationError` with the vendor's message, where one is sent, and without the credential."""
    found = caught(vendor, ASK[vendor], **WRONG_KEYS[vendor])

    assert mocks
    for error in found:
        assert type(error) is PACKAGES[vendor].AuthenticationError
        assert error.status_code == 401
        assert len(error.messages) == (1 if vendor == "tolt" else 0)
        assert "wrong and long" not in f"{error} {error!r}"
        assert "authorization" not in error.response.request.headers
        assert "401 Unauthorized" in str(error)


REFUSED: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "tolt, an id of no list": (
        "tolt",
        lambda client: client.promotion_codes.list(program_id="prg_YRsbPDAKhWfdqJbFACheh", starting_after="x"),
        "starting_after is no id in this list",
    ),
    "spacebring, a made-up token": (
        "spacebring",
        lambda client: client.redemptions.list(coupon_ref="3c90c3cc-0d44-4b50-8888-8dd25736052a", next_page_token="x"),
        "nextPageToken is not a cursor of this list",
    ),
    "thought industries, a made-up cursor": (
        "thought-industries",
        lambda client: client.redemption_codes.list(cursor="x"),
        "cursor is not a cursor of this list",
    ),
}


@pytest.mark.parametrize(("vendor", "ask", "message"), REFUSED.values(), ids=REFUSED)
def test_what_the_vendor_refuses(
    vendor: str, ask: Callable[[Any], Any], message: str, mocks: Mapping[str, Endpoint]
) -> None:
    """400 is a `BadRequestError` with the message found in the vendor's own shape of error, and the parsed body."""
    assert mocks
    for error in caught(vendor, ask):
        assert type(error) is PACKAGES[vendor].BadRequestError
        assert error.messages == (message,)
        assert error.body == error.response.json()


@each_vendor
def test_another_place(vendor: str, mocks: Mapping[str, Endpoint]) -> None:
    """404, which no page mentions, is a `NotFoundError` all the same."""
    for error in caught(vendor, ASK[vendor], base_url=f"{mocks[vendor].url}/elsewhere"):
        assert type(error) is PACKAGES[vendor].NotFoundError
        assert error.status_code == 404


@each_vendor
def test_nobody_answers(vendor: str, mocks: Mapping[str, Endpoint]) -> None:
    """No server at all is an `APIConnectionError` that names what was asked; all attempts were made."""
    assert mocks
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    package: Any = PACKAGES[vendor]
    retry = package.Retry(attempts=2, backoff=0.01)
    for error in caught(vendor, ASK[vendor], base_url=url, retry=retry):
        assert type(error) is package.APIConnectionError
        assert str(error).startswith(f"GET {url}/")
        assert "attempt 2" in error.__notes__[0]


STATUSES = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    409: "ConflictError",
    418: "APIStatusError",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
    500: "InternalServerError",
    503: "InternalServerError",
}


@each_vendor
@pytest.mark.parametrize(("status", "name"), STATUSES.items())
@pytest.mark.usefixtures("nowhere")
def test_each_status_has_its_type(vendor: str, status: int, name: str) -> None:
    """Every status is raised as the class that bears its name, all of them `APIStatusError`."""
    package: Any = PACKAGES[vendor]
    answers = httpx.MockTransport(lambda _: httpx.Response(status, json={}, headers={"Retry-After": "7"}))
    with (
        httpx.Client(transport=answers) as http,
        pytest.raises(package.APIStatusError) as raised,
        getattr(package, CLASSES[vendor])(
            **WRONG_KEYS[vendor], base_url="http://vendor.example", http_client=http, retry=package.Retry(attempts=1)
        ) as client,
    ):
        next(iter(ASK[vendor](client)))

    assert type(raised.value) is getattr(package, name)
    assert raised.value.retry_after == 7


REPEATED = {(429, "get"): 3, (503, "get"): 3, (429, "post"): 3, (503, "post"): 1, (408, "post"): 1, (400, "get"): 1}


@pytest.mark.parametrize(("status", "method", "sent"), [(*key, sent) for key, sent in REPEATED.items()])
@pytest.mark.usefixtures("nowhere")
def test_a_create_is_repeated_only_when_it_was_turned_away(status: int, method: str, sent: int) -> None:
    """What failed on the way may have made its codes already: only 429, which says no, is asked again."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.method.lower())
        return httpx.Response(status, headers={"Retry-After": "0"})

    calls: dict[str, Callable[[thought_industries_client.ThoughtIndustries], object]] = {
        "get": lambda ti: list(ti.redemption_codes.list()),
        "post": lambda ti: ti.redemption_codes.create(label="a", code_length=1, total_codes_count=1, courses=["a"]),
    }
    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        ti = thought_industries_client.ThoughtIndustries(
            api_key="k", instance="acme", http_client=http, retry=thought_industries_client.Retry(backoff=0.001)
        )
        with pytest.raises(thought_industries_client.APIStatusError):
            calls[method](ti)

    assert asked == [method] * sent


RULES: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "spacebring, neither": (
        "spacebring",
        lambda client: client.redemptions.list(limit=10),
        "give at least one of coupon_ref and promocode_ref",
    ),
    "spacebring, no UUID": (
        "spacebring",
        lambda client: client.redemptions.list(coupon_ref="x"),
        "coupon_ref must be a UUID, got 'x'",
    ),
    "spacebring, too many": (
        "spacebring",
        lambda client: client.redemptions.list(coupon_ref="3c90c3cc-0d44-4b50-8888-8dd25736052a", limit=101),
        "limit must be at most 100, got 101",
    ),
    "thought industries, no course": (
        "thought-industries",
        lambda client: client.course_coupons.list(course_ids=[]),
        "course_ids must be a list of at least 1, got []",
    ),
    "tolt, both cursors": (
        "tolt",
        lambda client: client.promotion_codes.list(program_id="p", starting_after="a", ending_before="b"),
        "starting_after and ending_before exclude each other: give one of them",
    ),
    "tolt, no program": (
        "tolt",
        lambda client: client.promotion_codes.list(program_id=None),
        "program_id must be given",
    ),
    "tolt, another order": (
        "tolt",
        lambda client: client.promotion_codes.list(program_id="p", order="newest"),
        "order must be one of 'asc', 'desc', got 'newest'",
    ),
    "tolt, another embedding": (
        "tolt",
        lambda client: client.promotion_codes.list(program_id="p", expand=["partner", "organization"]),
        "expand[1] must be one of 'partner', 'program', got 'organization'",
    ),
}


@pytest.mark.parametrize(("vendor", "ask", "said"), RULES.values(), ids=RULES)
@pytest.mark.usefixtures("nowhere")
def test_what_breaks_a_rule_is_refused_before_it_is_sent(vendor: str, ask: Callable[[Any], Any], said: str) -> None:
    """`InvalidRequestError` is raised by the call itself, not when its pages are read; nobody listens anyway."""
    package: Any = PACKAGES[vendor]
    with (
        getattr(package, CLASSES[vendor])(**WRONG_KEYS[vendor], base_url="http://127.0.0.1:1") as client,
        pytest.raises(package.InvalidRequestError) as refused,
    ):
        ask(client)

    assert str(refused.value) == said
