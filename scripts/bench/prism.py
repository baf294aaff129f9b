"""Requests per second of a mock and of Prism: the same list, the same requests, by turns on the same machine.

    python scripts/bench/prism.py --prism node_modules/.bin/prism

Prism comes from npm (`npm install @stoplight/prism-cli`), wrk from the system. Thirty-two connections are kept alive
and ask for pages, filters and orders of all kinds. Prism answers twice: with the document's example, which is always
the same (static), and with something made up for each request (dynamic). It filters nothing and turns no page.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import httpx

SPEC = Path(__file__).parents[2] / "specs" / "tolt" / "openapi.yaml"
PATH = "/v1/promotion-codes?program_id=prg_YRsbPDAKhWfdqJbFACheh"
KEY = "Authorization: Bearer demo_api_key"
ASKED = (
    "",
    "&limit=1",
    "&limit=25",
    "&limit=100",
    "&order=asc",
    "&partner_id=part_s7mbzRGn46BhVgNFHD6fDgXW",
    "&created_gte=2025-01-01T00:00:00Z",
    "&created_gte=2025-01-01T00:00:00Z&created_lte=2025-04-30T00:00:00Z&limit=50",
)
"""What follows the path; a mock is asked for the pages after the first as well."""
CONNECTIONS = 32
PATIENCE = 30.0
"""Seconds that a server may take to start or stop."""


@dataclass(frozen=True)
class Server:
    """A server, the process that it is, and the requests it is asked."""

    name: str
    pid: int
    origin: str
    targets: tuple[str, ...]


@dataclass(frozen=True)
class Sample:
    """What one turn came to: answers in a second, and processor time of the server for one, in microseconds."""

    rate: float
    cost: float


def turn(server: Server, seconds: int) -> Sample:
    """Let wrk ask a server for some seconds; every answer must be a success."""
    listed = ", ".join(map(json.dumps, server.targets))
    script = f"""
        local targets = {{{listed}}}
        local number = 0
        request = function()
          number = number % #targets + 1
          return wrk.format(nil, targets[number])
        end
    """
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", f"{PATIENCE:.0f}s", "-H", KEY]
        command += ["-s", file.name, server.origin]
        before = used(server.pid)
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        raise SystemExit(f"{server.name} did not answer everything:\n{told}")
    count = int(re.findall(r"(\d+) requests in", told)[0])
    rate = float(re.findall(r"Requests/sec:\s+([\d.]+)", told)[0])
    return Sample(rate, 1e6 * (used(server.pid) - before) / count)


def used(pid: int) -> float:
    """Return the processor time that a process has used, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def started(command: Sequence[str], port: int) -> Iterator[int]:
    """Run a server as long as the context lasts; give its process id once it answers."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + PATIENCE
    try:
        while True:
            try:
                httpx.get(f"http://127.0.0.1:{port}/")
                break
            except httpx.TransportError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(f"{command[0]} did not start on port {port}") from None
                time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait(PATIENCE)


def pages(origin: str) -> tuple[str, ...]:
    """Return what follows the origin for every page of everything asked for."""
    name, value = KEY.split(": ")
    found = []
    for asked in ASKED:
        target = following = f"/tolt{PATH}{asked}"
        while following:
            found.append(following)
            body = httpx.get(origin + following, headers={name: value}).json()
            following = f"{target}&starting_after={body['data'][-1]['id']}" if body["has_more"] else ""
    return tuple(found)


def main() -> None:
    """Print a line a server, medians of its turns: requests, our multiple of them; cost, its multiple of ours."""
    parser = argparse.ArgumentParser(description="Compare a mock with Prism.")
    parser.add_argument("--prism", default="prism", help="the command of Prism")
    parser.add_argument("--port", type=int, default=4010, help="the first of three ports")
    parser.add_argument("--seconds", type=int, default=3, help="how long a turn is")
    parser.add_argument("--turns", type=int, default=5, help="how many each server has")
    given = parser.parse_args()
    ours, static, dynamic = (given.port + number for number in range(3))
    with ExitStack() as stack:

        def start(name: str, port: int, *command: str) -> Server:
            origin = f"http://127.0.0.1:{port}"
            pid = stack.enter_context(started([*command, "--port", str(port)], port))
            return Server(name, pid, origin, pages(origin) if port == ours else tuple(PATH + asked for asked in ASKED))

        servers = [
            start("vouch mock", ours, sys.executable, "-m", "vouch", "mock", "tolt"),
            start("Prism, static", static, given.prism, "mock", str(SPEC)),
            start("Prism, dynamic", dynamic, given.prism, "mock", "--dynamic", str(SPEC)),
        ]
        samples: dict[str, list[Sample]] = {server.name: [] for server in servers}
        for _ in range(given.turns):
            for server in servers:
                samples[server.name].append(turn(server, given.seconds))
    first = samples["vouch mock"]
    for name, taken in samples.items():
        rate, cost = median(sample.rate for sample in taken), median(sample.cost for sample in taken)
        times = median(mine.rate / other.rate for mine, other in zip(first, taken, strict=True))
        cheaper = median(other.cost / mine.cost for mine, other in zip(first, taken, strict=True))
        print(f"{name:15} {rate:7,.0f} requests/s {times:6.1f}x {cost:7,.0f} µs of its CPU for each {cheaper:6.1f}x")


if __name__ == "__main__":
    main()
