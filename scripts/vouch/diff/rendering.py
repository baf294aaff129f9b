"""A diff as text for people, and as JSON for machines."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from vouch.diff.change import KINDS, Change, Kind
from vouch.diff.comparing import Diff
from vouch.diff.versions import Version
from vouch.spec.counting import counted

_WIDTH = 120


def asked(diff: Diff) -> str | None:
    """Return the lowest version that the changes ask for, None where there are none, or versions have another form."""
    version = Version.read(diff.old.version) if diff.old and diff.new else None
    return str(version.raised(diff.worst)) if version and diff.worst else None


def render_text(diff: Diff) -> str:
    """Lay out a diff: a line for the vendor, then each change, the worst first."""
    return "\n".join(_lines(diff))


def render_json(diffs: Sequence[Diff]) -> str:
    """Return the diffs as one JSON array."""
    return json.dumps([_plain(diff) for diff in diffs], indent=2, ensure_ascii=False)


def _lines(diff: Diff) -> Iterator[str]:
    versions = dict.fromkeys(each.version for each in (diff.old, diff.new) if each)
    state = "" if diff.old and diff.new else "new, " if diff.new else "gone, "
    counts = [_counted(kind, count) for kind in KINDS if (count := sum(each.kind == kind for each in diff.changes))]
    asks = f"; asks for {version} or higher" if (version := asked(diff)) else ""
    yield f"{diff.vendor}  {' → '.join(versions)}  {state}{', '.join(counts) or 'unchanged'}{asks}"
    for kind in KINDS:
        changes = [change for change in diff.changes if change.kind == kind]
        if changes:
            yield ""
            yield f"  {kind}"
        for change in changes:
            yield from _change(change)


def _counted(kind: Kind, count: int) -> str:
    return counted(count, kind) if kind == "addition" else f"{count} {kind}"  # the others are no nouns


def render_texts(diffs: Sequence[Diff]) -> str:
    """Lay out the diffs of several vendors, with room around those that have changes."""
    told = [render_text(diff) for diff in diffs]
    return "".join(f"{text}\n" + "\n" * ("\n" in text) for text in told).rstrip("\n")


def _change(change: Change) -> Iterator[str]:
    told = change.told.replace("`", "")
    yield textwrap.fill(told, _WIDTH, initial_indent="    ", subsequent_indent="      ", break_on_hyphens=False)
    facts = {"place": change.place, "in": ", ".join(change.operations), "before": change.before, "after": change.after}
    for name, fact in {**facts, "why": change.why}.items():
        if fact:
            yield f"      {name:<6}  {fact}"


def _plain(diff: Diff) -> dict[str, Any]:
    changes = []
    for change in diff.changes:
        plain = asdict(change)
        del plain["also"]
        del plain["text"]
        changes.append(plain)
    return {
        "vendor": diff.vendor,
        "old": diff.old.version if diff.old else None,
        "new": diff.new.version if diff.new else None,
        "worst": diff.worst,
        "asks_for": asked(diff),
        "changes": changes,
    }
