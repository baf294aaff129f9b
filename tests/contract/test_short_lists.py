"""Lists that are short: of no item, of one, of hardly more. What they leave unseen is not exercised, not broken."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.mutants.direct import Direct, serving

from vouch.contract import LAYERS, Credentials, render_text, run
from vouch.contract.conformance import conformance
from vouch.mock import create_app
from vouch.spec import Spec

URL = "http://127.0.0.1"
VENDORS = sorted(path.parent.name for path in Path(__file__).parents[2].glob("specs/*/openapi.yaml"))


@pytest.mark.parametrize("size", [0, 1, 2, 3])
@pytest.mark.parametrize("ours", [True, False], ids=["ours", "elsewhere"])
@pytest.mark.parametrize("vendor", VENDORS)
def test_a_short_list_breaks_nothing(vendor: str, ours: bool, size: int, specs: Mapping[str, Spec]) -> None:  # noqa: FBT001
    """Every layer of ours looks at it to its end, and the fewer items there are the less is exercised."""
    spec = specs[vendor]
    mock = create_app(spec, size=size)
    endpoint = mock.describe(URL)
    report = run(
        spec,
        url=URL,
        credentials=Credentials.from_environment(spec, endpoint.env).values,
        params=endpoint.params,
        allow_writes=True,
        probe=True,
        ours=ours,
        layers=[layer for layer in LAYERS if layer is not conformance],
        transport=Direct(serving(mock)),
    )

    assert not report.broken, render_text(report)
    assert report.counts["not exercised"] > 0
