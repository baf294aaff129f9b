"""What a run showed of each thing that the spec merely assumes: confirmed, refuted, or still open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from vouch.contract.departures import Departures, Kind
from vouch.contract.report import Assumption, Result
from vouch.contract.subject import Subject
from vouch.evidence import Fact, Ledger, facts, grounds
from vouch.spec import pointer as ptr

Key = tuple[str, tuple[str, ...]]
"""How a fact is told from others: its place and its keywords."""

_KEYWORDS: Mapping[Kind, tuple[str, ...]] = {
    "field": (),
    "type": ("type", "anyOf", "oneOf"),
    "value": ("enum",),
    "missing": ("required",),
}
"""The keywords that are wrong about an answer that departs so."""


def assumptions(
    subject: Subject, results: Sequence[Result], departures: Departures, ledger: Ledger
) -> tuple[Assumption, ...]:
    """Return every assumption of the spec, in its order. What speaks against one outweighs what speaks for it."""
    against = _refuted(subject, results, departures)
    speaking = _confirmed(subject, results)
    return tuple(
        _assumption(subject, fact, ledger, against, {**_borne_out(fact, departures), **speaking})
        for fact in facts(subject.spec)
        if fact.level == "assumed"
    )


def _assumption(
    subject: Subject, fact: Fact, ledger: Ledger, against: Mapping[Key, str], speaking: Mapping[Key, str]
) -> Assumption:
    key = (fact.pointer, fact.of)
    return Assumption(
        at=fact.pointer,
        of=fact.of,
        where=f"{subject.spec.source.path}:{fact.line}",
        about=fact.about,
        says=fact.says,
        why=fact.why,
        verdict="refuted" if key in against else "confirmed" if key in speaking else "open",
        shown=against.get(key) or speaking.get(key, ""),
        earlier=tuple(map(str, ledger.about(fact))),
    )


def _refuted(subject: Subject, results: Iterable[Result], departures: Departures) -> dict[Key, str]:
    found: dict[Key, str] = {}
    for result in results:
        for failure in (*result.failures, *result.refuted):
            for fact in _assumed(subject, failure.pointer):
                found.setdefault(fact, f"{result.operation}: {result.rule}")
    for departure in departures.found.values():
        for keyword in _KEYWORDS[departure.kind]:
            for fact in _assumed(subject, ptr.join(departure.pointer, keyword)):
                found.setdefault(fact, f"{departure.operation.id}: an answer of another shape")
    return found


def _confirmed(subject: Subject, results: Iterable[Result]) -> dict[Key, str]:
    found: dict[Key, str] = {}
    for result in results:
        if result.verdict == "kept":
            for pointer in (result.pointer, *result.rests_on):
                for fact in _assumed(subject, pointer):
                    found.setdefault(fact, f"{result.operation}: {result.rule}")
    return found


def _borne_out(fact: Fact, departures: Departures) -> dict[Key, str]:
    places = [ptr.join(fact.pointer, keyword) for keyword in fact.of] or [fact.pointer]
    shown = next((departures.seen[place] for place in places if place in departures.seen), None)
    return {(fact.pointer, fact.of): f"{shown}: an answer of this shape"} if shown else {}


def _assumed(subject: Subject, pointer: str) -> list[Key]:
    """Return the assumptions that what stands at a pointer rests on."""
    found = grounds(subject.spec.document, pointer)
    return [(each.pointer, each.claim.of) for each in found if each.claim.level == "assumed"]
