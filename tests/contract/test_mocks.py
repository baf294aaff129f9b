"""The mocks keep their specs, their clients agree with them, and every rule is put to the test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vouch.contract import render_text, run
from vouch.generate.reader import reader
from vouch.mock import running
from vouch.mock.security import demo_credential
from vouch.spec import Spec

if TYPE_CHECKING:
    from tests.contract.conftest import Server

VENDORS = sorted(path.parent.name for path in Path(__file__).parents[2].glob("specs/*/openapi.yaml"))
PACKAGES = Path(__file__).parents[2] / "generated"


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_mock_keeps_its_spec(vendor: str, specs: Mapping[str, Spec]) -> None:
    """All layers and the client, over a socket, find nothing broken and leave nothing out."""
    spec = specs[vendor]
    arguments = {argument for scheme in spec.security_schemes.values() for argument in scheme.arguments}
    with running(spec) as endpoints, reader(spec, PACKAGES / f"{vendor}-client") as client:
        report = run(
            spec,
            url=endpoints[vendor].url,
            credentials={argument: demo_credential(argument) for argument in arguments},
            params=endpoints[vendor].params,
            allow_writes=True,
            strict=True,
            reader=client,
        )

    assert {"kept"} == set(report.counts), render_text(report)
    assert report.exit_code == 0


def test_the_same_seed_sends_the_same_requests(specs: Mapping[str, Spec], twin: Callable[..., Server]) -> None:
    """A failure can be had again: nothing is drawn from the clock, and nothing is kept between runs."""

    def sent(seed: int) -> list[object]:
        server = twin(specs["tolt"])
        server.judged(seed=seed)
        return [(asked.method, asked.path, asked.query, asked.body) for asked, _ in server.twin.seen]

    first = sent(7)

    assert first == sent(7)
    assert first != sent(8)
