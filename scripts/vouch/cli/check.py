"""`vouch check`: whether specs are sound and packages follow from them."""

from __future__ import annotations

import typer

from vouch.cli.root import Vendors, app, problem, reported
from vouch.workspace import Workspace


@app.command("check")
def check_command(vendors: Vendors = None) -> None:
    """Lint the specs, check their examples, and compare generated/ with what they make."""
    from vouch.generate.project import drift  # noqa: PLC0415

    with reported():
        workspace = Workspace.find()
        specs = workspace.load(vendors or ())
        found = drift(workspace, specs)
    for each in found:
        problem(f"{each.path.relative_to(workspace.root)}  {each.state}")
    if found:
        problem("Run `vouch generate`; what was changed by hand belongs into the spec or the templates first.")
        raise typer.Exit(1)
    for spec in specs:
        typer.echo(f"{spec.vendor}  spec and package agree")
