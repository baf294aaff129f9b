"""How well a fact is known, in words for those who read the documentation."""

from __future__ import annotations

from collections.abc import Sequence

from vouch.spec.behaviour import Claim, Level

_WORDS: dict[Level, str] = {
    "documented": "Documented",
    "example": "Known by example",
    "observed": "Observed elsewhere",
    "assumed": "Assumed",
}


def note(claims: Sequence[Claim]) -> str:
    """Return a paragraph of Markdown for each claim that says more than that the vendor's page states it."""
    return "\n\n".join(_sentence(claim) for claim in claims if claim.why or claim.page)


def _sentence(claim: Claim) -> str:
    about = f" ({', '.join(f'`{keyword}`' for keyword in claim.of)})" if claim.of else ""
    told = [f"on the page “{claim.page}”"] if claim.page else []
    told += [claim.why.rstrip(".")] if claim.why else []
    return f"**{_WORDS[claim.level]}**{about}: {', '.join(told)}."
