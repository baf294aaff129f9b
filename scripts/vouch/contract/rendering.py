"""A report as text for people and as JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby

from vouch.contract.report import Failure, Report, Result, Verdict

_VERDICTS: tuple[Verdict, ...] = ("kept", "broken", "not exercised")


def render_text(report: Report) -> str:
    """Return one line for each operation, a block for each failure, and one closing line."""
    return "\n".join([*_operations(report), *_not_exercised(report), *_failures(report), "", _closing(report)])


def render_json(report: Report) -> str:
    """Return the whole report as a JSON object: its fields, each result with its verdict, and the exit code."""
    results = [{**asdict(result), "verdict": result.verdict} for result in report.results]
    whole = {**asdict(report), "results": results, "counts": dict(report.counts), "exit_code": report.exit_code}
    return json.dumps(whole, indent=2, ensure_ascii=False)


def _operations(report: Report) -> Iterator[str]:
    yield f"{report.vendor}  {report.url}"
    width = max((len(result.operation) for result in report.results), default=0)
    for operation, found in groupby(report.results_by_operation, key=lambda result: result.operation):
        results = list(found)
        counts = [sum(result.verdict == verdict for result in results) for verdict in _VERDICTS]
        verdicts = "  ".join(f"{count:3} {verdict}" for count, verdict in zip(counts, _VERDICTS, strict=True))
        yield f"  {operation:{width}}  {sum(result.cases for result in results):5} cases  {verdicts}"


def _not_exercised(report: Report) -> Iterator[str]:
    for result in report.results_by_operation:
        if result.verdict == "not exercised":
            yield f"\nnot exercised  {result.operation}: {result.rule}\n  needs     {result.needs}"


def _failures(report: Report) -> Iterator[str]:
    for result in report.results_by_operation:
        yield from (_block("broken", result, failure) for failure in result.failures)
        yield from (_block("refuted, an assumption", result, failure) for failure in result.refuted)


def _block(title: str, result: Result, failure: Failure) -> str:
    times = f"  ({failure.times} times)" if failure.times > 1 else ""
    lines = {
        "declared": failure.where,
        "request": failure.request,
        "received": failure.received,
        "expected": failure.expected,
    }
    body = "\n".join(f"  {name:9} {text}" for name, text in lines.items())
    return f"\n{title}  {result.operation}: {result.rule}{times}\n{body}"


def _closing(report: Report) -> str:
    counts = ", ".join(f"{report.counts[verdict]} {verdict}" for verdict in _VERDICTS)
    sent = f"{report.requests:,} requests in {report.seconds:.1f} s, seed {report.seed}"
    stopped = f"; stopped early: {report.stopped}" if report.stopped else ""
    return f"{report.vendor}: rules {counts}; {sent}{stopped}"
