"""What each change is to callers: breaking, an addition, or wording."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.diff.edits import EDITS, LIBRARY, Edit

from vouch.diff import compare
from vouch.spec import Spec, load


@pytest.fixture(scope="module")
def library() -> Spec:
    """Return the spec that the edits are made to."""
    return load(LIBRARY, "library")


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: f"{edit.kind}: {edit.place}")
def test_each_edit_is_judged(library: Spec, tmp_path: Path, edit: Edit) -> None:
    """The worst of the changes that one edit makes is what the table says, at the place callers know."""
    path = tmp_path / "openapi.yaml"
    path.write_text(edit.apply(LIBRARY.read_text("utf-8")), "utf-8")
    diff = compare("library", library, load(path, "library"))

    assert diff.worst == edit.kind
    assert edit.place in {change.place for change in diff.changes if change.kind == edit.kind}
    assert all(change.why for change in diff.changes if change.kind == "breaking")
