"""A package is replaced whole: whatever interrupts, the old one or the new one stands there."""

from __future__ import annotations

import ctypes
import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from tests.generator.projects import SCRIPTS, contents, edit, stamps, vouch

from vouch.generate.writing import write_package
from vouch.workspace import Workspace

OLD = {"a.py": b"old a", "folder/b.py": b"old b", "gone.py": b"old only"}
NEW = {"a.py": b"new a", "folder/b.py": b"new b", "folder/c.py": b"new only"}

only_linux = pytest.mark.skipif(sys.platform != "linux", reason="renameat2 is a system call of Linux")


class Interrupted(BaseException):
    """Somebody pressed Ctrl-C."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a package's folder, with an old package in it and nothing beside it."""
    folder = tmp_path / "generated" / "shelf-client"
    write_package(folder, OLD)
    assert contents(folder) == OLD
    return folder


def without_renameat2(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the system call away, as on a platform that has none."""

    class Library:
        """A C library that lacks it."""

    monkeypatch.setattr(ctypes, "CDLL", lambda *_args, **_options: Library())


def with_failing_renameat2(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the system call fail, as on a file system that cannot do it."""

    class Library:
        """A C library whose kernel says no."""

        @staticmethod
        def renameat2(*_: object) -> int:
            """Fail."""
            ctypes.set_errno(errno.EINVAL)
            return -1

    monkeypatch.setattr(ctypes, "CDLL", lambda *_args, **_options: Library())


def with_what_there_is(_: pytest.MonkeyPatch) -> None:
    """Leave the platform as it is."""


PLATFORMS: list[Callable[[pytest.MonkeyPatch], None]] = [with_what_there_is, without_renameat2, with_failing_renameat2]
every_platform = pytest.mark.parametrize("platform", PLATFORMS, ids=[each.__name__ for each in PLATFORMS])


@every_platform
def test_a_package_is_replaced(
    folder: Path, platform: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder holds the new files, all of them and no others, and nothing is left beside it."""
    platform(monkeypatch)
    write_package(folder, NEW)

    assert contents(folder) == NEW
    assert [path.name for path in folder.parent.iterdir()] == ["shelf-client"]


def test_a_first_package_needs_no_folder(tmp_path: Path) -> None:
    """Where there was nothing, not even the folder around it, the package is made, for others to read too."""
    folder = tmp_path / "generated" / "shelf-client"
    write_package(folder, NEW)

    assert contents(tmp_path / "generated" / "shelf-client") == NEW
    assert folder.stat().st_mode & 0o777 == 0o755


@only_linux
def test_the_exchange_is_one_step(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the kernel can exchange two folders, the package is never out of its place, not for a moment."""

    def refuse(*_: object) -> NoReturn:
        raise AssertionError("a folder was renamed")

    monkeypatch.setattr(Path, "rename", refuse)
    write_package(folder, NEW)

    assert contents(folder) == NEW


@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "disk full"), Interrupted()], ids=["disk full", "Ctrl-C"])
@pytest.mark.parametrize("written", range(len(NEW)))
def test_an_interrupted_write_leaves_the_old_package(
    folder: Path, written: int, failure: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After any number of files, whatever goes wrong: the old package is untouched, and nothing lies beside it."""
    before = stamps(folder)
    write_bytes = Path.write_bytes
    left = [written]

    def fail(path: Path, content: bytes) -> int:
        if not left[0]:
            raise failure
        left[0] -= 1
        return write_bytes(path, content)

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(type(failure)):
        write_package(folder, NEW)

    assert stamps(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == ["shelf-client"]


@pytest.mark.parametrize("done", range(3))
def test_an_interrupted_exchange_leaves_a_whole_package(
    folder: Path, done: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it takes several renames, one that fails leaves the old package or the new one in its place."""
    without_renameat2(monkeypatch)
    rename = Path.rename
    left = [done]

    def fail(path: Path, target: Path) -> Path:
        if not left[0]:
            left[0] = -1
            raise Interrupted
        left[0] -= 1
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(Interrupted):
        write_package(folder, NEW)

    assert contents(folder) in (OLD, NEW)


KILLED = """
import os, sys
from pathlib import Path
from vouch.generate import writing

def die(path, content):
    if path.name == "c.py":
        os._exit(9)
    with path.open("wb") as file:
        return file.write(content)

Path.write_bytes = die
writing.write_package(Path(sys.argv[1]), {"a.py": b"new a", "folder/b.py": b"new b", "folder/c.py": b"new only"})
"""


def test_a_killed_process_leaves_the_old_package(folder: Path) -> None:
    """Killed in the middle, without a chance to tidy up: the old package is untouched, and the next run tidies up."""
    before = stamps(folder)
    ended = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", KILLED, str(folder)],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(SCRIPTS)},
        check=False,
        timeout=300,
    )

    assert ended.returncode == 9
    assert stamps(folder) == before
    write_package(folder, NEW)
    assert contents(folder) == NEW
    assert [path.name for path in folder.parent.iterdir()] == ["shelf-client"]


def test_one_package_that_cannot_be_written_is_no_loss(project: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Interrupted between two vendors, `generate` leaves each package whole; the next run does the rest."""
    for vendor in ("spacebring", "tolt"):
        edit(project.root / f"specs/{vendor}/openapi.yaml", "version: 1.", "version: 2.")
    old = contents(project.package("tolt"))

    def fail(folder: Path, files: dict[str, bytes]) -> None:
        if folder.name == "tolt-client":
            raise Interrupted
        write_package(folder, files)

    with monkeypatch.context() as patch:
        patch.setattr("vouch.generate.project.write_package", fail)
        with pytest.raises(Interrupted):
            vouch(project, "generate")

    assert contents(project.package("tolt")) == old
    assert b'version = "2.' in contents(project.package("spacebring"))["pyproject.toml"]
    assert vouch(project, "generate").stdout.splitlines()[-1].endswith("written")
    assert vouch(project, "check").exit_code == 0
