"""The whole vocabulary of behaviour is compared, each word of it."""

from __future__ import annotations

import json
from importlib import resources

import pytest
from tests.diff.edits import EDITS

from vouch.diff import behaviour

VOCABULARY = json.loads(resources.files("vouch.spec").joinpath("vocabulary.json").read_text("utf-8"))["$defs"]
FIELDS = {name: field for kind in VOCABULARY.values() for name, field in kind.get("properties", {}).items()}


@pytest.mark.parametrize(("field", "known"), [("x-pagination", behaviour.PAGES), ("x-creates", behaviour.CREATES)])
def test_every_word_is_judged(field: str, known: dict[str, object]) -> None:
    """Each word of a field that has many is in the table that says what its coming and going means."""
    assert FIELDS[field]["properties"].keys() - {"x-evidence"} == known.keys()


@pytest.mark.parametrize("field", sorted(name for name in FIELDS if name.startswith("x-")))
def test_every_field_is_in_the_table_of_edits(field: str) -> None:
    """There is an edit, with its verdict, of every field; `x-creates` and `x-pagination` are edited as a whole, too."""
    texts = [text for edit in EDITS for text in (edit.old, edit.new)]

    assert any(field in text for text in texts)
