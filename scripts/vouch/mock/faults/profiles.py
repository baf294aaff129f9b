"""Profiles: faults that have a name together."""

from __future__ import annotations

from collections.abc import Mapping

from vouch.mock.faults.kinds import (
    Drip,
    EmptyPage,
    Garbage,
    Html,
    Latency,
    LostItem,
    MissingField,
    NewEnumValue,
    RateLimit,
    RepeatedCursor,
    Reset,
    Status,
    Truncated,
    WrongType,
)
from vouch.mock.faults.rules import Rule

PROFILES: Mapping[str, tuple[Rule, ...]] = {
    # A bad day: whoever tries again gets there, and nothing that arrives is wrong.
    "flaky": (
        Rule(Latency(0.05, 0.05), rate=0.3),
        Rule(Status(503), rate=0.05),
        Rule(Status(429, retry_after=1), rate=0.03),
        Rule(Html(502), rate=0.03),
        Rule(Reset(), rate=0.04),
        Rule(Truncated(), rate=0.03),
    ),
    # Nothing can be relied on: what arrives may be wrong, and lists may mislead.
    "hostile": (
        Rule(Latency(0.1, 0.1), rate=0.3),
        Rule(Status(500), rate=0.04),
        Rule(Status(429), rate=0.03),
        Rule(Html(200), rate=0.03),
        Rule(Html(502), rate=0.03),
        Rule(Reset(), rate=0.04),
        Rule(Truncated(), rate=0.04),
        Rule(Drip(0.5), rate=0.04),
        Rule(Garbage(), rate=0.04),
        Rule(RepeatedCursor(), rate=0.04),
        Rule(EmptyPage(), rate=0.04),
        Rule(LostItem(), rate=0.04),
        Rule(NewEnumValue(), rate=0.08),
        Rule(MissingField(), rate=0.06),
        Rule(WrongType(), rate=0.06),
    ),
    # Every answer comes, each in its own time.
    "slow": (Rule(Latency(2, 1)), Rule(Drip(2), rate=0.25)),
    # The vendor's own limit, enforced.
    "rate-limited": (Rule(RateLimit()),),
}
