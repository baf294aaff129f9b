"""One run as text, for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from vouch.contract.report import VERDICTS, Difference, Failure, Report, Result
from vouch.spec.shown import visible

_MOST = 5
"""Ways in which one rule is broken that are shown: a server that breaks it often mostly does so for one reason."""


def render_text(report: Report) -> str:
    """Return a line for each operation, what was not exercised, a block for each failure and difference, two to close.

    Whatever a server sent, each line is one on the terminal and nothing else.
    """
    lines = [*_operations(report), *_not_exercised(report), *_failures(report), *_differences(report)]
    return "\n".join(map(visible, [*lines, "", *_closing(report)]))


def _operations(report: Report) -> Iterator[str]:
    yield f"{report.vendor}  {report.url}"
    width = max((len(result.operation) for result in report.results), default=0)
    for operation, found in groupby(report.results_by_operation, key=lambda result: result.operation):
        results = list(found)
        counts = [sum(result.verdict == verdict for result in results) for verdict in VERDICTS]
        verdicts = "  ".join(f"{count:3} {verdict}" for count, verdict in zip(counts, VERDICTS, strict=True))
        yield f"  {operation:{width}}  {sum(result.cases for result in results):5} cases  {verdicts}"


def _not_exercised(report: Report) -> Iterator[str]:
    for needs, operations in report.not_exercised.items():
        yield from ("", f"not exercised, needs {needs}")
        yield from (f"  {operation}: {'; '.join(found)}" for operation, found in operations.items())


def _failures(report: Report) -> Iterator[str]:
    for result in report.results_by_operation:
        for title, failures in (("broken", result.failures), ("refuted, an assumption", result.refuted)):
            for failure in failures[:_MOST]:
                yield from _block(title, result, failure)
            if (more := len(failures) - _MOST) > 0:
                yield from (
                    "",
                    f"{title}  {result.operation}: {result.rule}, in {more} more ways (--json has them all)",
                )


def _block(title: str, result: Result, failure: Failure) -> Iterator[str]:
    yield from ("", f"{title}  {result.operation}: {result.rule}{_times(failure)}")
    yield f"  declared  {failure.where}  ({failure.evidence})"
    yield f"  request   {failure.request}"
    yield f"  received  {failure.received}"
    yield f"  expected  {failure.expected}"


def _differences(report: Report) -> Iterator[str]:
    for difference in report.differences:
        yield from ("", f"differs  {difference.operation}: {difference.found}{_times(difference)}")
        yield f"  declared  {difference.where}"
        yield f"  request   {difference.request}"
        for number, line in enumerate(difference.patch.splitlines()):
            yield f"  {'patch' if not number else '':8}  {line}"


def _times(shown: Failure | Difference) -> str:
    return f"  ({shown.times} times)" if shown.times > 1 else ""


def _closing(report: Report) -> Iterator[str]:
    if report.assumptions:
        verdicts = Counter(each.verdict for each in report.assumptions)
        counts = ", ".join(f"{verdicts[verdict]} {verdict}" for verdict in ("confirmed", "refuted", "open"))
        differ = len(report.differences)
        yield f"{report.vendor}: assumptions {counts}; {differ} difference{'' if differ == 1 else 's'} from the spec"
    counts = ", ".join(f"{report.counts[verdict]} {verdict}" for verdict in VERDICTS)
    sent = f"{report.requests:,} requests in {report.seconds:.1f} s, seed {report.seed}"
    stopped = f"; stopped early: {report.stopped}" if report.stopped else ""
    yield f"{report.vendor}: rules {counts}; {sent}{stopped}"
