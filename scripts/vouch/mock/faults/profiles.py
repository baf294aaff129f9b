"""Profiles: faults that have a name together, ours or those of a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

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
from vouch.mock.faults.rules import FaultError, Rule, read_rules
from vouch.spec import SpecError
from vouch.spec.source import read

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


def read_faults(name: str) -> Sequence[Rule]:
    """Return the rules of a profile, or of a JSON or YAML file: `rules: [{fault: status, status: 503, rate: 0.1}]`.

    Raises:
        FaultError: there is neither, or some of its rules are none.

    """
    if name in PROFILES:
        return PROFILES[name]
    path = Path(name)
    if not path.exists():
        raise FaultError(f"no profile and no file {name}; the profiles are {', '.join(PROFILES)}")
    try:
        source = read(path, "rules: [...]")
    except SpecError as error:
        raise FaultError(str(error)) from None
    given = source.document.get("rules")
    if not isinstance(given, list) or len(source.document) > 1:
        raise FaultError(f"{path}:1  expected rules: [...] and nothing beside")
    rules: list[Rule] = []
    problems: list[str] = []
    for index, value in enumerate(given):
        try:
            rules += read_rules([value])
        except FaultError as error:
            problems += (f"{path}:{source.line(f'/rules/{index}')}  {line}" for line in str(error).splitlines())
    if problems:
        raise FaultError("\n".join(problems))
    return rules
