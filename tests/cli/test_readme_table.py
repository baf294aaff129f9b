"""The table of vendors in the README: written by `generate`, watched by `check`."""

from __future__ import annotations

import pytest
from tests.generator.projects import REPOSITORY, vouch

from vouch.workspace import Workspace

_MARKED = "# Ours\n\n<!-- vendors, written by `vouch generate` -->\nold\n<!-- /vendors -->\n\nThe end.\n"


@pytest.fixture
def marked(project: Workspace) -> Workspace:
    """Return a copy of this project whose README has room for the table."""
    (project.root / "README.md").write_text(_MARKED, "utf-8")
    return project


def test_a_new_vendor_has_its_row(marked: Workspace) -> None:
    """Each package has a row, a new one too; what stands around the table stays."""
    assert vouch(marked, "new", "acme-books").exit_code == 0
    assert vouch(marked, "generate").stdout.endswith("README.md  written\n")
    text = (marked.root / "README.md").read_text("utf-8")
    row = (
        "| [Acme Books](specs/acme-books/openapi.yaml) | [`acme_books_client`](generated/acme-books-client/README.md) "
        "| `items.list` |\n"
    )

    assert row in text
    assert text.count("/openapi.yaml) | [`") == 4
    assert text.startswith("# Ours\n\n<!--")
    assert text.endswith("-->\n\nThe end.\n")


def test_a_table_out_of_date_is_reported(marked: Workspace) -> None:
    """`check` names the README whose table says something else, until `generate` has written it."""
    checked = vouch(marked, "check")

    assert checked.exit_code == 1
    assert checked.stderr.splitlines()[0] == "README.md  out of date"
    assert vouch(marked, "generate").exit_code == 0
    assert vouch(marked, "check").exit_code == 0


def test_a_readme_without_room_is_left_alone(project: Workspace) -> None:
    """No marks, no table."""
    readme = project.root / "README.md"
    readme.write_text("# Ours\n", "utf-8")

    assert vouch(project, "generate").exit_code == 0
    assert vouch(project, "check").exit_code == 0
    assert readme.read_text("utf-8") == "# Ours\n"


def test_ours_is_up_to_date() -> None:
    """The README of this project has room for the table, and every vendor in it."""
    text = (REPOSITORY / "README.md").read_text("utf-8")

    assert "<!-- /vendors -->" in text
    assert all(f"(specs/{vendor}/openapi.yaml)" in text for vendor in Workspace(REPOSITORY).vendors)
