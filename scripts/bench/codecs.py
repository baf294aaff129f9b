"""Models read and written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from statistics import median
from uuid import UUID

from bench.alternatives import made
from bench.measuring import Row, by_turns, processor, ratios, said
from bench.pages import groups, written
from thought_industries_client._runtime.writing import content
from thought_industries_client.models import RedemptionCodeGroupList

_GIVEN = {
    "label": "Spring campaign",
    "code_length": 12,
    "total_codes_count": 500,
    "client": UUID("8f2a1c34-5b6d-4e7f-9a01-2b3c4d5e6f70"),
    "expiration_date": datetime(2026, 6, 30, 12, tzinfo=UTC),
    "courses": [f"course-{number}" for number in range(10)],
}
_NAMES = (
    ("label", "label"),
    ("code_length", "codeLength"),
    ("total_codes_count", "totalCodesCount"),
    ("client", "client"),
    ("expiration_date", "expirationDate"),
    ("access_days", "accessDays"),
    ("access_expiration_date", "accessExpirationDate"),
    ("courses", "courses"),
    ("bundles", "bundles"),
    ("licenses", "licenses"),
    ("learning_paths", "learningPaths"),
)
_BODY = {wire: _GIVEN.get(name) for name, wire in _NAMES}
"""What a method hands on; from arguments to this it is one dictionary."""


def rows(rounds: int) -> Iterator[Row]:
    """Decode a page, encode the body of a creation."""
    page = written(groups())
    with made("thought-industries") as (stock, pydantic):
        turns = {
            "ours": lambda: RedemptionCodeGroupList.from_json(page),
            "stock": lambda: stock.RedemptionCodeGroupList.from_dict(json.loads(page)),
            "pydantic": lambda: pydantic.RedemptionCodeGroupList.model_validate_json(page),
        }
        read = by_turns({name: processor(work, 40) for name, work in turns.items()}, 3 * rounds)
        bodies = by_turns(
            {
                "ours": processor(lambda: content(dict(_BODY)), 500),
                "stock": processor(lambda: json.dumps(stock.NewRedemptionCodeGroup(**_GIVEN).to_dict()).encode(), 500),
            },
            3 * rounds,
        )
    work = f"decode a page of 50 groups, {len(page) / 1000:.0f} KB"
    cost = said(median(read["ours"]))
    limit = "about a quarter of ours is parsing; the rest is Python, checking some 1,000 values and making 200 objects"
    faster = ratios(read["stock"], read["ours"])
    yield Row(work, "stock openapi-python-client: `from_dict`, not validated", "times as fast", 3, faster, cost, limit)
    faster = ratios(read["pydantic"], read["ours"])
    yield Row(work, "pydantic v2 models: `model_validate_json`, in Rust", "times as fast", 1, faster, cost, limit)
    faster = ratios(bodies["stock"], bodies["ours"])
    cost = said(median(bodies["ours"]))
    limit = "a date is put into UTC with milliseconds, and an id and a date are found by their class"
    yield Row(
        "encode the body of a creation, from arguments to bytes",
        "stock model, `to_dict`, `json.dumps`",
        "times as fast",
        1,
        faster,
        cost,
        limit,
    )
