"""The recorded walk: a vendor changes, and what it takes until callers have it. `walk.txt` is what is played."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.diff.projects import commit, git
from tests.generator.projects import REPOSITORY, edit, vouch

from vouch.workspace import Workspace

WALK = Path(__file__).with_name("walk.txt").read_text("utf-8")


@pytest.fixture
def workspace(project: Workspace) -> Workspace:
    """Return a copy of this project in git, its tests included; of Tolt the first version."""
    shutil.copytree(REPOSITORY / "tests", project.root / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "pyproject.toml", project.root)
    shutil.copy(REPOSITORY / ".gitignore", project.root)
    spec = project.root / "specs/tolt/openapi.yaml"
    spec.write_text(re.sub(r"version: [0-9.]+", "version: 1.0.0", spec.read_text("utf-8"), count=1), "utf-8")
    spec.with_name("CHANGELOG.md").write_text("# Changelog\n\n## 1.0.0\n\n- The first.\n", "utf-8")
    vouch(project, "generate", "tolt")
    git(project.root, "init", "--quiet")
    commit(project)
    return project


def test_a_vendor_changes(workspace: Workspace) -> None:
    """Every command of the walk prints what is recorded of it, and ends as recorded."""
    for command, recorded in steps():
        if command.startswith("edit "):
            old, new = ("\n".join(line[1:] for line in recorded.splitlines() if line[0] == sign) for sign in ("-", "+"))
            edit(workspace.root / command.removeprefix("edit "), f"{old}\n", f"{new}\n")
            continue
        printed = run(workspace, *shlex.split(command))

        assert re.fullmatch(pattern(recorded), printed), f"$ {command}\n{printed}"


def steps() -> Iterator[tuple[str, str]]:
    """Yield the commands, each with what is recorded below it; the prose between them tells the story."""
    for step in re.split(r"^\$ ", WALK, flags=re.MULTILINE)[1:]:
        command, _, below = step.partition("\n")
        yield command, re.sub(r"\n[A-Z][^\n]*\.\n\n?\Z", "", f"\n{below}").strip("\n")


def pattern(recorded: str) -> str:
    """Return what matches the record, in which three dots stand for anything."""
    return re.escape(recorded).replace(r"\.\.\.", "(?s:.*)")


def run(workspace: Workspace, program: str, *arguments: str) -> str:
    """Run one command of the walk; return all that it prints, and its exit code unless it is 0."""
    if program == "git":
        return git(workspace.root, *arguments).rstrip("\n")
    if program == "vouch":
        ended = vouch(workspace, *arguments)
        output, code = ended.output, ended.exit_code
    else:
        done = subprocess.run(  # noqa: S603 - our own tests
            [sys.executable, "-m", program, "-q", "-k", "tolt", "-p", "no:cacheprovider", *arguments],
            cwd=workspace.root,
            capture_output=True,
            text=True,
            check=False,
        )
        output, code = done.stdout, done.returncode
    return f"{output.rstrip()}\nexit code {code}".removesuffix("\nexit code 0").strip("\n")
