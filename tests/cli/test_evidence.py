"""`vouch evidence`: every fact of the specs by how well it is known."""

from __future__ import annotations

import json

from tests.generator.projects import vouch

from vouch.workspace import Workspace


def test_facts_are_listed_by_level_and_page(ours: Workspace) -> None:
    """The least known come first, below the page they are about; the first line counts them."""
    ended = vouch(ours, "evidence", "tolt")
    lines = ended.stdout.splitlines()

    assert ended.exit_code == 0
    assert lines[0].startswith("tolt  specs/tolt/openapi.yaml  ")
    assert [line for line in lines if line[:1].isalpha()][1:] == ["assumed", "observed", "example", "documented"]
    assert lines[3] == "  List promotion codes (Tolt)"


def test_one_level_of_every_vendor(ours: Workspace) -> None:
    """`--level` leaves the facts of one level, `--json` prints an object on a line for each vendor."""
    ended = vouch(ours, "evidence", "--level", "assumed", "--json")
    listed = [json.loads(line) for line in ended.stdout.splitlines()]

    assert [each["vendor"] for each in listed] == list(ours.vendors)
    assert {fact["level"] for each in listed for fact in each["facts"]} == {"assumed"}


def test_a_level_that_there_is_not(ours: Workspace) -> None:
    """Misuse is told on standard error, with exit code 2."""
    ended = vouch(ours, "evidence", "--level", "guessed")

    assert ended.exit_code == 2
    assert "'guessed' is not one of" in ended.stderr


def test_a_broken_ledger(project: Workspace) -> None:
    """A file beside the spec that is no ledger is a problem with its line: exit 1."""
    (project.root / "specs" / "tolt" / "evidence.yaml").write_text("assumptions: none\n")
    ended = vouch(project, "evidence", "tolt")

    assert ended.exit_code == 1
    assert ended.stderr.startswith("specs/tolt/evidence.yaml:1  ledger\n")
