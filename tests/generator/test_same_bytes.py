"""Generation is a pure function: the same specs give the same bytes, wherever and whenever."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path
from typing import NoReturn

import pytest
from tests.generator.projects import REPOSITORY, SHELF, add_vendor, differences, vouch, vouch_apart

from vouch.generate.package import build
from vouch.spec import load
from vouch.workspace import Workspace

PLACES = {
    "no locale, east of Greenwich": {
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "TZ": "Pacific/Kiritimati",
        "PYTHONHASHSEED": "1",
    },
    "UTF-8, west of Greenwich": {
        "LC_ALL": "C.UTF-8",
        "TZ": "America/St_Johns",
        "PYTHONHASHSEED": "4711",
        "COLUMNS": "40",
        "NO_COLOR": "1",
    },
}


@pytest.mark.parametrize("environment", PLACES.values(), ids=PLACES)
def test_the_committed_packages_come_out_anywhere(tmp_path: Path, environment: dict[str, str]) -> None:
    """In another folder, locale, time zone and hash order, the specs give what is committed, byte for byte."""
    project = Workspace(tmp_path / "another place" / "of ours")
    shutil.copytree(REPOSITORY / "specs", project.root / "specs")
    ended = vouch_apart(project, "generate", **environment)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert differences(project.root / "generated", REPOSITORY / "generated") == []


def test_a_projects_own_taste_does_not_matter(pristine: Path, project: Workspace) -> None:
    """How the project around it formats its code changes nothing in a package."""
    narrow = "".join(f"[tool.{tool}]\nline-length = 60\n" for tool in ("black", "ruff"))
    (project.root / "pyproject.toml").write_text(narrow, "utf-8")
    shutil.rmtree(project.package("tolt"))
    vouch(project, "generate", "tolt")

    assert differences(pristine / "generated", project.root / "generated") == []


def test_order_does_not_matter(tmp_path: Path) -> None:
    """A package is the same whatever was generated before it in the same process."""
    spec = load(REPOSITORY / "specs" / "tolt" / "openapi.yaml")
    expected = build(spec)
    build(load(add_vendor(Workspace(tmp_path), "shelf", SHELF)))

    assert build(spec) == expected


def test_asks_nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Generation opens no connection and resolves no name."""

    def refuse(*_: object) -> NoReturn:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)

    assert build(load(add_vendor(Workspace(tmp_path), "shelf", SHELF)))
