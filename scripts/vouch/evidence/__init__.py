"""Evidence: how well each fact of a spec is known, and what runs against the vendor's servers showed of it.

Imports point down, the last one to `vouch.spec`:

    listing                    the facts of a spec as text for people and JSON for machines
    ledger                     what runs confirmed or refuted, in a file beside the spec
    facts                      every fact, with its level, its page and its line
    claims                     which claims a place in the spec rests on
"""

from vouch.evidence.claims import Grounds, grounds, least, level
from vouch.evidence.facts import Fact, facts
from vouch.evidence.ledger import Entry, Ledger, Verdict, settled
from vouch.evidence.listing import render_json, render_text

__all__ = [
    "Entry",
    "Fact",
    "Grounds",
    "Ledger",
    "Verdict",
    "facts",
    "grounds",
    "least",
    "level",
    "render_json",
    "render_text",
    "settled",
]
