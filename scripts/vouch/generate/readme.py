"""The table of vendors in a project's README: which packages there are, and what they can do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from vouch.generate import lock
from vouch.generate.layout import markdown
from vouch.workspace import Workspace

_FROM, _TO = "<!-- vendors, written by `vouch generate` -->", "<!-- /vendors -->"


def readme_with_table(workspace: Workspace) -> tuple[Path, str] | None:
    """Return the README with the table as it should be; None where there is no README, or no place for a table in it.

    The table follows from the locks of the packages alone.
    """
    path = workspace.root / "README.md"
    text = path.read_text("utf-8") if path.exists() else ""
    before, opened, rest = text.partition(f"{_FROM}\n")
    _, closed, after = rest.partition(f"{_TO}\n")
    if not (opened and closed):
        return None
    rows = "".join(f"{row}\n" for row in _rows(workspace))
    return path, f"{before}{opened}\n| vendor | package | endpoints |\n|---|---|---|\n{rows}\n{closed}{after}"


def _rows(workspace: Workspace) -> Iterator[str]:
    for vendor in workspace.vendors:
        folder = workspace.package(vendor)
        made = lock.made(folder)
        if made is None:
            continue
        package = next(folder.glob("*/py.typed")).parent.name
        cells = (
            f"[{markdown(made.title)}](specs/{vendor}/openapi.yaml)",
            f"[`{package}`](generated/{folder.name}/README.md)",
            ", ".join(f"`{name}`" for name in made.operations),
        )
        yield f"| {' | '.join(cells)} |"
