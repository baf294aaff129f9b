"""`vouch check`: whether specs are sound and packages follow from them."""

from __future__ import annotations

import typer

from vouch.cli.root import Vendors, app, problem, reported
from vouch.workspace import Workspace


@app.command("check")
def check_command(vendors: Vendors = None) -> None:
    """Lint the specs, check examples, versions and changelogs, and compare generated/ with what the specs make."""
    from vouch.diff import History, judge  # noqa: PLC0415
    from vouch.generate.project import drift  # noqa: PLC0415

    with reported():
        workspace = Workspace.find()
        specs = workspace.load(vendors or ())
        found = drift(workspace, specs)
        history = History.find(workspace.root)
        verdicts = [judge(history, spec) for spec in specs]
    for each in found:
        problem(f"{each.path.relative_to(workspace.root)}  {each.state}")
    for verdict in verdicts:
        for mistake in verdict.problems:
            problem(str(mistake))
    if found:
        problem("Run `vouch generate`; what was changed by hand belongs into the spec or the templates first.")
    if found or any(verdict.problems for verdict in verdicts):
        raise typer.Exit(1)
    for verdict in verdicts:
        typer.echo(f"{verdict.vendor}  spec and package agree{f'; {verdict.remark}' if verdict.remark else ''}")
