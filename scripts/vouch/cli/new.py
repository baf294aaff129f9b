"""`vouch new`: a vendor from nothing, or from somebody's OpenAPI file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from vouch.cli.root import app, problem, reported
from vouch.spec import SpecError
from vouch.spec.shown import visible
from vouch.workspace import Workspace

if TYPE_CHECKING:
    from vouch.drafting import Draft


@app.command("new")
def new_command(
    vendor: Annotated[str, typer.Argument(metavar="VENDOR", help="What to call it: lower-case words and hyphens.")],
    origin: Annotated[
        str | None, typer.Option("--from", metavar="FILE_OR_URL", help="An OpenAPI 3.0 or 3.1 file, YAML or JSON.")
    ] = None,
) -> None:
    """Write the first spec of a vendor; the rest follows from it."""
    from vouch.drafting import blank  # noqa: PLC0415

    with reported():
        workspace = Workspace.find()
        path = workspace.claim(vendor)
        written = _drafted(vendor, origin) if origin else blank(vendor)
        path.parent.mkdir(parents=True)
        path.write_text(written.text, "utf-8")
    shown = path.relative_to(workspace.root)
    typer.echo(f"{shown}  written")
    if written.notes:
        typer.echo(f"\n{len(written.notes)} to look at:")
    for note in written.notes:
        place = f"{shown}:{note.line}" if note.line else "not in there"
        typer.echo(f"  {place}  {visible(note.place)}\n    {visible(note.text)}")
    typer.echo(f"\nnext: vouch generate {vendor}")


def _drafted(vendor: str, origin: str) -> Draft:
    from vouch.drafting import OriginError, draft, fetched  # noqa: PLC0415

    try:
        with fetched(origin) as file:
            try:
                return draft(vendor, file)
            except SpecError as error:
                problem(str(error).replace(str(file), origin))
                raise typer.Exit(1) from None
    except OriginError as error:
        problem(str(error))
        raise typer.Exit(2) from None
