"""`vouch contract`: whether a server keeps its spec."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from vouch.cli.root import AsJson, Vendors, app, problem, reported
from vouch.workspace import Workspace


@app.command("contract")
def contract_command(
    vendors: Vendors = None,
    url: Annotated[str | None, typer.Option(help="Server to judge, in place of the spec's; else the mock.")] = None,
    param: Annotated[list[str] | None, typer.Option(metavar="NAME=VALUE", help="An argument of the client.")] = None,
    allow_writes: Annotated[bool, typer.Option("--allow-writes", help="Use methods that change something.")] = False,
    probe: Annotated[
        bool | None,
        typer.Option("--probe/--no-probe", help="Send what the spec forbids, too; by default only to this machine."),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Fail on what was not exercised, and on what the spec only assumes.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Same seed, same requests.")] = 1,
    profile: Annotated[str, typer.Option(help="How long to look: quick or thorough.")] = "quick",
    max_requests: Annotated[int | None, typer.Option(help="Requests to stop after.", min=1)] = None,
    as_json: AsJson = False,
) -> None:
    """Judge whether a server keeps its spec, in shape and behaviour."""
    from vouch.contract import Options, contract  # noqa: PLC0415
    from vouch.mock import running  # noqa: PLC0415

    options = Options(param or (), allow_writes, probe, strict, seed, profile, max_requests, as_json)
    with reported():
        specs = Workspace.find().load(vendors or ())
        if url and len(specs) > 1:
            problem("--url belongs to one vendor: name it")
            raise typer.Exit(2)
        raise typer.Exit(contract(specs, url, os.environ, running, options))
