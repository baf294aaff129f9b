"""Changes to the text of a YAML file change what they are told to, and nothing else."""

# ruff: noqa: E501 - a row of the table is a line

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vouch.spec.editing import add, append, flow, remove, rewrite
from vouch.spec.source import read

TEXT = """\
# above
top:
  kinds: [a, b]  # of which there are two
  none: []
  flat: {type: string}
  list:
    - one
    # between
    - two  # the last
  about: >-
    folded
    words

  # of the next
  next: {$ref: "#/top"}
end: 1
"""

Edit = Callable[[str], str]

EDITS: list[tuple[str, Edit, dict[str, Any], tuple[str, str]]] = [
    ("a flow sequence", lambda t: append(t, "/top/kinds", "null"), {"kinds": ["a", "b", "null"]}, ("[a, b]", '[a, b, "null"]')),
    ("an empty one", lambda t: append(t, "/top/none", 1), {"none": [1]}, ("[]", "[1]")),
    ("a block sequence", lambda t: append(t, "/top/list", {"x": 1}), {"list": ["one", "two", {"x": 1}]}, ("the last\n", "the last\n    - {x: 1}\n")),
    ("out of a flow sequence", lambda t: remove(t, "/top/kinds/1"), {"kinds": ["a"]}, ("[a, b]", "[a]")),
    ("the first of a flow sequence", lambda t: remove(t, "/top/kinds/0"), {"kinds": ["b"]}, ("[a, b]", "[b]")),
    ("out of a block sequence", lambda t: remove(t, "/top/list/1"), {"list": ["one"]}, ("    - two  # the last\n", "")),
    ("into a flow mapping", lambda t: add(t, "/top/flat", "a-b", [True]), {"flat": {"type": "string", "a-b": [True]}}, ("{type: string}", "{type: string, a-b: [true]}")),
    ("below a folded text", lambda t: rewrite(t, "/top/about", "about", "x y"), {"about": "x y"}, (">-\n    folded\n    words", '"x y"')),
    ("into a block mapping", lambda t: add(t, "/top", "new", {"of": ["a"]}), {"new": {"of": ["a"]}}, ('top"}\n', 'top"}\n  new:\n    of: [a]\n')),
    ("into the whole", lambda t: add(t, "", "on", None), {}, ("end: 1\n", 'end: 1\n"on": null\n')),
    ("one entry for another", lambda t: rewrite(t, "/top/kinds", "kind", "a"), {"kinds": None, "kind": "a"}, ("kinds: [a, b]", "kind: a")),
    ("a reference", lambda t: rewrite(t, "/top/next/$ref", "anyOf", [{"$ref": "#/top"}]), {"next": {"anyOf": [{"$ref": "#/top"}]}}, ('{$ref: "#/top"}', '{anyOf: [{$ref: "#/top"}]}')),
]  # fmt: skip


@pytest.mark.parametrize(("name", "edit", "changed", "texts"), EDITS, ids=[row[0] for row in EDITS])
def test_an_edit_changes_one_thing(
    name: str, edit: Edit, changed: dict[str, Any], texts: tuple[str, str], tmp_path: Path
) -> None:
    """The new text says what it should, and differs from the old one in that place alone."""
    path = tmp_path / "x.yaml"
    path.write_text(TEXT)
    before = read(path).document["top"]
    path.write_text(edit(TEXT))
    after = read(path).document["top"]

    assert TEXT.replace(*texts) == edit(TEXT), name
    assert {key: value for key, value in {**before, **changed}.items() if value is not None} == after


def test_what_is_long_is_written_out() -> None:
    """No line grows past 110 columns where it can be broken."""
    words = [f"a-rather-long-word-{number}" for number in range(6)]
    text = f"a: [{', '.join(words[:4])}]\nb:\n  c: 1\n"
    longer = append(append(text, "/a", words[4]), "/a", words[5])
    entry = add(text, "/b", "x", [{"level": "observed", "why": "w" * 60, "of": words[:2]}])

    assert max(map(len, longer.splitlines())) <= 110
    assert longer.splitlines()[1] == "    a-rather-long-word-4, a-rather-long-word-5]"
    assert entry.splitlines()[3:] == [
        "  x:",
        "    - level: observed",
        f"      why: {'w' * 60}",
        f"      of: [{words[0]}, {words[1]}]",
    ]


@pytest.mark.parametrize(
    "text",
    ["a b", "on", "No", "1", "null", "", "é", 'say "\\"', "a\tb\x07\n", "\U0001f600", "-", "#x", "$ref", "2024-01-01"],
)
def test_every_text_is_read_back(text: str, tmp_path: Path) -> None:
    """What YAML could take for something else, or for its own signs, is quoted."""
    path = tmp_path / "x.yaml"
    path.write_text(f"a: {flow(text)}\nb: {flow({text: [text]})}\n", encoding="utf-8")

    assert read(path).document == {"a": text, "b": {text: [text]}}
