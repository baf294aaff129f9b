"""`vouch mock`: servers that behave as the specs say."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from vouch.cli.root import AsJson, Vendors, app, reported
from vouch.workspace import Workspace

if TYPE_CHECKING:
    from vouch.mock import Endpoint


@app.command("mock")
def mock_command(
    vendors: Vendors = None,
    port: Annotated[int, typer.Option(help="Port to listen on; 0 is any free one.", min=0, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    seed: Annotated[int, typer.Option(help="Seed of the data.")] = 0,
    size: Annotated[
        int | None, typer.Option(help="Items in all, before any filter, instead of several pages.", min=0)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Serve the mocks of the vendors, each below its name, until interrupted."""
    from vouch.mock import create_app, serve  # noqa: PLC0415

    with reported():
        specs = Workspace.find().load(vendors or ())
        mocks = [create_app(spec, seed=seed, size=size) for spec in specs]
        serve(mocks, port, host, _announce_json if as_json else _announce)


def _announce(endpoints: Sequence[Endpoint]) -> None:
    for endpoint in endpoints:
        settings = " ".join(f"{name}={value}" for name, value in endpoint.env.items())
        arguments = ", ".join(f"{name}={value!r}" for name, value in endpoint.params.items())
        typer.echo(f"{endpoint.vendor}  {endpoint.url}\n  export {settings}\n  lists with several pages: {arguments}")
    sys.stdout.flush()


def _announce_json(endpoints: Iterable[Endpoint]) -> None:
    for endpoint in endpoints:
        told = {"vendor": endpoint.vendor, "url": endpoint.url, "env": endpoint.env, "params": endpoint.params}
        typer.echo(json.dumps(told, default=dict))
    sys.stdout.flush()
