"""Loading specs: the one door through which every reader gets them."""

from __future__ import annotations

from pathlib import Path

from vouch.spec.lint import lint_problems
from vouch.spec.model import Spec
from vouch.spec.problems import SpecError
from vouch.spec.reading import read_spec
from vouch.spec.source import read
from vouch.spec.structure import structure_problems


def load(path: Path, vendor: str | None = None) -> Spec:
    """Load one OpenAPI file; the vendor is named after its folder unless said otherwise.

    Raises:
        SpecError: with every problem found, each with its line.

    """
    source = read(path)
    if problems := list(structure_problems(source)):
        raise SpecError(problems)
    spec = read_spec(vendor or path.parent.name, source)
    if problems := list(lint_problems(spec)):
        raise SpecError(problems)
    return spec
