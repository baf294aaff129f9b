"""Requests per second of a mock and of Prism: the same list, by turns on the same machine.

Prism comes from npm, wrk from the system; without them the rows are left out. Thirty-two connections are kept alive and
ask for pages, filters and orders of all kinds. Prism answers twice: with the document's example, which is always the
same (static), and with something made up for each request (dynamic). It filters nothing and turns no page.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
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

from bench.measuring import Row, UnavailableError, ratios, spent
from bench.pages import KEY, PROGRAM, ROOT, SPECS

PRISM = "@stoplight/prism-cli@5.14.2"
SPEC = SPECS / "tolt" / "openapi.yaml"
PATH = f"/v1/promotion-codes?program_id={PROGRAM}"
HEADER = f"Authorization: Bearer {KEY}"
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
SECONDS = 3
"""How long a turn is."""
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


def turn(server: Server) -> Sample:
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
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--timeout", f"{PATIENCE:.0f}s", "-H", HEADER]
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
    name, value = HEADER.split(": ")
    found = []
    for asked in ASKED:
        target = following = f"/tolt{PATH}{asked}"
        while following:
            found.append(following)
            body = httpx.get(origin + following, headers={name: value}).json()
            following = f"{target}&starting_after={body['data'][-1]['id']}" if body["has_more"] else ""
    return tuple(found)


def rows(rounds: int) -> Iterator[Row]:
    """Ask each for three seconds, in turn."""
    prism = _prism()
    with ExitStack() as stack:

        def start(name: str, *command: str) -> Server:
            port = _free_port()
            origin = f"http://127.0.0.1:{port}"
            pid = stack.enter_context(started([*command, "--port", str(port)], port))
            return Server(
                name, pid, origin, pages(origin) if name == "ours" else tuple(PATH + asked for asked in ASKED)
            )

        servers = [
            start("ours", sys.executable, "-m", "vouch", "mock", "tolt"),
            start("static", prism, "mock", str(SPEC)),
            start("dynamic", prism, "mock", "--dynamic", str(SPEC)),
        ]
        taken: dict[str, list[Sample]] = {server.name: [] for server in servers}
        for _ in range(max(rounds // 2, 2)):
            for server in servers:
                taken[server.name].append(turn(server))
    rates = {name: [sample.rate for sample in samples] for name, samples in taken.items()}
    costs = {name: [sample.cost for sample in samples] for name, samples in taken.items()}
    work = f"mock, list endpoint, keep-alive, {CONNECTIONS} connections"
    cost = f"{median(rates['ours']):,.0f} requests/s"
    for name, words in (("static", "Prism, always the same example"), ("dynamic", "Prism, made-up answers")):
        cheaper = median(ratios(costs[name], costs["ours"]))
        limit = (
            f"the load generator has its share of the processor; the server's own for an answer is {cheaper:.1f}x less"
        )
        yield Row(work, words, "times as fast", 5, ratios(rates["ours"], rates[name]), cost, limit)


def _prism() -> str:
    """Return the command of Prism, installed by npm when it is first needed."""
    for tool in ("wrk", "npm"):
        if shutil.which(tool) is None:
            raise UnavailableError(f"{tool} is not installed")
    folder = ROOT / ".venv" / "prism"
    command = folder / "node_modules" / ".bin" / "prism"
    if not command.exists():
        spent("npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", str(folder), PRISM)
    if not command.exists():
        raise UnavailableError(f"npm could not install {PRISM}")
    return str(command)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
