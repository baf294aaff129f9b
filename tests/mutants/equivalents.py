"""Mutants that change nothing the contract is about, each with the reason: what `equivalent.yaml` lists.

A mutant is listed when no request that the suite may send gets an answer that the spec says anything about and that
differs. That is looked at by hand, one by one; the reason says what differs instead, or why nothing does. An entry goes
when its code goes, and is wrong when some layer finds the mutant out after all: a whole run says both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path

import yaml
from tests.mutants.report import Finding

FILE = Path(__file__).with_name("equivalent.yaml")


def equivalents() -> Mapping[str, str]:
    """Return the reason for each mutant that is listed."""
    groups = yaml.safe_load(FILE.read_text(encoding="utf-8")) or []
    return {key: group["why"] for group in groups for key in group["mutants"]}


def covered(key: str, listed: AbstractSet[str]) -> bool:
    """Say whether a mutant is listed, or all of its function."""
    return key in listed or key.partition(":")[0] in listed


def stale(listed: AbstractSet[str], findings: Iterable[Finding]) -> Iterator[str]:
    """Yield what is wrong with the list, after a run of every mutant; of a whole function some may be found out."""
    fates = {finding.name: finding for finding in findings if finding.part == "syntax tree"}
    functions = {name.partition(":")[0] for name in fates}
    for key in sorted(listed):
        if key not in fates and key not in functions:
            yield f"no such mutant: {key}"
        elif key in fates and fates[key].fate == "killed":
            yield f"not equivalent ({fates[key].rule}): {key}"
