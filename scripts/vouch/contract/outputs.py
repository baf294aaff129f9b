"""What a run leaves behind besides what it prints: files for programs and people, and entries of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from vouch.contract.address import Address
from vouch.contract.report import Report, Unjudged, UnjudgedError
from vouch.contract.reports import render_junit, render_page
from vouch.evidence import Entry, Ledger
from vouch.spec import Spec


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where to write what; `record` says whether the ledger beside the spec is to know of the run."""

    junit: Path | None = None
    html: Path | None = None
    patch: Path | None = None
    record: bool = False

    def check(self, url: str | None) -> None:
        """Raise UnjudgedError where something could not be written in the end."""
        for path in filter(None, (self.junit, self.html, self.patch)):
            if path.is_dir() or not path.parent.is_dir():
                raise UnjudgedError(f"{path} cannot be written: it must be a file in a folder that is there")
        if self.record and (url is None or Address.read(url).loopback):
            raise UnjudgedError(
                "--record needs a --url elsewhere: what runs on this machine proves nothing of a vendor"
            )

    def write(self, outcomes: Sequence[Report | Unjudged]) -> None:
        """Write the files that were asked for, one for all vendors each; raise OSError where that fails."""
        reports = [outcome for outcome in outcomes if isinstance(outcome, Report)]
        if self.junit:
            self.junit.write_text(render_junit(outcomes), encoding="utf-8")
        if self.html:
            self.html.write_text(render_page(outcomes), encoding="utf-8")
        if self.patch:
            self.patch.write_text("".join(report.patch for report in reports), encoding="utf-8")


def record(spec: Spec, report: Report) -> str:
    """Write what a run settled into the ledger; return a line that says so. No request or answer is in it."""
    entries = [
        Entry(
            at=each.at,
            of=each.of,
            says=each.says,
            verdict=each.verdict,
            shown=each.shown,
            host=urlsplit(report.url).hostname or "",
            date=report.started.partition("T")[0],
        )
        for each in report.assumptions
        if each.verdict != "open"
    ]
    ledger = Ledger.beside(spec).record(spec, entries)
    return f"{spec.vendor}: {len(entries)} assumptions settled; {len(ledger.entries)} entries in {ledger.path}"
