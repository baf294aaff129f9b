"""What tests of the command share: a project like ours to run it in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.generator.projects import REPOSITORY, make_pristine

from vouch.workspace import Workspace


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with our specs and the packages made from them, for copying only."""
    return make_pristine(tmp_path_factory.mktemp("pristine"))


@pytest.fixture
def project(pristine: Path, tmp_path: Path) -> Workspace:
    """Return a copy of this project, to do with as a test likes."""
    return Workspace(Path(shutil.copytree(pristine, tmp_path / "project")))


@pytest.fixture
def ours() -> Workspace:
    """Return this project itself, for commands that only read."""
    return Workspace(REPOSITORY)
