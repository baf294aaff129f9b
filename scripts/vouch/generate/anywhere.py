"""A package from any OpenAPI file, put anywhere: nothing around it is ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from vouch.generate import lock
from vouch.generate.package import build, build_what_can_be
from vouch.generate.vendor import package_view
from vouch.generate.writing import write_package
from vouch.spec import Problem, Spec, load_any
from vouch.spec.counting import counted
from vouch.spec.places import operation_of

_SHOWN = 3
"""How many of the files in the way are named."""


class OccupiedError(FileExistsError):
    """A folder holds something that we did not make."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: the package, how many operations it has, and what the file has besides."""

    package: str
    operations: int
    omitted: tuple[Problem, ...]
    spec: Spec

    def __str__(self) -> str:
        """Return the line a person reads."""
        operations = counted(self.operations, "operation")
        return f"{self.package}  {operations}  written" + (f"  {len(self.omitted)} omitted" if self.omitted else "")

    @property
    def omissions(self) -> Iterator[str]:
        """The omissions, a line of JSON each."""
        for problem in self.omitted:
            told: dict[str, Any] = {
                "operation": operation_of(self.spec.document, problem.pointer),
                "place": f"{problem.path}:{problem.line}",
                "pointer": problem.pointer,
                "what": problem.found,
                "why": f"expected {problem.expected}",
            }
            yield json.dumps(told)


def generate_anywhere(path: Path, folder: Path, *, lenient: bool) -> Made:
    """Make the folder the package of a file; with `lenient`, without what cannot be expressed.

    Raises:
        SpecError: something is wrong with the file or cannot be expressed; nothing was written.
        OccupiedError: the folder holds something that no earlier run has put there; nothing was written.

    """
    folder = folder.resolve()
    _check(folder)
    spec, told = load_any(path, lenient=lenient)
    if lenient:
        kept, files, omitted = build_what_can_be(spec)
    else:
        kept, files, omitted = spec, build(spec), ()
    write_package(folder, files)
    return Made(package_view(spec).distribution, len(kept.operations), (*told, *omitted), spec)


def _check(folder: Path) -> None:
    """Refuse a folder with anything in it that is not ours, or not ours any more."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise OccupiedError(f"{folder.name} is a file: name a folder to be made")
    foreign = list(islice(lock.foreign(folder), _SHOWN + 1))
    if foreign:
        shown = ", ".join(foreign[:_SHOWN]) + (" and more" if foreign[_SHOWN:] else "")
        raise OccupiedError(
            f"{folder.name or folder} holds what was not generated, or changed since: {shown}; name another folder"
        )
