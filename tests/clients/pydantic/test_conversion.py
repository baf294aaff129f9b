"""From our models to the pydantic ones and back: one call each way, for every model, and nothing is lost."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime
from typing import assert_type

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from tests.clients.pydantic.subjects import PACKAGES, SUBJECTS, Subject, every_model, some

from tolt_client import ResponseDecodeError, models
from tolt_client.pydantic import PromotionCode, PromotionCodeList

CODE = {
    "id": "prc_1",
    "code": "SUMMER",
    "type": "brand-new",
    "partner_id": None,
    "created_at": "2025-01-15T14:30:00.000Z",
    "program": {"id": "prg_1", "level": 3},
    "tags": ["a"],
}


@every_model
@some
@given(data=st.data())
def test_nothing_is_lost_on_the_way_and_back(subject: Subject, data: st.DataObject) -> None:
    """What is unknown stays, what is null stays null, what is missing stays missing."""
    ours = subject.ours.from_dict(data.draw(subject.documents))

    theirs = subject.pydantic.from_model(ours)

    assert type(theirs) is subject.pydantic
    assert theirs.to_model() == ours
    assert theirs.to_dict() == ours.to_dict()


@every_model
@some
@given(data=st.data())
def test_pydantics_own_dump_is_a_document_too(subject: Subject, data: st.DataObject) -> None:
    """Whoever has nothing but pydantic at hand gets the document as it was."""
    document = data.draw(subject.documents)
    theirs = subject.pydantic.model_validate_json(json.dumps(document))

    dumped = theirs.model_dump(by_alias=True, exclude_unset=True, mode="json")

    assert subject.ours.from_dict(dumped) == subject.ours.from_dict(document)


@every_model
def test_a_full_dump_still_leads_back(subject: Subject) -> None:
    """Stored with None for all that was missing, as pydantic does by itself, a model is still one of ours."""
    document = subject.full
    least = {name: document[name] for name in subject.schema.get("required", ())}

    stored = subject.pydantic.model_validate(least).model_dump()
    ours = subject.pydantic.model_validate(stored).to_model()

    nulls = {name: None for name, value in ours.to_dict().items() if value is None}
    assert ours.to_dict() == subject.ours.from_dict({**least, **nulls}).to_dict()


@every_model
def test_both_have_the_same_attributes(subject: Subject) -> None:
    """Under the same names, in snake case."""
    ours = {field.name for field in attrs.fields(subject.ours)} - {"additional_properties", "_nulls"}

    assert ours == set(subject.pydantic.model_fields)


@pytest.mark.parametrize("package", PACKAGES.values())
def test_there_is_one_for_each_of_ours(package: str) -> None:
    """The same classes by the same names, and no others."""
    ours = {subject.ours.__name__ for subject in SUBJECTS if subject.ours.__module__.startswith(f"{package}.")}
    module = __import__(f"{package}.pydantic", fromlist=["*"])

    assert set(module.__all__) == ours


def test_both_ways_are_typed() -> None:
    """Type checkers know what comes of a conversion (this file is checked by mypy)."""
    theirs = PromotionCode.from_model(models.PromotionCode.from_dict(CODE))

    assert_type(theirs, PromotionCode)
    assert_type(theirs.to_model(), models.PromotionCode)
    assert theirs.created_at == datetime(2025, 1, 15, 14, 30, tzinfo=UTC)
    assert theirs.program is not None
    assert theirs.to_model().program == models.Program(id="prg_1", additional_properties={"level": 3})


def test_what_is_set_goes_along() -> None:
    """A value set by hand is there in ours; None where the API has no null takes it away, elsewhere it is null."""
    theirs = PromotionCode.model_validate(CODE)
    theirs.partner_id, theirs.partner, theirs.program, theirs.value = "part_1", None, None, 5

    ours = theirs.to_model().to_dict()

    assert ours == {
        **{k: v for k, v in CODE.items() if k != "program"},
        "partner_id": "part_1",
        "partner": None,
        "value": 5,
    }


def test_what_does_not_fit_is_refused_with_its_place() -> None:
    """A value that pydantic did not look at is one of ours only if it is of the right type."""
    page = PromotionCodeList(success=True, has_more=False, total_count=1, data=[PromotionCode(id="1", code="A")])
    page.data[0].__dict__["value"] = []
    page.data[0].model_fields_set.add("value")

    with pytest.raises(ResponseDecodeError, match=r"data\[0\]\.value: expected number, got array"):
        page.to_model()


@pytest.mark.parametrize("more", [{}, {"nextPageToken": "t"}])
def test_an_unknown_property_may_be_called_like_an_attribute(more: dict[str, str]) -> None:
    """What the API calls `next_page_token`, with or without a `nextPageToken` beside it, is another thing and stays."""
    subject = next(each for each in SUBJECTS if each.ours.__name__ == "RedemptionList")
    ours = subject.ours.from_dict({"redemptions": [], "next_page_token": "other", **more})

    assert subject.pydantic.from_model(ours).to_model() == ours


def test_a_class_of_ones_own_converts_too() -> None:
    """A subclass is made of our model and makes it again; what it adds is an unknown property to ours."""

    class Mine(PromotionCode):
        rank: int = 0

    mine = Mine.from_model(models.PromotionCode.from_dict(CODE))

    assert_type(mine, Mine)
    assert mine.to_model() == models.PromotionCode.from_dict(CODE)
    assert Mine(id="1", code="A", rank=2).to_model().additional_properties == {"rank": 2}


def test_they_are_pydantic_models_like_others() -> None:
    """They nest, pickle, compare, take names of either kind, and describe themselves in JSON Schema."""
    theirs = TypeAdapter(list[PromotionCode]).validate_python([CODE])[0]
    coupon = next(each.pydantic for each in SUBJECTS if each.ours.__name__ == "CourseCouponPage")
    described = PromotionCode.model_json_schema()

    assert pickle.loads(pickle.dumps(theirs)) == theirs  # noqa: S301 - our own
    assert theirs.model_extra == {"tags": ["a"]}
    assert theirs.type == "brand-new"
    assert coupon(page_info={}, course_coupons=[]) == coupon(pageInfo={}, courseCoupons=[])
    assert described["description"] == "A code that gives a customer a discount."
    assert described["properties"]["code"]["description"] == "What the customer types."
