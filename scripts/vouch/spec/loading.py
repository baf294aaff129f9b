"""Loading specs: the one door through which every reader gets them."""

from __future__ import annotations

from pathlib import Path

from vouch.spec.house import house_problems
from vouch.spec.lint import lint_problems
from vouch.spec.model import Spec
from vouch.spec.problems import SpecError
from vouch.spec.reading import read_spec
from vouch.spec.source import read
from vouch.spec.structure import structure_problems, unknown_problems


def load(path: Path, vendor: str | None = None, *, house: bool = False) -> Spec:
    """Load one OpenAPI file; the vendor is named after its folder unless said otherwise.

    With `house` the file has to keep the house style of `specs/`, too.

    Raises:
        SpecError: with every problem found, each with its line. Where the structure is broken, what depends on it
            is not looked at.

    """
    source = read(path)
    unknown = list(unknown_problems(source))
    if broken := list(structure_problems(source)):
        raise SpecError([*unknown, *broken])
    spec = read_spec(vendor or path.parent.name, source)
    if problems := [*unknown, *lint_problems(spec), *(house_problems(spec) if house else ())]:
        raise SpecError(problems)
    return spec
