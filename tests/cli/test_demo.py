"""`make demo`: plays every scene and exits 0, or says at which step it failed and exits 1."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.generator.projects import SCRIPTS, edit

from vouch.workspace import Workspace

ANOTHER_PLAY = '''
import sys

import demo


def nothing(params):
    """Tolt: a scene in which nothing comes."""
    raise AssertionError("it was empty")


demo.SCENES = (demo.tolt_pages, nothing, demo.vendor_error)
sys.exit(demo.main())
'''


def play(workspace: Workspace, script: Path) -> subprocess.CompletedProcess[str]:
    """Run a script in a project."""
    return subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, str(script)],
        cwd=workspace.root,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(SCRIPTS), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_the_demo_plays(project: Workspace) -> None:
    """Every vendor is met, in threads and in tasks; what is made is found; nothing is complained about."""
    ended = play(project, SCRIPTS / "demo.py")

    assert (ended.returncode, ended.stderr) == (0, "")
    for said in ("Tolt: ", "Thought Industries: ", "Spacebring: ", "AuthenticationError 401", "InvalidRequestError: "):
        assert f"\n{said}" in ended.stdout
    assert "made and found: " in ended.stdout
    assert ended.stdout.splitlines()[-1].endswith("scenes played, mocks stopped.")


def test_a_scene_that_fails_is_named(project: Workspace, tmp_path: Path) -> None:
    """The scenes before it are played, those behind it are not; the step and the error are told, with exit code 1."""
    script = tmp_path / "another_play.py"
    script.write_text(ANOTHER_PLAY, "utf-8")
    ended = play(project, script)

    assert ended.returncode == 1
    assert ended.stderr == "\nfailed at: Tolt: a scene in which nothing comes.\nAssertionError: it was empty\n"
    assert "\npage 1: " in ended.stdout
    assert "scenes played" not in ended.stdout
    assert "what the vendor refuses" not in ended.stdout


def test_a_spec_that_fails_is_a_step_too(project: Workspace) -> None:
    """A mistake in a spec stops the demo before anything is served, with the problem and its line."""
    edit(project.root / "specs/tolt/openapi.yaml", "in: query", "in: qwery")
    ended = play(project, SCRIPTS / "demo.py")

    assert ended.returncode == 1
    assert ended.stderr.startswith("\nfailed at: generating the clients\nSpecError: specs/tolt/openapi.yaml:")
    assert "mocks" not in ended.stdout
