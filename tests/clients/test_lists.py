"""Every list endpoint through its client, in threads and in tasks: all pages, every filter, every order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from spacebring_client import AsyncSpacebring, Spacebring
from thought_industries_client import AsyncThoughtIndustries, ThoughtIndustries
from tolt_client import AsyncTolt, Tolt
from vouch.mock import Endpoint
from vouch.spec import Spec
from vouch.spec import pointer as ptr


class List(NamedTuple):
    """One list: who has it, the arguments it needs, and the size of its pages."""

    vendor: str
    client: Callable[[], Any]
    asynchronous: Callable[[], Any]
    resource: str
    needs: tuple[str, ...]
    size: int

    def given(self, mocks: Mapping[str, Endpoint]) -> dict[str, Any]:
        """Return arguments with which it has several pages."""
        return {name: mocks[self.vendor].params[name] for name in self.needs}

    def ask(self, client: Any, mocks: Mapping[str, Endpoint]) -> Any:
        """Return its pager."""
        return getattr(client, self.resource).list(**self.given(mocks))


LISTS = (
    List("spacebring", Spacebring, AsyncSpacebring, "redemptions", ("coupon_ref",), 25),
    List("thought-industries", ThoughtIndustries, AsyncThoughtIndustries, "course_coupons", ("course_ids",), 20),
    List("thought-industries", ThoughtIndustries, AsyncThoughtIndustries, "redemption_codes", (), 50),
    List("tolt", Tolt, AsyncTolt, "promotion_codes", ("program_id",), 10),
)

each_list = pytest.mark.parametrize("listed", LISTS, ids=[listed.resource for listed in LISTS])


def dicts(items: Iterable[Any]) -> list[dict[str, Any]]:
    """Return items as the JSON they came as."""
    return [item.to_dict() for item in items]


@each_list
def test_all_pages_in_threads(listed: List, mocks: Mapping[str, Endpoint], specs: Mapping[str, Spec]) -> None:
    """Iterating gives every item of every page, read and written back as it came; full pages, the last one short."""
    operations = specs[listed.vendor].operations
    (pagination,) = (each.pagination for each in operations if each.pagination and each.resource == listed.resource)
    with listed.client() as client:
        pager = listed.ask(client, mocks)
        pages = list(pager.pages())
        items = list(pager)
    answered = [ptr.get(page.response.json(), pagination.items) for page in pages]

    assert dicts(items) == [item for answer in answered for item in answer]
    assert [len(page.items) for page in pages[:-1]] == [listed.size] * (len(pages) - 1)
    assert 0 < len(pages[-1].items) < listed.size
    assert len(pages) > 1
    assert [page.has_more for page in pages] == [True] * (len(pages) - 1) + [False]
    assert [page.next_token is None for page in pages] == [False] * (len(pages) - 1) + [True]
    assert {page.total for page in pages} == {len(items) if pagination.total else None}


@each_list
def test_all_pages_in_tasks(listed: List, mocks: Mapping[str, Endpoint]) -> None:
    """The async client finds the same items, on the same pages."""
    with listed.client() as client:
        pager = listed.ask(client, mocks)
        expected = [dicts(page.items) for page in pager.pages()]

    async def walk() -> tuple[list[Any], list[Any]]:
        async with listed.asynchronous() as other:
            found = listed.ask(other, mocks)
            return [dicts(page.items) async for page in found.pages()], dicts([item async for item in found])

    pages, items = asyncio.run(walk())

    assert pages == expected
    assert items == [item for page in expected for item in page]


@each_list
def test_a_walk_resumes_after_any_page(listed: List, mocks: Mapping[str, Endpoint]) -> None:
    """From the token of a page on, a new walk gives what the old one had left, and starts anew each time."""
    with listed.client() as client:
        pager = listed.ask(client, mocks)
        first, *rest = pager.pages()
        resumed = pager.resume(first.next_token)

        assert dicts(resumed) == dicts(item for page in rest for item in page.items)
        assert dicts(pager) == dicts(first.items) + dicts(resumed)


@each_list
def test_the_answer_as_it_came(listed: List, mocks: Mapping[str, Endpoint]) -> None:
    """`with_raw_response` gives status, headers and bytes of one page; `parse()` reads them as the pager does."""
    given = listed.given(mocks)
    with listed.client() as client:
        raw = getattr(client, listed.resource).with_raw_response.list(**given)
        first = next(listed.ask(client, mocks).pages())

    async def ask() -> Any:
        async with listed.asynchronous() as other:
            return await getattr(other, listed.resource).with_raw_response.list(**given)

    assert (raw.status_code, raw.headers["content-type"]) == (200, "application/json")
    assert raw.parse().to_dict() == first.body.to_dict()
    assert raw.content == asyncio.run(ask()).content


@pytest.fixture
def program(mocks: Mapping[str, Endpoint]) -> str:
    """Return the Tolt program with several pages of codes."""
    return str(mocks["tolt"].params["program_id"])


def test_tolt_filters_by_partner(program: str) -> None:
    """The codes of one partner are those of all that name the partner."""
    with Tolt() as tolt:
        every = list(tolt.promotion_codes.list(program_id=program))
        partner = next(code.partner_id for code in every if code.partner_id)
        found = list(tolt.promotion_codes.list(program_id=program, partner_id=partner))

    assert found == [code for code in every if code.partner_id == partner]
    assert 0 < len(found) < len(every)


def test_tolt_orders_by_date(program: str) -> None:
    """Newest first unless asked otherwise; the other way round is the reverse."""
    with Tolt() as tolt:
        usual = list(tolt.promotion_codes.list(program_id=program))
        ascending = list(tolt.promotion_codes.list(program_id=program, order="asc"))
        descending = list(tolt.promotion_codes.list(program_id=program, order="desc"))
    dates = [code.created_at for code in usual if code.created_at]

    assert dates == sorted(dates, reverse=True)
    assert len(set(dates)) > 2
    assert [code.id for code in usual] == [code.id for code in descending]
    assert [code.id for code in ascending] == [code.id for code in reversed(usual)]


def test_tolt_filters_by_date(program: str) -> None:
    """A period given as aware datetimes leaves the codes made within it."""
    with Tolt() as tolt:
        every = list(tolt.promotion_codes.list(program_id=program))
        dates = sorted(code.created_at for code in every if code.created_at)
        since, until = dates[3] + timedelta(milliseconds=1), dates[-3] - timedelta(milliseconds=1)
        found = list(tolt.promotion_codes.list(program_id=program, created_gte=since, created_lte=until))

    assert found == [code for code in every if code.created_at and since <= code.created_at <= until]
    assert 0 < len(found) < len(every)


def test_tolt_embeds_what_is_asked_for(program: str) -> None:
    """Partner and program come with their codes when asked for, the right ones, and not otherwise."""
    with Tolt() as tolt:
        plain = list(tolt.promotion_codes.list(program_id=program))
        both = list(tolt.promotion_codes.list(program_id=program, expand=["partner", "program"], limit=100))
        one = list(tolt.promotion_codes.list(program_id=program, expand=("program",)))

    assert [(code.partner, code.program) for code in plain] == [(None, None)] * len(plain)
    assert [code.program.id for code in both if code.program] == [program] * len(both)
    assert [code.partner.id if code.partner else None for code in both] == [code.partner_id for code in both]
    assert any(code.partner for code in both)
    assert [code.partner for code in one] == [None] * len(one)


def test_tolt_reads_backward(program: str) -> None:
    """Before an id the codes are those that precede it, page by page toward the start."""
    with Tolt() as tolt:
        every = [code.id for code in tolt.promotion_codes.list(program_id=program)]
        pages = list(tolt.promotion_codes.list(program_id=program, ending_before=every[-1], limit=10).pages())

    assert [code.id for page in reversed(pages) for code in page.items] == every[:-1]
    assert len(pages) > 1


@pytest.mark.parametrize("limit", [1, 9, 100])
def test_pages_have_the_size_asked_for(program: str, mocks: Mapping[str, Endpoint], limit: int) -> None:
    """`limit` sets the size of a page and changes nothing else."""
    coupon = mocks["spacebring"].params["coupon_ref"]
    with Tolt() as tolt:
        pager = tolt.promotion_codes.list(program_id=program, limit=limit)
        sizes = [len(page.items) for page in pager.pages()]

        assert dicts(pager) == dicts(tolt.promotion_codes.list(program_id=program))
        assert set(sizes[:-1]) <= {limit}
    with Spacebring() as spacebring:
        first = next(spacebring.redemptions.list(coupon_ref=coupon, limit=limit).pages())

        assert len(first.items) == min(limit, len(list(spacebring.redemptions.list(coupon_ref=coupon))))


def test_thought_industries_searches_labels(mocks: Mapping[str, Endpoint]) -> None:
    """A search finds the groups that have the text in their label, whatever its case."""
    assert mocks
    with ThoughtIndustries() as ti:
        every = list(ti.redemption_codes.list())
        found = list(ti.redemption_codes.list(query="SPRING"))

    assert found == [group for group in every if "spring" in group.label.lower()]
    assert 0 < len(found) < len(every)


def test_thought_industries_sorts_labels(mocks: Mapping[str, Endpoint]) -> None:
    """`label:asc` orders all pages by label, and loses none of the groups."""
    assert mocks
    with ThoughtIndustries() as ti:
        every = list(ti.redemption_codes.list())
        found = list(ti.redemption_codes.list(sort="label:asc"))
    labels = [group.label.lower() for group in found]

    assert labels == sorted(labels)
    assert {group.id for group in found} == {group.id for group in every}
    assert [group.id for group in found] != [group.id for group in every]


def test_thought_industries_splits_coupons(mocks: Mapping[str, Endpoint]) -> None:
    """Active and inactive coupons are all there are; a code finds its coupon; courses add up."""
    params = mocks["thought-industries"].params
    with ThoughtIndustries() as ti:
        every, active, inactive = (
            list(ti.course_coupons.list(course_ids=params["course_ids"], active=state)) for state in (None, True, False)
        )
        named = list(ti.course_coupons.list(course_ids=params["course_ids"], code=every[0].code))
        strange = list(ti.course_coupons.list(course_ids=["no such course"]))
        together = list(ti.course_coupons.list(course_ids=["no such course", *params["course_ids"]]))

    assert {coupon.active for coupon in active} == {True}
    assert {coupon.active for coupon in inactive} == {False}
    assert {coupon.id for coupon in active} | {coupon.id for coupon in inactive} == {coupon.id for coupon in every}
    assert len(active) + len(inactive) == len(every)
    assert named == [coupon for coupon in every if coupon.code == every[0].code]
    assert 0 < len(named) < len(every)
    assert strange == []
    assert together == every


def test_spacebring_filters_by_promocode(mocks: Mapping[str, Endpoint]) -> None:
    """The redemptions of a promocode are those of its coupon that name it; both together work too."""
    coupon = mocks["spacebring"].params["coupon_ref"]
    with Spacebring() as spacebring:
        every = list(spacebring.redemptions.list(coupon_ref=coupon))
        promocode = next(each.promocode_ref for each in every if each.promocode_ref)
        both = list(spacebring.redemptions.list(coupon_ref=coupon, promocode_ref=promocode))
        alone = list(spacebring.redemptions.list(promocode_ref=promocode))

    assert both == [each for each in every if each.promocode_ref == promocode]
    assert {each.promocode_ref for each in alone} == {promocode}
    assert len(alone) >= len(both) > 0
