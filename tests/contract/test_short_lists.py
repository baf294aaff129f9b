"""Lists that are short: of no item, of one, of hardly more. What they leave unseen is not exercised, not broken."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.mutants.direct import serving
from tests.mutants.judge import OURS, URL, judged

from vouch.contract import render_text
from vouch.mock import create_app
from vouch.spec import Spec

VENDORS = sorted(path.parent.name for path in Path(__file__).parents[2].glob("specs/*/openapi.yaml"))


@pytest.mark.parametrize("size", [0, 1, 2, 3])
@pytest.mark.parametrize("ours", [True, False], ids=["ours", "elsewhere"])
@pytest.mark.parametrize("vendor", VENDORS)
def test_a_short_list_breaks_nothing(vendor: str, ours: bool, size: int, specs: Mapping[str, Spec]) -> None:  # noqa: FBT001
    """No rule is broken for want of items; some are not exercised."""
    mock = create_app(specs[vendor], size=size)
    report = judged(specs[vendor], serving(mock), mock.describe(URL), layers=OURS, probe=True, ours=ours)

    assert not report.broken, render_text(report)
    assert report.counts["not exercised"] > 0
