"""All runs as one HTML page, for people: it loads nothing, runs nothing, and shows what servers wrote as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from vouch.contract.checks import CHECKS
from vouch.contract.report import VERDICTS, Assumption, Difference, Report, Result, Unjudged, Verdict
from vouch.spec.shown import visible

_WORST_FIRST: tuple[Verdict, ...] = ("broken", "refuted", "kept", "not exercised")
_STOCK = "shape"
"""What the checks of the stock engine are called together: they are about messages, one by one."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The rules of one kind of one operation; None where the operation has none of that kind."""

    verdict: Verdict | None
    kept: int
    rules: int


@dataclass(frozen=True, slots=True)
class Row:
    """One operation: its rules by kind, and all of them with the broken ones first."""

    operation: str
    cells: tuple[Cell, ...]
    results: tuple[Result, ...]
    seconds: float


def render_page(outcomes: Sequence[Report | Unjudged]) -> str:
    """Return the page, one section for each vendor, those that something is wrong with marked in the list on top."""
    return _template().render(sections=[_section(outcome) for outcome in outcomes], verdicts=VERDICTS)


def _section(outcome: Report | Unjudged) -> dict[str, Any]:
    if isinstance(outcome, Unjudged):
        return {"vendor": outcome.vendor, "verdict": "not judged", "why": outcome.why, "report": None}
    kinds = tuple(dict.fromkeys(_kind(result) for result in outcome.results))
    return {
        "vendor": outcome.vendor,
        "verdict": {0: "kept", 1: "broken", 2: "not judged"}[outcome.exit_code],
        "why": outcome.stopped,
        "report": outcome,
        "kinds": kinds,
        "rows": _rows(outcome, kinds),
        "settled": _by_verdict(outcome.assumptions),
        "differences": [(each, _lines(each)) for each in outcome.differences],
    }


def _kind(result: Result) -> str:
    return _STOCK if result.check in CHECKS else result.check


def _rows(report: Report, kinds: Sequence[str]) -> list[Row]:
    rows = []
    for operation in dict.fromkeys(result.operation for result in report.results):
        results = [result for result in report.results if result.operation == operation]
        cells = tuple(_cell([result for result in results if _kind(result) == kind]) for kind in kinds)
        in_order = sorted(results, key=lambda result: _WORST_FIRST.index(result.verdict))
        rows.append(Row(operation, cells, tuple(in_order), sum(result.seconds for result in results)))
    return rows


def _cell(results: Sequence[Result]) -> Cell:
    found = {result.verdict for result in results}
    worst = next((verdict for verdict in _WORST_FIRST if verdict in found), None)
    return Cell(worst, sum(result.verdict == "kept" for result in results), len(results))


def _by_verdict(assumptions: Sequence[Assumption]) -> Mapping[str, list[Assumption]]:
    return {
        verdict: [each for each in assumptions if each.verdict == verdict]
        for verdict in ("refuted", "confirmed", "open")
    }


def _lines(difference: Difference) -> list[tuple[str, str]]:
    """Return the lines of a patch, each with what it does."""
    does = {"+": "added", "-": "removed", "@": "place"}
    return [(does.get(line[:1], "stays"), line) for line in difference.patch.splitlines()[2:]]


@cache
def _template() -> Template:
    # Printable comes before harmless: markup of our own is neither touched nor escaped.
    environment = Environment(
        loader=PackageLoader("vouch.contract.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value,
    )
    return environment.get_template("page.html.jinja")
