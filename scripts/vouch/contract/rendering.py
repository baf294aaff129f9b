"""A report as text for people and as JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby

from vouch.contract.report import VERDICTS, Failure, Report, Result


def render_text(report: Report) -> str:
    """Return one line for each operation, what was not exercised and why, a block for each failure, a closing line.

    Whatever a server sent, each line is one on the terminal and nothing else.
    """
    lines = [*_operations(report), *_not_exercised(report), *_failures(report), "", _closing(report)]
    return "\n".join(map(visible, lines))


def visible(text: str) -> str:
    """Return a text in which what a terminal would obey, such as an escape sequence, is written out instead."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def render_json(report: Report) -> str:
    """Return the report as a JSON object on one line: its fields, each result with its verdict, the exit code."""
    results = [{**asdict(result), "verdict": result.verdict} for result in report.results]
    whole = {**asdict(report), "results": results, "counts": dict(report.counts), "exit_code": report.exit_code}
    return json.dumps(whole)


def _operations(report: Report) -> Iterator[str]:
    yield f"{report.vendor}  {report.url}"
    width = max((len(result.operation) for result in report.results), default=0)
    for operation, found in groupby(report.results_by_operation, key=lambda result: result.operation):
        results = list(found)
        counts = [sum(result.verdict == verdict for result in results) for verdict in VERDICTS]
        verdicts = "  ".join(f"{count:3} {verdict}" for count, verdict in zip(counts, VERDICTS, strict=True))
        yield f"  {operation:{width}}  {sum(result.cases for result in results):5} cases  {verdicts}"


def _not_exercised(report: Report) -> Iterator[str]:
    rules: dict[str, dict[str, list[str]]] = {}
    for result in report.results_by_operation:
        if result.verdict == "not exercised":
            rules.setdefault(result.needs, {}).setdefault(result.operation, []).append(result.rule)
    for needs, operations in rules.items():
        yield from ("", f"not exercised, needs {needs}")
        yield from (f"  {operation}: {'; '.join(found)}" for operation, found in operations.items())


def _failures(report: Report) -> Iterator[str]:
    for result in report.results_by_operation:
        for failure in result.failures:
            yield from _block("broken", result, failure)
        for failure in result.refuted:
            yield from _block("refuted, an assumption", result, failure)


def _block(title: str, result: Result, failure: Failure) -> Iterator[str]:
    times = f"  ({failure.times} times)" if failure.times > 1 else ""
    yield from ("", f"{title}  {result.operation}: {result.rule}{times}")
    yield f"  declared  {failure.where}"
    yield f"  request   {failure.request}"
    yield f"  received  {failure.received}"
    yield f"  expected  {failure.expected}"


def _closing(report: Report) -> str:
    counts = ", ".join(f"{report.counts[verdict]} {verdict}" for verdict in VERDICTS)
    sent = f"{report.requests:,} requests in {report.seconds:.1f} s, seed {report.seed}"
    stopped = f"; stopped early: {report.stopped}" if report.stopped else ""
    return f"{report.vendor}: rules {counts}; {sent}{stopped}"
