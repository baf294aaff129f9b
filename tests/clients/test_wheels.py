"""What people install: each package as a wheel, alone in an empty environment."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from vouch.mock import Endpoint

GENERATED = Path(__file__).parents[2] / "generated"
PROGRAMS = {
    "spacebring": "Spacebring().redemptions.list(coupon_ref=params['coupon_ref'])",
    "thought-industries": "ThoughtIndustries().course_coupons.list(course_ids=params['course_ids'])",
    "tolt": "Tolt().promotion_codes.list(program_id=params['program_id'])",
}
PROGRAM = """
import json, sys
from importlib.metadata import distributions
import {package}
from {package} import *

params = json.loads(sys.argv[1])
pages = [len(page.items) for page in {call}.pages()]
names = sorted(each.name for each in distributions())
print(json.dumps({{"pages": pages, "file": {package}.__file__, "distributions": names}}))
"""
NEEDED = {"anyio", "attrs", "certifi", "h11", "httpcore", "httpx", "idna", "sniffio", "typing-extensions"}
"""httpx and attrs, and what httpx has needed so far."""


class Shipped(NamedTuple):
    """What is in a wheel, and what a program said that found nothing else installed."""

    names: list[str]
    metadata: str
    said: dict[str, Any]
    environment: Path


def run(*command: str | Path, **environment: str) -> str:
    """Run a command without our own packages in sight, and return what it prints."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    ended = subprocess.run(  # noqa: S603 - our own interpreter and programs
        [str(part) for part in command],
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def ship(vendor: str, endpoint: Endpoint, folder: Path) -> Shipped:
    """Build a package, install it where nothing else is, and list all its pages from there."""
    package = f"{vendor.replace('-', '_')}_client"
    source = shutil.copytree(
        GENERATED / f"{vendor}-client", folder / "source", ignore=shutil.ignore_patterns("__pycache__", "dist")
    )
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, source)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (metadata,) = (archive.read(name).decode() for name in names if name.endswith(".dist-info/METADATA"))
    venv.create(folder / "environment", symlinks=os.name != "nt")
    (python,) = (folder / "environment").glob("*/python")
    # Our pip installs there, so that none has to be installed first.
    run(sys.executable, "-m", "pip", "--python", python, "install", "-qq", "--disable-pip-version-check", wheel)
    program = PROGRAM.format(package=package, call=PROGRAMS[vendor])
    said = run(python, "-I", "-c", program, json.dumps(dict(endpoint.params)), **endpoint.env)
    return Shipped(names, metadata, json.loads(said), folder / "environment")


def test_each_wheel_works_alone(shared_mocks: Mapping[str, Endpoint], tmp_path: Path) -> None:
    """Built, and installed with its two dependencies into an empty environment, each client lists all its pages.

    The wheel holds the package, typed, and nothing else; what comes from the index are httpx, attrs and what they need.
    """
    folders = {vendor: tmp_path / vendor for vendor in PROGRAMS}
    for folder in folders.values():
        folder.mkdir()
    with ThreadPoolExecutor() as pool:
        working = {
            vendor: pool.submit(ship, vendor, shared_mocks[vendor], folder) for vendor, folder in folders.items()
        }
        shipped = {vendor: work.result() for vendor, work in working.items()}

    for vendor, found in shipped.items():
        package = f"{vendor.replace('-', '_')}_client"
        modules = {path.relative_to(GENERATED / f"{vendor}-client").as_posix() for path in GENERATED.glob(
            f"{vendor}-client/{package}/**/*") if path.is_file() and path.suffix != ".pyc"}  # fmt: skip
        requires = [line for line in found.metadata.splitlines() if line.startswith("Requires-Dist")]

        assert {name for name in found.names if ".dist-info/" not in name} == modules
        assert f"{package}/py.typed" in found.names
        assert requires == [
            "Requires-Dist: attrs>=23.2",
            "Requires-Dist: httpx<1,>=0.27",
            "Requires-Dist: msgspec>=0.20; extra == 'fast'",
            "Requires-Dist: pydantic<3,>=2.11; extra == 'pydantic'",
        ]
        assert Path(found.said["file"]).resolve().is_relative_to(found.environment.resolve())
        assert {f"{vendor}-client", "httpx", "attrs"} <= set(found.said["distributions"])
        assert {name.replace("_", "-") for name in found.said["distributions"]} <= NEEDED | {f"{vendor}-client"}
        assert len(found.said["pages"]) > 1
        assert min(found.said["pages"]) > 0
