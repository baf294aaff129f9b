"""Our commands beside the tools that they stand on: processor time of each with all that it starts."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.alternatives import ENVIRONMENT, stock
from bench.measuring import Row, UnavailableError, by_turns, ratios, said, spent
from bench.pages import KEY, SPECS
from vouch.mock import running
from vouch.spec import load

_VOUCH = (sys.executable, "-m", "vouch")
_VENDOR = "tolt"


def rows(rounds: int) -> Iterator[Row]:
    """Generate, generate again, judge a server."""
    yield from _generating(rounds)
    yield _judging(rounds)


def _generating(rounds: int) -> Iterator[Row]:
    vendors = sorted(path.parent.name for path in SPECS.glob("*/openapi.yaml"))
    with TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(SPECS, folder / "specs")

        def scratch() -> float:
            shutil.rmtree(folder / "generated", ignore_errors=True)
            return spent(*_VOUCH, "generate", cwd=folder)[0]

        def again() -> float:
            return spent(*_VOUCH, "generate", cwd=folder)[0]

        def others() -> float:
            return sum(stock(vendor, folder / "others" / vendor.replace("-", "_")) for vendor in vendors)

        costs = by_turns({"ours": scratch, "again": again, "stock": others}, rounds)
    work = f"generate {len(vendors)} clients from scratch"
    cost = said(median(costs["ours"]))
    beside = "stock openapi-python-client, once a spec"
    yield Row(work, beside, "of its time", 1, ratios(costs["ours"], costs["stock"]), cost)
    yield Row("generate, nothing changed", "itself", "s", 0.3, tuple(costs["again"]), said(median(costs["again"])))


def _judging(rounds: int) -> Row:
    spec = load(SPECS / _VENDOR / "openapi.yaml")
    stock_command = str(Path(sys.executable).parent / "st")
    with running(spec) as endpoints, TemporaryDirectory() as name:
        endpoint = endpoints[_VENDOR]

        arguments = [part for name, value in endpoint.params.items() for part in ("--param", f"{name}={value}")]

        def ours() -> float:
            settings = {**ENVIRONMENT, **endpoint.env}
            spending, told = spent(
                *_VOUCH, "contract", _VENDOR, "--url", endpoint.url, *arguments, "--json", env=settings
            )
            return spending / int(json.loads(told.splitlines()[0])["requests"])

        def stocks() -> float:
            command = [stock_command, "run", str(SPECS / _VENDOR / "openapi.yaml"), "--url", endpoint.url]
            command += [
                "--max-examples",
                "10",
                "--header",
                f"Authorization: Bearer {KEY}",
                "--no-color",
                "--continue-on-failure",
            ]
            spending, told = spent(*command, cwd=name, env=ENVIRONMENT)
            count = re.search(r"(\d+) generated", told)
            if count is None:
                raise UnavailableError("st run does not say how many cases it made")
            return spending / int(count[1])

        costs = by_turns({"ours": ours, "stock": stocks}, max(rounds // 2, 1))
    work = "contract run, quick, one vendor: a case"
    beside = "stock `st run` with as many examples"
    cost = said(median(costs["ours"]))
    return Row(work, beside, "of its time", 1, ratios(costs["ours"], costs["stock"]), cost)
