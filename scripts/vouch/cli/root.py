"""The root that the commands hang on, and what they share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from typing import Annotated

import typer

from vouch.spec import SpecError
from vouch.workspace import TakenError, UnknownVendorError

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


@contextmanager
def reported() -> Iterator[None]:
    """Turn what a user can mend into a message and an exit code."""
    try:
        yield
    except SpecError as error:
        problem(str(error))
        raise typer.Exit(1) from None
    except (TakenError, UnknownVendorError, OSError) as error:
        problem(str(error))
        raise typer.Exit(2) from None


def problem(text: str) -> None:
    """Print a problem."""
    typer.echo(text, err=True)
