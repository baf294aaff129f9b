"""The tutorial in the README, done as a newcomer would: what it shows is what happens."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.diff.projects import commit, git
from tests.generator.projects import REPOSITORY, edit

from vouch.workspace import Workspace

_BLOCK = re.compile(r"^```(console|diff|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks() -> Iterator[tuple[str, str]]:
    """Yield the blocks of the section, each with its kind."""
    text = (REPOSITORY / "README.md").read_text("utf-8")
    section = text.partition("## Add a vendor\n")[2].partition("\n## ")[0]
    yield from _BLOCK.findall(section)


def test_the_tutorial_does_what_it_shows(tmp_path: Path) -> None:
    """Commands print what is shown, three dots standing for anything; edits fit; programs run."""
    shutil.copytree(REPOSITORY / "specs", tmp_path / "specs")
    shutil.copytree(REPOSITORY / "generated", tmp_path / "generated", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "README.md", tmp_path)
    git(tmp_path, "init", "--quiet")
    commit(Workspace(tmp_path))
    done = []
    for kind, content in blocks():
        if kind == "diff":
            change(tmp_path, content)
        elif kind == "python":
            (tmp_path / content.partition("\n")[0].removeprefix("# ")).write_text(content, "utf-8")
        else:
            done += [act(tmp_path, *step.split("\n", 1)) for step in re.split(r"^\$ ", content, flags=re.MULTILINE)[1:]]

    assert done == ["new", "generate", "contract", "pytest", "evidence"]


def change(folder: Path, diff: str) -> None:
    """Apply what a block shows: lines without, lines with; several times over."""
    heading, *lines = diff.splitlines()
    path = folder / heading.removeprefix("--- ")
    for taken, given in re.findall(r"((?:^-.*\n)+)((?:^\+.*\n)+)", "\n".join([*lines, ""]), re.MULTILINE):
        old, new = (re.sub(r"^.", "", part, flags=re.MULTILINE) for part in (taken, given))
        edit(path, old, new)


def act(folder: Path, command: str, shown: str) -> str:
    """Run a command in the folder, compare what it prints, and return what it is called."""
    words = shlex.split(command)
    settings = dict(word.split("=", 1) for word in words if "=" in word)
    name, *arguments = [word for word in words if "=" not in word]
    tool = Path(name).name
    environment = {"PATH": os.environ["PATH"], **settings}
    ended = subprocess.run(  # noqa: S603 - the commands of our own README
        [sys.executable, "-m", tool, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    pattern = re.escape(shown.strip()).replace(re.escape("..."), "(?s:.*)")

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert re.fullmatch(pattern, ended.stdout.strip()), ended.stdout
    return arguments[0] if tool == "vouch" else tool
