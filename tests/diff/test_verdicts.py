"""What each change is to callers: breaking, an addition, or wording."""

from __future__ import annotations

import json
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


def told(tmp_path: Path, library: Spec, *edits: tuple[str, str]) -> list[str]:
    """Return what is told of some edits made together."""
    text = LIBRARY.read_text("utf-8")
    for old, new in edits:
        text = text.replace(old, new)
    (tmp_path / "openapi.yaml").write_text(text, "utf-8")
    return [change.told for change in compare("library", library, load(tmp_path / "openapi.yaml", "library")).changes]


def test_what_is_shared_is_judged_wherever_it_is_used(tmp_path: Path, library: Spec) -> None:
    """Null, or another class, is a matter of each property, even if several are of one class."""
    address = 'to: {$ref: "#/components/schemas/Address"}'
    null = 'to: {anyOf: [{$ref: "#/components/schemas/Address"}, {type: "null"}]}'
    other = 'to: {$ref: "#/components/schemas/Row"}'

    assert told(tmp_path, library, (address, null)) == [
        "`Loan.to` may be null now.",
        "`loans.create(to=)`: null, which is never sent, would be taken by the server.",
    ]
    assert told(tmp_path, library, (address, other)) == [
        "`Loan.to` is `Row` now, not `Address`.",
        "`loans.create(to=)` is `Row` now, not `Address`.",
        "`models.Address` is gone.",
    ]


def test_each_value_is_told(tmp_path: Path, library: Spec) -> None:
    """Two changes of one thing are two, however alike."""
    assert told(tmp_path, library, ("enum: [crime, poetry]", "enum: [crime, poetry, travel, war]")) == [
        "`Book.genre` knows the value `travel`.",
        "`Book.genre` knows the value `war`.",
    ]


def test_a_class_names_all_that_lead_to_it(library: Spec, tmp_path: Path) -> None:
    """A change in a class is told once, with every operation that callers meet it in."""
    path = tmp_path / "openapi.yaml"
    path.write_text(LIBRARY.read_text("utf-8").replace("length: {type: number}", "length: {type: string}"), "utf-8")
    (change,) = compare("library", library, load(path, "library")).changes

    assert change.place == "Row.length"
    assert set(change.operations) == {"books.list", "shelves.list", "shelves.move"}


def test_a_chain_of_a_thousand_classes(tmp_path: Path) -> None:
    """However long the way through references, and even if it is a circle, every class is compared."""
    count = 1000
    schemas = {
        f"M{number}": {
            "type": "object",
            "properties": {"a": {"type": "string"}, "next": {"$ref": f"#/components/schemas/M{(number + 1) % count}"}},
        }
        for number in range(count)
    }
    answer = {"description": "x", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/M0"}}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Chain", "version": "1.0.0"},
        "servers": [{"url": "https://chain.example"}],
        "paths": {"/m": {"get": {"operationId": "getM", "tags": ["ms"], "responses": {"200": answer}}}},
        "components": {"schemas": schemas},
    }
    specs = []
    for kind in ("string", "integer"):
        schemas["M999"]["properties"] = {**schemas["M999"]["properties"], "a": {"type": kind}}  # type: ignore[dict-item]
        (tmp_path / "openapi.yaml").write_text(json.dumps(document), "utf-8")
        specs.append(load(tmp_path / "openapi.yaml", "chain"))
    (change,) = compare("chain", *specs).changes

    assert (change.kind, change.place, change.operations) == ("breaking", "M999.a", ("ms.get",))
