"""What cannot be done is said in one line on standard error, with exit code 2; nothing is done."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.generator.projects import edit, stamps, vouch, vouch_apart

from vouch.workspace import Workspace

COMMANDS = ("generate", "check", "mock", "contract")
each_command = pytest.mark.parametrize("command", COMMANDS)


@each_command
def test_an_unknown_vendor(ours: Workspace, command: str) -> None:
    """A vendor without a spec is named, together with those there are."""
    ended = vouch(ours, command, "nobody")

    assert ended.exit_code == 2
    assert ended.stderr == f"no vendor nobody; there are {', '.join(ours.vendors)}\n"
    assert ended.stdout == ""


def test_an_unknown_vendor_beside_a_known_one(project: Workspace) -> None:
    """The known one is left alone, too."""
    edit(project.root / "specs/tolt/openapi.yaml", "version: 1.", "version: 2.")
    before = stamps(project.root)

    assert vouch(project, "generate", "tolt", "nobody").exit_code == 2
    assert stamps(project.root) == before


@pytest.mark.parametrize("command", [("check",), ("evidence",), ("contract", "--dry-run")], ids=lambda it: it[0])
def test_a_vendor_named_twice(ours: Workspace, command: tuple[str, ...]) -> None:
    """It is done once."""
    twice = vouch(ours, *command, "tolt", "tolt")

    assert twice.exit_code == 0
    assert len(re.findall(r"^tolt  ", twice.stdout, re.MULTILINE)) == 1


@each_command
def test_outside_a_project(tmp_path: Path, command: str) -> None:
    """Where there is no folder of specs, here or above, the place is named."""
    ended = vouch(Workspace(tmp_path), command)

    assert ended.exit_code == 2
    assert ended.stderr == f"no folder specs/ in {tmp_path} or above\n"
    assert ended.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("generte",), "No such command 'generte'"),
        (("generate", "--fast"), "No such option: --fast"),
        (("mock", "--port", "x"), "'x' is not a valid int"),
        (("mock", "--port", "65536"), "65536 is not in the range"),
        (("contract", "--url", "http://127.0.0.1:1"), "--url belongs to one vendor: name it"),
        (("contract", "tolt", "--profile", "endless"), "'endless' is not one of 'quick', 'thorough'"),
        (("contract", "tolt", "--param", "program_id"), "tolt: --param program_id is not NAME=VALUE"),
        (("contract", "tolt", "--url", "ftp://127.0.0.1"), "tolt: 'ftp://127.0.0.1' is not an http or https URL"),
        (("contract", "tolt", "--url", ""), "tolt: '' is not an http or https URL"),
        (("contract", "--url", ""), "--url belongs to one vendor: name it"),
    ],
)
def test_wrong_arguments(ours: Workspace, arguments: tuple[str, ...], said: str) -> None:
    """An argument that makes no sense is named."""
    ended = vouch(ours, *arguments)

    assert ended.exit_code == 2
    assert said in ended.stderr
    assert ended.stdout == ""


def test_help_lists_the_commands(ours: Workspace) -> None:
    """`vouch --help` names every command; it is understood before the generators are even loaded."""
    ended = vouch_apart(ours, "--help", COLUMNS="80")

    assert ended.returncode == 0
    assert set(COMMANDS) <= set(ended.stdout.split())
    assert ended.stderr == ""
