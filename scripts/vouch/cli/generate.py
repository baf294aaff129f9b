"""`vouch generate`: packages from specs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vouch.cli.root import Vendors, app, problem, reported
from vouch.workspace import Workspace


@app.command("generate")
def generate_command(
    vendors: Vendors = None,
    spec: Annotated[Path | None, typer.Option(metavar="FILE", help="Any OpenAPI 3.0 or 3.1 file, instead.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder that becomes the package of FILE.")] = None,
    lenient: Annotated[bool, typer.Option("--lenient", help="Leave out of FILE what cannot be expressed.")] = False,
) -> None:
    """Make the client packages from the specs; only what changed."""
    if spec or out or lenient:
        if not (spec and out) or vendors:
            problem("--spec FILE and --out DIR belong together, and stand for one package: name no vendor")
            raise typer.Exit(2)
        _generate_anywhere(spec, out, lenient=lenient)
        return
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


def _generate_anywhere(spec: Path, out: Path, *, lenient: bool) -> None:
    from vouch.generate.anywhere import generate_anywhere  # noqa: PLC0415

    with reported():
        made = generate_anywhere(spec, out, lenient=lenient)
    for omission in made.omissions:
        problem(omission)
    typer.echo(made)
