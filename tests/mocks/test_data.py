"""The data of the mocks: it keeps its schemas, looks like life, and is the same for the same seed."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import jsonschema_rs
import pytest
from tests.mocks.vendors import SPECS

from vouch.mock import Mock, create_app
from vouch.mock.clock import START
from vouch.mock.paging import page_size
from vouch.mock.words import looks_ahead
from vouch.spec import Operation, Spec, item_schema
from vouch.spec import pointer as ptr

SEEDS = [0, 1, 2]


def items(mock: Mock, operation_id: str) -> list[dict[str, Any]]:
    """Return the items of a list."""
    return [entry.item for entry in mock.lists[operation_id].collection.entries]


def everything(mock: Mock) -> dict[str, list[dict[str, Any]]]:
    """Return the items of all lists."""
    return {operation_id: items(mock, operation_id) for operation_id in mock.lists}


def leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the name and value of everything without parts."""
    if isinstance(value, Mapping):
        for key, child in value.items():
            yield from leaves(child, key)
    elif isinstance(value, list):
        for child in value:
            yield from leaves(child, name)
    else:
        yield name, value


def compared(operation: Operation) -> set[str]:
    """Return the first steps of what a list filters and orders by."""
    fields = [p.filter.field for p in operation.parameters if p.filter]
    fields += [order.by for p in operation.parameters if p.sort for order in p.sort.values.values()]
    return {f"/{ptr.split(field)[0]}" for field in fields}


def embedded(operation: Operation) -> set[str]:
    """Return the places of what a list embeds only when it is asked to."""
    return {place.at for p in operation.parameters if p.expand for place in p.expand.values.values()}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("vendor", SPECS)
def test_items_keep_their_schema(vendor: str, seed: int, specs: Mapping[str, Spec]) -> None:
    """Every made-up item validates against the schema of the list's items, formats included."""
    spec = specs[vendor]
    mock = create_app(spec, seed=seed)

    for operation_id, found in everything(mock).items():
        schema = spec.standalone(item_schema(spec, spec.by_id[operation_id]))
        validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
        for item in found:
            validator.validate(item)


@pytest.mark.parametrize("vendor", SPECS)
def test_a_seed_decides_everything(vendor: str, specs: Mapping[str, Spec]) -> None:
    """The same seed gives the same data, another seed other data."""
    first = everything(create_app(specs[vendor], seed=5))

    assert first == everything(create_app(specs[vendor], seed=5))
    assert first != everything(create_app(specs[vendor], seed=6))


@pytest.mark.parametrize("vendor", SPECS)
def test_a_larger_list_begins_like_a_smaller_one(vendor: str, specs: Mapping[str, Spec]) -> None:
    """The size adds items and changes none."""
    small, large = (everything(create_app(specs[vendor], size=size)) for size in (3, 60))

    assert small == {operation_id: found[:3] for operation_id, found in large.items()}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("vendor", SPECS)
def test_data_has_the_corners_of_life(vendor: str, seed: int, specs: Mapping[str, Spec]) -> None:
    """There is text beyond ASCII, there are nulls, zeros and moments, and moments have milliseconds and a Z."""
    found = [
        value for listed in everything(create_app(specs[vendor], seed=seed)).values() for _, value in leaves(listed)
    ]
    texts = [value for value in found if isinstance(value, str)]
    moments = [text for text in texts if re.match(r"\d{4}-\d\d-\d\dT", text)]

    assert not all(text.isascii() for text in texts)
    assert None in found
    assert any(value == 0 and not isinstance(value, bool) for value in found)
    assert moments
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", text) for text in moments)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("vendor", SPECS)
def test_moments_lie_around_the_clock(vendor: str, seed: int, specs: Mapping[str, Spec]) -> None:
    """Whatever has happened did so in the year or so before the mock's own moment; only what looks ahead lies ahead."""
    for name, value in leaves(list(everything(create_app(specs[vendor], seed=seed)).values())):
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT.*Z", value):
            when = datetime.fromisoformat(value)

            assert abs(START - when) <= timedelta(days=400), name
            assert when <= START or looks_ahead(name), name


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("vendor", "place", "known"),
    [
        ("spacebring", "listRedemptions/product/type", {"booking", "creditPackage", "eventTicket", "order"}),
        ("spacebring", "listRedemptions/customer/type", {"person", "user", "company"}),
        ("thought-industries", "listCourseCoupons/appliesToUser", {"existing", "new"}),
        ("tolt", "listPromotionCodes/type", {"percentage", "fixed"}),
    ],
)
def test_open_enums_show_what_is_known_and_more(
    vendor: str, place: str, known: set[str], seed: int, specs: Mapping[str, Spec]
) -> None:
    """Each known value comes up, and one that nobody knows."""
    operation_id, _, pointer = place.partition("/")
    found = {ptr.get(item, f"/{pointer}") for item in items(create_app(specs[vendor], seed=seed), operation_id)}

    assert known < found - {None}


@pytest.mark.parametrize("vendor", SPECS)
def test_what_is_optional_is_there_and_not(vendor: str, specs: Mapping[str, Spec]) -> None:
    """Some items have an optional property and some lack it, and none has what is only embedded on request."""
    spec = specs[vendor]
    for operation_id, found in everything(create_app(spec)).items():
        operation = spec.by_id[operation_id]
        for name, _, required in spec.property_schemas(item_schema(spec, operation)):
            having = sum(name in item for item in found)
            if f"/{name}" in embedded(operation):
                assert having == 0, name
            elif required or name == "id":
                assert having == len(found), name
            elif f"/{name}" in compared(operation):
                # A reference that is compared is only left out with what it refers to.
                assert having > 0, name
            else:
                assert 0 < having < len(found), name


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("vendor", SPECS)
def test_filters_have_something_to_choose_from(vendor: str, seed: int, specs: Mapping[str, Spec]) -> None:
    """What a filter compares has several values, and the most frequent one fills more than a page."""
    mock = create_app(specs[vendor], seed=seed)
    for operation_id, found in everything(mock).items():
        operation = specs[vendor].by_id[operation_id]
        for parameter in operation.parameters:
            if parameter.filter and parameter.filter.match in {"equals", "in"}:
                values = Counter(ptr.get(item, parameter.filter.field) for item in found)
                values.pop(None, None)
                assert len(values) > 1, parameter.name
                assert operation.pagination
                assert values.most_common(1)[0][1] > page_size(operation, operation.pagination)


def test_ids_look_like_the_pages_own(specs: Mapping[str, Spec]) -> None:
    """Prefixes stay, and ids that are no UUIDs on the vendor's page are none here."""
    groups = [item["id"] for item in items(create_app(specs["thought-industries"]), "listRedemptionCodeGroups")]
    codes = items(create_app(specs["tolt"]), "listPromotionCodes")
    customers = {item["customer"]["id"] for item in items(create_app(specs["spacebring"]), "listRedemptions")}

    assert groups[0] == "rc100000-1111-2222-3333-444455556666"
    assert len(set(groups)) == len(groups)
    assert all(re.fullmatch(r"rc100000(-\d{4}){3}-\d{12}", found) for found in groups)
    with pytest.raises(ValueError, match="base 16"):
        UUID(groups[1])
    assert {"cus_4821", "cus_4822", "cus_4823"} <= customers
    assert all(re.fullmatch(r"prc_[A-Za-z0-9]{24}", item["id"]) for item in codes)
    assert all(re.fullmatch(r"part_[A-Za-z0-9]{24}", item["partner_id"]) for item in codes if item["partner_id"])


@pytest.mark.parametrize("seed", SEEDS)
def test_redeemed_codes_are_never_more_than_all(seed: int, specs: Mapping[str, Spec]) -> None:
    """A property that stays at or below its sibling does, and reaches it at times."""
    groups = items(create_app(specs["thought-industries"], seed=seed), "listRedemptionCodeGroups")
    pairs = [(item["redeemedCodesCount"], item["totalCodesCount"]) for item in groups]

    assert all(redeemed <= total for redeemed, total in pairs)
    assert any(redeemed == total > 0 for redeemed, total in pairs)
    assert any(redeemed < total for redeemed, total in pairs)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_type_brings_its_own_reference_along(seed: int, specs: Mapping[str, Spec]) -> None:
    """A product has the reference that fits its type, and none that fits another."""
    selects = {
        "booking": "bookingRef",
        "creditPackage": "creditPackageRef",
        "eventTicket": "eventTicketRef",
        "order": "orderRef",
        "subscriptionItem": "subscriptionItemRef",
    }
    for item in items(create_app(specs["spacebring"], seed=seed), "listRedemptions"):
        product = item["product"]
        there = {name for name in selects.values() if product.get(name) is not None}

        assert {selects[product["type"]]} & there == there if product.get("type") in selects else not there
        assert there or product.get("type") not in selects


@pytest.mark.parametrize("seed", SEEDS)
def test_references_mean_what_is_embedded_beside_them(seed: int, specs: Mapping[str, Spec]) -> None:
    """A promocode's reference is its id, the same promocode is the same everywhere, and some uses had none."""
    found = items(create_app(specs["spacebring"], seed=seed), "listRedemptions")
    promocodes: dict[str, Any] = {}
    for item in found:
        assert item.get("promocodeRef") == item.get("promocode", {}).get("id")
        if "promocode" in item:
            assert promocodes.setdefault(item["promocodeRef"], item["promocode"]) == item["promocode"]

    assert len(promocodes) > 1
    assert any("promocode" not in item for item in found)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_updated_before_it_is_created(seed: int, specs: Mapping[str, Spec]) -> None:
    """The moments of one thing are in order, and not always the same one."""
    coupons = items(create_app(specs["thought-industries"], seed=seed), "listCourseCoupons")
    times = [(item["createdAt"], item["updatedAt"]) for item in coupons]

    assert all(created <= updated for created, updated in times)
    assert any(created < updated for created, updated in times)


def test_courses_are_the_same_in_both_lists(specs: Mapping[str, Spec]) -> None:
    """A course that coupons are for is one that groups of codes open."""
    mock = create_app(specs["thought-industries"])
    opened = {course["id"] for item in items(mock, "listRedemptionCodeGroups") for course in item["courses"]}

    assert {item["courseId"] for item in items(mock, "listCourseCoupons")} <= opened


@pytest.mark.parametrize("vendor", SPECS)
def test_data_is_json(vendor: str, specs: Mapping[str, Spec]) -> None:
    """What is held is what JSON gives back."""
    found = everything(create_app(specs[vendor]))

    assert found == json.loads(json.dumps(found))
