"""What a run of the benchmark shows; nothing is timed here."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bench.chart import drawn
from bench.measuring import Row, by_turns, ratios
from bench.readme import write
from bench.table import markdown

KEPT = Row("read a page", "theirs", "times as fast", 3, (4.0, 3.0, 5.0), "2 µs", "never said")
MISSED = Row("get a page", "`raw`", "of its time", 1.1, (1.0, 1.2, 1.4, 1.6, 1.8), "1 ms", "its own work")
ALONE = Row("do nothing", "itself", "s", 0.3, (0.25,), "250 ms")


def test_everyone_has_their_turn() -> None:
    """Each works once a round, in order, and the first round does not count."""
    told: list[str] = []

    def turn(name: str, cost: float) -> float:
        told.append(name)
        return cost

    costs = by_turns({"ours": lambda: turn("ours", 2), "theirs": lambda: turn("theirs", 6)}, 2)

    assert told == ["ours", "theirs"] * 3
    assert costs == {"ours": [2, 2], "theirs": [6, 6]}
    assert ratios(costs["theirs"], costs["ours"]) == (3, 3)


def test_a_row_is_its_median() -> None:
    """The median is held against the target, more or less of it as the unit asks for; the quartiles are the spread."""
    assert (KEPT.middle, KEPT.reached, KEPT.target, KEPT.spread) == (4, True, "≥ 3x", (3, 5))
    assert (MISSED.middle, MISSED.reached, MISSED.target) == (1.4, False, "≤ 1.1x")
    assert MISSED.spread == pytest.approx((1.1, 1.7))
    assert (ALONE.middle, ALONE.reached, ALONE.target, ALONE.spread) == (0.25, True, "≤ 0.3 s", (0.25, 0.25))


def test_a_run_is_shown_between_the_marks(tmp_path: Path) -> None:
    """README keeps what is around its marks; what was between them is replaced, missed targets say what limits them."""
    (tmp_path / ".github").mkdir()
    readme = tmp_path / "README.md"
    readme.write_text("# Before\n<!-- make bench -->\nold\n<!-- end of make bench -->\n# After\n")

    write(tmp_path, [KEPT, MISSED, ALONE])
    write(tmp_path, [KEPT, MISSED])
    shown = readme.read_text()

    assert shown.startswith("# Before\n<!-- make bench -->\n")
    assert shown.endswith("<!-- end of make bench -->\n# After\n")
    assert "old" not in shown
    assert "do nothing" not in shown
    assert "| read a page | theirs | ≥ 3x | 4.00x (3.00…5.00) | 2 µs |" in shown
    assert "| get a page | `raw` | ≤ 1.1x | 1.40x (1.10…1.70), missed: its own work | 1 ms |" in shown


def test_a_run_is_drawn_and_kept(tmp_path: Path) -> None:
    """The chart has a bar for each row that is compared with something; the figures are JSON, all rounds of them."""
    (tmp_path / ".github").mkdir()
    (tmp_path / "README.md").write_text("<!-- make bench --><!-- end of make bench -->")

    write(tmp_path, [KEPT, MISSED, ALONE])
    chart = ET.parse(tmp_path / ".github" / "bench.svg")  # noqa: S314 - written a line above
    figures = json.loads((tmp_path / ".github" / "bench.json").read_text())

    assert [row.get("limit") for row in figures["rows"]] == [None, "its own work", None]
    assert [row["rounds"] for row in figures["rows"]] == [[4, 3, 5], [1, 1.2, 1.4, 1.6, 1.8], [0.25]]
    words = [text.text for text in chart.iter("{http://www.w3.org/2000/svg}text")]
    assert "read a page" in words
    assert "do nothing" not in words
    assert len(list(chart.iter("{http://www.w3.org/2000/svg}g"))) == 2


def test_what_is_shown_is_what_was_kept() -> None:
    """README has the table of the figures beside it, row by row, and the chart is theirs."""
    root = Path(__file__).parents[2]
    rows = [
        Row(
            each["work"],
            each["against"],
            each["unit"],
            each["target"],
            tuple(each["rounds"]),
            each["cost"],
            each.get("limit", ""),
        )
        for each in json.loads((root / ".github" / "bench.json").read_text("utf-8"))["rows"]
    ]

    assert f"\n\n{markdown(rows)}\n\n<!-- end of make bench -->" in (root / "README.md").read_text("utf-8")
    assert drawn(rows) == (root / ".github" / "bench.svg").read_text("utf-8")
