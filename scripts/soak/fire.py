"""A client under fire, from threads and from tasks."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from soak.vitals import unless_broken, vitals
from soak.wild import STUBBORN, Fate, Wild, wild
from thought_industries_client import (
    APIConnectionError,
    APIError,
    AsyncThoughtIndustries,
    InternalServerError,
    RateLimitError,
    ResponseDecodeError,
    Retry,
    ThoughtIndustries,
)

# Waits so short that they cost nothing; what is repeated, and when no more, stays as it is.
RETRY = Retry(attempts=4, backoff=0.01, cap=0.05)
DEADLINE = Retry(attempts=1000, deadline=2.0)
"""With a server that asks to wait a second each time: attempts begin after 0, 1 and, at the very most, 2 seconds."""
_MOST_IN_TIME = 3
_MOST_GROWTH = 24.0
"""Megabytes that the memory of 10,000 calls may still hold: what the allocator keeps to itself."""

_ERRORS: Mapping[str, type[APIError]] = {
    "429": RateLimitError,
    "503": InternalServerError,
    "reset": APIConnectionError,
    "noise": APIConnectionError,
    "nonsense": ResponseDecodeError,
}
_REPEATED = {"POST": {"429"}, "GET": {"429", "503", "reset", "noise"}}

Outcome = str | type[BaseException]
"""The label of the model that came, or the class of the error."""


@dataclass(frozen=True, slots=True)
class Fire:
    """What a run came to: calls, the requests they took, calls that ended in a model, and megabytes it grew by."""

    calls: int
    requests: int
    models: int
    growth: float


def in_threads(calls: int, threads: int, seed: int = 1) -> Fire:
    """Make calls from several threads that share a client.

    Raises:
        BrokenError: a call ended otherwise than its answers explain, a POST was repeated, or something was left behind.

    """
    names = _names(calls)
    with wild(seed) as server:
        _threads(server, names[: calls // 10], threads)
        before = vitals()
        outcomes = _threads(server, [f"{name}-again" for name in names], threads)
        return _judged(outcomes, server.fates(), before.open, before.memory)


def in_tasks(calls: int, tasks: int, seed: int = 2) -> Fire:
    """Make calls from several tasks that share a client; raises what `in_threads` does."""
    names = _names(calls)
    with wild(seed) as server:
        asyncio.run(_tasks(server, names[: calls // 10], tasks))
        before = vitals()
        outcomes = asyncio.run(_tasks(server, [f"{name}-again" for name in names], tasks))
        return _judged(outcomes, server.fates(), before.open, before.memory)


def against_the_deadline(threads: int) -> int:
    """Call a server that says "later" forever; return the attempts that the most patient call made.

    Raises:
        BrokenError: a call went on after the deadline, or ended otherwise.

    """
    with wild(0) as server:
        names = [f"{STUBBORN}-{number}-{method}" for number in range(threads) for method in ("GET", "POST")]
        outcomes = _threads(server, names, threads, DEADLINE)
        fates = server.fates()
    counts = {name: len(fates[name]) for name in names}
    unless_broken(
        [f"{name} ended in {outcome}" for name, outcome in outcomes.items() if outcome is not RateLimitError]
        + [f"{name} was tried {count} times" for name, count in counts.items() if count > _MOST_IN_TIME]
    )
    return max(counts.values())


def _names(calls: int) -> list[str]:
    return [f"call{number}-{'POST' if number % 2 else 'GET'}" for number in range(calls)]


def _threads(server: Wild, names: Sequence[str], threads: int, retry: Retry = RETRY) -> dict[str, Outcome]:
    def one(name: str) -> Outcome:
        try:
            if "-POST" in name:
                made = client.redemption_codes.create(label=name, code_length=8, total_codes_count=1, courses=["c"])
                return made.label
            (found,) = client.redemption_codes.list(query=name)
        except Exception as error:  # noqa: BLE001 - any error is what came of it
            return type(error)
        return found.label

    with (
        ThoughtIndustries(api_key="key", base_url=server.url, retry=retry) as client,
        ThreadPoolExecutor(threads) as pool,
    ):
        return dict(zip(names, pool.map(one, names), strict=True))


async def _tasks(server: Wild, names: Sequence[str], tasks: int) -> dict[str, Outcome]:
    waiting = iter(names)
    outcomes: dict[str, Outcome] = {}

    async def one(name: str) -> Outcome:
        try:
            if "-POST" in name:
                codes = client.redemption_codes
                return (await codes.create(label=name, code_length=8, total_codes_count=1, courses=["c"])).label
            (found,) = [group async for group in client.redemption_codes.list(query=name)]
        except Exception as error:  # noqa: BLE001 - any error is what came of it
            return type(error)
        return found.label

    async def work() -> None:
        for name in waiting:
            outcomes[name] = await one(name)

    async with AsyncThoughtIndustries(api_key="key", base_url=server.url, retry=RETRY) as client:
        await asyncio.gather(*(work() for _ in range(tasks)))
    return outcomes


def _judged(outcomes: Mapping[str, Outcome], fates: Mapping[str, Sequence[Fate]], opened: int, memory: float) -> Fire:
    broken = [why for name, outcome in outcomes.items() if (why := verdict(name, outcome, fates.get(name, ())))]
    after = vitals()
    if after.open > opened:
        broken.append(f"{after.open} files and sockets are open, {opened} were before")
    if after.memory - memory > _MOST_GROWTH:
        broken.append(f"memory grew from {memory:.0f} to {after.memory:.0f} MB")
    unless_broken(broken)
    requests = sum(len(fates[name]) for name in outcomes)
    models = sum(isinstance(outcome, str) for outcome in outcomes.values())
    return Fire(len(outcomes), requests, models, after.memory - memory)


def verdict(name: str, outcome: Outcome, fates: Sequence[Fate]) -> str:
    """Say what is wrong with how a call ended, given what became of its requests; nothing where it is right."""
    kinds = [fate.kind for fate in fates]
    repeated = _REPEATED["POST" if "-POST" in name else "GET"]
    if not kinds:
        return f"{name} never arrived, and ended in {outcome}"
    if wrongly := [kind for kind in kinds[:-1] if kind not in repeated]:
        return f"{name} was sent again after {wrongly[0]}: {kinds}"
    expected = _ERRORS.get(kinds[-1], name)
    if outcome != expected:
        return f"{name} ended in {outcome}, expected {expected} after {kinds}"
    if kinds[-1] in repeated and len(kinds) < RETRY.attempts:
        return f"{name} gave up early, after {kinds}"
    return ""
