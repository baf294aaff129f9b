"""The differences between a server's answers and the spec, each with the patch that would settle it."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from vouch.contract.departures import Departure
from vouch.contract.exchange import brief
from vouch.contract.patches import diff, patched
from vouch.contract.report import Difference
from vouch.contract.subject import Subject
from vouch.spec import Spec, SpecError
from vouch.spec import pointer as ptr
from vouch.spec.source import read


def differences(subject: Subject, found: Iterable[Departure], day: str) -> tuple[tuple[Difference, ...], str]:
    """Return the differences in the order of the spec, and one diff for all; `day` is when they were seen."""
    in_order = sorted(found, key=lambda departure: (subject.spec.source.line(departure.pointer), departure.name))
    text = _text(subject.spec) if in_order else ""
    why = f"in answers of {urlsplit(subject.url).hostname} on {day}, not on the page"

    def patch(*departures: Departure) -> str:
        return subject.credentials.hide(diff(subject.spec.source.path, text, patched(text, departures, why)))

    told = tuple(
        Difference(
            operation=departure.operation.id,
            where=subject.where(departure.pointer),
            found=brief(subject.credentials.hide(_words(subject, departure))),
            request=departure.exchange.curl(subject.credentials),
            times=departure.times,
            patch=patch(departure) if text else "",
        )
        for departure in in_order
    )
    return told, patch(*in_order) if text else ""


def _text(spec: Spec) -> str:
    """Return the text of a spec, nothing where it does not say what was loaded, word for word.

    It may be JSON, or of another version of OpenAPI, or have been changed since.
    """
    try:
        text = spec.source.path.read_text(encoding="utf-8")
        return text if not text.startswith("{") and read(spec.source.path).document == spec.document else ""
    except (OSError, ValueError, SpecError):
        return ""


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
