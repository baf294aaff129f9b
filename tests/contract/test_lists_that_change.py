"""A vendor's list is never ours alone: what others do to it while it is read breaks no rule."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from tests.mutants.direct import Direct, serving
from tests.mutants.messages import Answer, Asked

from vouch.contract import LAYERS, Credentials, Report, render_text, run
from vouch.contract.conformance import conformance
from vouch.mock import create_app
from vouch.spec import Spec

URL = "http://127.0.0.1"
VENDORS = sorted(path.parent.name for path in Path(__file__).parents[2].glob("specs/*/openapi.yaml"))


def judged(spec: Spec, every: int, **options: Any) -> Report:
    """Judge a mock to whose lists somebody adds an item with every so manieth request."""
    mock = create_app(spec)
    endpoint = mock.describe(URL)
    serve, numbers = serving(mock), count(1)
    ids = {operation.id: spec.by_id[operation.id].pagination for operation in spec.operations if operation.pagination}

    def serve_in_company(asked: Asked) -> Answer:
        number = next(numbers)
        if number % every == 0:
            for name, pages in ids.items():
                collection = mock.lists[name].collection
                key = pages.id.lstrip("/") if pages and pages.id else "id"
                collection.add({**collection.entries[0].item, key: f"somebody-{number}"})
        return serve(asked)

    return run(
        spec,
        url=URL,
        credentials=Credentials.from_environment(spec, endpoint.env).values,
        params=endpoint.params,
        layers=[layer for layer in LAYERS if layer is not conformance],
        transport=Direct(serve_in_company),
        **options,
    )


@pytest.mark.parametrize("every", [1, 3, 10])
@pytest.mark.parametrize("vendor", VENDORS)
def test_company_breaks_nothing(vendor: str, every: int, specs: Mapping[str, Spec]) -> None:
    """What a list in motion cannot show is not exercised, and says so."""
    report = judged(specs[vendor], every, ours=False, allow_writes=True, probe=True)

    assert not report.broken, render_text(report)
    assert "a list that nobody changes while it is read" in {result.needs for result in report.results}


def test_nobody_else_is_at_a_mock(specs: Mapping[str, Spec]) -> None:
    """Where all that happens is ours, an item that nobody made is a fault."""
    report = judged(specs["tolt"], 3, ours=True)

    assert report.broken
