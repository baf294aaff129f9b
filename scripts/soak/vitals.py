"""What a process holds, and what did not hold."""

from __future__ import annotations

import gc
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_MOST_SHOWN = 10


class BrokenError(Exception):
    """Something did not hold: the message lists it."""

    def __init__(self, broken: Sequence[str]) -> None:
        more = [f"… {len(broken) - _MOST_SHOWN} more"] if len(broken) > _MOST_SHOWN else []
        super().__init__("\n".join([*broken[:_MOST_SHOWN], *more]))


@dataclass(frozen=True, slots=True)
class Vitals:
    """Open files and sockets, and megabytes of memory."""

    open: int
    memory: float


def vitals(process: int | None = None) -> Vitals:
    """Look at a process, or at this one after it has cleaned up."""
    if process is None:
        gc.collect()
        process = os.getpid()
    folder = Path(f"/proc/{process}")
    pages = int((folder / "statm").read_text("ascii").split()[1])
    return Vitals(len(list((folder / "fd").iterdir())), pages * os.sysconf("SC_PAGE_SIZE") / 2**20)


def unless_broken(broken: Sequence[str]) -> None:
    """Raise what did not hold, if anything."""
    if broken:
        raise BrokenError(broken)
