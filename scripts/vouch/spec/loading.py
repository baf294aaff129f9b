"""Loading specs: the one door through which every reader gets them, ours and those of others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from vouch.spec import names
from vouch.spec.house import house_problems
from vouch.spec.lint import contradictions, lint_problems
from vouch.spec.mending import mended
from vouch.spec.model import Spec
from vouch.spec.problems import Problem, SpecError
from vouch.spec.reading import read_spec
from vouch.spec.source import Source, read
from vouch.spec.structure import structure_problems, unknown_problems
from vouch.spec.upgrade import upgraded


def load(path: Path, vendor: str | None = None, *, house: bool = False) -> Spec:
    """Load one OpenAPI file; the vendor is named after its folder unless said otherwise.

    With `house` the file has to keep the house style of `specs/`, too.

    Raises:
        SpecError: with every problem found, each with its line. Where the structure is broken, what depends on it
            is not looked at.

    """
    return checked(vendor or path.parent.name, read(path), house=house)


def checked(vendor: str, source: Source, *, house: bool = False) -> Spec:
    """Return the spec that a document is, as `load` does.

    Raises:
        SpecError: as `load` does.

    """
    unknown = list(unknown_problems(source))
    if broken := list(structure_problems(source)):
        raise SpecError([*unknown, *broken])
    spec = read_spec(vendor, source)
    if problems := [*unknown, *lint_problems(spec), *(house_problems(spec) if house else ())]:
        raise SpecError(problems)
    return spec


def load_any(path: Path, *, lenient: bool = False) -> tuple[Spec, tuple[Problem, ...]]:
    """Load any OpenAPI 3.0 or 3.1 file, whatever its style; the vendor is named after its title.

    With `lenient`, what is wrong is done without, and returned beside the spec.

    Raises:
        SpecError: with every problem found, each with its line; if `lenient`, only when nothing sound is left.

    """
    source = read(path)
    source = replace(source, document=upgraded(source.document))
    told: list[Problem] = []
    if lenient:
        source, told = mended(source, _flaws)
    elif found := list(_flaws(source)):
        raise SpecError(found)
    return read_spec(_vendor(source), source), tuple(told)


def _flaws(source: Source) -> Iterator[Problem]:
    """Yield what keeps a document from being read; what contradicts itself once the rest is sound."""
    found = list(structure_problems(source))
    yield from found or contradictions(read_spec("", source))


def _vendor(source: Source) -> str:
    """Return a name that may be that of a package, from the title or else from the file's name."""
    for name in (str(source.document["info"]["title"]), source.path.stem):
        words = names.words(names.ascii_letters(name))
        words = words[:-1] if len(words) > 1 and words[-1].lower() == "api" else words
        if words:
            return names.snake(" ".join(words)).strip("_").replace("_", "-")
    return "api"
