"""The stock schemathesis suite, as anybody would run it: every check, and nothing of ours but two rules.

A short run for the vendor with most operations; `VOUCH_SEEDS=1,2,3 VOUCH_EXAMPLES=100` makes it the whole.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.mocks.vendors import SPECS

from vouch.mock import running
from vouch.spec import Spec

HOOKS = Path(__file__).with_name("stock_hooks.py")
EXAMPLES = os.environ.get("VOUCH_EXAMPLES", "5")
SEEDS = os.environ.get("VOUCH_SEEDS")
LARGEST = max(SPECS, key=lambda vendor: len(SPECS[vendor].operations))
RUNS = [(vendor, seed) for vendor in SPECS for seed in SEEDS.split(",")] if SEEDS else [(LARGEST, "1")]


@pytest.mark.parametrize(("vendor", "seed"), RUNS)
def test_a_mock_is_clean(
    vendor: str, seed: str, specs: Mapping[str, Spec], signed_in: Callable[[str], dict[str, str]], tmp_path: Path
) -> None:
    """No check of the stock suite has an objection to any answer of a mock."""
    # Under the names it knows from the document, it can leave them out.
    headers = [part for name, value in signed_in(vendor).items() for part in ("--header", f"{name.title()}: {value}")]
    with running(specs[vendor]) as endpoints:
        found = subprocess.run(  # noqa: S603 - an installed command and our own file
            [Path(sys.executable).with_name("st"), "run", specs[vendor].source.path.resolve(), "--no-color",
             "--url", endpoints[vendor].url, *headers, "--checks", "all", "--seed", seed, "--max-examples", EXAMPLES,
             "--continue-on-failure", "--generation-database", "none"],
            env={"PATH": os.environ["PATH"], "SCHEMATHESIS_HOOKS": str(HOOKS)},
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip

    assert found.returncode == 0, found.stdout + found.stderr
    assert re.search(r"[1-9][0-9]+ generated", found.stdout), found.stdout
