"""`vouch mock`: servers that behave as the specs say."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vouch.cli.root import AsJson, Vendors, app, problem, reported
from vouch.spec import Problem, Spec
from vouch.workspace import Workspace

if TYPE_CHECKING:
    from vouch.mock import Endpoint, Mock, Received, Rule


@app.command("mock")
def mock_command(
    vendors: Vendors = None,
    port: Annotated[int, typer.Option(help="Port to listen on; 0 is any free one.", min=0, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    seed: Annotated[int, typer.Option(help="Seed of the data.")] = 0,
    size: Annotated[
        int | None, typer.Option(help="Items in all, before any filter, instead of several pages.", min=0)
    ] = None,
    data: Annotated[Path | None, typer.Option(help="JSON or YAML with items of yours, by vendor and list.")] = None,
    faults: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PROFILE|FILE",
            help="What goes wrong: flaky, hostile, slow, rate-limited, or rules of yours; may be repeated.",
        ),
    ] = None,
    control: Annotated[bool, typer.Option("--control", help="Open /_vouch below each vendor, for tests.")] = False,
    log: Annotated[bool, typer.Option("--log", help="Print a line for each request, to standard error.")] = False,
    as_json: AsJson = False,
) -> None:
    """Serve the mocks of the vendors, each below its name, until interrupted."""
    from vouch.mock import serve  # noqa: PLC0415

    with reported():
        workspace = Workspace.find()
        specs = workspace.load(vendors or ())
        mocks = _mocks(specs, workspace.vendors, data, faults or (), seed=seed, size=size, control=control)
        for mock in mocks if log else ():
            mock.log.heard = partial(_print, mock.spec.vendor)
        serve(mocks, port, host, _announce_json if as_json else _announce)


def _mocks(
    specs: Sequence[Spec], known: Sequence[str], data: Path | None, faults: Iterable[str], **options: Any
) -> list[Mock]:
    """Make the mocks; what is wrong with the items or the faults of any of them is told at once, exit code 2."""
    from vouch.mock import DataError, DataFile, FaultError, ItemError, create_app  # noqa: PLC0415

    try:
        rules = _rules(specs, faults)
        supplied = DataFile.read(data, [spec.vendor for spec in specs], known) if data else None
        mocks: list[Mock] = []
        problems: list[Problem] = []
        for spec in specs:
            items = supplied.of(spec.vendor) if supplied else None
            try:
                mocks.append(create_app(spec, items=items, faults=rules[spec.vendor], **options))
            except ItemError as error:
                problems += supplied.located(spec.vendor, error) if supplied else ()
    except (DataError, FaultError) as error:
        raise _refused(error) from None
    if problems:
        raise _refused(DataError(problems))
    return mocks


def _rules(specs: Sequence[Spec], faults: Iterable[str]) -> Mapping[str, Sequence[Rule]]:
    """Return the rules for each vendor: those about an operation go to whose it is."""
    from vouch.mock import FaultError, read_faults  # noqa: PLC0415

    rules = [rule for name in faults for rule in read_faults(name)]
    known = {operation for spec in specs for operation in spec.by_id}
    unknown = sorted({rule.operation for rule in rules if rule.operation} - known)
    if unknown:
        raise FaultError(f"no operation {', '.join(unknown)}; there are {', '.join(sorted(known))}")
    return {spec.vendor: [rule for rule in rules if rule.operation in {None, *spec.by_id}] for spec in specs}


def _refused(error: Exception) -> typer.Exit:
    problem(str(error))
    return typer.Exit(2)


def _print(vendor: str, received: Received) -> None:
    # Whoever stops reading the log does not stop the mock.
    with suppress(OSError):
        typer.echo(f"{vendor}  {received}", err=True)


def _announce(endpoints: Sequence[Endpoint]) -> None:
    for endpoint in endpoints:
        settings = " ".join(f"{name}={value}" for name, value in endpoint.env.items())
        arguments = ", ".join(f"{name}={value!r}" for name, value in endpoint.params.items())
        typer.echo(f"{endpoint.vendor}  {endpoint.url}\n  export {settings}")
        if arguments:
            typer.echo(f"  {'lists with several pages' if endpoint.paged else 'what lists need'}: {arguments}")
    sys.stdout.flush()


def _announce_json(endpoints: Iterable[Endpoint]) -> None:
    for endpoint in endpoints:
        told = {"vendor": endpoint.vendor, "url": endpoint.url, "env": endpoint.env, "params": endpoint.params}
        typer.echo(json.dumps(told, default=dict))
    sys.stdout.flush()
