"""Make packages importable, property tests repeatable and clients cheap; and projects like ours, made once."""

import gc
import os
import shutil
import ssl
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from tests.generator.projects import REPOSITORY, make_pristine

from vouch.workspace import Workspace

sys.path[:0] = [str(package) for package in sorted((REPOSITORY / "generated").glob("*-client"))]

# Hypothesis' own "ci" profile draws the same examples on every run, so that nobody's change fails by chance, and gives
# them time, for a shared machine is slow at times. With VOUCH_EXAMPLES there are as many as that, others every time.
examples = int(os.environ.get("VOUCH_EXAMPLES", "100"))
settings.register_profile("deep", max_examples=examples, derandomize=False, deadline=None)
settings.load_profile("deep" if "VOUCH_EXAMPLES" in os.environ else "ci")

# Little of what tests leave can only be found by the collector; asked this rarely, it takes 5 % of the time and not 14.
gc.set_threshold(10_000)


@pytest.fixture(scope="session", autouse=True)
def certificates_are_read_once() -> Iterator[None]:
    """Give every client the same certificates: reading them takes 20 ms, and tests make thousands of clients."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        yield


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
