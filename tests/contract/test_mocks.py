"""The mocks keep their specs, and hardly a rule goes without being put to the test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vouch.contract import render_text, run
from vouch.mock import running
from vouch.mock.security import demo_credential
from vouch.spec import Spec

if TYPE_CHECKING:
    from tests.contract.conftest import Server

VENDORS = sorted(path.parent.name for path in Path(__file__).parents[2].glob("specs/*/openapi.yaml"))
ON_429_ALONE = "declared headers are there and keep their schemas"
"""The one rule that a mock has nothing to show for, as nobody asks it too often."""


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("vendor", VENDORS)
def test_a_mock_keeps_its_spec(vendor: str, seed: int, specs: Mapping[str, Spec]) -> None:
    """All layers, over a socket, find nothing broken and leave nothing out, whatever the seed."""
    spec = specs[vendor]
    arguments = {argument for scheme in spec.security_schemes.values() for argument in scheme.arguments}
    with running(spec) as endpoints:
        report = run(
            spec,
            url=endpoints[vendor].url,
            credentials={argument: demo_credential(argument) for argument in arguments},
            params=endpoints[vendor].params,
            seed=seed,
            allow_writes=True,
        )

    assert not report.broken, render_text(report)
    assert {ON_429_ALONE} >= {result.rule for result in report.results if result.verdict == "not exercised"}
    assert report.exit_code == 0


def test_the_same_seed_sends_the_same_requests(
    specs: Mapping[str, Spec], twin: Callable[..., AbstractContextManager[Server]]
) -> None:
    """A failure can be had again: nothing is drawn from the clock, and nothing is kept between runs."""

    def sent(seed: int) -> list[object]:
        with twin(specs["tolt"]) as server:
            server.judged(seed=seed)
            return [(asked.method, asked.path, asked.query, asked.body) for _, asked, _ in server.twin.seen]

    first = sent(7)

    assert first == sent(7)
    assert first != sent(8)
