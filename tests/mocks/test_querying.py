"""What a list is asked for: filters keep what matches and nothing else, orders order, expansion only adds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlencode

import pytest
from httpx import Response

from vouch.mock import Mock, create_app
from vouch.spec import Spec

Ask = Callable[..., Response]
EVERYTHING = {"program_id": "prg_YRsbPDAKhWfdqJbFACheh", "limit": 100}
TOKYO = timezone(timedelta(hours=9))


@pytest.fixture(scope="module")
def tolt(specs: Mapping[str, Spec]) -> Mock:
    """Return the mock that these tests read from: the vendor with the most ways to ask."""
    return create_app(specs["tolt"])


def listed(ask: Ask, mock: Mock, **query: Any) -> list[Any]:
    """Return the items of one page large enough for all."""
    answer = ask(mock, "GET", f"/v1/promotion-codes?{urlencode({**EVERYTHING, **query}, doseq=True)}")
    items: list[Any] = answer.json()["data"]
    return items


def test_a_filter_keeps_all_that_match(tolt: Mock, ask: Ask) -> None:
    """Filtering the list is the same as filtering it oneself, for each value there is."""
    everything = listed(ask, tolt)
    partners = {item["partner_id"] for item in everything} - {None}

    assert len(partners) > 1
    for partner in partners:
        assert [i for i in everything if i["partner_id"] == partner] == listed(ask, tolt, partner_id=partner)


def test_bounds_are_instants_and_belong_to_what_they_bound(tolt: Mock, ask: Ask) -> None:
    """An item made at the bound is kept, in whatever zone and precision the bound is written."""
    everything = listed(ask, tolt)
    item = everything[len(everything) // 2]
    elsewhere = datetime.fromisoformat(item["created_at"]).astimezone(TOKYO).isoformat(timespec="microseconds")

    assert listed(ask, tolt, created_gte=elsewhere, created_lte=elsewhere) == [item]
    assert everything[: everything.index(item) + 1] == listed(ask, tolt, created_gte=elsewhere)
    assert everything[everything.index(item) :] == listed(ask, tolt, created_lte=elsewhere)


def test_leap_seconds_are_moments(tolt: Mock, ask: Ask) -> None:
    """A second that only some minutes have bounds like any other."""
    assert listed(ask, tolt, created_lte="2099-12-31T23:59:60Z") == listed(ask, tolt)


def test_the_reverse_is_the_reverse(tolt: Mock, ask: Ask) -> None:
    """Ascending is descending read backward, and a permutation of the whole."""
    assert listed(ask, tolt, order="asc") == listed(ask, tolt, order="desc")[::-1]


def test_ties_are_reversed_too(specs: Mapping[str, Spec], ask: Ask) -> None:
    """Items that compare equal change places as well, so that no order of them is hidden."""
    mock = create_app(specs["thought-industries"], size=0)
    for days in (1, 2, 3):
        group = {"label": "Same", "codeLength": 8, "totalCodesCount": 1, "courses": ["c"], "accessDays": days}
        ask(mock, "POST", "/redemptionCodes", body=group)

    ascending, descending = (
        [
            item["accessDays"]
            for item in ask(mock, "GET", f"/redemptionCodes?sort={sort}").json()["redemptionCodeGroups"]
        ]
        for sort in ("label:asc", "label:desc")
    )

    assert (ascending, descending) == ([1, 2, 3], [3, 2, 1])


def test_what_is_created_is_sorted_in(specs: Mapping[str, Spec], ask: Ask) -> None:
    """An order that was worked out before something was added has it afterwards."""
    mock = create_app(specs["thought-industries"])
    target = "/redemptionCodes?sort=label:asc"
    before = ask(mock, "GET", target).json()["pageInfo"]["total"]

    group = {"label": "AAA", "codeLength": 8, "totalCodesCount": 1, "courses": ["c"]}
    created = ask(mock, "POST", "/redemptionCodes", body=group).json()

    after = ask(mock, "GET", target).json()
    assert after["pageInfo"]["total"] == before + 1
    assert after["redemptionCodeGroups"][0] == created


def test_expansion_only_adds(tolt: Mock, ask: Ask) -> None:
    """Items are what they were, with the object that they refer to; those that refer to none have none."""
    plain = listed(ask, tolt)
    expanded = listed(ask, tolt, **{"expand[]": ["partner", "program"]})

    assert plain == [{k: v for k, v in item.items() if k not in {"partner", "program"}} for item in expanded]
    assert any(item["partner_id"] is None for item in expanded)
    for item in expanded:
        assert ("partner" in item) == (item["partner_id"] is not None)
        assert item.get("partner", {}).get("id") == item["partner_id"]
        assert item["program"]["id"] == item["program_id"]


def test_the_same_reference_is_the_same_object(tolt: Mock, ask: Ask) -> None:
    """A partner looks the same in every item and on every request."""
    first, second = (listed(ask, tolt, **{"expand[]": "partner"}) for _ in range(2))
    partners = {item["partner_id"]: item["partner"] for item in first if item["partner_id"]}

    assert first == second
    assert all(partners[item["partner_id"]] == item["partner"] for item in first if item["partner_id"])
