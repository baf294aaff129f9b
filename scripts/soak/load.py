"""A mock under load: many callers at once, some of them rude."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from soak.rude import HALF, WRONG, half, slowly, wrong
from soak.vitals import unless_broken, vitals
from soak.wire import Wire
from thought_industries_client import ResponseDecodeError
from thought_industries_client.models import RedemptionCodeGroupList

ROOT = Path(__file__).parents[2]
_HEADERS = {"Authorization": "Bearer demo_api_key"}
_PAGE = 50
_MOST_GROWTH = 150.0
"""Megabytes that a mock may grow by under load: what is created, connections, and the bodies it is reading."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a run came to: creations, pages, walks, megabytes the mock grew by, seconds it took to stop."""

    created: int
    pages: int
    walks: int
    growth: float
    stopped: float


@dataclass(slots=True)
class _State:
    """What is known while it goes on."""

    url: str
    created: set[str]
    pages: int
    walks: int
    broken: list[str]


def under_load(connections: int, creations: int, number: signal.Signals = signal.SIGTERM) -> Load:
    """Create and list from many connections at once, with rude callers among them, then stop the mock by a signal.

    Half of the connections create so many groups each, the others walk through the list once.

    Raises:
        BrokenError: a creation was lost or doubled, a page torn, something wrong accepted, memory not bounded, or the
            mock did not end in order.

    """
    with _mock() as (process, url):
        state = _State(url, set(), 0, 0, [])
        before = vitals(process.pid).memory
        growth, stopped = asyncio.run(_everything(state, connections, creations, process, number, before))
        told = process.stderr.read() if process.stderr else ""
    if growth > _MOST_GROWTH:
        state.broken.append(f"the mock grew by {growth:.0f} MB")
    if process.returncode or told:
        state.broken.append(f"{number.name} ended it with {process.returncode}: {told[:300]!r}")
    unless_broken(state.broken)
    return Load(len(state.created), state.pages, state.walks, growth, stopped)


@contextmanager
def _mock() -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "vouch", "mock", "thought-industries", "--port", "0", "--json"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline() if process.stdout else ""
        yield process, json.loads(line)["url"]
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdout, process.stderr):
            if stream:
                stream.close()


async def _everything(  # noqa: PLR0913, PLR0917 - all that a run is about
    state: _State,
    connections: int,
    creations: int,
    process: subprocess.Popen[str],
    number: signal.Signals,
    before: float,
) -> tuple[float, float]:
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as rude:
        for name in HALF:
            rude.create_task(half(state.url, name, stop))
        rude.create_task(slowly(state.url, stop))
        refused = [rude.create_task(wrong(state.url, name)) for name in WRONG]
        async with asyncio.TaskGroup() as group:
            for place in range(connections // 2):
                group.create_task(_create(state, place, creations))
                group.create_task(_walk(state))
        state.broken += filter(None, [await task for task in refused])
        await _walk(state, last=True)
        growth = vitals(process.pid).memory - before
        # Whoever asks slowly or has asked half is still connected.
        began = time.monotonic()
        process.send_signal(number)
        await asyncio.to_thread(process.wait)
        stopped = time.monotonic() - began
        stop.set()
    return growth, stopped


async def _create(state: _State, place: int, creations: int) -> None:
    async with Wire(state.url, _HEADERS) as wire:
        for number in range(creations):
            label = f"group-{place}-{number}"
            body = {"label": label, "codeLength": 8, "totalCodesCount": 1, "courses": ["c"]}
            answer = await wire.ask("POST", "/redemptionCodes", body)
            if answer.status not in {200, 201} or answer.body.get("label") != label:
                state.broken.append(f"creating {label} was answered {answer}")
            state.created.add(label)


async def _walk(state: _State, *, last: bool = False) -> None:
    """Read the whole list: what was there before must be on it, once; nothing may be on it twice."""
    known = frozenset(state.created)
    labels: list[str] = []
    cursor = ""
    async with Wire(state.url, _HEADERS) as wire:
        while True:
            answer = await wire.ask("GET", f"/redemptionCodes{cursor and f'?cursor={cursor}'}")
            try:
                page = RedemptionCodeGroupList.from_dict(answer.body)
            except ResponseDecodeError as error:
                state.broken.append(f"a page is torn: {answer.status}, {error}")
                return
            state.pages += 1
            found = [group.label for group in page.redemption_code_groups]
            labels += (label for label in found if label.startswith("group-"))
            cursor = page.page_info.cursor or ""
            if not page.page_info.has_more:
                break
            if len(found) != _PAGE:
                state.broken.append(f"a page has {len(found)} items, and more follow")
    state.walks += 1
    if len(labels) != len(set(labels)):
        state.broken.append(f"a walk of {len(labels)} groups met {len(labels) - len(set(labels))} twice")
    if missed := known - set(labels):
        state.broken.append(f"a walk missed {len(missed)} of {len(known)} groups created before it")
    if last and set(labels) != state.created:
        state.broken.append(f"{len(state.created - set(labels))} of {len(state.created)} creations are lost")
