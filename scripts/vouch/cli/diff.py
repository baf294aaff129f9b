"""`vouch diff`: what a change of a spec is to callers."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from vouch.cli.root import AsJson, app, problem, reported


class FailOn(StrEnum):
    """The kinds of change that can be asked about, from the worst on."""

    BREAKING = "breaking"
    ADDITION = "addition"
    WORDING = "wording"


_END = "A file, a git revision or REVISION:FILE;"


@app.command("diff")
def diff_command(
    old: Annotated[str | None, typer.Argument(metavar="[OLD]", help=f"{_END} by default the last commit.")] = None,
    new: Annotated[
        str | None, typer.Argument(metavar="[NEW]", help=f"{_END} by default the files as they are.")
    ] = None,
    vendor: Annotated[list[str] | None, typer.Option(help="Only this vendor; may be repeated.")] = None,
    fail_on: Annotated[FailOn | None, typer.Option(help="Exit 1 on a change of this kind or a worse one.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what a change of a spec is to callers of the client: breaking, an addition, or wording."""
    from vouch.diff import KINDS, RevisionError, diffs, render_json, render_texts  # noqa: PLC0415

    with reported():
        try:
            found = diffs(old, new, vendor or ())
        except RevisionError as error:
            problem(str(error))
            raise typer.Exit(2) from None
    typer.echo(render_json(found) if as_json else render_texts(found))
    worst = min((KINDS.index(each.worst) for each in found if each.worst), default=len(KINDS))
    if fail_on and worst <= KINDS.index(fail_on.value):
        raise typer.Exit(1)
