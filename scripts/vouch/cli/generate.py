"""`vouch generate`: packages from specs."""

from __future__ import annotations

import typer

from vouch.cli.root import Vendors, app, reported
from vouch.workspace import Workspace


@app.command("generate")
def generate_command(vendors: Vendors = None) -> None:
    """Make the client packages from the specs; only what changed."""
    from vouch.diff import History, write_changelogs  # noqa: PLC0415
    from vouch.generate.project import generate  # noqa: PLC0415

    with reported():
        workspace = Workspace.find()
        specs = workspace.load(vendors or ())
        outcomes = generate(workspace, specs)
        changelogs = write_changelogs(History.find(workspace.root), specs)
    for outcome in outcomes:
        typer.echo(outcome)
    for path in changelogs:
        typer.echo(f"{path}  written")
