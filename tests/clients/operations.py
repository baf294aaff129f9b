"""Every operation of every package, called alike in threads and in tasks, with answers that fit it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, NamedTuple

import spacebring_client
import thought_industries_client
import tolt_client

KEY = "sesame_that_nobody_sees"
COUPON = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
GROUP = {
    "id": "g",
    "label": "Spring",
    "redeemedCodesCount": 0,
    "totalCodesCount": 1,
    "courses": [],
    "learningPaths": [],
    "bundles": [],
    "licenses": [],
}


class Operation(NamedTuple):
    """One method of one package, and the arguments it needs."""

    package: ModuleType
    client: str
    credentials: Mapping[str, str]
    resource: str
    method: str
    given: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.client}.{self.resource}.{self.method}"

    def make(self, prefix: str = "", **options: Any) -> Any:
        """Make the package's client, or with `Async` the other one."""
        return getattr(self.package, prefix + self.client)(**{**self.credentials, **options})

    def ask(self, client: Any, **given: Any) -> Any:
        """Call the method."""
        return getattr(getattr(client, self.resource), self.method)(**{**self.given, **given})

    def error(self, name: str) -> type[Any]:
        """Return one of the package's error classes."""
        found: type[Any] = getattr(self.package, name)
        return found


class List(NamedTuple):
    """An operation whose answers are pages.

    page: makes a page of items with these ids, and a token for another page where one is given.
    id: finds the id of an item.
    container: where an answer has its items.
    """

    operation: Operation
    page: Callable[..., dict[str, Any]]
    id: Callable[[Any], str]
    container: str

    def __str__(self) -> str:
        return str(self.operation)


def _redemptions(*ids: str, token: str | None = None) -> dict[str, Any]:
    redemption = {
        "coupon": {"id": COUPON},
        "createDate": "2023-11-07T05:31:56Z",
        "customer": {},
        "networkRef": "n",
        "product": {},
    }
    leads = {"searchQueryNext": f"couponRef={COUPON}&nextPageToken={token}"} if token else {}
    return {"redemptions": [{**redemption, "locationRef": each} for each in ids], **leads}


def _coupons(*ids: str, token: str | None = None) -> dict[str, Any]:
    times = {"createdAt": "2024-01-01T00:00:00.000Z", "updatedAt": "2024-01-01T00:00:00.000Z"}
    coupon = {"courseId": "c", "code": "C", **times, "timesRedeemed": 0, "active": True, "generated": False}
    info = {"perPage": 2, "currentPage": int(token) - 1 if token else None, "total": None, "hasMore": token is not None}
    return {"data": {"APICourseCoupons": {"pageInfo": info, "courseCoupons": [{"id": each, **coupon} for each in ids]}}}


def _groups(*ids: str, token: str | None = None) -> dict[str, Any]:
    info = {"total": 9, "hasMore": token is not None, "cursor": token}
    return {"redemptionCodeGroups": [{**GROUP, "id": each} for each in ids], "pageInfo": info}


def _codes(*ids: str, token: str | None = None) -> dict[str, Any]:
    return {
        "success": True,
        "has_more": token is not None,
        "total_count": 9,
        "data": [{"id": each, "code": "A"} for each in ids],
    }


_KEY = {"api_key": KEY}
_BASIC = {"client_id": "me", "client_secret": KEY}
_TI = (thought_industries_client, "ThoughtIndustries", _KEY)

REDEMPTIONS = List(
    Operation(spacebring_client, "Spacebring", _BASIC, "redemptions", "list", {"coupon_ref": COUPON}),
    _redemptions,
    lambda item: str(item.location_ref),
    "redemptions",
)
COUPONS = List(
    Operation(*_TI, "course_coupons", "list", {"course_ids": ["c"]}),
    _coupons,
    lambda item: str(item.id),
    "data.APICourseCoupons.courseCoupons",
)
GROUPS = List(
    Operation(*_TI, "redemption_codes", "list", {}), _groups, lambda item: str(item.id), "redemptionCodeGroups"
)
CODES = List(
    Operation(tolt_client, "Tolt", _KEY, "promotion_codes", "list", {"program_id": "p"}),
    _codes,
    lambda item: str(item.id),
    "data",
)
LISTS = (REDEMPTIONS, COUPONS, GROUPS, CODES)
CREATE = Operation(
    *_TI,
    "redemption_codes",
    "create",
    {"label": "Spring", "code_length": 8, "total_codes_count": 1, "courses": ["c"]},
)

# Calls an operation with one of the two clients and returns what it gives, a list's items in a list.
Run = Callable[..., Any]


def in_threads(operation: Operation, change: Callable[[Any], Any] = lambda asked: asked, **options: Any) -> Any:
    """Use the sync client; `change` may do something to a pager before it is read."""
    with operation.make(**options) as client:
        asked = change(operation.ask(client))
        return list(asked) if hasattr(asked, "__iter__") else asked


def in_tasks(operation: Operation, change: Callable[[Any], Any] = lambda asked: asked, **options: Any) -> Any:
    """Use the async client."""

    async def run() -> Any:
        async with operation.make("Async", **options) as client:
            asked = change(operation.ask(client))
            return [each async for each in asked] if hasattr(asked, "__aiter__") else await asked

    return asyncio.run(run())
