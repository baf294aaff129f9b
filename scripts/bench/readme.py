"""The files that show a run: the section of README, the chart, the figures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bench.chart import drawn
from bench.measuring import Row
from bench.table import document, machine, markdown, today

_BEGIN, _END = "<!-- make bench -->", "<!-- end of make bench -->"


def write(root: Path, rows: Sequence[Row]) -> list[Path]:
    """Write a whole run into `.github/bench.json`, `.github/bench.svg` and README, between its marks."""
    readme = root / "README.md"
    head, _, rest = readme.read_text("utf-8").partition(_BEGIN)
    _, end, tail = rest.partition(_END)
    if not end:
        raise SystemExit(f"README.md has no {_BEGIN} … {_END} to write between")
    section = f"Measured on {today()}: {machine()}.\n\n{markdown(rows)}"
    written = {
        readme: f"{head}{_BEGIN}\n\n{section}\n\n{_END}{tail}",
        root / ".github" / "bench.json": document(rows),
        root / ".github" / "bench.svg": drawn(rows),
    }
    for path, text in written.items():
        path.write_text(text, "utf-8")
    return list(written)
