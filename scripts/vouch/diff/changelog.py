"""An entry of a changelog in callers' words, and its place in the file; what people wrote there stays."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence

from vouch.diff.change import Change
from vouch.spec.counting import counted

START = "<!-- `vouch generate` writes from here -->"
END = "<!-- to here -->"
_HEADING = re.compile(r"## +v?(\S+)\s*$")
_WIDTH = 120
_NAMED = 4
"""How many reworded places an entry names."""


def bullets(changes: Iterable[Change]) -> list[str]:
    """Return what a caller should know of the changes, the worst first, a bullet each; rewording shares one."""
    changes = tuple(changes)
    told = list(dict.fromkeys(_told(change) for change in changes if not change.text))
    reworded = list(dict.fromkeys(f"`{change.place}`" for change in changes if change.text))
    if reworded:
        more = [counted(len(reworded) - _NAMED, "more place")] if len(reworded) > _NAMED else []
        told.append(f"Documented in other words: {', '.join([*reworded[:_NAMED], *more])}.")
    safe = (text.replace("<!--", "<! --") for text in told or ["Nothing changes for callers."])
    return [textwrap.fill(f"- {text}", _WIDTH, subsequent_indent="  ", break_on_hyphens=False) for text in safe]


def versions(text: str) -> list[str]:
    """Return the versions that have an entry, in the order of the file."""
    return [found[1] for line in text.splitlines() if (found := _HEADING.match(line))]


def updated(text: str, title: str, version: str, told: Sequence[str], released: Iterable[str]) -> str:
    """Return the changelog with an entry for the version that says this.

    What stands between our two marks is replaced, all else stays. The newest entry, if it is for a version that was
    never `released`, is the one that is being written: it is given the version.
    """
    lines = (text or f"# Changelog\n\nWhat changes for callers of the {title} client, newest first.\n").splitlines()
    headings = [index for index, line in enumerate(lines) if _HEADING.match(line)]
    known = [version_of for index in headings for version_of in versions(lines[index])]
    block = [START, *told, END]
    if version in known:
        at = headings[known.index(version)]
    elif known and known[0] not in set(released):
        at = headings[0]
        lines[at] = f"## {version}"
    else:
        at = headings[0] if headings else len(lines)
        fresh = [*([] if headings or not lines[-1:] or not lines[-1] else [""]), f"## {version}", "", *block]
        lines[at:at] = [*fresh, ""] if headings else fresh
        return "\n".join(lines) + "\n"
    end = next((index for index in headings if index > at), len(lines))
    lines[at:end] = _replaced(lines[at:end], block)
    return "\n".join(lines) + "\n"


def _told(change: Change) -> str:
    if change.kind != "breaking":
        return change.told
    return f"Breaking: {change.told.removesuffix('.')}{f': {change.why}' if change.why else ''}."


def _replaced(entry: list[str], block: list[str]) -> list[str]:
    """Return an entry with our block in it, where it was or else right below the heading."""
    if START not in entry:
        rest = entry[1:]
        return [entry[0], "", *block, *([] if rest[:1] == [""] else [""]), *rest] if any(rest) else [
            entry[0], "", *block, *rest,
        ]  # fmt: skip
    start = entry.index(START)
    return [*entry[:start], *block, *_after(entry[start + 1 :])]


def _after(lines: list[str]) -> Iterator[str]:
    """Yield what follows our block; where its end mark is lost, the block ends with its bullets."""
    ours = lines.index(END) + 1 if END in lines else None
    if ours is None:
        ours = next((index for index, line in enumerate(lines) if not line.startswith(("- ", "  "))), len(lines))
    yield from lines[ours:]
