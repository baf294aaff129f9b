"""One change, as a caller of the client sees it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

Kind = Literal["breaking", "addition", "wording"]
Way = Literal["sent", "read"]
"""Whether callers send a value or read it: what widens the one narrows the other."""
KINDS: tuple[Kind, ...] = ("breaking", "addition", "wording")
"""From the worst to the most harmless."""
NOTHING = "nothing"
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Change:
    """What changed, where, and why it matters.

    `place` is what callers call it (`PromotionCode.value`), `operations` are the methods it reaches them through (none
    is the client as a whole), `told` is a sentence for them, `why` says what breaks or is different; `old` and `new`
    point at the cause in the two documents, `also` at the rest of it in either. `text` is true of what only docstrings,
    mocks and contracts read.
    """

    kind: Kind
    place: str
    told: str
    before: str
    after: str
    why: str = ""
    old: str | None = None
    new: str | None = None
    operations: tuple[str, ...] = ()
    text: bool = False
    also: tuple[str, ...] = ()


def merged(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return each change once, with all its operations and the worst that it is to any of them; the worst come first.

    What several operations share is reported for all of them together.
    """
    found: dict[tuple[str | None, ...], Change] = {}
    for change in changes:
        key = (change.place, change.old, change.new, change.before, change.after)
        known = found.get(key, change)
        worst = min(known, change, key=lambda each: KINDS.index(each.kind))
        together = dict.fromkeys([*known.operations, *change.operations])
        found[key] = replace(worst, operations=tuple(together))
    return tuple(sorted(found.values(), key=lambda each: (KINDS.index(each.kind), each.text)))


def same(one: Any, other: Any) -> bool:
    """Say whether two JSON values are written alike: 1 is not true."""
    return json.dumps(one, sort_keys=True, default=list) == json.dumps(other, sort_keys=True, default=list)


def shown(value: Any) -> str:
    """Return a JSON value on one line of at most 100 printable characters, plain where that is clear."""
    if isinstance(value, list) and value and all(isinstance(each, str | int | float) for each in value):
        text = ", ".join(map(shown, value))
    elif isinstance(value, str) and value and value == value.strip():
        text = value
    else:
        text = json.dumps(value, ensure_ascii=False, default=list)
    if not text.isprintable():
        text = json.dumps(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def quoted(value: Any) -> str:
    """Return a JSON value as code in Markdown."""
    text = shown(value).replace("`", "'")
    return f"`{text}`"
