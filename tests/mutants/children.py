"""Work in forked children: each is warm from the start, leaves nothing behind, and ends when it has used its time."""

from __future__ import annotations

import gc
import os
import pickle
import resource
import selectors
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

_PATIENCE = 600
"""Seconds after which a child that does not even use the processor is given up."""
_MEMORY = 4 << 30
"""Bytes of addresses that a child may have."""


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """What became of the task of that number; one that ran out of time or memory has no value."""

    number: int
    value: T | None


def outcomes(tasks: Sequence[Callable[[], T]], *, workers: int, seconds: int) -> Iterator[Outcome[T]]:
    """Run every task in a child of its own, so many at a time; yield outcomes as they come.

    `seconds` of processor time are what a task may use. A task that raises ends this process: it is a mistake of ours.
    """
    gc.freeze()
    waiting = list(enumerate(tasks))[::-1]
    with selectors.DefaultSelector() as selector:
        while waiting or selector.get_map():
            while waiting and len(selector.get_map()) < workers:
                number, task = waiting.pop()
                child, pipe = _start(task, seconds)
                selector.register(pipe, selectors.EVENT_READ, (number, child, bytearray()))
            for key, _ in selector.select():
                number, child, received = key.data
                if chunk := os.read(key.fd, 1 << 16):
                    received += chunk
                    continue
                selector.unregister(key.fd)
                os.close(key.fd)
                _, status = os.waitpid(child, 0)
                yield Outcome(number, _value(bytes(received), status))


def _start(task: Callable[[], T], seconds: int) -> tuple[int, int]:
    sys.stdout.flush()
    sys.stderr.flush()
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    os.close(reading)
    code = 1
    try:
        # What is over its limit is killed by the signal: the parent sees the pipe close with nothing in it.
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        signal.alarm(_PATIENCE)
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(task(), pipe)
        code = 0
    except MemoryError:
        os.kill(os.getpid(), signal.SIGKILL)
    except BaseException:  # noqa: BLE001 - the parent stops at it
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _value(received: bytes, status: int) -> T | None:
    if os.WIFSIGNALED(status):
        return None
    if status:
        raise RuntimeError("a task failed; what it said stands above")
    return pickle.loads(received)  # type: ignore[no-any-return]  # noqa: S301 - our own child's
