"""What tests of the generator share: packages made of a spec that a test writes."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.generator.projects import add_vendor

from vouch.generate.package import build
from vouch.generate.writing import write_package
from vouch.spec import load
from vouch.workspace import Workspace


@pytest.fixture
def imported(tmp_path: Path) -> Iterator[Callable[[str], Any]]:
    """Return a function that generates the package of a vendor called shelf from a spec, and imports it."""

    def generate_and_import(text: str) -> Any:
        spec = load(add_vendor(Workspace(tmp_path), "shelf", text))
        write_package(tmp_path / "generated" / "shelf-client", build(spec))
        sys.path.insert(0, str(tmp_path / "generated" / "shelf-client"))
        importlib.invalidate_caches()
        return importlib.import_module("shelf_client")

    path = list(sys.path)
    yield generate_and_import
    sys.path[:] = path
    for name in [name for name in sys.modules if name.partition(".")[0] == "shelf_client"]:
        del sys.modules[name]
