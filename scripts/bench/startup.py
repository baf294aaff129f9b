"""What it takes to import a package, in a new process."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from statistics import median

from bench.measuring import Row, Turn, by_turns, ratios, said, spent
from bench.pages import ROOT

_TIMED = "import time; began = time.process_time(); import {}; print(time.process_time() - began)"


def rows(rounds: int) -> Iterator[Row]:
    """Import a client, and what it stands on."""
    costs = by_turns({"ours": _imported("tolt_client"), "raw": _imported("httpx, attrs")}, 4 * rounds)
    cost = said(median(costs["ours"]))
    measured = ratios(costs["ours"], costs["raw"])
    yield Row("cold import of a package", "`import httpx, attrs`", "of its time", 1.15, measured, cost)


def _imported(names: str) -> Turn:
    paths = os.pathsep.join(map(str, (ROOT / "generated").glob("*-client")))
    environment = {**os.environ, "PYTHONPATH": paths}
    return lambda: float(spent(sys.executable, "-c", _TIMED.format(names), env=environment)[1])
