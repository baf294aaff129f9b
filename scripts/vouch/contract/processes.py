"""Work that is done side by side, a process for each piece, with results in the order of the pieces."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

Job = TypeVar("Job")
Made = TypeVar("Made")

# Forking copies whatever threads hold at that moment; a fresh interpreter costs half a second and nothing else.
_FRESH = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Died:
    """A process that ended without a result."""

    exit_code: int | None


def side_by_side(work: Callable[[Job], Made], jobs: Sequence[Job]) -> Iterator[Made | Died]:
    """Yield what the work makes of each job, in their order; as many run at once as there are processors.

    One job alone is done here. Work and jobs travel to other processes, so they have to be picklable. Whoever stops
    listening, an interrupt included, ends the processes.
    """
    if len(jobs) == 1:
        yield work(jobs[0])
        return
    crew = _Crew(work, list(enumerate(jobs))[::-1])
    try:
        for number in range(len(jobs)):
            yield crew.result(number)
    finally:
        crew.dismiss()


class _Crew(Generic[Job, Made]):
    """The processes under way, and the results that nobody has asked for yet."""

    def __init__(self, work: Callable[[Job], Made], waiting: list[tuple[int, Job]]) -> None:
        self._work = work
        self._waiting = waiting
        self._running: dict[Connection, tuple[int, BaseProcess]] = {}
        self._results: dict[int, Made | Died] = {}

    def result(self, number: int) -> Made | Died:
        """Wait for the result of a job."""
        while number not in self._results:
            while self._waiting and len(self._running) < (os.cpu_count() or 1):
                self._start(*self._waiting.pop())
            for channel in wait(list(self._running)):
                if isinstance(channel, Connection):
                    self._take(channel)
        return self._results.pop(number)

    def dismiss(self) -> None:
        """End the processes that are still under way."""
        for channel, (_, process) in self._running.items():
            process.terminate()
            process.join()
            channel.close()

    def _start(self, number: int, job: Job) -> None:
        ours, theirs = _FRESH.Pipe(duplex=False)
        process = _FRESH.Process(target=_do, args=(self._work, job, theirs), daemon=True)
        process.start()
        theirs.close()  # so that theirs is the only one, and its end is seen
        self._running[ours] = number, process

    def _take(self, channel: Connection) -> None:
        number, process = self._running.pop(channel)
        try:
            made: Made | None = channel.recv()
        except EOFError:
            made = None
        process.join()
        channel.close()
        self._results[number] = Died(process.exitcode) if made is None else made


def _do(work: Callable[[Job], Made], job: Job, channel: Connection) -> None:
    # An interrupt from the keyboard reaches all processes; the one that started the others ends them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    channel.send(work(job))
