"""Projects to generate in: copies of ours, and specs written in a test."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

from typer.testing import CliRunner, Result

from vouch import cli
from vouch.workspace import Workspace

REPOSITORY = Path(__file__).parents[2]
SCRIPTS = Path(cli.__file__).parents[2]
SHELF = """\
openapi: 3.1.0
info: {title: Shelf, version: 0.1.0}
servers: [{url: "https://api.shelf.example"}]
tags: [{name: books, description: What is on the shelf.}]
paths:
  /books:
    get:
      operationId: listBooks
      summary: List books
      tags: [books]
      x-pagination: {style: cursor, parameter: cursor, items: /data, next: [{at: /next}]}
      parameters: [{$ref: "#/components/parameters/Cursor"}, {$ref: "#/components/parameters/Author"}]
      responses:
        "200":
          description: Books.
          content: {application/json: {schema: {$ref: "#/components/schemas/BookList"}}}
        "400": {$ref: "#/components/responses/BadRequest"}
components:
  parameters:
    Cursor: {name: cursor, in: query, schema: {type: string, examples: [abc]}}
    Author: {name: author, in: query, schema: {type: string, examples: [A]}, x-filter: {field: /author, match: equals}}
  responses:
    BadRequest: {description: No such cursor.}
  schemas:
    BookList:
      type: object
      properties:
        data: {type: array, items: {$ref: "#/components/schemas/Book"}}
        next: {type: string, examples: [abc]}
    Book:
      type: object
      properties:
        author: {type: string, examples: [Ada]}
"""
"""A vendor called shelf, with one list."""


def make_pristine(folder: Path) -> Path:
    """Put the specs of our first vendors into a folder, and the packages that come of them; for copying only."""
    for vendor in ("spacebring", "thought-industries", "tolt"):
        shutil.copytree(REPOSITORY / "specs" / vendor, folder / "specs" / vendor, ignore=shutil.ignore_patterns(".*"))
    assert vouch(Workspace(folder), "generate").exit_code == 0
    return folder


def edit(path: Path, old: str, new: str) -> None:
    """Replace what must be there, once, in a file."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def add_vendor(workspace: Workspace, vendor: str, text: str) -> Path:
    """Write the spec of a vendor and return where."""
    path = workspace.root / "specs" / vendor / "openapi.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder by its relative path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def differences(one: Path, other: Path) -> list[str]:
    """Return the names under which two folders hold different bytes, or only one of them any."""
    found, expected = contents(one), contents(other)
    return sorted(name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name))


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Return which file stands under each name, and when it was written: what changes even if the bytes do not."""
    found = {path: path.stat() for path in folder.rglob("*") if "__pycache__" not in path.parts}
    return {path.relative_to(folder).as_posix(): (stat.st_ino, stat.st_mtime_ns) for path, stat in found.items()}


def vouch(workspace: Workspace, *arguments: str) -> Result:
    """Run the command in a workspace; whatever it does not report itself is raised."""
    with chdir(workspace.root):
        return CliRunner().invoke(cli.app, arguments, catch_exceptions=False)


def vouch_apart(workspace: Workspace, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, with nothing of our environment but what is given."""
    return subprocess.run(  # noqa: S603 - our own interpreter and command
        [sys.executable, "-m", "vouch", *arguments],
        cwd=workspace.root,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(SCRIPTS), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
