"""`vouch generate`: packages from specs."""

from __future__ import annotations

import typer

from vouch.cli.root import Vendors, app, reported
from vouch.workspace import Workspace


@app.command("generate")
def generate_command(vendors: Vendors = None) -> None:
    """Make the client packages from the specs; only what changed."""
    from vouch.generate.project import generate  # noqa: PLC0415

    with reported():
        workspace = Workspace.find()
        outcomes = generate(workspace, workspace.load(vendors or ()))
    for outcome in outcomes:
        typer.echo(outcome)
