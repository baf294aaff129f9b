"""Putting a package in its place: written beside it, then swapped in whole."""

from __future__ import annotations

import ctypes
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def write_package(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make the folder hold exactly these files.

    Whoever looks, and whenever the process ends, finds the old package or the new one, never a mixture.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}.{os.getpid()}.", dir=folder.parent))
    try:
        for name, content in files.items():
            path = staging / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        staging.chmod(0o755)
        if folder.exists():
            _exchange(staging, folder)
        else:
            folder.unlink(missing_ok=True)  # a link that leads nowhere
            staging.rename(folder)
    finally:
        _remove(staging)


def _sweep(folder: Path) -> None:
    """Remove what a process that was killed left behind; one that still runs keeps its own."""
    for left in folder.parent.glob(f".{folder.name}.*"):
        owner = left.name.removeprefix(f".{folder.name}.").partition(".")[0]
        if owner.isdigit() and not _runs(int(owner)):
            _remove(left)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # somebody else's, and alive
    return True


def _remove(path: Path) -> None:
    if path.is_symlink():
        path.unlink()
    else:
        shutil.rmtree(path, ignore_errors=True)


def _exchange(one: Path, other: Path) -> None:
    """Swap two folders; in one step where the kernel can (Linux), else in the two renames that come closest."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is not None:
        failed = renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
        if not failed:
            return
    aside = one.with_name(f"{one.name}.aside")
    other.rename(aside)
    try:
        one.rename(other)
    except BaseException:
        aside.rename(other)
        raise
    aside.rename(one)
