"""Creating a group of redemption codes, and finding it where groups are listed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from thought_industries_client import AsyncThoughtIndustries, InvalidRequestError, ThoughtIndustries
from thought_industries_client.models import RedemptionCodeGroup
from vouch.mock import Endpoint

CLIENT = "6a5b4c3d-2e1f-4a0b-9c8d-7e6f5a4b3c2d"
UNTIL = datetime(2027, 6, 30, 23, 59, 59, tzinfo=UTC)


def test_what_is_created_is_listed(own_mocks: Mapping[str, Endpoint]) -> None:
    """The answer echoes what was given; the list then has one more group, field by field the same."""
    course, *_ = own_mocks["thought-industries"].params["course_ids"]
    with ThoughtIndustries() as ti:
        before = list(ti.redemption_codes.list())
        made = ti.redemption_codes.create(
            label="Launch week",
            code_length=8,
            total_codes_count=100,
            client=UUID(CLIENT),
            expiration_date=UNTIL.astimezone(timezone(timedelta(hours=2))),
            access_days=30,
            courses=[course],
            bundles=["bundle-1", "bundle-2"],
        )
        after = list(ti.redemption_codes.list())
    (found,) = (group for group in after if group.id == made.id)

    assert len(after) == len(before) + 1
    assert made.id not in {group.id for group in before}
    assert (made.label, made.total_codes_count, made.redeemed_codes_count) == ("Launch week", 100, 0)
    assert (made.expiration_date, made.access_days, made.access_expiration_date) == (UNTIL, 30, None)
    assert [each.id for each in made.courses] == [course]
    assert [each.id for each in made.bundles] == ["bundle-1", "bundle-2"]
    assert made.client is not None
    assert made.client.id == CLIENT
    assert made.to_dict().items() <= found.to_dict().items()


def test_a_search_finds_what_a_task_created(own_mocks: Mapping[str, Endpoint]) -> None:
    """The async client creates too, and a search for the label finds that group alone."""
    course_ids = own_mocks["thought-industries"].params["course_ids"]

    async def create_and_search() -> tuple[RedemptionCodeGroup, list[str]]:
        async with AsyncThoughtIndustries() as ti:
            made = await ti.redemption_codes.create(
                label="Zebra", code_length=6, total_codes_count=5, courses=course_ids, access_expiration_date=UNTIL
            )
            return made, [group.id async for group in ti.redemption_codes.list(query="zebra")]

    made, found = asyncio.run(create_and_search())

    assert found == [made.id]
    assert (made.access_days, made.access_expiration_date) == (None, UNTIL)


def test_a_create_answers_created(own_mocks: Mapping[str, Endpoint]) -> None:
    """`with_raw_response` shows the status of a create, and `parse()` the group."""
    course_ids = own_mocks["thought-industries"].params["course_ids"]
    with ThoughtIndustries() as ti:
        raw = ti.redemption_codes.with_raw_response.create(
            label="Raw", code_length=6, total_codes_count=5, courses=course_ids
        )

    assert raw.status_code == 201
    assert raw.parse().label == "Raw"


GROUP = {"label": "Nothing", "code_length": 8, "total_codes_count": 10}
WRONG = {
    "nothing to give access to": ({}, "Please choose at least one item to give access to, or select a license."),
    "four times nothing": (
        {"courses": [], "bundles": [], "licenses": [], "learning_paths": []},
        "Please choose at least one item to give access to, or select a license.",
    ),
    "two ends of access": (
        {"courses": ["a"], "access_days": 1, "access_expiration_date": UNTIL},
        "access_days and access_expiration_date exclude each other: give one of them",
    ),
    "no codes": ({"courses": ["a"], "total_codes_count": 0}, "total_codes_count must be at least 1, got 0"),
    "too many codes": (
        {"courses": ["a"], "total_codes_count": 10_001},
        "total_codes_count must be at most 10000, got 10001",
    ),
    "no length": ({"courses": ["a"], "code_length": None}, "code_length must be given"),
    "a client that is no UUID": ({"courses": ["a"], "client": "acme"}, "client must be a UUID, got 'acme'"),
    "one course, not a list": ({"courses": "a"}, "courses must be a list, got 'a'"),
    "a naive date": (
        {"courses": ["a"], "expiration_date": datetime(2027, 1, 1)},  # noqa: DTZ001 - what is refused
        ("expiration_date has no time zone: give it one, as in datetime.now(UTC) or value.replace(tzinfo=UTC)"),
    ),
}


@pytest.mark.parametrize(("given", "said"), WRONG.values(), ids=WRONG)
def test_what_breaks_a_rule_is_not_sent(mocks: Mapping[str, Endpoint], given: dict[str, object], said: str) -> None:
    """A body that the vendor would refuse is refused here, in the vendor's words if there are any; nothing is made."""
    assert mocks
    arguments: dict[str, object] = {**GROUP, **given}
    with ThoughtIndustries() as ti:
        create = ti.redemption_codes.create
        with pytest.raises(InvalidRequestError) as refused:
            create(**arguments)  # type: ignore[call-overload]

        assert said in str(refused.value)
        assert list(ti.redemption_codes.list(query="Nothing")) == []
