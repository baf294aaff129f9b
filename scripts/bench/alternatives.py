"""What other generators make of our specs, made now, in a folder of its own."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.measuring import spent
from bench.pages import SPECS

_BIN = Path(sys.executable).parent
# The stock generator formats with a ruff that it finds there.
ENVIRONMENT = {**os.environ, "PATH": f"{_BIN}{os.pathsep}{os.environ.get('PATH', '')}"}


def stock(vendor: str, folder: Path) -> float:
    """Let openapi-python-client make a package of a spec as it is; return the processor seconds that took."""
    spec = SPECS / vendor / "openapi.yaml"
    generator = str(_BIN / "openapi-python-client")
    command = [generator, "generate", "--path", str(spec), "--meta", "none", "--output-path", str(folder)]
    return spent(*command, "--overwrite", env=ENVIRONMENT)[0]


@contextmanager
def made(vendor: str) -> Iterator[tuple[Any, Any]]:
    """Make and import the stock generator's models and the pydantic models of datamodel-code-generator."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        stock(vendor, folder / "stock_client")
        spec = SPECS / vendor / "openapi.yaml"
        command = [str(_BIN / "datamodel-codegen"), "--input", str(spec), "--input-file-type", "openapi"]
        command += ["--output-model-type", "pydantic_v2.BaseModel", "--output", str(folder / "stock_pydantic.py")]
        spent(*command, env=ENVIRONMENT)
        sys.path.insert(0, name)
        try:
            yield importlib.import_module("stock_client.models"), importlib.import_module("stock_pydantic")
        finally:
            sys.path.remove(name)
