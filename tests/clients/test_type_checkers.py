"""Pyright's view of the packages; mypy's is part of `make lint`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]
PACKAGES = ("spacebring_client", "thought_industries_client", "tolt_client")


def found_at(package: str) -> Path:
    """Return the folder in which Python looks for a package."""
    return REPOSITORY / "generated" / package.replace("_", "-")


def pyright(*arguments: str, path: Sequence[Path]) -> Any:
    """Run pyright, which finds packages on a path as Python does, and return its report."""
    command = [sys.executable, "-m", "basedpyright", "--outputjson", "--pythonpath", sys.executable, *arguments]
    ended = subprocess.run(  # noqa: S603 - our own tool
        command,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.stderr == ""
    return json.loads(ended.stdout)


def test_strict_pyright_agrees() -> None:
    """The packages are clean, and each call in `typing/calls.py` is accepted or refused as it should be."""
    report = pyright(path=[found_at(package) for package in PACKAGES])
    complaints = [
        f"{Path(each['file']).name}:{each['range']['start']['line'] + 1}: {each['message']}"
        for each in report["generalDiagnostics"]
    ]

    assert complaints == []
    assert report["summary"]["filesAnalyzed"] > 90


def test_every_public_type_is_complete(tmp_path: Path) -> None:
    """Whoever imports a package finds nothing untyped, partly typed, or typed by inference only."""
    # Packages work wherever they are put, so one run looks at all of them, as parts of another one.
    whole = tmp_path / "whole"
    whole.mkdir()
    for name in ("__init__.py", "py.typed"):
        (whole / name).touch()
    for package in PACKAGES:
        (whole / package).symlink_to(found_at(package) / package)
    report = pyright("--ignoreexternal", "--verifytypes", "whole", path=[tmp_path])["typeCompleteness"]
    incomplete = {each["name"] for each in report["symbols"] if not each["isTypeKnown"]}
    exported = Counter(each["name"].split(".")[1] for each in report["symbols"] if each["isExported"])

    assert incomplete == set()
    assert exported.keys() >= set(PACKAGES)
    assert min(exported[package] for package in PACKAGES) > 100
