"""No difference between two specs goes unsaid, and nothing is said where there is none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.diff.edits import LIBRARY

from vouch.diff import compare
from vouch.diff.leftovers import Compared
from vouch.spec import Spec, SpecError, load
from vouch.spec import pointer as ptr

DOCUMENT = load(LIBRARY, "library").document
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["a", "b"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)


def places(node: Any, pointer: str = "") -> Iterator[str]:
    """Yield the pointer of every value but the document itself and the version."""
    for key, child in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        at = ptr.join(pointer, key)
        if at not in {"/openapi", "/info/version"}:
            yield at
            yield from places(child, at)


def mutated(document: Any, at: str, how: str) -> Any:
    """Return the document without the value at a pointer, or with another one there."""
    document = deepcopy(document)
    parent, key = ptr.get(document, at.rpartition("/")[0]), ptr.split(at)[-1]
    index = int(key) if isinstance(parent, list) else key
    value = parent[index]
    if how == "drop":
        del parent[index]
    elif isinstance(value, bool):
        parent[index] = not value
    elif isinstance(value, int | float):
        parent[index] = value + 1
    elif isinstance(value, str):
        parent[index] = f"{value}2"
    elif isinstance(value, list):
        parent[index] = value[::-1]
    else:
        parent[index] = {**value, "description": "Something else."}
    return document


@pytest.fixture(scope="module")
def library() -> Spec:
    """Return the spec that is changed."""
    return load(LIBRARY, "library")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much])
@given(at=st.sampled_from(list(places(DOCUMENT))), how=st.sampled_from(["drop", "change"]))
def test_every_edit_is_a_change(library: Spec, tmp_path: Path, at: str, how: str) -> None:
    """Whatever is taken out of a spec, or written otherwise, is told, as long as a spec is left."""
    path = tmp_path / "openapi.yaml"
    document = mutated(DOCUMENT, at, how)
    path.write_text(json.dumps(document), "utf-8")
    try:
        spec = load(path, "library")
    except SpecError:
        return
    changes = compare("library", library, spec).changes

    assert bool(changes) is (document != DOCUMENT)


@given(old=JSON, new=JSON)
def test_documents_differ_where_differences_are_found(old: Any, new: Any) -> None:
    """Between two documents there are differences if and only if they are not the same."""
    found = list(Compared({}, {}).values(old, new, "", ""))

    assert bool(found) is (json.dumps(old, sort_keys=True) != json.dumps(new, sort_keys=True))


def test_layout_is_no_change(library: Spec, tmp_path: Path) -> None:
    """Comments, the order of keys and the way YAML is written say nothing to anybody."""
    path = tmp_path / "openapi.yaml"
    path.write_text("# Ours.\n" + json.dumps(dict(reversed(DOCUMENT.items())), indent=1), "utf-8")

    assert compare("library", library, load(path, "library")).changes == ()


def test_what_moved_is_looked_into(library: Spec, tmp_path: Path) -> None:
    """What is edited inside an operation or a schema that is called something else is told as well."""
    path = tmp_path / "openapi.yaml"
    text = (
        LIBRARY.read_text("utf-8").replace("  /books:\n", "  /volumes:\n").replace("summary: List books", "summary: X")
    )
    text = text.replace("    Book:\n", "    Volume:\n").replace('schemas/Book"', 'schemas/Volume"')
    path.write_text(text.replace("description: Which book.", "description: Which volume."), "utf-8")
    told = [change.told for change in compare("library", library, load(path, "library")).changes]

    assert told == [
        "`models.Book` is called `Volume` now.",
        "`books.list()` sends its request to `GET /volumes`.",
        "`books.list()`: summary changed.",
        "`Volume.id`: description changed.",
    ]
