"""What importing a package costs, told by what is loaded rather than by a clock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

GENERATED = Path(__file__).parents[2] / "generated"
PACKAGES = ("spacebring_client", "thought_industries_client", "tolt_client")
# What only those need who make a client, call it, or use pydantic.
LATER = {"models", "resources", "pydantic"} | {
    f"_runtime.{name}" for name in ("decode", "exchange", "model", "pages", "pydantic", "transport", "validate")
}


def loaded(program: str, package: str) -> set[str]:
    """Return the modules that a program has loaded at its end."""
    told = f"{program}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    folder = GENERATED / package.replace("_", "-")
    ended = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", told],
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(ended.stdout))


@pytest.mark.parametrize("package", PACKAGES)
def test_an_import_loads_little(package: str) -> None:
    """Besides httpx and attrs, an import loads modules of the package alone, and none that only a call needs."""
    before = loaded("import httpx, attrs", package)
    found = loaded(f"import httpx, attrs, {package}", package) - before
    own = {name.removeprefix(f"{package}.") for name in found if name.partition(".")[0] == package}

    assert len(found) == len(own) < 25
    assert own & LATER == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_models_are_there_when_asked_for(package: str) -> None:
    """`models` is an attribute of the root without an import of its own."""
    assert f"{package}.models" in loaded(f"import {package}; {package}.models", package)


@pytest.mark.parametrize("package", PACKAGES)
def test_names_of_the_root_can_be_imported(package: str) -> None:
    """`errors` and `models` come from the root too, models only for those who ask."""
    found = loaded(f"from {package} import errors, models", package)

    assert f"{package}.models" in found
    assert f"{package}._runtime.decode" not in found  # the classes come one by one
    assert f"{package}.resources" not in found
    assert f"{package}.pydantic" not in found
