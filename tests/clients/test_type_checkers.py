"""Pyright's view of the packages; mypy's is part of `make lint`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).parents[2]
PACKAGES = ("spacebring_client", "thought_industries_client", "tolt_client")


def pyright(*arguments: str) -> Any:
    """Run pyright, which finds the packages as Python does, and return its report."""
    command = [sys.executable, "-m", "basedpyright", "--outputjson", "--pythonpath", sys.executable, *arguments]
    found_at = os.pathsep.join(str(REPOSITORY / "generated" / package.replace("_", "-")) for package in PACKAGES)
    ended = subprocess.run(  # noqa: S603 - our own tool
        command,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": found_at},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.stderr == ""
    return json.loads(ended.stdout)


def test_strict_pyright_agrees() -> None:
    """The packages are clean, and each call in `typing/calls.py` is accepted or refused as it should be."""
    report = pyright()
    complaints = [
        f"{Path(each['file']).name}:{each['range']['start']['line'] + 1}: {each['message']}"
        for each in report["generalDiagnostics"]
    ]

    assert complaints == []
    assert report["summary"]["filesAnalyzed"] > 90


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_type_is_complete(package: str) -> None:
    """Whoever imports a package finds nothing untyped, partly typed, or typed by inference only."""
    report = pyright("--ignoreexternal", "--verifytypes", package)["typeCompleteness"]
    incomplete = {each["name"] for each in report["symbols"] if not each["isTypeKnown"]}

    assert incomplete == set()
    assert report["exportedSymbolCounts"]["withKnownType"] > 100
