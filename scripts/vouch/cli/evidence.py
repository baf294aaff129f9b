"""`vouch evidence`: how well each fact of a spec is known, and what runs showed of the assumptions."""

from __future__ import annotations

from typing import Annotated

import typer

from vouch.cli.root import AsJson, Vendors, app, reported
from vouch.spec.behaviour import Level
from vouch.workspace import Workspace


@app.command("evidence")
def evidence_command(
    vendors: Vendors = None,
    level: Annotated[Level | None, typer.Option(help="List only what is known this well.")] = None,
    as_json: AsJson = False,
) -> None:
    """List every fact of the specs by how well it is known, with its page and its line."""
    from vouch.evidence import Ledger, render_json, render_text  # noqa: PLC0415

    render = render_json if as_json else render_text
    with reported():
        specs = Workspace.find().load(vendors or ())
        listed = [render(spec, Ledger.beside(spec), level) for spec in specs]
    typer.echo(("\n" if as_json else "\n\n").join(listed))
