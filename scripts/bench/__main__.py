"""Measure, and show: `python -m bench [ROWS…] [--rounds N]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping

from bench.measuring import Row, UnavailableError
from bench.pages import ROOT
from bench.readme import write
from bench.table import line, machine

sys.path[:0] = [str(package) for package in (ROOT / "generated").glob("*-client")]

from bench import calls, codecs, commands, mocks, startup  # noqa: E402 - they import the packages

_GROUPS: Mapping[str, Callable[[int], Iterator[Row]]] = {
    "models": codecs.rows,
    "requests": calls.rows,
    "imports": startup.rows,
    "mock": mocks.rows,
    "commands": commands.rows,
}


def main() -> None:
    """Print a row as soon as it is measured; a run of all rows is shown in README."""
    parser = argparse.ArgumentParser("bench", description="Measure ours against the alternatives, by turns.")
    parser.add_argument(
        "rows", nargs="*", metavar="ROWS", help=f"of {', '.join(_GROUPS)}; all, and into README, where none is named"
    )
    parser.add_argument("--rounds", type=int, default=5, help="how patiently; fast rows take several times as many")
    given = parser.parse_args()
    if unknown := set(given.rows) - set(_GROUPS):
        parser.error(f"no rows are called {', '.join(sorted(unknown))}; there are {', '.join(_GROUPS)}")
    if given.rounds < 1:
        parser.error("--rounds must be at least 1")
    print(machine(), end="\n\n")
    rows: list[Row] = []
    skipped = 0
    for name in given.rows or _GROUPS:
        try:
            for row in _GROUPS[name](given.rounds):
                print(line(row), flush=True)
                rows.append(row)
        except UnavailableError as error:
            print(f"{name}: left out, {error}", file=sys.stderr, flush=True)
            skipped += 1
    if skipped:
        print("README stays as it is: something was left out", file=sys.stderr)
    elif not given.rows:
        for path in write(ROOT, rows):
            print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
