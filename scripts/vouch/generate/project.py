"""All packages of a workspace: which have to be made again, and whether they are what their specs make."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from vouch.generate import lock
from vouch.generate.readme import readme_with_table
from vouch.generate.writing import write_package
from vouch.spec import Problem, Spec, SpecError
from vouch.spec.counting import counted
from vouch.workspace import Workspace


class HandEditError(Exception):
    """Packages hold hand edits that are nowhere else; nothing was written."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self.paths = tuple(sorted(paths))
        super().__init__(
            "\n".join(f"{path}  changed by hand, and not committed" for path in self.paths)
            + "\nWhat is generated is written anew: put the change into the spec or the templates, or commit it first."
            + "\n`vouch generate --force` gives it up."
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one vendor's package; `models` counts its model classes.

    `spec` is None where nothing had to be read.
    """

    vendor: str
    made: lock.Made
    spec: Spec | None = None

    def __str__(self) -> str:
        """Return the line a person reads."""
        operations = counted(len(self.made.operations), "operation")
        models = counted(self.made.models, "model")
        status = "written" if self.spec else "unchanged"
        return f"{self.vendor:<18}  {operations:>13}  {models:>10}  {status}"


@dataclass(frozen=True, slots=True, order=True)
class Drift:
    """One file or package under `generated/` that is not what the specs make."""

    path: Path
    state: Literal["out of date", "changed by hand", "missing", "made by no spec"]


def generate(
    workspace: Workspace,
    vendors: Iterable[str] = (),
    *,
    is_kept: Callable[[Path], bool] = lambda _: False,
    force: bool = False,
) -> tuple[Outcome, ...]:
    """Make the packages again whose inputs or files have changed, of the named vendors or of all.

    A package is swapped whole, and hand edits in it are lost; `is_kept` says whether a file is as it was committed.

    Raises:
        UnknownVendorError: a name is not that of a vendor.
        SpecError: something is wrong with a spec, or cannot be expressed; no package was touched.
        HandEditError: files changed by hand would be lost; with `force`, they are.

    """
    vendors = workspace.select(vendors)
    found = {vendor: lock.current(workspace.spec(vendor), workspace.package(vendor)) for vendor in vendors}
    stale = [vendor for vendor in vendors if found[vendor] is None]
    specs = {spec.vendor: spec for spec in workspace.load(stale)} if stale else {}
    built = _build(specs.values())
    edited = [path for vendor in stale for path in _hand_edits(workspace.package(vendor), built[vendor])]
    if lost := [path for path in edited if not force and not is_kept(path)]:
        raise HandEditError(path.relative_to(workspace.root) for path in lost)
    for vendor, files in built.items():
        write_package(workspace.package(vendor), files)
    now = {vendor: found[vendor] or lock.made(workspace.package(vendor)) for vendor in vendors}
    return tuple(Outcome(vendor, made, specs.get(vendor)) for vendor, made in now.items() if made)


def _hand_edits(folder: Path, new: Mapping[str, bytes]) -> Iterator[Path]:
    """Yield the files that are neither as they were generated nor as they will be."""
    for name in lock.foreign(folder):
        if name != lock.NAME and (folder / name).read_bytes() != new.get(name):
            yield folder / name


def drift(workspace: Workspace, specs: Iterable[Spec]) -> tuple[Drift, ...]:
    """Compare what stands under `generated/` with what the specs make.

    Raises:
        SpecError: something in a spec cannot be expressed.

    """
    specs = tuple(specs)
    found = [Drift(folder, "made by no spec") for folder in workspace.orphans]
    built = _build(specs)
    table = readme_with_table(workspace)
    if table and table[0].read_text("utf-8") != table[1]:
        found.append(Drift(table[0], "out of date"))
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


def _build(specs: Collection[Spec]) -> Mapping[str, Mapping[str, bytes]]:
    """Build the packages side by side where that is quicker than starting processes for it."""
    if not specs:
        return {}
    # The generators behind it take longer to import than most commands take in all.
    from vouch.generate.package import build  # noqa: PLC0415

    with _workers(len(specs)) as workers:
        pending = {spec.vendor: workers.submit(build, spec) for spec in specs}
        problems = [each for future in pending.values() for each in _problems(future)]
        if problems:
            raise SpecError(problems)
        return {vendor: future.result() for vendor, future in pending.items()}


def _workers(count: int) -> Executor:
    """Return processes that share what is imported by now; threads, one, where there is nothing to share the work."""
    # Forked, since importing the generators anew takes longer than building a package.
    if count > 1 and (os.cpu_count() or 1) > 1 and sys.platform == "linux":
        return ProcessPoolExecutor(min(count, os.cpu_count() or 1), multiprocessing.get_context("fork"))
    return ThreadPoolExecutor(1)


def _problems(future: Future[dict[str, bytes]]) -> tuple[Problem, ...]:
    error = future.exception()
    if isinstance(error, SpecError):
        return error.problems
    if error is not None:
        raise error
    return ()
