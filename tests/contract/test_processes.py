"""Vendors are judged side by side, each in a process of its own."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Mapping

import pytest

from vouch.contract import Options, Tools, contract
from vouch.contract.processes import Died, side_by_side
from vouch.mock import running
from vouch.spec import Spec


def slow(seconds: float) -> float:
    """Take some time, and say how much."""
    time.sleep(seconds)
    return seconds


def endless(interrupted: bool) -> None:  # noqa: FBT001 - a job is a plain value
    """Go on for ever, and where told so press Ctrl-C for the process that waits."""
    if interrupted:
        os.kill(os.getppid(), signal.SIGINT)
    threading.Event().wait()


def fragile(exit_code: int) -> int:
    """End the process, but for 0."""
    if exit_code:
        os._exit(exit_code)
    return exit_code


def test_results_come_in_the_order_of_the_jobs() -> None:
    """Whoever is ready first waits for those before it."""
    waits = [0.4, 0.0]

    assert waits == list(side_by_side(slow, waits))


def test_a_process_that_dies_is_told() -> None:
    """The others' results are there all the same."""
    assert [Died(7), 0] == list(side_by_side(fragile, [7, 0]))


def test_nothing_runs_on_after_an_interrupt() -> None:
    """Ctrl-C is not waited for, and ends what is under way."""
    with pytest.raises(KeyboardInterrupt):
        list(side_by_side(endless, [False, True, False]))

    assert not multiprocessing.active_children()


def test_all_vendors_at_once(specs: Mapping[str, Spec], capsys: pytest.CaptureFixture[str]) -> None:
    """A report for each, whole and in the order of the specs; one that cannot be judged leaves the others alone."""
    code = contract(list(specs.values()), None, {}, Tools(running), Options(params=["program_id=none"], max_requests=2))
    printed = capsys.readouterr()
    told = [line.partition(": ")[::2] for line in printed.err.splitlines()]

    assert code == 2
    assert [line.split()[0] for line in printed.out.splitlines() if "http" in line] == ["tolt"]
    assert [vendor for vendor, _ in told] == ["spacebring", "thought-industries"]
    assert all("no operation has an argument program_id" in why for _, why in told)
