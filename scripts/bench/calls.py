"""Requests over loopback, beside httpx alone."""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import median

import httpx

from bench.canned import pages, serving
from bench.measuring import Row, by_turns, ratios, said, wall
from bench.pages import KEY
from thought_industries_client import AsyncThoughtIndustries, ThoughtIndustries

_PATH = "/redemptionCodes"
_HEADERS = {"Authorization": f"Bearer {KEY}"}
_PAGES, _SIZE = 2000, 50


def rows(rounds: int) -> Iterator[Row]:
    """Get one page, a hundred thousand items, pages ahead of the caller."""
    yield from _one(rounds)
    yield from _many(rounds)
    yield _ahead(rounds)


def _one(rounds: int) -> Iterator[Row]:
    with serving(pages(1, 10)) as origin, ThoughtIndustries(api_key=KEY, base_url=origin) as client:
        with httpx.Client(headers=_HEADERS) as raw:

            def read() -> None:
                next(client.redemption_codes.list().pages())

            def unread() -> None:
                client.redemption_codes.with_raw_response.list().response.json()

            def plain() -> None:
                raw.get(f"{origin}{_PATH}").json()

            turns = {"read": read, "unread": unread, "raw": plain}
            costs = by_turns({name: wall(work, 20) for name, work in turns.items()}, 10 * rounds)
        with asyncio.Runner() as loop:
            later = loop.run(_awaited(origin, 10 * rounds))
    for words, found in (("", costs), (", async", later)):
        cost = said(median(found["read"]))
        beside = f"`httpx.{'Async' if words else ''}Client.get` + `.json()`"
        what = f"one GET over loopback{words}, ten items read to models, with msgspec"
        limit = "models take the difference: every value is checked; the other has dictionaries"
        yield Row(what, beside, "of its time", 1.1, ratios(found["read"], found["raw"]), cost, limit)
        what = f"one GET over loopback{words}, `with_raw_response` + `.json()`"
        cost = said(median(found["unread"]))
        limit = "a copy of each request, which alone carries the credentials, and what retries and pace keep track of"
        yield Row(what, beside, "of its time", 1.1, ratios(found["unread"], found["raw"]), cost, limit)


async def _awaited(origin: str, rounds: int) -> dict[str, list[float]]:
    costs: dict[str, list[float]] = {"read": [], "unread": [], "raw": []}
    async with (
        AsyncThoughtIndustries(api_key=KEY, base_url=origin) as client,
        httpx.AsyncClient(headers=_HEADERS) as raw,
    ):

        async def read() -> None:
            async for _ in client.redemption_codes.list().pages():
                pass

        async def unread() -> None:
            (await client.redemption_codes.with_raw_response.list()).response.json()

        async def plain() -> None:
            (await raw.get(f"{origin}{_PATH}")).json()

        for number in range(rounds + 1):
            for name, work in (("read", read), ("unread", unread), ("raw", plain)):
                began = time.perf_counter()
                for _ in range(20):
                    await work()
                if number:
                    costs[name].append((time.perf_counter() - began) / 20)
    return costs


def _many(rounds: int) -> Iterator[Row]:
    with serving(pages(_PAGES, _SIZE)) as origin, ThoughtIndustries(api_key=KEY, base_url=origin) as client:
        turns = {"ours": wall(lambda: _walk(client)), "raw": wall(lambda: _loop(origin))}
        costs = by_turns(turns, rounds)
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as fresh:
            grown = fresh.submit(_grown, origin).result()
    work = f"list {_PAGES * _SIZE:,} items over loopback, {_SIZE} a page, with msgspec"
    cost = said(median(costs["ours"]))
    limit = "every item is checked and made into a model; the loop leaves dictionaries"
    yield Row(
        work, "a loop with httpx and `.json()`", "of its time", 1.3, ratios(costs["ours"], costs["raw"]), cost, limit
    )
    yield Row(f"{work}: memory", "after its first page", "MB", 20, (grown,), f"{grown:.1f} MB more")


def _walk(client: ThoughtIndustries) -> None:
    count = sum(1 for _ in client.redemption_codes.list())
    _expect(count)


def _loop(origin: str) -> None:
    count = 0
    asked: dict[str, str] = {}
    with httpx.Client(headers=_HEADERS) as raw:
        while True:
            page = raw.get(f"{origin}{_PATH}", params=asked).json()
            for _ in page["redemptionCodeGroups"]:
                count += 1
            if not page["pageInfo"]["hasMore"]:
                break
            asked["cursor"] = page["pageInfo"]["cursor"]
    _expect(count)


def _expect(count: int) -> None:
    if count != _PAGES * _SIZE:
        raise SystemExit(f"{count} items came, expected {_PAGES * _SIZE}")


def _grown(origin: str) -> float:
    """Return how many megabytes more this process held at most than after the first page of a walk."""
    with ThoughtIndustries(api_key=KEY, base_url=origin) as client:
        held = []
        for page in client.redemption_codes.list().pages():
            del page
            held.append(_held())
    return (max(held) - held[0]) / 2**20


def _held() -> int:
    """Return the bytes of memory that this process holds now."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize()


def _ahead(rounds: int) -> Row:
    pause = 0.02

    def work(client: ThoughtIndustries, *, prefetch: bool) -> None:
        found = client.redemption_codes.list()
        for _ in (found.prefetch() if prefetch else found).pages():
            time.sleep(pause)

    with serving(pages(50, _SIZE), latency=pause) as origin, ThoughtIndustries(api_key=KEY, base_url=origin) as client:
        turns = {
            "ours": wall(lambda: work(client, prefetch=True)),
            "raw": wall(lambda: work(client, prefetch=False)),
        }
        costs = by_turns(turns, max(rounds // 2, 1))
    what = "list 50 pages, 20 ms of latency and 20 ms of the caller's work each, with `prefetch`"
    cost = said(median(costs["ours"]))
    return Row(what, "the same without", "of its time", 0.6, ratios(costs["ours"], costs["raw"]), cost)
