"""All packages of a workspace: which have to be made again, and whether they are what their specs make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from vouch.generate import lock
from vouch.generate.writing import write_package
from vouch.spec import Problem, Spec, SpecError
from vouch.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one vendor's package; `models` counts its model classes."""

    vendor: str
    operations: int
    models: int
    status: Literal["written", "unchanged"]

    def __str__(self) -> str:
        """Return the line a person reads."""
        operations = f"{self.operations} operation{'' if self.operations == 1 else 's'}"
        return f"{self.vendor:<18}  {operations:>13}  {self.models:3} models  {self.status}"


@dataclass(frozen=True, slots=True, order=True)
class Drift:
    """One file or package under `generated/` that is not what the specs make."""

    path: Path
    state: Literal["out of date", "changed by hand", "missing", "made by no spec"]


def generate(workspace: Workspace, specs: Iterable[Spec]) -> tuple[Outcome, ...]:
    """Make the packages again whose inputs or files have changed.

    Raises:
        SpecError: something in a spec cannot be expressed; no package was touched.

    """
    specs = tuple(specs)
    stale = [spec for spec in specs if not lock.is_current(spec, workspace.package(spec.vendor))]
    built = _build(stale) if stale else {}
    for vendor, files in built.items():
        write_package(workspace.package(vendor), files)
    return tuple(
        Outcome(
            vendor=spec.vendor,
            operations=len(spec.operations),
            models=len(list(workspace.package(spec.vendor).glob("*/models/[!_]*.py"))),
            status="written" if spec.vendor in built else "unchanged",
        )
        for spec in specs
    )


def drift(workspace: Workspace, specs: Iterable[Spec]) -> tuple[Drift, ...]:
    """Compare what stands under `generated/` with what the specs make.

    Raises:
        SpecError: something in a spec cannot be expressed.

    """
    specs = tuple(specs)
    found = [Drift(folder, "made by no spec") for folder in workspace.orphans]
    built = _build(specs)
    for spec in specs:
        found += _package_drift(workspace.package(spec.vendor), built[spec.vendor])
    return tuple(sorted(found))


def _package_drift(folder: Path, expected: Mapping[str, bytes]) -> Iterator[Drift]:
    if not folder.exists():
        yield Drift(folder, "missing")
        return
    actual = lock.read_files(folder)
    differing: Literal["out of date", "changed by hand"]
    differing = "changed by hand" if actual.get(lock.NAME) == expected[lock.NAME] else "out of date"
    for name in sorted(expected.keys() | actual.keys()):
        if actual.get(name) != expected.get(name):
            yield Drift(folder / name, differing if name in actual else "missing")


def _build(specs: Iterable[Spec]) -> Mapping[str, Mapping[str, bytes]]:
    # The generators behind it take longer to import than most commands take in all.
    from vouch.generate.package import build  # noqa: PLC0415

    built: dict[str, Mapping[str, bytes]] = {}
    problems: list[Problem] = []
    for spec in specs:
        try:
            built[spec.vendor] = build(spec)
        except SpecError as error:
            problems += error.problems
    if problems:
        raise SpecError(problems)
    return built
