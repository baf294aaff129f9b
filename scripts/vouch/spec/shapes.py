"""Do schemas make sense: patterns that Python reads, and siblings that are there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vouch.spec import pointer as ptr
from vouch.spec.model import Spec
from vouch.spec.places import problem
from vouch.spec.problems import Problem
from vouch.spec.walk import walk


def shape_problems(spec: Spec) -> Iterator[Problem]:
    """Yield every contradiction between the parts of a schema."""
    yield from _pattern_problems(spec)
    yield from _sibling_problems(spec)


def _pattern_problems(spec: Spec) -> Iterator[Problem]:
    for kind, pointer, node in walk(spec.document):
        if kind != "schema":
            continue
        patterns = {"pattern": node["pattern"]} if "pattern" in node else {}
        patterns |= {ptr.join("patternProperties", pattern): pattern for pattern in node.get("patternProperties", ())}
        for place, pattern in patterns.items():
            try:
                re.compile(pattern)
            except (re.error, OverflowError, RecursionError) as error:
                found, expected = f"{pattern}: {error}", "a regular expression that Python reads, too"
                yield problem(spec.source, f"{pointer}/{place}", found, expected)


def _sibling_problems(spec: Spec) -> Iterator[Problem]:
    for kind, pointer, node in walk(spec.document):
        if kind != "schema":
            continue
        for name, child in node.get("properties", {}).items():
            here = ptr.join(pointer, "properties", name)
            selected = child.get("x-selects", {}) if isinstance(child, dict) else {}
            wanted = {"x-at-most": child["x-at-most"]} if isinstance(child, dict) and "x-at-most" in child else {}
            wanted |= {ptr.join("x-selects", value): sibling for value, sibling in selected.items()}
            for field, sibling in wanted.items():
                if sibling not in node["properties"]:
                    yield problem(spec.source, f"{here}/{field}", sibling, f"a property beside {name}")
