"""A fault is found out for the right reason: the rule that says so is the one that a person has to read."""
# ruff: noqa: E501 - a row of the table is a line

from __future__ import annotations

from collections.abc import Mapping

import pytest
from tests.mutants.catalogue import faults
from tests.mutants.direct import serving
from tests.mutants.judge import URL, judged, specs

from vouch.contract import LAYERS, render_text
from vouch.mock import create_app
from vouch.spec import Spec

EXPECTED: Mapping[str, tuple[str, str, str]] = {
    "half of two credentials is enough (spacebring listRedemptions bearerAuth bearerAuth with networkId)": ("access", "access", "networkId missing"),
    "a way to sign in is shut (spacebring listRedemptions bearerAuth with networkId)": ("access", "access", "networkId lets in"),
    "a stranger is told 403 (tolt listPromotionCodes)": ("access", "answer", "declared status"),
    "one above the maximum is taken for it (tolt listPromotionCodes limit)": ("refusals", "refusal", "limit is 101,"),
    "a required parameter may be missing (thought-industries listCourseCoupons courseIds)": ("refusals", "refusal", "courseIds is missing"),
    "a required parameter may be missing (tolt listPromotionCodes program_id)": ("refusals", "refusal", "program_id is missing"),
    "neither of two parameters is needed (spacebring listRedemptions)": ("refusals", "refusal", "neither couponRef"),
    "two parameters that exclude each other: the first counts (tolt listPromotionCodes)": ("refusals", "refusal", "both given"),
    "a needed property may be missing (thought-industries createRedemptionCodeGroup /label)": ("refusals", "refusal", "label is missing"),
    "every refusal has the same words (thought-industries createRedemptionCodeGroup)": ("refusals", "refusal", "codeLength is missing"),
    "a refusal is null (tolt listPromotionCodes)": ("refusals", "refusal", "limit is 0"),
    "a needed property is missing (tolt listPromotionCodes /code)": ("paging", "answer", "keeps its schema"),
    "a number is a text (thought-industries listRedemptionCodeGroups /totalCodesCount)": ("paging", "answer", "keeps its schema"),
    "later pages are a failure of the server (tolt listPromotionCodes)": ("paging", "paging", "come to an end"),
    "a filter is ignored (tolt listPromotionCodes partner_id)": ("filtering", "filter", "partner_id"),
    "a filter is ignored (tolt listPromotionCodes created_gte)": ("filtering", "filter", "created_gte"),
    "a filter is ignored (thought-industries listRedemptionCodeGroups query)": ("filtering", "filter", "query"),
    "a filter loses every fifth match (thought-industries listCourseCoupons active)": ("filtering", "filter", "active"),
    "an order is ignored (tolt listPromotionCodes order asc)": ("sorting", "sort", "order=asc"),
    "an order is reversed (thought-industries listRedemptionCodeGroups sort label:asc)": ("sorting", "sort", "label:asc"),
    "the default order is the other one (tolt listPromotionCodes order)": ("sorting", "sort", "order=desc"),
    "nothing is embedded (tolt listPromotionCodes expand[] partner /partner)": ("expansion", "expand", "expand[]=partner"),
    "an object is always embedded (tolt listPromotionCodes expand[] program /program)": ("expansion", "expand", "expand[]=program"),
    "the embedded id is another (tolt listPromotionCodes expand[] partner /partner)": ("expansion", "expand", "expand[]=partner"),
    "the total is one too high (tolt listPromotionCodes)": ("paging", "paging", "total"),
    "there is never more (tolt listPromotionCodes)": ("paging", "paging", "total"),
    "there is always more (thought-industries listRedemptionCodeGroups)": ("paging", "paging", "end flag"),
    "the token is always the same (spacebring listRedemptions)": ("paging", "paging", "come to an end"),
    "later pages begin with the item before (tolt listPromotionCodes)": ("paging", "paging", "comes twice"),
    "the default size is one too large (tolt listPromotionCodes)": ("paging", "paging", "is full"),
    "the size asked for is ignored (spacebring listRedemptions)": ("paging", "paging", "is full"),
    "backward is forward (tolt listPromotionCodes)": ("paging", "paging", "backward"),
    'a part is more than its whole (thought-industries listRedemptionCodeGroups RedemptionCodeGroup.redeemedCodesCount "totalCodesCount")': ("invariants", "invariant", "at most"),
    'a kind comes without what belongs to it (spacebring listRedemptions Product.type ["booking", "bookingRef"])': ("invariants", "invariant", "booking"),
    "a text comes back in capitals (thought-industries createRedemptionCodeGroup /label)": ("creation", "create", "echoes"),
    "a new thing starts with something else (thought-industries createRedemptionCodeGroup /redeemedCodesCount)": ("creation", "create", "starts"),
    "a new thing is listed under another id (thought-industries createRedemptionCodeGroup)": ("creation", "create", "is found by"),
}  # fmt: skip
"""For a fault the layer that is asked, and the check and words of the rule that it has to break."""


@pytest.fixture(scope="module")
def vendors() -> Mapping[str, Spec]:
    """Return the specs by vendor."""
    return specs()


@pytest.mark.parametrize("name", EXPECTED)
def test_the_right_rule_is_broken(name: str, vendors: Mapping[str, Spec]) -> None:
    """One layer looks at a twin with one fault, and the rule about it is among the broken ones."""
    layer, check, words = EXPECTED[name]
    spec = vendors[name.partition(" (")[2].partition(" ")[0]]
    mock = create_app(spec)
    fault = next(fault for fault in faults(mock) if fault.name == name)
    layers = [each for each in LAYERS if each.__name__ == layer]
    report = judged(spec, fault.twin(mock, serving(mock)), mock.describe(URL), layers=layers)

    assert [each for each in report.broken if each.check == check and words in each.rule], render_text(report)
    assert report.exit_code == 1
