"""The differences between a server's answers and the spec, each with the patch that would settle it."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from vouch.contract.departures import Departure
from vouch.contract.exchange import brief
from vouch.contract.patches import diff, patched
from vouch.contract.report import Difference
from vouch.contract.subject import Subject
from vouch.spec import pointer as ptr


def differences(subject: Subject, found: Iterable[Departure], day: str) -> tuple[tuple[Difference, ...], str]:
    """Return the differences in the order of the spec, and one diff for all; `day` is when they were seen."""
    in_order = sorted(found, key=lambda departure: (subject.spec.source.line(departure.pointer), departure.name))
    if not in_order:
        return (), ""
    source = subject.spec.source.path
    text = source.read_text(encoding="utf-8")
    why = f"in answers of {urlsplit(subject.url).hostname} on {day}, not on the page"
    told = tuple(
        Difference(
            operation=departure.operation.id,
            where=subject.where(departure.pointer),
            found=brief(subject.credentials.hide(_words(subject, departure))),
            request=departure.exchange.curl(subject.credentials),
            times=departure.times,
            patch=subject.credentials.hide(diff(source, text, patched(text, [departure], why))),
        )
        for departure in in_order
    )
    return told, subject.credentials.hide(diff(source, text, patched(text, in_order, why)))


def _words(subject: Subject, departure: Departure) -> str:
    place = departure.at or "the body"
    kinds = " or ".join(sorted(departure.kinds))
    match departure.kind:
        case "field":
            return f"{departure.at}/{departure.name}, {kinds}, is not in the spec"
        case "type":
            return f"{place} is {kinds}, which the spec does not allow for"
        case "value":
            known = ", ".join(map(str, ptr.get(subject.spec.document, f"{departure.pointer}/enum", ())))
            return f"{place} is {departure.value}, which is none of {known}"
        case "missing":
            return f"{departure.at}/{departure.name} is missing, though the spec requires it"
