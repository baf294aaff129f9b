"""States of a project in git: read only, by git itself."""

from __future__ import annotations

import os
import posixpath
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from vouch.spec import Spec, SpecError, load

_ELSEWHERE = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"})
"""What git sets for its hooks: it would answer for another folder than the one asked about."""


class RevisionError(Exception):
    """There is no such revision, or no git here."""


@dataclass(frozen=True, slots=True)
class History:
    """The git repository that a folder is in; `prefix` is the way from its root to the folder."""

    folder: Path
    prefix: str

    @classmethod
    def find(cls, folder: Path) -> History | None:
        """Return the history of a folder, None where it is in no repository, or there is no git."""
        prefix = _git(folder, "rev-parse", "--show-prefix")
        return None if prefix is None else cls(folder, prefix.decode().rstrip("\n"))

    @property
    def is_cut(self) -> bool:
        """Whether it is a shallow clone, whose older states are not here."""
        return (_git(self.folder, "rev-parse", "--is-shallow-repository") or b"").strip() == b"true"

    def resolve(self, revision: str) -> str:
        """Return the id of a commit.

        Raises:
            RevisionError: there is no such commit.

        """
        found = _git(self.folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        if found is None:
            raise RevisionError(f"no file and no revision {revision}")
        return found.decode().strip()

    def read(self, revision: str, path: str) -> bytes | None:
        """Return a file, by its path from the folder, as it was; None where it was not."""
        return _git(self.folder, "cat-file", "blob", f"{revision}:{posixpath.normpath(self.prefix + path)}")

    def from_here(self, path: str) -> str:
        """Turn the PATH of REVISION:PATH, from the root of git unless it starts with a dot, into one from here."""
        return path if path.startswith("./") else posixpath.relpath(f"/{path}", f"/{self.prefix}")

    def list(self, revision: str, path: str) -> tuple[str, ...]:
        """Return the names in a folder, by its path from ours, as they were."""
        found = _git(self.folder, "ls-tree", "--full-tree", "--name-only", "-z", f"{revision}:{self.prefix}{path}")
        return tuple(name for name in (found or b"").decode().split("\0") if name)

    def commits(self, path: str) -> Iterator[str]:
        """Yield the commits that changed a file, the newest first, along the first parents of the current one."""
        found = _git(self.folder, "log", "--first-parent", "--format=%H", "HEAD", "--", path)
        yield from (found or b"").decode().split()

    def load(self, revision: str, path: str, vendor: str, shown: str = "") -> Spec | None:
        """Load a vendor's spec as it was; None where it was not.

        Raises:
            SpecError: with every problem found, each as `REVISION:path:line`; the revision as it is `shown`, if at all.

        """
        content = self.read(revision, path)
        if content is None:
            return None
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder, PurePosixPath(path).name)
            copy.write_bytes(content)
            try:
                return load(copy, vendor)
            except SpecError as error:
                told = Path(f"{shown or revision[:12]}:{path}")
                raise SpecError(replace(problem, path=told) for problem in error.problems) from None


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Run git in a folder; None where it fails, or there is none."""
    environment = {key: value for key, value in os.environ.items() if key not in _ELSEWHERE}
    try:
        ended = subprocess.run(  # noqa: S603 - no shell; what a caller types comes after --end-of-options or a colon
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - the git that people use
            env={**environment, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
            capture_output=True,
            check=False,
        )
    except OSError:
        return None
    return ended.stdout if ended.returncode == 0 else None
