"""What `vouch generate` and `vouch check` print: one line a vendor, facts on standard output."""

from __future__ import annotations

import re

import pytest
from tests.diff.projects import SHELF
from tests.generator.projects import add_vendor, edit, vouch, vouch_apart

from vouch.workspace import Workspace

LINES = {
    "spacebring": r"spacebring +1 operation  +\d+ models  unchanged",
    "thought-industries": r"thought-industries +3 operations  +\d+ models  unchanged",
    "tolt": r"tolt +1 operation  +\d+ models  unchanged",
}


@pytest.mark.parametrize("vendors", [(), ("tolt",), ("tolt", "spacebring")], ids=" and ".join)
def test_generate_prints_a_line_a_vendor(project: Workspace, vendors: tuple[str, ...]) -> None:
    """Each vendor asked for, or all of them, with its operations, its models and what became of the package."""
    ended = vouch(project, "generate", *vendors)

    assert ended.exit_code == 0
    assert ended.stderr == ""
    for line, vendor in zip(ended.stdout.splitlines(), vendors or LINES, strict=True):
        assert re.fullmatch(LINES[vendor], line)


def test_one_is_no_plural(project: Workspace) -> None:
    """A package of a single model has one model, in the column of the others."""
    text = SHELF.replace('{$ref: "#/components/schemas/Book"}', "{type: string, examples: [Ada]}")
    add_vendor(project, "shelf", text.partition("    Book:\n")[0])
    (line,) = vouch(project, "generate", "shelf").stdout.splitlines()[:1]
    other = vouch(project, "generate", "tolt").stdout

    assert line == "shelf                 1 operation     1 model  written"
    assert line.index("  written") == other.index("  unchanged")


def test_columns_line_up(project: Workspace) -> None:
    """The lines form a table."""
    lines = vouch(project, "generate").stdout.splitlines()

    assert len({line.index(" models") for line in lines}) == 1


def test_the_count_of_models_is_that_of_the_package(project: Workspace) -> None:
    """The number printed is the number of model classes."""
    (line,) = vouch(project, "generate", "tolt").stdout.splitlines()
    models = [path for path in (project.package("tolt") / "tolt_client/models").iterdir() if path.stem != "__init__"]

    assert f" {len(models)} models " in line


def test_check_prints_a_line_a_vendor(project: Workspace) -> None:
    """Where specs and packages agree, `check` says so and exits 0; what it could not look at, it names."""
    ended = vouch(project, "check")

    assert ended.stderr == ""
    assert ended.exit_code == 0
    assert ended.stdout.splitlines() == [
        f"{vendor}  spec and package agree; no git repository: version and changelog are not compared"
        for vendor in LINES
    ]


def test_a_command_works_from_any_folder_of_the_project(project: Workspace) -> None:
    """In a folder of the project the command finds it above; problems name the file as it is seen from there."""
    edit(project.root / "specs/tolt/openapi.yaml", "in: query", "in: qwery")
    ended = vouch(Workspace(project.root / "specs" / "tolt"), "generate", "tolt")

    assert ended.exit_code == 1
    assert ended.stderr.startswith("openapi.yaml:")


def test_a_problem_is_no_result(project: Workspace) -> None:
    """As a process: the exit code is 1, problems are on standard error, standard output is empty."""
    edit(project.root / "specs/tolt/openapi.yaml", "in: query", "in: qwery")
    ended = vouch_apart(project, "generate")

    assert (ended.returncode, ended.stdout) == (1, "")
    assert re.match(r"specs/tolt/openapi\.yaml:\d+  .*parameters/ProgramId.*\n  found  ", ended.stderr)
    assert "Traceback" not in ended.stderr
