"""Data files: items that people wrote for the lists of one vendor or several, in JSON or YAML."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vouch.mock.intake import ItemError
from vouch.spec import Problem, SpecError
from vouch.spec import pointer as ptr
from vouch.spec.source import Source, read


class DataError(Exception):
    """A data file that cannot be used, with all that is wrong with it."""

    def __init__(self, problems: Collection[Problem]) -> None:
        super().__init__("\n".join(map(str, sorted(problems))))


@dataclass(frozen=True, slots=True)
class DataFile:
    """What a file says, and where; `nested` where its top level names vendors."""

    source: Source
    nested: bool

    @classmethod
    def read(cls, path: Path, served: Collection[str], known: Collection[str]) -> DataFile:
        """Read a file: the vendors it names and the lists of each, or the lists of the one vendor that is served.

        `known` are all the vendors there are; those that are not served are passed over.

        Raises:
            DataError: it cannot be read, is no JSON or YAML, or names nobody we know.

        """
        try:
            source = read(path, "the lists of a vendor, or vendors and the lists of each")
        except SpecError as error:
            raise DataError(error.problems) from None
        nested = len(served) > 1 or not source.document.keys().isdisjoint(known)
        strange = source.document.keys() - set(known) if nested else ()
        if strange:
            expected = f"one of {', '.join(known)}"
            raise DataError([source.problem(ptr.join("", name), name, "no vendor", expected) for name in strange])
        return cls(source, nested)

    def of(self, vendor: str) -> Any:
        """Return what the file has for a vendor: items by the name of their list."""
        return self.source.document.get(vendor, {}) if self.nested else self.source.document

    def located(self, vendor: str, error: ItemError) -> list[Problem]:
        """Return what is wrong with the items of a vendor, with the lines of the file."""
        above = ptr.join("", vendor) if self.nested else ""
        return [
            self.source.problem(above + flaw.at, _place(vendor, flaw.at), flaw.found, flaw.expected)
            for flaw in error.flaws
        ]


def _place(vendor: str, pointer: str) -> str:
    """Write `/books/3/price` as `shelf books[3].price`."""
    parts = (f"[{key}]" if key.isdigit() else f".{key}" for key in ptr.split(pointer))
    return f"{vendor} {''.join(parts).removeprefix('.')}".rstrip()
