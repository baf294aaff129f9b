"""`vouch mock`: says where each vendor is, answers there, and stops when asked to."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import httpx
import pytest
from tests.generator.projects import REPOSITORY, SCRIPTS, SHELF, add_vendor, vouch

from vouch.workspace import Workspace

VENDORS = list(Workspace(REPOSITORY).vendors)
KEY = {"authorization": "Bearer demo_api_key"}
PATIENCE = 60.0
"""Seconds that a mock may take to start, be asked and stop."""


class Running:
    """A `vouch mock` that runs, and the lines it prints."""

    def __init__(self, process: subprocess.Popen[str], output: IO[str]) -> None:
        self.process = process
        self.output = output

    def told(self, vendors: int) -> list[dict[str, Any]]:
        """Read the JSON line of each vendor."""
        return [json.loads(self.output.readline()) for _ in range(vendors)]

    def ended(self, number: signal.Signals) -> tuple[int, str, str]:
        """Send a signal; return exit code, what else was printed, and what was complained about."""
        self.process.send_signal(number)
        output, errors = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, output, errors


@contextmanager
def mock(*arguments: str, folder: Path = REPOSITORY) -> Iterator[Running]:
    """Run the command in a project, this one unless another is given, as long as the context lasts."""
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and command
        [sys.executable, "-m", "vouch", "mock", "--port", "0", *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(SCRIPTS)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    # Whoever waits for a line that never comes reads the end of the output instead.
    patience = threading.Timer(PATIENCE, process.kill)
    patience.start()
    try:
        yield Running(process, process.stdout)
    finally:
        patience.cancel()
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serves_until_it_is_told_to_stop(number: signal.Signals) -> None:
    """One line of JSON a vendor, as soon as it answers; a signal ends it with exit code 0 and not another word."""
    with mock("--json") as running:
        told = running.told(len(VENDORS))
        codes = [httpx.get(each["url"]).status_code for each in told]
        (tolt,) = [each for each in told if each["vendor"] == "tolt"]
        answer = httpx.get(f"{tolt['url']}/v1/promotion-codes", params=tolt["params"], headers=KEY)

        assert [each["vendor"] for each in told] == VENDORS
        assert all(each.keys() == {"vendor", "url", "env", "params"} for each in told)
        assert codes == [404] * len(VENDORS)
        assert answer.json()["success"] is True
        assert tolt["env"] == {"TOLT_API_KEY": "demo_api_key", "TOLT_BASE_URL": tolt["url"]}
        assert running.ended(number) == (0, "", "")


def test_says_it_to_people_too() -> None:
    """Without `--json` it says where each vendor is, and below that what to put into the environment."""
    with mock("tolt") as running:
        where, settings = running.output.readline(), running.output.readline()
        found = re.fullmatch(r"tolt  (http://127\.0\.0\.1:\d+/tolt)\n", where)

        assert found
        assert {f"TOLT_BASE_URL={found[1]}", "TOLT_API_KEY=demo_api_key"} <= set(settings.split())
        assert httpx.get(found[1]).status_code == 404
        assert running.ended(signal.SIGTERM)[::2] == (0, "")


def test_says_which_arguments_show_several_pages(tmp_path: Path) -> None:
    """It says so where each list has several; where one has not, what lists need; where that is nothing, no word."""
    data = tmp_path / "data.yaml"
    data.write_text("tolt: {promotion_codes: [{code: MINE, program_id: prg_1}]}", "utf-8")
    for options, expected in {
        (): "  lists with several pages: program_id='prg_YRsbPDAKhWfdqJbFACheh'",
        ("--size", "3"): "  what lists need: program_id='prg_YRsbPDAKhWfdqJbFACheh'",
        ("--data", str(data)): "  what lists need: program_id='prg_1'",
    }.items():
        with mock("tolt", *options) as running:
            assert expected == [running.output.readline() for _ in range(3)][-1].rstrip()


def test_says_nothing_of_arguments_where_none_is_needed(tmp_path: Path) -> None:
    """A vendor whose lists can be asked for as they are has no line about arguments."""
    add_vendor(Workspace(tmp_path), "shelf", SHELF)
    with mock(folder=tmp_path) as running:
        where = running.output.readline()
        running.process.send_signal(signal.SIGTERM)
        below = running.output.read()

    assert where.startswith("shelf  http://")
    assert re.fullmatch(r"  export SHELF_BASE_URL=\S+\n", below)


def test_size_sets_how_much_there_is() -> None:
    """`--size` is the number of items in a list, whatever a page holds."""
    with mock("thought-industries", "--size", "3", "--json") as running:
        (told,) = running.told(1)
        groups = httpx.get(f"{told['url']}/redemptionCodes", headers=KEY).json()

        assert len(groups["redemptionCodeGroups"]) == groups["pageInfo"]["total"] == 3


def test_the_seed_decides_about_the_data() -> None:
    """The same seed serves the same data, another one other data."""
    bodies = []
    for seed in ("1", "1", "2"):
        with mock("tolt", "--seed", seed, "--json") as running:
            (told,) = running.told(1)
            url = f"{told['url']}/v1/promotion-codes"
            bodies.append(httpx.get(url, params={"program_id": told["params"]["program_id"]}, headers=KEY).content)

    assert bodies[0] == bodies[1]
    assert bodies[0] != bodies[2]


def test_a_port_in_use_is_said(ours: Workspace) -> None:
    """A port that somebody else has is named, with exit code 2."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        ended = vouch(ours, "mock", "tolt", "--port", port)

    assert ended.exit_code == 2
    assert ended.stderr.startswith(
        f"cannot listen on 127.0.0.1 port {port}: Address already in use; give another host or port"
    )
    assert len(ended.stderr.splitlines()) == 1
    assert ended.stdout == ""


def test_a_host_that_is_none_of_ours_is_said(ours: Workspace) -> None:
    """So is an address that this machine does not have."""
    ended = vouch(ours, "mock", "tolt", "--host", "192.0.2.1", "--port", "0")

    assert ended.exit_code == 2
    assert ended.stderr.startswith("cannot listen on 192.0.2.1 port 0: ")
    assert ended.stdout == ""


def test_serves_items_of_ones_own(tmp_path: Path) -> None:
    """`--data` puts items of a file in the place of those made up; vendors that are not served are passed over."""
    data = tmp_path / "data.yaml"
    data.write_text("tolt: {promotion_codes: [{code: MINE}, {code: ÇA}]}\nspacebring: {nothing: there}\n", "utf-8")
    with mock("tolt", "--data", str(data), "--json") as running:
        (told,) = running.told(1)
        answer = httpx.get(f"{told['url']}/v1/promotion-codes", params=told["params"], headers=KEY).json()

        assert {item["code"] for item in answer["data"]} == {"MINE", "ÇA"}
        assert answer["total_count"] == 2


def test_items_that_break_the_spec_are_said(ours: Workspace, tmp_path: Path) -> None:
    """All of them, of every vendor, with line, place and what is wrong, in one message, exit code 2."""
    data = tmp_path / "data.yaml"
    data.write_text(
        "tolt:\n  promotion_codes:\n    - value: much\n    - 7\nthought-industries:\n  codes: []\n", encoding="utf-8"
    )
    ended = vouch(ours, "mock", "--data", str(data), "--port", "0")

    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr.splitlines() == [
        f"{data}:3  tolt promotion_codes[0].value",
        '  found     "much"',
        "  expected  number",
        f"{data}:4  tolt promotion_codes[1]",
        "  found     7",
        "  expected  an object",
        f"{data}:6  thought-industries codes",
        "  found     no list codes",
        "  expected  one of redemption_codes, course_coupons",
    ]


def test_a_rule_about_nothing_is_said(ours: Workspace, tmp_path: Path) -> None:
    """A rule whose operation no vendor has is a mistake, not a rule that never strikes."""
    rules = tmp_path / "faults.yaml"
    rules.write_text("rules: [{fault: reset, operation: listCodes}]")
    ended = vouch(ours, "mock", "--faults", str(rules), "--port", "0")

    assert ended.exit_code == 2
    assert ended.stderr.startswith("no operation listCodes; there are createRedemptionCodeGroup, listCourseCoupons, ")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--data", "missing.yaml"], "missing.yaml:1  file\n  found     No such file or directory"),
        (["--data", "."], ".:1  file\n  found     Is a directory"),
        (["--faults", "calm"], "no profile and no file calm; the profiles are flaky, hostile, slow, rate-limited"),
        (["--faults", "."], ".:1  file\n  found     Is a directory"),
        (["trello"], f"no vendor trello; there are {', '.join(VENDORS)}"),
    ],
)
def test_misuse_is_said(arguments: list[str], told: str, ours: Workspace) -> None:
    """What cannot be read, or is not known, is one message and exit code 2."""
    ended = vouch(ours, "mock", *arguments, "--port", "0")

    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr.startswith(told)
    assert len(ended.stderr.splitlines()) <= 3


def test_faults_control_and_log(tmp_path: Path) -> None:
    """`--faults` lets things go wrong, `--control` lets a test change that, `--log` tells of each request."""
    rules = tmp_path / "faults.json"
    status = '{"fault": "status", "status": 503, "times": 1}'
    elsewhere = '{"fault": "reset", "operation": "listRedemptions"}'
    rules.write_text(f'{{"rules": [{status}, {elsewhere}]}}')
    options = ["--faults", str(rules), "--faults", "rate-limited", "--control", "--log", "--json"]
    with mock("spacebring", "tolt", *options) as running:
        _, told = running.told(2)
        codes = [httpx.get(f"{told['url']}/x", headers=KEY).status_code for _ in range(2)]
        overview = httpx.get(f"{told['url']}/_vouch").json()
        ended, _, errors = running.ended(signal.SIGINT)

    assert codes == [503, 404]
    assert [rule["fault"] for rule in overview["faults"]] == ["rate-limit"]
    assert ended == 0
    first, second = errors.splitlines()
    assert re.fullmatch(r"tolt  GET /x  503  \d+\.\d ms  fault status=503", first)
    assert re.fullmatch(r"tolt  GET /x  404  \d+\.\d ms", second)
