"""The suite that judges servers is good enough: on a fixed sample here, on everything with `make mutants`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.mutants.catalogue import FAMILIES

ROOT = Path(__file__).parents[2]


def test_the_sample_is_found_out() -> None:
    """Every fault of the sample is killed, 95 of a hundred mutants, and of every family and claim some."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.mutants", "--sample", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert not done.stderr
    assert done.returncode == 0
    rates = {(each["part"], each["family"]): each["killed"] for each in json.loads(done.stdout)["rates"]}
    assert {("catalogue", family) for family in FAMILIES} <= rates.keys()
    assert sum(killed for (part, _), killed in rates.items() if part == "catalogue") > 40
    assert sum(killed for (part, _), killed in rates.items() if part == "syntax tree") > 10


def test_the_catalogue_has_many_different_faults() -> None:
    """At least 150 kinds, no two in the same words."""
    kinds = [kind.words for claims in FAMILIES.values() for kinds in claims.values() for kind in kinds]

    assert len(kinds) >= 150
    assert len(kinds) == len(set(kinds))
