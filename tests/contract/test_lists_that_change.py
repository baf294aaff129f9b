"""A vendor's list is never ours alone: what others do to it while it is read breaks no rule."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from tests.mutants.direct import serving
from tests.mutants.judge import OURS, URL, judged
from tests.mutants.messages import Answer, Asked

from vouch.contract import Report, render_text
from vouch.mock import create_app
from vouch.spec import Spec

VENDORS = sorted(path.parent.name for path in Path(__file__).parents[2].glob("specs/*/openapi.yaml"))


def in_company(spec: Spec, every: int, **options: Any) -> Report:
    """Judge a mock to whose lists somebody adds an item with one request in so many."""
    mock = create_app(spec)
    serve, numbers = serving(mock), count(1)
    lists = {operation.id: operation.pagination for operation in spec.operations if operation.pagination}

    def serve_in_company(asked: Asked) -> Answer:
        number = next(numbers)
        if number % every == 0:
            for name, pages in lists.items():
                collection = mock.lists[name].collection
                key = pages.id.lstrip("/") if pages.id else "id"
                collection.add({**collection.entries[0].item, key: f"somebody-{number}"})
        return serve(asked)

    return judged(spec, serve_in_company, mock.describe(URL), layers=OURS, **options)


@pytest.mark.parametrize("every", [1, 3, 10])
@pytest.mark.parametrize("vendor", VENDORS)
def test_company_breaks_nothing(vendor: str, every: int, specs: Mapping[str, Spec]) -> None:
    """What a list in motion cannot show is not exercised, and says so."""
    report = in_company(specs[vendor], every, ours=False, probe=True)

    assert not report.broken, render_text(report)
    assert "a list that nobody changes while it is read" in {result.needs for result in report.results}


def test_nobody_else_is_at_a_mock(specs: Mapping[str, Spec]) -> None:
    """Where all that happens is ours, an item that nobody made is a fault."""
    report = in_company(specs["tolt"], 3, ours=True)

    assert report.broken
