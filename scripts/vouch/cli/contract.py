"""`vouch contract`: whether a server keeps its spec."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vouch.cli.root import AsJson, Vendors, app, problem, reported
from vouch.spec import Spec
from vouch.workspace import Workspace

if TYPE_CHECKING:
    from vouch.generate.reader import Reader


class Profile(StrEnum):
    """How long a run may look."""

    QUICK = "quick"
    THOROUGH = "thorough"


@app.command("contract")
def contract_command(
    vendors: Vendors = None,
    url: Annotated[str | None, typer.Option(help="Address of the server to judge; without it, the mock.")] = None,
    param: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="An argument of the calls; may be repeated.")
    ] = None,
    allow_writes: Annotated[bool, typer.Option("--allow-writes", help="Use methods that change something.")] = False,
    probe: Annotated[
        bool | None,
        typer.Option("--probe/--no-probe", help="Send what the spec forbids, too; by default only to this machine."),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Fail on what was not exercised, and on what the spec only assumes.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Same seed, same requests.")] = 1,
    profile: Annotated[Profile, typer.Option(help="How long to look.")] = Profile.QUICK,
    max_requests: Annotated[
        int | None, typer.Option(help="Requests to stop after, instead of the profile's.", min=1)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List what would be sent, and send nothing.")] = False,
    as_json: AsJson = False,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="Write JUnit XML, for build servers.")] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a page, for people.")] = None,
    patch: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write what the specs would have to say, for git apply.")
    ] = None,
    record: Annotated[
        bool, typer.Option("--record", help="Keep what became of assumptions in specs/VENDOR/evidence.yaml.")
    ] = False,
) -> None:
    """Judge whether a server keeps its spec, in shape and behaviour."""
    from vouch.contract import Options, Outputs, Tools, contract  # noqa: PLC0415
    from vouch.mock import running  # noqa: PLC0415

    outputs = Outputs(junit, html, patch, record)
    options = Options(
        param or (), allow_writes, probe, strict, seed, profile.value, max_requests, as_json, dry_run, outputs
    )
    with reported():
        workspace = Workspace.find()
        specs = workspace.load(vendors or ())
        if url is not None and len(specs) > 1:
            problem("--url belongs to one vendor: name it")
            raise typer.Exit(2)
        raise typer.Exit(contract(specs, url, os.environ, Tools(running, partial(_client, workspace)), options))


def _client(workspace: Workspace, spec: Spec) -> AbstractContextManager[Reader]:
    from vouch.generate.reader import reader  # noqa: PLC0415

    return reader(spec, workspace.package(spec.vendor))
