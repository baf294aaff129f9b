"""What goes over the wire: the vendor's names and forms, percent-encoded, and nothing that was not given."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from importlib import import_module
from typing import Any
from uuid import UUID

import httpx
import pytest

import spacebring_client
import thought_industries_client
import tolt_client

pytestmark = pytest.mark.usefixtures("nowhere")

COUPON = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
WHEN = datetime(2025, 1, 15, 16, 30, tzinfo=timezone(timedelta(hours=2)))
MAKE: dict[str, Callable[..., Any]] = {
    "spacebring": lambda prefix, **rest: getattr(spacebring_client, f"{prefix}Spacebring")(
        client_id="a", client_secret="b", **rest
    ),
    "thought-industries": lambda prefix, **rest: getattr(thought_industries_client, f"{prefix}ThoughtIndustries")(
        api_key="k", instance="acme", **rest
    ),
    "tolt": lambda prefix, **rest: getattr(tolt_client, f"{prefix}Tolt")(api_key="k", **rest),
}
# (vendor, resource, arguments, what is asked for)
LISTS: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "a cursor with padding": (
        "thought-industries",
        "redemption_codes",
        {"cursor": "eyJwYWdlIjoyfQ=="},
        "https://acme.thoughtindustries.com/incoming/v2/redemptionCodes?cursor=eyJwYWdlIjoyfQ%3D%3D",
    ),
    "a search and an order": (
        "thought-industries",
        "redemption_codes",
        {"query": "50% off & more", "sort": "label:asc"},
        "https://acme.thoughtindustries.com/incoming/v2/redemptionCodes?query=50%25%20off%20%26%20more&sort=label%3Aasc",
    ),
    "nothing": (
        "thought-industries",
        "redemption_codes",
        {},
        "https://acme.thoughtindustries.com/incoming/v2/redemptionCodes",
    ),
    "courses, each with its key": (
        "thought-industries",
        "course_coupons",
        {"course_ids": ["a", "b,c"], "active": False, "page": 3},
        "https://acme.thoughtindustries.com/incoming/v2/course-coupons?courseIds=a&courseIds=b%2Cc&page=3&active=false",
    ),
    "a coupon by UUID": (
        "spacebring",
        "redemptions",
        {"coupon_ref": UUID(COUPON), "limit": 1},
        f"https://api.spacebring.com/discounts/redemptions/v1?couponRef={COUPON}&limit=1",
    ),
    "instants and embeddings": (
        "tolt",
        "promotion_codes",
        {"program_id": "p", "expand": ["partner", "program"], "created_gte": WHEN},
        (
            "https://api.tolt.com/v1/promotion-codes?program_id=p&expand%5B%5D=partner&expand%5B%5D=program"
            "&created_gte=2025-01-15T14%3A30%3A00.000Z"
        ),
    ),
}


class Stop(Exception):  # noqa: N818 - no error: it ends the call when the request has been seen
    """The request has been seen."""


def asked(vendor: str, call: Callable[[Any], Any], **settings: Any) -> list[httpx.Request]:
    """Return the requests that a vendor's two clients make for a call."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        raise Stop

    async def ask() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
            called = call(MAKE[vendor]("Async", http_client=http, **settings))
            if hasattr(called, "__aiter__"):
                async for _ in called:
                    pass
            else:
                await called

    with pytest.raises(Stop), httpx.Client(transport=httpx.MockTransport(answer)) as http:
        list(call(MAKE[vendor]("", http_client=http, **settings)))
    with pytest.raises(Stop):
        asyncio.run(ask())
    return seen


@pytest.mark.parametrize(("vendor", "resource", "given", "url"), LISTS.values(), ids=LISTS)
def test_a_list_is_asked_for(vendor: str, resource: str, given: dict[str, Any], url: str) -> None:
    """Arguments go under the vendor's names, in the vendor's forms; what was not given is left to the server."""
    requests = asked(vendor, lambda client: getattr(client, resource).list(**given))

    assert [(request.method, str(request.url)) for request in requests] == [("GET", url)] * 2
    assert [request.content for request in requests] == [b"", b""]


def test_a_create_is_asked_for() -> None:
    """A body holds what was given, under the vendor's names, and nothing else."""
    given = {
        "label": "Launch",
        "code_length": 8,
        "total_codes_count": 100,
        "courses": ["c"],
        "learning_paths": (),
        "client": UUID(COUPON),
        "expiration_date": WHEN,
    }
    expected = {
        "label": "Launch",
        "codeLength": 8,
        "totalCodesCount": 100,
        "courses": ["c"],
        "learningPaths": [],
        "client": COUPON,
        "expirationDate": "2025-01-15T14:30:00.000Z",
    }
    requests = asked("thought-industries", lambda client: client.redemption_codes.create(**given))

    assert [json.loads(request.content) for request in requests] == [expected] * 2
    assert {request.headers["content-type"] for request in requests} == {"application/json"}


@pytest.mark.parametrize("vendor", MAKE)
def test_a_client_says_who_it_is(vendor: str) -> None:
    """Each package has its own User-Agent; headers of the client and of the call are sent along."""
    calls: dict[str, Callable[[Any], Any]] = {
        "spacebring": lambda client: client.redemptions.list(coupon_ref=COUPON, headers={"X-Call": "2"}),
        "thought-industries": lambda client: client.redemption_codes.list(headers={"X-Call": "2"}),
        "tolt": lambda client: client.promotion_codes.list(program_id="p", headers={"X-Call": "2"}),
    }
    version = import_module(f"{vendor.replace('-', '_')}_client._vendor").__version__
    for request in asked(vendor, calls[vendor], headers={"X-Client": "1", "X-Call": "1"}):
        assert request.headers["user-agent"].startswith(f"{vendor}-client/{version} python/")
        assert (request.headers["x-client"], request.headers["x-call"]) == ("1", "2")
        assert request.headers["accept"] == "application/json"


def test_a_call_may_have_its_own_patience() -> None:
    """`timeout` of the client holds for its calls, that of a call for the call."""
    usual = asked("tolt", lambda client: client.promotion_codes.list(program_id="p"), timeout=7.0)
    hasty = asked("tolt", lambda client: client.promotion_codes.list(program_id="p", timeout=0.5), timeout=7.0)

    assert {request.extensions["timeout"]["read"] for request in usual} == {7.0}
    assert {request.extensions["timeout"]["read"] for request in hasty} == {0.5}
