"""The `vouch` command: what people type, and what they see of it.

Results go to standard output, problems to standard error. Exit 0 is done, 1 is "something is wrong with what you
have", 2 is "that could not be done". Commands import what they need when they run: most need little.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import metadata
from typing import TYPE_CHECKING, Annotated

import typer

from vouch.spec import SpecError
from vouch.workspace import UnknownVendorError, Workspace

if TYPE_CHECKING:
    from vouch.mock import Endpoint

app = typer.Typer(
    name="vouch",
    invoke_without_command=True,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Vendors = Annotated[
    list[str] | None, typer.Argument(metavar="[VENDOR]...", help="Which vendors; all where none is named.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]


def main() -> None:
    """Run the command line."""
    app()


@app.callback()
def options(version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False) -> None:
    """Clients you can vouch for: typed clients, stateful mocks and contract suites from OpenAPI files."""
    if version:
        typer.echo(f"vouch {metadata.version('vouch')}")
        raise typer.Exit


@app.command("generate")
def generate_command(vendors: Vendors = None) -> None:
    """Make the client packages from the specs; only what changed."""
    from vouch.generate.project import generate  # noqa: PLC0415

    with _reported():
        workspace = Workspace.find()
        outcomes = generate(workspace, workspace.load(vendors or ()))
    for outcome in outcomes:
        typer.echo(outcome)


@app.command("check")
def check_command(vendors: Vendors = None) -> None:
    """Lint the specs, check their examples, and compare generated/ with what they make."""
    from vouch.generate.project import drift  # noqa: PLC0415

    with _reported():
        workspace = Workspace.find()
        specs = workspace.load(vendors or ())
        found = drift(workspace, specs)
    for each in found:
        _problem(f"{each.path.relative_to(workspace.root)}  {each.state}")
    if found:
        _problem("Run `vouch generate`; what was changed by hand belongs into the spec or the templates first.")
        raise typer.Exit(1)
    for spec in specs:
        typer.echo(f"{spec.vendor}  spec and package agree")


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

    with _reported():
        specs = Workspace.find().load(vendors or ())
        mocks = [create_app(spec, seed=seed, size=size) for spec in specs]
        serve(mocks, port, host, _announce_json if as_json else _announce)


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
    seed: Annotated[int, typer.Option(help="Same seed, same requests.")] = 1,
    profile: Annotated[str, typer.Option(help="How long to look: quick or thorough.")] = "quick",
    max_requests: Annotated[int | None, typer.Option(help="Requests to stop after.", min=1)] = None,
    as_json: AsJson = False,
) -> None:
    """Judge whether a server keeps its spec, in shape and behaviour."""
    from vouch.contract import Options, contract  # noqa: PLC0415
    from vouch.mock import running  # noqa: PLC0415

    options = Options(param or (), allow_writes, probe, seed, profile, max_requests, as_json)
    with _reported():
        specs = Workspace.find().load(vendors or ())
        if url and len(specs) > 1:
            _problem("--url belongs to one vendor: name it")
            raise typer.Exit(2)
        codes = [contract(spec, url, os.environ, running, options) for spec in specs]
    raise typer.Exit(max(codes, key=[0, 2, 1].index, default=0))


@contextmanager
def _reported() -> Iterator[None]:
    """Turn what a user can mend into a message and an exit code."""
    try:
        yield
    except SpecError as error:
        _problem(str(error))
        raise typer.Exit(1) from None
    except (UnknownVendorError, OSError) as error:
        _problem(str(error))
        raise typer.Exit(2) from None


def _problem(text: str) -> None:
    typer.echo(text, err=True)


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
