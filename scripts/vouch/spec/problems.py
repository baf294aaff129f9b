"""What is wrong with a spec: where, what was found, what was expected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from vouch.spec.shown import visible


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in one file; `line` counts from 1, `subject` names the operation or place, `pointer` leads there."""

    path: Path
    line: int
    subject: str
    found: str
    expected: str
    pointer: str = field(default="", compare=False)

    def __str__(self) -> str:
        """Return the three lines a person reads, whatever the file says."""
        path, subject, found, expected = map(visible, (str(self.path), self.subject, self.found, self.expected))
        return f"{path}:{self.line}  {subject}\n  found     {found}\n  expected  {expected}"


class SpecError(Exception):
    """All the problems of the specs that were read; nothing was done with them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))
