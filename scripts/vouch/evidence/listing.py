"""The facts of a spec as text for people and as JSON for machines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby

from vouch.evidence.claims import LEVELS
from vouch.evidence.facts import Fact, facts
from vouch.evidence.ledger import Ledger
from vouch.spec import Spec
from vouch.spec.behaviour import Level

_NO_PAGE = "no page"


def render_text(spec: Spec, ledger: Ledger, level: Level | None) -> str:
    """Return how many facts are known how well, then each with its line, by level and page, the least known first."""
    found = _chosen(spec, level)
    counts = Counter(fact.level for fact in found)
    said = ", ".join(f"{counts[each]} {each}" for each in LEVELS if level in {None, each})
    lines = [f"{spec.vendor}  {spec.source.path}  {said}"]
    for name in reversed(LEVELS):
        if counts[name]:
            lines += ["", name, *_by_page([fact for fact in found if fact.level == name], spec, ledger)]
    return "\n".join(lines)


def render_json(spec: Spec, ledger: Ledger, level: Level | None) -> str:
    """Return the same as a JSON object on one line."""
    file = str(spec.source.path)
    listed = [
        {**asdict(fact), "file": file, "runs": [asdict(entry) for entry in ledger.about(fact)]}
        for fact in _chosen(spec, level)
    ]
    return json.dumps({"vendor": spec.vendor, "facts": listed})


def _chosen(spec: Spec, level: Level | None) -> list[Fact]:
    return [fact for fact in facts(spec) if level in {None, fact.level}]


def _by_page(found: Sequence[Fact], spec: Spec, ledger: Ledger) -> Iterator[str]:
    pages = list(dict.fromkeys(fact.pages for fact in found))
    in_order = sorted(found, key=lambda fact: pages.index(fact.pages))
    for page, of_page in groupby(in_order, key=lambda fact: fact.pages):
        yield f"  {'; '.join(page) or _NO_PAGE}"
        for fact in of_page:
            yield f"    {spec.source.path}:{fact.line}  {fact.about}"
            yield f"      {fact.says}"
            if fact.why:
                yield f"      {fact.level}: {fact.why}"
            yield from (f"      {entry}" for entry in ledger.about(fact))
