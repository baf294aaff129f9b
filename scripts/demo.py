"""`make demo`: from three specs to five endpoints in use, as a transcript.

Every scene below is run, and its source is what the transcript shows.
"""

from __future__ import annotations

import asyncio
import inspect
import os
import sys
import textwrap
from collections.abc import Callable, Mapping
from typing import Any

from vouch.generate.project import generate
from vouch.mock import running
from vouch.workspace import Workspace

WORKSPACE = Workspace.find()
sys.path[:0] = [str(WORKSPACE.package(vendor)) for vendor in WORKSPACE.vendors]

Params = Mapping[str, Any]


def tolt_pages(params: Params) -> None:
    """Tolt: every promotion code of a program, one page in memory at a time."""
    from tolt_client import Tolt

    with Tolt() as tolt:
        codes = tolt.promotion_codes.list(program_id=params["program_id"])
        for number, page in enumerate(codes.pages(), start=1):
            print(f"page {number}: {len(page.items):2} of {page.total}, from {page.items[0].code}")
        everything = list(codes)
        assert len(everything) == page.total


def tolt_filter(params: Params) -> None:
    """Tolt: one partner's codes, oldest first, with the partner embedded."""
    from tolt_client import Tolt

    program = params["program_id"]
    with Tolt() as tolt:
        newest = next(code for code in tolt.promotion_codes.list(program_id=program) if code.partner_id)
        theirs = tolt.promotion_codes.list(
            program_id=program, partner_id=newest.partner_id, order="asc", expand=["partner"]
        )
        for code in theirs:
            assert code.partner is not None
            assert code.partner.id == newest.partner_id
            print(code.code, code.type, code.value, code.created_at, code.partner.company_name)


def thought_industries_search(params: Params) -> None:
    """Thought Industries: groups of redemption codes, all of them and those a search finds."""
    from thought_industries_client import ThoughtIndustries

    with ThoughtIndustries() as ti:
        groups = list(ti.redemption_codes.list(sort="label:asc"))
        found = list(ti.redemption_codes.list(query="spring"))
        assert all("spring" in group.label.lower() for group in found)
        print(f"{len(groups)} groups, {len(found)} of them about spring, such as {found[0]}")


def thought_industries_create(params: Params) -> None:
    """Thought Industries: a new group, found again in the list."""
    from thought_industries_client import ThoughtIndustries

    with ThoughtIndustries() as ti:
        made = ti.redemption_codes.create(
            label="Launch week", code_length=8, total_codes_count=100, courses=params["course_ids"], access_days=30
        )
        (found,) = (group for group in ti.redemption_codes.list(query="launch week") if group.id == made.id)
        assert (found.label, found.total_codes_count, found.courses) == ("Launch week", 100, made.courses)
        print(f"made and found: {found.label}, {found.total_codes_count} codes for {found.courses[0].title}")


def thought_industries_rule(params: Params) -> None:
    """Thought Industries: a request the vendor would refuse is not even sent."""
    from thought_industries_client import InvalidRequestError, ThoughtIndustries

    with ThoughtIndustries() as ti:
        try:
            # A type checker refuses it too, hence the comment behind it.
            ti.redemption_codes.create(label="Nothing", code_length=8, total_codes_count=9)  # type: ignore[call-overload]
        except InvalidRequestError as error:
            print(f"{type(error).__name__}: {error}")
        else:
            raise AssertionError("it was sent")


def thought_industries_coupons(params: Params) -> None:
    """Thought Industries: coupons of a course, by page number; active and inactive are all there are."""
    from thought_industries_client import ThoughtIndustries

    with ThoughtIndustries() as ti:
        every, active, inactive = (
            list(ti.course_coupons.list(course_ids=params["course_ids"], active=state)) for state in (None, True, False)
        )
        assert len(every) == len(active) + len(inactive)
        print(f"{len(every)} coupons, {len(active)} of them active; {every[0].code} until {every[0].redeem_by}")


def spacebring_tokens(params: Params) -> None:
    """Spacebring: redemptions of a coupon, each page found by the token of the one before."""
    from spacebring_client import Spacebring

    with Spacebring() as spacebring:
        pages = list(spacebring.redemptions.list(coupon_ref=params["coupon_ref"], limit=20).pages())
        assert all(item.coupon.id == params["coupon_ref"] for page in pages for item in page.items)
        print(f"{sum(len(page.items) for page in pages)} redemptions on {len(pages)} pages; {pages[0].items[0].coupon}")


def vendor_error(params: Params) -> None:
    """Spacebring: what the vendor refuses is caught by its type."""
    from spacebring_client import AuthenticationError, Spacebring

    with Spacebring(client_id="nobody", client_secret="nothing") as spacebring:
        try:
            list(spacebring.redemptions.list(coupon_ref=params["coupon_ref"]))
        except AuthenticationError as error:
            print(f"{type(error).__name__} {error.status_code}: {error}")
        else:
            raise AssertionError("anybody was let in")


async def all_at_once(params: Params) -> None:
    """All five endpoints again, at the same time, with the async clients."""
    from spacebring_client import AsyncSpacebring
    from thought_industries_client import AsyncThoughtIndustries
    from tolt_client import AsyncTolt

    async with AsyncTolt() as tolt, AsyncThoughtIndustries() as ti, AsyncSpacebring() as spacebring:
        made = await ti.redemption_codes.create(
            label="Made async", code_length=6, total_codes_count=5, courses=params["course_ids"]
        )

        async def count(pager: Any) -> int:
            return len([item async for item in pager])

        codes, groups, coupons, redemptions = await asyncio.gather(
            count(tolt.promotion_codes.list(program_id=params["program_id"])),
            count(ti.redemption_codes.list(query=made.label)),
            count(ti.course_coupons.list(course_ids=params["course_ids"])),
            count(spacebring.redemptions.list(coupon_ref=params["coupon_ref"])),
        )
        assert groups == 1
        print(f"{codes} promotion codes, {groups} new group, {coupons} coupons, {redemptions} redemptions")


SCENES: tuple[Callable[[Params], Any], ...] = (
    tolt_pages,
    tolt_filter,
    thought_industries_search,
    thought_industries_create,
    thought_industries_rule,
    thought_industries_coupons,
    spacebring_tokens,
    vendor_error,
    all_at_once,
)


def source(scene: Callable[[Params], Any]) -> str:
    """Return the body of a scene below its docstring."""
    body = inspect.getsource(scene).partition('"""')[2].partition('"""')[2]
    return textwrap.dedent(body).strip()


def main() -> int:
    """Play every scene; say which step failed and return 1 if one does."""
    step = "generating the clients"
    try:
        print("specs → generated\n")
        for outcome in generate(WORKSPACE):
            print(f"  {outcome}")
        step = "starting the mocks"
        with running(*WORKSPACE.load()) as endpoints:
            print("\nmocks, and the environment in which the clients find them\n")
            params: dict[str, Any] = {}
            for endpoint in endpoints.values():
                params |= endpoint.params
                os.environ.update(endpoint.env)
                print("".join(f"  {name}={value}\n" for name, value in endpoint.env.items()), end="")
            for scene in SCENES:
                step = inspect.getdoc(scene) or scene.__name__
                print(f"\n{step}\n\n{textwrap.indent(source(scene), '    ')}\n")
                played = scene(params)
                if inspect.isawaitable(played):
                    asyncio.run(played)  # type: ignore[arg-type]
    except Exception as error:  # noqa: BLE001 - whatever it is, the person at the terminal learns where it happened
        print(f"\nfailed at: {step}\n{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    print(f"\n{len(SCENES)} scenes played, mocks stopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
