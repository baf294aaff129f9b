"""Projects in git to compare the states of: ours, or one with a small vendor."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.generator.projects import edit

from vouch.workspace import Workspace

SHELF = """\
openapi: 3.1.0
info: {title: Shelf, version: 1.0.0}
servers: [{url: "https://api.shelf.example"}]
tags: [{name: books, description: What is on the shelf.}]
paths:
  /books:
    get:
      operationId: listBooks
      summary: List books
      tags: [books]
      parameters: [{$ref: "#/components/parameters/Author"}]
      responses:
        "200":
          description: Books.
          content: {application/json: {schema: {$ref: "#/components/schemas/BookList"}}}
        "400": {$ref: "#/components/responses/BadRequest"}
components:
  parameters:
    Author: {name: author, in: query, schema: {type: string, maxLength: 40, examples: [A]}}
  responses:
    BadRequest: {description: That makes no sense.}
  schemas:
    BookList:
      type: object
      properties:
        data: {type: array, items: {$ref: "#/components/schemas/Book"}}
    Book:
      type: object
      properties:
        author: {type: string, examples: [Ada]}
"""
LONGER, SHORTER, REWORDED = (
    ("maxLength: 40", "maxLength: 50"),
    ("maxLength: 40", "maxLength: 30"),
    ("What is on the shelf.", "What stands there."),
)
"""Edits: the first is an addition, the second breaks, the third is of wording."""


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, whatever the machine's own settings are."""
    names = {f"GIT_{who}_{what}": "nobody@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    ended = subprocess.run(  # noqa: S603 - our own arguments
        ["git", "-C", str(folder), "-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false", *arguments],  # noqa: S607
        env={"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, **names},
        capture_output=True,
        text=True,
        check=True,
    )
    return ended.stdout


def commit(workspace: Workspace, told: str = "Change something") -> str:
    """Commit all that is there and return the id."""
    git(workspace.root, "add", "--all")
    git(workspace.root, "commit", "--quiet", "--allow-empty", "--message", told)
    return git(workspace.root, "rev-parse", "HEAD").strip()


def repository(folder: Path, vendor: str = "shelf", text: str = SHELF) -> Workspace:
    """Make a project in git with one vendor, its spec and changelog committed."""
    path = folder / "specs" / vendor / "openapi.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    path.with_name("CHANGELOG.md").write_text(
        "# Changelog\n\nOurs.\n\n## 1.0.0\n\n- `books.list()` lists books.\n", "utf-8"
    )
    git(folder, "init", "--quiet")
    commit(Workspace(folder), "Begin")
    return Workspace(folder)


def spec_of(workspace: Workspace, vendor: str = "shelf") -> Path:
    """Return the path of a vendor's spec."""
    return workspace.root / "specs" / vendor / "openapi.yaml"


def changelog(workspace: Workspace, vendor: str = "shelf") -> str:
    """Return the text of a vendor's changelog."""
    return spec_of(workspace, vendor).with_name("CHANGELOG.md").read_text("utf-8")


def change(workspace: Workspace, *edits: tuple[str, str], vendor: str = "shelf") -> None:
    """Make edits to a vendor's spec."""
    for old, new in edits:
        edit(spec_of(workspace, vendor), old, new)


def raised(version: str, before: str = "1.0.0") -> tuple[str, str]:
    """Return the edit that raises the version."""
    return f"version: {before}", f"version: {version}"


def clone(workspace: Workspace, folder: Path, *arguments: str) -> Workspace:
    """Clone a project."""
    git(folder.parent, "clone", "--quiet", *arguments, f"file://{workspace.root}", str(folder))
    return Workspace(folder)


def remove(workspace: Workspace, vendor: str = "shelf") -> None:
    """Remove a vendor."""
    shutil.rmtree(spec_of(workspace, vendor).parent)
