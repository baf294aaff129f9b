"""SemVer of a client's surface: what a change asks of the version (semver.org, 2.0.0)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from vouch.diff.change import Kind

_FORM = re.compile(r"(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})")


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A version of three numbers."""

    major: int
    minor: int
    patch: int

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read `1.2.3`; None is any other form."""
        found = _FORM.fullmatch(text)
        return cls(*map(int, found.groups())) if found else None

    def raised(self, kind: Kind) -> Version:
        """Return the lowest version that may hold a change of that kind.

        Breaking is a new major version, an addition a new minor one, wording a patch. Below 1.0.0 nothing is settled
        yet, and each asks for one step less: breaking for a new minor version, the others for a patch.
        """
        step = {"breaking": 0, "addition": 1, "wording": 2}[kind]
        if self.major == 0:
            step = min(step + 1, 2)
        if step == 0:
            return Version(self.major + 1, 0, 0)
        return Version(self.major, self.minor + 1, 0) if step == 1 else Version(self.major, self.minor, self.patch + 1)

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"
