"""What the templates make of small specs, kept as files to read and to review.

Each folder of `goldens/` holds a spec and files of its package, `.golden` behind their names. After a change that is
meant, write them anew and look at the diff:

    VOUCH_GOLDENS=write .venv/bin/python -m pytest tests/generator/test_goldens.py
"""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

from vouch.generate.package import build
from vouch.spec import load

GOLDENS = Path(__file__).parent / "goldens"
WRITE = os.environ.get("VOUCH_GOLDENS") == "write"
KEPT = {
    # Cursors, tokens in a query string, page numbers, ids that read both ways.
    "paging": ("library_client/resources/books.py", "library_client/models/book_list.py"),
    # Rules of a body, null, open enums, constants, models made of each other.
    "bodies": (
        "library_client/resources/books.py",
        "library_client/models/book.py",
        "library_client/models/author.py",
    ),
    # Lists in every style, paths, headers, server variables, optional credentials.
    "styles": ("library_client/resources/books.py", "library_client/_vendor.py"),
}


@pytest.mark.parametrize(("name", "path"), [(name, path) for name, paths in KEPT.items() for path in paths])
def test_renders_as_kept(name: str, path: str) -> None:
    """The file that a spec gives is the one that was last reviewed."""
    rendered = build(load(GOLDENS / name / "spec.yaml", "library"))[path].decode()
    golden = GOLDENS / name / f"{path.replace('/', '.')}.golden"
    if WRITE:
        golden.write_text(rendered, "utf-8")

    assert rendered == golden.read_text("utf-8")
    ast.parse(rendered)


def test_every_golden_is_compared() -> None:
    """No file lies among the goldens that nothing is held against."""
    expected = {f"{name}/{path.replace('/', '.')}.golden" for name, paths in KEPT.items() for path in paths}

    assert expected == {path.relative_to(GOLDENS).as_posix() for path in GOLDENS.rglob("*.golden")}
