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
    """Decode a page with msgspec, as documented and with a surprise, and without it; encode the body of a creation."""
    document = groups()
    page = written(document)
    for group in document["redemptionCodeGroups"]:
        group["nobodyToldUs"] = "about this"
    surprise = written(document)
    ours = RedemptionCodeGroupList
    with made("thought-industries") as (stock, pydantic):
        turns = {
            "ours": lambda: ours.from_json(page),
            "stock": lambda: stock.RedemptionCodeGroupList.from_dict(json.loads(page)),
            "pydantic": lambda: pydantic.RedemptionCodeGroupList.model_validate_json(page),
            "surprise": lambda: ours.from_json(surprise),
            "stock, surprise": lambda: stock.RedemptionCodeGroupList.from_dict(json.loads(surprise)),
            "plain": lambda: ours.from_dict(json.loads(page)),
        }
        read = by_turns({name: processor(work, 40) for name, work in turns.items()}, 3 * rounds)
        bodies = by_turns(
            {
                "ours": processor(lambda: content(dict(_BODY)), 500),
                "stock": processor(lambda: json.dumps(stock.NewRedemptionCodeGroup(**_GIVEN).to_dict()).encode(), 500),
            },
            3 * rounds,
        )
    work = f"decode page after page of 50 groups, {len(page) / 1000:.0f} KB, with msgspec"
    limit = "a third of ours is parsing and checking, in C; the rest makes 200 objects in Python"
    not_validated = "stock openapi-python-client: `from_dict`, not validated"
    for told, against, bound, name, other in (
        (work, not_validated, 3, "ours", "stock"),
        (work, "pydantic v2 models: `model_validate_json`, in Rust", 1, "ours", "pydantic"),
        ("the same, with a field nobody told us about in each group", not_validated, 3, "surprise", "stock, surprise"),
        ("the same, without msgspec", not_validated, 1, "plain", "stock"),
    ):
        cost = said(median(read[name]))
        yield Row(told, against, "times as fast", bound, ratios(read[other], read[name]), cost, limit)
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
