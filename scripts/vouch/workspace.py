"""The project around us: which vendors there are, and where their specs and packages live."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from vouch.spec import Problem, Spec, SpecError, load

_VENDOR = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class UnknownVendorError(Exception):
    """A vendor was named that has no spec."""


class TakenError(Exception):
    """A new vendor cannot have that name."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder that holds `specs/` and `generated/`."""

    root: Path

    @classmethod
    def find(cls) -> Workspace:
        """Return the workspace of the current folder or the nearest one above it.

        Raises:
            FileNotFoundError: there is no folder `specs` here or above.

        """
        here = Path.cwd()
        for folder in (here, *here.parents):
            if (folder / "specs").is_dir():
                return cls(folder)
        raise FileNotFoundError(f"no folder specs/ in {here} or above")

    @property
    def vendors(self) -> tuple[str, ...]:
        """The vendors, one folder each, in alphabetical order."""
        folders = (path for path in (self.root / "specs").iterdir() if path.is_dir())
        return tuple(sorted(path.name for path in folders if not path.name.startswith(".")))

    def claim(self, vendor: str) -> Path:
        """Return where the spec of a new vendor goes.

        Raises:
            TakenError: the name is no name for a vendor, or there is one of that name, however it is spelt.

        """
        if not _VENDOR.fullmatch(vendor):
            raise TakenError(f"{vendor!r} is no name for a vendor: lower-case words and hyphens, such as acme-books")
        plain = vendor.replace("-", "")
        for other in self.vendors:
            if other.lower().replace("-", "").replace("_", "") == plain:
                raise TakenError(f"there is a vendor {other} already")
        return self.spec(vendor)

    def spec(self, vendor: str) -> Path:
        """Return the file of a vendor's spec."""
        return self.root / "specs" / vendor / "openapi.yaml"

    def package(self, vendor: str) -> Path:
        """Return the folder of a vendor's generated package."""
        return self.root / "generated" / f"{vendor}-client"

    @property
    def orphans(self) -> tuple[Path, ...]:
        """The packages under `generated/` whose vendor has no spec any more."""
        packages = {self.package(vendor) for vendor in self.vendors}
        return tuple(sorted(set(self.root.glob("generated/*-client")) - packages))

    def select(self, vendors: Iterable[str] = ()) -> tuple[str, ...]:
        """Return the named vendors, each once, or all where none is named.

        Raises:
            UnknownVendorError: a name is not that of a vendor.

        """
        wanted = tuple(dict.fromkeys(vendors)) or self.vendors
        for vendor in wanted:
            if vendor not in self.vendors:
                raise UnknownVendorError(f"no vendor {vendor}; there are {', '.join(self.vendors) or 'none yet'}")
        return wanted

    def load(self, vendors: Iterable[str] = ()) -> tuple[Spec, ...]:
        """Load the specs of the named vendors, or of all.

        Raises:
            UnknownVendorError: a name is not that of a vendor.
            SpecError: with every problem of every spec.

        """
        specs: list[Spec] = []
        problems: list[Problem] = []
        for vendor in self.select(vendors):
            try:
                path = self.spec(vendor)
                shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
                if not _VENDOR.fullmatch(vendor):
                    problems.append(Problem(shown, 1, vendor, "a folder of that name", "lower-case words and hyphens"))
                specs.append(load(shown, house=True))
            except SpecError as error:
                problems += error.problems
        if problems:
            raise SpecError(problems)
        return tuple(specs)
