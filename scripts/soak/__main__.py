"""Everything at full size, for a few minutes: `python -m soak [PARTS…]`."""

from __future__ import annotations

import argparse
import resource
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

sys.path[:0] = [str(package) for package in (Path(__file__).parents[2] / "generated").glob("*-client")]

from soak import fire, killing, load  # noqa: E402 - they import the packages
from soak.vitals import BrokenError  # noqa: E402

_PARTS: Mapping[str, Callable[[], Mapping[str, object]]] = {
    "threads": lambda: asdict(fire.in_threads(10_000, threads=16)),
    "tasks": lambda: asdict(fire.in_tasks(10_000, tasks=500)),
    "deadline": lambda: {"attempts": fire.against_the_deadline(threads=16)},
    "load": lambda: asdict(load.under_load(1_000, 4, signal.SIGTERM)),
    "interrupt": lambda: asdict(load.under_load(1_000, 1, signal.SIGINT)),
    "killing": lambda: killing.killed(30),
}


def main() -> None:
    """Print a line a part, what it counted or what did not hold."""
    parser = argparse.ArgumentParser("soak", description="Put client, mock and generator under load.")
    parser.add_argument("parts", nargs="*", metavar="PARTS", help=f"of {', '.join(_PARTS)}; all, where none is named")
    named = parser.parse_args().parts
    if unknown := set(named) - set(_PARTS):
        parser.error(f"no parts are called {', '.join(sorted(unknown))}; there are {', '.join(_PARTS)}")
    # A thousand connections are more files than many systems allow at first; the mock inherits it.
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    broken = False
    for name in named or _PARTS:
        began = time.monotonic()
        try:
            counted = _PARTS[name]()
        except BrokenError as error:
            broken = True
            print(f"{name}: broken\n{error}", file=sys.stderr, flush=True)
        else:
            figures = ", ".join(
                f"{what} {figure:,.4g}" for what, figure in counted.items() if isinstance(figure, int | float)
            )
            print(f"{name:9}  kept in {time.monotonic() - began:.0f} s: {figures}", flush=True)
    sys.exit(broken)


if __name__ == "__main__":
    main()
