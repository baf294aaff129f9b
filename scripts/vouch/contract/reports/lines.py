"""One run as a line of JSON, for programs."""

from __future__ import annotations

import json
from dataclasses import asdict

from vouch.contract.report import Report


def render_json(report: Report) -> str:
    """Return the report as a JSON object on one line: its fields, each result with its verdict, the exit code."""
    results = [{**asdict(result), "verdict": result.verdict} for result in report.results]
    whole = {**asdict(report), "results": results, "counts": dict(report.counts), "exit_code": report.exit_code}
    return json.dumps(whole)
