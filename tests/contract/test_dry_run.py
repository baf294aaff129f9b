"""A dry run says what would be sent, and sends nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from starlette.types import ASGIApp

from vouch.contract import Options, Outputs, Tools, contract
from vouch.mock import running
from vouch.spec import Spec

if TYPE_CHECKING:
    from tests.contract.conftest import Server

Twin = Callable[..., "Server"]
Served = Callable[[ASGIApp], AbstractContextManager[str]]

TOOLS = Tools(running)


def planned(
    spec: Spec, url: str | None, capsys: pytest.CaptureFixture[str], *params: str, allow_writes: bool = False
) -> list[dict[str, object]]:
    """Return what would be sent."""
    options = Options(params, allow_writes=allow_writes, as_json=True, dry_run=True)
    code = contract([spec], url, {}, TOOLS, options)
    whole = json.loads(capsys.readouterr().out)

    assert code == 0
    assert whole["dry_run"] is True
    assert whole["requests"] == sum(each["requests"] for each in whole["sent"])
    sent: list[dict[str, object]] = whole["sent"]
    return sent


def test_nothing_is_sent(
    specs: Mapping[str, Spec], twin: Twin, served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not even to a server on this machine."""
    server = twin(specs["spacebring"])
    with served(server.twin) as url:
        planned(specs["spacebring"], url, capsys)

    assert server.twin.seen == []


def test_a_plan_names_what_is_asked(specs: Mapping[str, Spec], capsys: pytest.CaptureFixture[str]) -> None:
    """Each purpose with each query that it sends, by the names in it."""
    sent = planned(specs["tolt"], "https://api.tolt.example", capsys, "program_id=prg_1")
    sorting = [each["query"] for each in sent if each["purpose"] == "sorting"]

    assert ["program_id"] in sorting
    assert ["order", "program_id"] in sorting
    assert ["order", "program_id", "starting_after"] in sorting


def test_the_plan_of_a_mock_is_what_it_is_asked(
    specs: Mapping[str, Spec], twin: Twin, capsys: pytest.CaptureFixture[str]
) -> None:
    """Method by method and path by path, as often as a run does."""
    plan: Counter[tuple[object, object]] = Counter()
    for each in planned(specs["spacebring"], None, capsys):
        plan[each["method"], each["path"]] += int(str(each["requests"]))
    server = twin(specs["spacebring"])
    server.judged()
    seen = Counter((asked.method, asked.path) for asked, _ in server.twin.seen)

    assert plan == seen


@pytest.mark.parametrize("methods", [{"GET"}, {"GET", "POST"}])
def test_elsewhere_only_what_is_allowed_is_planned(
    methods: set[str], specs: Mapping[str, Spec], capsys: pytest.CaptureFixture[str]
) -> None:
    """No undeclared method and no write without leave; arguments a person gave are checked all the same."""
    spec, writes = specs["thought-industries"], "POST" in methods
    sent = planned(spec, "https://school.example/v2", capsys, "course_ids=c1,c2", allow_writes=writes)

    assert methods == {each["method"] for each in sent}


def test_a_dry_run_writes_nothing(
    specs: Mapping[str, Spec], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A report of what did not happen would be none."""
    options = Options(dry_run=True, outputs=Outputs(tmp_path / "report.xml", None, None, record=False))
    code = contract([specs["tolt"]], None, {}, TOOLS, options)

    assert code == 2
    assert capsys.readouterr().err == "a dry run has nothing to write or to record\n"
    assert not list(tmp_path.iterdir())


def test_the_plan_for_people(specs: Mapping[str, Spec], capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each purpose, method and path; the last one has the sum and the time that the rate limit asks for."""
    code = contract([specs["spacebring"]], "https://api.example", {}, TOOLS, Options(dry_run=True))
    first, *lines, _, last = capsys.readouterr().out.splitlines()
    total = sum(int(line.split()[1]) for line in lines)

    assert code == 0
    assert first == "spacebring  https://api.example  nothing was sent"
    assert {"GET"} == {line.split()[2] for line in lines}
    pace = f"{-(-total // 10)} s at the vendor's rate limit"

    assert last.startswith(f"spacebring: {total:,} requests would be sent, {pace}; ")
