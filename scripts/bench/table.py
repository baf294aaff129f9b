"""Rows as lines of text, as JSON, and as a table in Markdown."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.measuring import Row


def line(row: Row) -> str:
    """Return a row for the terminal."""
    return f"{row.work}\n    against {row.against}: target {row.target}, measured {_measured(row)}; ours {row.cost}"


def document(rows: Sequence[Row]) -> str:
    """Return everything measured as JSON."""
    found = [
        {
            "work": row.work,
            "against": row.against,
            "unit": row.unit,
            "target": row.bound,
            "median": row.middle,
            "spread": row.spread,
            "rounds": row.figures,
            "cost": row.cost,
            **({} if row.reached else {"limit": row.limit}),
        }
        for row in rows
    ]
    return json.dumps({"machine": machine(), "date": today(), "rows": found}, indent=2, ensure_ascii=False) + "\n"


def markdown(rows: Iterable[Row]) -> str:
    """Return a table for README."""
    lines = ["| work | against | target | measured | ours |", "|---|---|---|---|---|"]
    cells = ((row.work, row.against, row.target, _measured(row), row.cost) for row in rows)
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in cells)])


def machine() -> str:
    """Say on what this was measured."""
    told = Path("/proc/cpuinfo")
    models = (
        [line.partition(": ")[2] for line in told.read_text().splitlines() if line.startswith("model name")]
        if told.exists()
        else []
    )
    processor = models[0] if models else platform.processor() or platform.machine()
    return f"{os.cpu_count()} cores of {processor}, {platform.system()}, Python {platform.python_version()}"


def today() -> str:
    """Return the day in UTC."""
    return datetime.now(UTC).date().isoformat()


def _measured(row: Row) -> str:
    low, high = row.spread
    figures = f"{row.middle:.2f}{row.suffix} ({low:.2f}…{high:.2f})"
    return figures if row.reached else ": ".join(filter(None, (f"{figures}, missed", row.limit)))
