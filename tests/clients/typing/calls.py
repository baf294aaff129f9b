"""Calls that type checkers accept, and calls that they refuse.

Nothing here is run. Each `type: ignore` stands where a call breaks a rule, and both checkers are told to complain about
one that ignores nothing: a call that is no longer refused fails `make lint` (mypy) and `test_type_checkers` (pyright).
"""

# ruff: noqa: PGH003 - the two checkers have different names for the same mistake
# mypy: disable-error-code="ignore-without-code"

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import assert_type
from uuid import UUID

import httpx

from spacebring_client import AsyncPager as SpacebringAsyncPager
from spacebring_client import AsyncSpacebring, Spacebring
from spacebring_client import Pager as SpacebringPager
from spacebring_client.models import Redemption, RedemptionList
from thought_industries_client import AsyncThoughtIndustries, ThoughtIndustries
from thought_industries_client.models import CourseCoupon, CourseCouponList, RedemptionCodeGroup
from tolt_client import AsyncPager, AsyncTolt, Page, Pager, RawResponse, Retry, Tolt
from tolt_client.models import PromotionCode, PromotionCodeList

NOW = datetime.now(UTC)
Codes = Pager[PromotionCode, PromotionCodeList]
AsyncCodes = AsyncPager[PromotionCode, PromotionCodeList]


def clients() -> None:
    """A client is made of keywords of the right types."""
    Tolt()
    Tolt(api_key="k", base_url="https://x", timeout=2, retry=Retry(attempts=1), headers={"a": "b"})
    Tolt(http_client=httpx.Client(), timeout=httpx.Timeout(1))
    ThoughtIndustries(instance="acme")
    Spacebring(access_token="t", network_id="n")

    Tolt("k")  # type: ignore
    Tolt(api_key=5)  # type: ignore
    Tolt(instance="acme")  # type: ignore
    Tolt(http_client=httpx.AsyncClient())  # type: ignore
    AsyncTolt(http_client=httpx.Client())  # type: ignore
    Retry(3)  # type: ignore


def tolt_lists(tolt: Tolt, asked: AsyncTolt, maybe: str | None) -> None:
    """A program is needed, the two cursors exclude each other, and only some values are known."""
    codes = tolt.promotion_codes
    assert_type(codes.list(program_id="p"), Codes)
    assert_type(codes.list(program_id="p").prefetch().resume("t"), Codes)
    assert_type(asked.promotion_codes.list(program_id="p"), AsyncCodes)
    assert_type(asked.promotion_codes.list(program_id="p").prefetch(), AsyncCodes)
    assert_type(codes.with_raw_response.list(program_id="p"), RawResponse[PromotionCodeList])
    codes.list(program_id="p", order="asc", expand=["partner"], created_gte=NOW, limit=5, starting_after=maybe)
    codes.list(program_id="p", expand=("partner", "program"), ending_before=maybe, timeout=1.5, headers={"a": "b"})
    codes.with_raw_response.list(program_id="p", ending_before="a")

    codes.list()  # type: ignore
    codes.list("p")  # type: ignore
    codes.list(program_id=None)  # type: ignore
    codes.list(program_id="p", order="newest")  # type: ignore
    codes.list(program_id="p", expand=["organization"])  # type: ignore
    codes.list(program_id="p", expand="partner")  # type: ignore
    codes.list(program_id="p", limit="5")  # type: ignore
    codes.list(program_id="p", created_gte="2025-01-01")  # type: ignore
    codes.list(program_id="p", created_gte=date(2025, 1, 1))  # type: ignore
    codes.list(program_id="p", page=2)  # type: ignore
    codes.list(program_id="p", starting_after="a", ending_before="b")  # type: ignore
    codes.with_raw_response.list(program_id="p", starting_after="a", ending_before="b")  # type: ignore
    asked.promotion_codes.list(program_id="p", starting_after="a", ending_before="b")  # type: ignore
    asked.promotion_codes.with_raw_response.list(program_id="p", starting_after="a", ending_before="b")  # type: ignore
    len(codes.list(program_id="p"))  # type: ignore
    codes.list(program_id="p")[0]  # type: ignore


def spacebring_lists(spacebring: Spacebring, asked: AsyncSpacebring, maybe: str | None) -> None:
    """At least one of coupon and promocode is needed; both are fine."""
    redemptions = spacebring.redemptions
    assert_type(redemptions.list(coupon_ref="c"), SpacebringPager[Redemption, RedemptionList])
    redemptions.list(coupon_ref=UUID(int=1), limit=5)
    redemptions.list(promocode_ref="p", coupon_ref=maybe)
    redemptions.list(coupon_ref="c", promocode_ref="p")
    assert_type(asked.redemptions.list(promocode_ref="p"), SpacebringAsyncPager[Redemption, RedemptionList])

    redemptions.list()  # type: ignore
    redemptions.list(limit=5)  # type: ignore
    redemptions.list(coupon_ref=None)  # type: ignore
    redemptions.list(coupon_ref=maybe)  # type: ignore
    redemptions.list(coupon_ref=maybe, promocode_ref=maybe)  # type: ignore
    redemptions.with_raw_response.list(limit=5)  # type: ignore
    asked.redemptions.list(limit=5)  # type: ignore
    asked.redemptions.with_raw_response.list(limit=5)  # type: ignore


def thought_industries_lists(ti: ThoughtIndustries, asked: AsyncThoughtIndustries) -> None:
    """Coupons are listed by course."""
    ti.redemption_codes.list(cursor="c", query="q", sort="label:asc")
    asked.course_coupons.list(course_ids=("a",), active=False)
    for page in ti.course_coupons.list(course_ids=["a"]).pages():
        assert_type(page.body, CourseCouponList)
        assert_type(page.items, Sequence[CourseCoupon])
        assert_type(page.total, int | None)
        assert_type(page.next_token, str | None)

    ti.course_coupons.list()  # type: ignore
    ti.course_coupons.list(course_ids=[1])  # type: ignore
    ti.course_coupons.list(course_ids=["a"], active="yes")  # type: ignore
    asked.course_coupons.list(course_ids=None)  # type: ignore


async def creates(ti: ThoughtIndustries, asked: AsyncThoughtIndustries) -> None:
    """Something to give access to is needed, and access ends in one way or the other."""
    create = ti.redemption_codes.create
    made = create(label="a", code_length=8, total_codes_count=5, courses=["c"], expiration_date=NOW, access_days=3)
    assert_type(made, RedemptionCodeGroup)
    assert_type(made.courses[0].title, str)
    create(
        label="a", code_length=8, total_codes_count=5, licenses=["l"], access_expiration_date=NOW, client=UUID(int=1)
    )
    create(label="a", code_length=8, total_codes_count=5, learning_paths=["l"], bundles=["b"], courses=None)
    promise = asked.redemption_codes.create(label="a", code_length=8, total_codes_count=5, bundles=["b"])
    assert_type(await promise, RedemptionCodeGroup)
    raw = await asked.redemption_codes.with_raw_response.create(
        label="a", code_length=8, total_codes_count=5, bundles=["b"]
    )
    assert_type(raw.parse(), RedemptionCodeGroup)

    create(label="a", code_length=8, total_codes_count=5)  # type: ignore
    create(label="a", code_length=8, courses=["c"])  # type: ignore
    create(label="a", code_length="8", total_codes_count=5, courses=["c"])  # type: ignore
    create(label="a", code_length=8, total_codes_count=5, courses=None, bundles=None)  # type: ignore
    create(label="a", code_length=8, total_codes_count=5, courses=["c"], access_days=3, access_expiration_date=NOW)  # type: ignore
    await asked.redemption_codes.create(label="a", code_length=8, total_codes_count=5)  # type: ignore
    ti.redemption_codes.with_raw_response.create(label="a", code_length=8, total_codes_count=5)  # type: ignore


async def walks(tolt: Tolt, asked: AsyncTolt) -> None:
    """What a walk gives is known; each client is walked in its own way."""
    for code in tolt.promotion_codes.list(program_id="p"):
        assert_type(code, PromotionCode)
        assert_type(code.created_at, datetime | None)
        assert_type(code.value, int | float | None)
        assert_type(code.creatd_at, datetime | None)  # type: ignore
    async for page in asked.promotion_codes.list(program_id="p").pages():
        assert_type(page, Page[PromotionCode, PromotionCodeList])

    for _ in asked.promotion_codes.list(program_id="p"):  # type: ignore
        pass
    async for _ in tolt.promotion_codes.list(program_id="p"):  # type: ignore
        pass
    await tolt.promotion_codes.list(program_id="p")  # type: ignore
