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
    spec: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Any OpenAPI 3.0 or 3.1 file, in place of vendors.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder that becomes the package of FILE.")] = None,
    lenient: Annotated[bool, typer.Option("--lenient", help="Leave out of FILE what cannot be expressed.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Give up hand edits under generated/.")] = False,
) -> None:
    """Make the client packages from the specs; only what changed."""
    if spec or out or lenient:
        if not (spec and out) or vendors:
            problem("--spec FILE and --out DIR belong together, and stand for one package: name no vendor")
            raise typer.Exit(2)
        _generate_anywhere(spec, out, lenient=lenient)
        return
    from vouch.diff import History, is_told, write_changelogs  # noqa: PLC0415
    from vouch.generate.project import HandEditError, generate  # noqa: PLC0415
    from vouch.generate.readme import readme_with_table  # noqa: PLC0415

    with reported():
        workspace = Workspace.find()
        history = History.find(workspace.root)

        def is_kept(path: Path) -> bool:
            committed = history and history.read("HEAD", path.relative_to(workspace.root).as_posix())
            return path.read_bytes() == committed

        try:
            outcomes = generate(workspace, vendors or (), is_kept=is_kept, force=force)
        except HandEditError as error:
            problem(str(error))
            raise typer.Exit(1) from None
        specs = [outcome.spec for outcome in outcomes if outcome.spec]
        rest = [outcome for outcome in outcomes if not outcome.spec]
        silent = [each.vendor for each in rest if not is_told(workspace.spec(each.vendor), each.made.version)]
        changelogs = write_changelogs(history, [*specs, *(workspace.load(silent) if silent else ())])
        table = readme_with_table(workspace)
        if table and table[0].read_text("utf-8") != table[1]:
            table[0].write_text(table[1], "utf-8")
            changelogs = (*changelogs, table[0].relative_to(workspace.root))
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
