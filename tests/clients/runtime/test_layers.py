"""The runtime's modules: what each may import."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from vouch.generate import runtime

FOLDER = Path(runtime.__path__[0])
MODULES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")
# One line of the docstring's picture: names, two spaces apart, then what they are for.
LINES = [re.split(r" {2,}(?=\S)", line.strip()) for line in (runtime.__doc__ or "").splitlines() if line[:4] == "    "]
# What makes a module better where it is installed, or is what the module is for.
OPTIONAL = {"document": "msgspec", "structs": "msgspec", "pydantic": "pydantic"}
RANKS = {name: rank for rank, names in enumerate(LINES) for name in names if name in MODULES}


def imports(module: str) -> Iterator[tuple[str, int]]:
    """List what a module imports, and how many dots it starts with."""
    for node in ast.walk(ast.parse((FOLDER / f"{module}.py").read_text())):
        if isinstance(node, ast.ImportFrom):
            yield node.module or "", node.level
        elif isinstance(node, ast.Import):
            yield from ((alias.name, 0) for alias in node.names)


def test_the_picture_is_complete() -> None:
    """Every module has its place in the package's docstring."""
    assert sorted(RANKS) == MODULES


@pytest.mark.parametrize("module", MODULES)
def test_imports_lead_down(module: str) -> None:
    """A module imports the standard library, httpx, attrs, and its own kind from further down: it works anywhere."""
    others = {"httpx", "attrs", OPTIONAL.get(module)}
    for name, dots in imports(module):
        if dots:
            assert (dots, RANKS[name] > RANKS[module]) == (1, True), name
        else:
            assert name.partition(".")[0] in {*sys.stdlib_module_names, *others}
