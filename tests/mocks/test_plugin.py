"""The pytest plugin, in somebody else's project."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INI = """\
[pytest]
vouch_specs = {specs}
filterwarnings = error
addopts = -p vouch.pytest_plugin -p no:cacheprovider
"""
TESTS = r"""\
import os, sys
from datetime import date, datetime

import httpx
import pytest


def test_costs_nothing_until_it_is_asked_for():
    assert not {"vouch.mock", "vouch.spec", "yaml", "starlette", "uvicorn"} & sys.modules.keys()


def codes(mock, **arguments):
    headers = {"authorization": f"Bearer {os.environ['TOLT_API_KEY']}"}
    return httpx.get(f"{mock.url}/v1/promotion-codes", params={**mock.params, **arguments}, headers=headers)


def test_the_environment_leads_to_it(tolt_mock):
    assert os.environ["TOLT_BASE_URL"] == tolt_mock.url == tolt_mock.env["TOLT_BASE_URL"]
    assert codes(tolt_mock).json()["has_more"] is True


def test_items_are_added(tolt_mock):
    before = len(tolt_mock.items())
    tolt_mock.clock.freeze(datetime(2031, 5, 17))
    added = tolt_mock.add(code="MINE", program_id="prg_mine")
    listed = codes(tolt_mock, program_id="prg_mine").json()

    assert listed["data"] == [added]
    assert (added["code"], added["created_at"]) == ("MINE", "2031-05-17T00:00:00.000Z")
    assert len(tolt_mock.items()) == before + 1


def test_everything_is_as_on_the_first_day(tolt_mock):
    assert tolt_mock.requests == []
    assert tolt_mock.clock.now.year == 2025
    assert "MINE" not in {item["code"] for item in tolt_mock.items()}


def test_the_next_request_fails(tolt_mock):
    tolt_mock.fail_next(429, retry_after=2)
    first, second = codes(tolt_mock), codes(tolt_mock)

    assert (first.status_code, first.headers["retry-after"], second.status_code) == (429, "2", 200)
    assert [(asked.status, asked.fault) for asked in tolt_mock.requests] == [
        (429, "status=429 retry_after=2"), (200, None),
    ]
    assert "demo_api_key" not in repr(tolt_mock.requests)


def test_faults_of_one_test_are_gone_in_the_next(tolt_mock):
    tolt_mock.fail_next("reset", times=99)
    with pytest.raises(httpx.ReadError):
        codes(tolt_mock)


def test_gone(tolt_mock):
    assert codes(tolt_mock).status_code == 200


def test_items_are_exchanged(thought_industries_mock, spacebring_mock):
    thought_industries_mock.hold("course_coupons", [{"code": "A"}, {"code": "B"}])
    assert [item["code"] for item in thought_industries_mock.items("course_coupons")] == ["A", "B"]
    assert spacebring_mock.hold() == spacebring_mock.items() == []


def test_the_name_of_an_only_list_is_left_out(tolt_mock):
    assert [item["code"] for item in tolt_mock.hold([{"code": "A"}, {"code": "B"}])] == ["A", "B"]
    assert tolt_mock.hold(iter([{"code": "C"}])) == tolt_mock.items()
    assert [tolt_mock.add({"code": "D"}), tolt_mock.add({}, code="E")] == tolt_mock.items()[1:]


def test_what_is_wrong_is_said(thought_industries_mock):
    with pytest.raises(ValueError, match="one of redemption_codes, course_coupons"):
        thought_industries_mock.add(code="A")
    with pytest.raises(ValueError, match="/course_coupons/0/active: .soon.; expected boolean"):
        thought_industries_mock.add("course_coupons", active="soon")
    with pytest.raises(ValueError, match="no fault flood; expected one of status, "):
        thought_industries_mock.fail_next("flood")
    with pytest.raises(ValueError, match="^data: no name of a list; expected one of redemption_codes, course_coupons$"):
        thought_industries_mock.hold([{"code": "A"}])
    with pytest.raises(ValueError, match="^data: no name of a list; expected one of"):
        thought_industries_mock.add({"code": "A"}, {"code": "B"})
    with pytest.raises(ValueError, match="^/course_coupons: 7; expected a list of items$"):
        thought_industries_mock.hold("course_coupons", 7)
    with pytest.raises(ValueError, match="^/course_coupons/0: .*; expected an object$"):
        thought_industries_mock.add("course_coupons", [{"code": "A"}])


@pytest.mark.parametrize("rules", ["hostile", {"fault": "reset"}, 7])
def test_rules_come_in_a_list(rules, tolt_mock):
    with pytest.raises(ValueError, match=r"^.* is no list of rules; expected some, such as \[.*\] or a profile's$"):
        tolt_mock.arm(rules)


@pytest.mark.parametrize("moment", ["2030-01-01", "", date(2030, 1, 1), 0])
def test_a_clock_shows_moments(moment, tolt_mock):
    with pytest.raises(TypeError, match=r"is no moment; expected a datetime, such as datetime\("):
        tolt_mock.clock.freeze(moment)
"""


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in a project, with no other plugin than ours."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT / "scripts"),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    return subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "pytest", *arguments],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_fixtures_of_every_vendor(tmp_path: Path) -> None:
    """A project that names our folder of specs has a mock of each vendor, fresh for each test, without a warning."""
    (tmp_path / "pytest.ini").write_text(INI.format(specs=ROOT / "specs"))
    (tmp_path / "test_theirs.py").write_text(TESTS)

    ended = run(tmp_path, "-q")

    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout
    assert "17 passed" in ended.stdout


def test_specs_beside_the_tests_are_found(tmp_path: Path) -> None:
    """Without the option the folder `specs` at the root of the project, or above it, is where vendors are."""
    (tmp_path / "specs" / "two-words").mkdir(parents=True)
    (tmp_path / "specs" / "two-words" / "openapi.yaml").write_text("openapi: 3.1.0\n")
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "pytest.ini").write_text(INI.partition("vouch_specs")[0] + "addopts = -p vouch.pytest_plugin\n")
    (inner / "test_theirs.py").write_text("def test_it(two_words_mock): ...\n")

    assert re.search(r"^two_words_mock .*\n    The mock of two-words", run(inner, "--fixtures").stdout, re.MULTILINE)
    ended = run(inner, "-q")

    assert ended.returncode == 1
    assert "openapi.yaml:1" in ended.stdout
    assert "Traceback" not in ended.stdout


def test_a_project_without_specs_is_told_how_to_name_them(tmp_path: Path) -> None:
    """Only a test that asks for a mock is told, below its error; other fixtures are none of ours."""
    (tmp_path / "pytest.ini").write_text(INI.partition("vouch_specs")[0] + "addopts = -p vouch.pytest_plugin\n")
    (tmp_path / "test_theirs.py").write_text(
        "def test_it(tolt_mock): ...\ndef test_other(tolt): ...\ndef test(): ...\n"
    )

    ended = run(tmp_path, "-q")

    assert "1 passed, 2 errors" in ended.stdout
    assert f"no specs/<vendor>/openapi.yaml in {tmp_path} or above" in ended.stdout
    assert ended.stdout.count("vouch_specs = path/to/specs") == 1
    assert "vouch_specs" not in run(tmp_path, "test_theirs.py::test", "test_theirs.py::test_other").stdout


def test_a_folder_without_specs_is_said(tmp_path: Path) -> None:
    """An option that names nothing is an error of usage, not a test without its fixture."""
    (tmp_path / "pytest.ini").write_text(INI.format(specs="nowhere"))

    ended = run(tmp_path, "-q")

    assert ended.returncode == pytest.ExitCode.USAGE_ERROR
    assert f"vouch_specs: no <vendor>/openapi.yaml in {tmp_path / 'nowhere'}" in ended.stderr


def test_it_comes_with_the_project() -> None:
    """Whoever installs vouch has the plugin."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]["pytest11"]

    assert declared == {"vouch": "vouch.pytest_plugin"}


def test_the_example_of_the_readme_works(tmp_path: Path) -> None:
    """The test that the README shows passes, as it stands there."""
    shown = (ROOT / "README.md").read_text("utf-8")
    (example,) = re.findall(r"```python\n([^`]*def test_[^`]*\(tolt_mock\)[^`]*)```", shown)
    packages = " ".join(map(str, (ROOT / "generated").glob("*-client")))
    (tmp_path / "pytest.ini").write_text(INI.format(specs=ROOT / "specs") + f"pythonpath = {packages}\n")
    (tmp_path / "test_shown.py").write_text(example, "utf-8")

    ended = run(tmp_path, "-q")

    assert ended.returncode == 0, ended.stdout
    assert "1 passed" in ended.stdout
