"""A spec with a mistake: all of it is said, nothing is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.generator.projects import SHELF, add_vendor, edit, stamps, vouch
from typer.testing import Result

from vouch.generate.package import build
from vouch.spec import Problem, SpecError, load
from vouch.workspace import Workspace

PROBLEM = re.compile(r"(specs/[a-z-]+/openapi\.yaml):(\d+)  (\S.*)\n  found     (\S.*)\n  expected  (\S.*)(?:\n|$)")
PIECES = {
    "pages": "x-pagination: {style: cursor, parameter: cursor, items: /data, next: [{at: /next}]}",
    "json": 'application/json: {schema: {$ref: "#/components/schemas/BookList"}}',
    "parameter": '{$ref: "#/components/parameters/Author"}',
    "next": "next: {type: string, examples: [abc]}",
    "verb": "    get:",
}


def shelf(**edits: str) -> str:
    """Return the spec of a shelf with pieces of it replaced; nothing is filtered."""
    text = SHELF.replace(", x-filter: {field: /author, match: equals}", "")
    for name, new in edits.items():
        assert PIECES[name] in text
        text = text.replace(PIECES[name], new, 1)
    return text


def problems(ended: Result) -> list[tuple[int, str]]:
    """Return line and subject of each problem; everything that was said must be such a problem."""
    assert PROBLEM.sub("", ended.stderr).strip() == ""
    return [(int(match[2]), match[3]) for match in PROBLEM.finditer(ended.stderr)]


# One mistake for each part of loading: (what is replaced, by what), (line, part of the subject).
MISTAKES = {
    "YAML": (("info: {title: Shelf,", "info: {title: [Shelf,"), (2, "file")),
    "OpenAPI": (("Cursor: {name: cursor, in: query", "Cursor: {name: cursor, in: qwery"), (20, "parameters/Cursor")),
    "JSON Schema": (("author: {type: string,", "author: {type: strin,"), (33, "schemas/Book/properties/author")),
    "vocabulary": (("match: equals", "match: like"), (21, "parameters/Author/x-filter/match")),
    "agreement": (("items: /data", "items: /date"), (11, "listBooks x-pagination/items")),
    "example": (("author: {type: string, examples: [Ada]", "author: {type: string, examples: [7]"), (33, "author")),
}


@pytest.mark.parametrize(("mistake", "said"), MISTAKES.values(), ids=MISTAKES)
@pytest.mark.parametrize("command", ["generate", "check"])
def test_a_mistake_is_reported_and_nothing_written(
    project: Workspace, command: str, mistake: tuple[str, str], said: tuple[int, str]
) -> None:
    """Exit 1, each problem with file, line, place, found and expected; every package is left as it was."""
    edit(project.root / "specs/tolt/openapi.yaml", "version: 1.", "version: 2.")
    edit(add_vendor(project, "shelf", SHELF), *mistake)
    before = stamps(project.root)
    ended = vouch(project, command)

    assert ended.exit_code == 1
    assert ended.stdout == ""
    assert said[0] in {line for line, subject in problems(ended) if said[1] in subject}
    assert stamps(project.root) == before


def test_the_problems_of_all_vendors_are_reported_together(project: Workspace) -> None:
    """Two broken specs and two mistakes in one of them: one run says them all, in the order of the files."""
    edit(project.root / "specs/tolt/openapi.yaml", "in: query", "in: qwery")
    add_vendor(
        project, "shelf", SHELF.replace("summary: List books", "x-pages: 3").replace("match: equals", "match: like")
    )
    ended = vouch(project, "generate")
    found = [(match[1], int(match[2])) for match in PROBLEM.finditer(ended.stderr)]

    assert ended.exit_code == 1
    assert {("specs/shelf/openapi.yaml", 9), ("specs/shelf/openapi.yaml", 21)} <= set(found)
    assert "specs/tolt/openapi.yaml" in {path for path, _ in found}
    assert found == sorted(found)


# What OpenAPI can say and a generated client cannot do; the operation is to blame.
INEXPRESSIBLE = {
    "a path without the parameter": shelf(parameter="{name: a, in: path, required: true, schema: {type: string}}"),
    "a blank in a path that nothing fills": SHELF.replace("/books:", "/books/{shelf}:"),
    "a path that no URL has": SHELF.replace("/books:", '"/books\\n/":'),
    "a header that no request has": shelf(parameter='{name: "a: b", in: header, schema: {type: string}}'),
    "an answer of no media type": shelf(pages="", json="json: {schema: {type: string}}"),
    "pages that lead through a list": shelf(pages=PIECES["pages"].replace("/next", "/data/0/author")),
    "pages whose items are no list": shelf(pages=PIECES["pages"].replace("/data", "/next")),
    "pages that lead through one of several objects": shelf(
        pages=PIECES["pages"].replace("/next", "/meta/next"),
        next="meta: {oneOf: [{type: object, properties: {next: {type: string}}},"
             " {type: object, properties: {next: {type: string}, more: {type: boolean}}}]}",
    ),
}  # fmt: skip


HOLE = "  /books/{shelf}:"


def refused(folder: Path, text: str) -> list[Problem]:
    """Build the package of a spec that no rule of style is held against, and return why it cannot be made."""
    with pytest.raises(SpecError) as caught:
        build(load(add_vendor(Workspace(folder), "shelf", text)))
    return list(caught.value.problems)


@pytest.mark.parametrize("text", INEXPRESSIBLE.values(), ids=INEXPRESSIBLE)
def test_what_no_client_can_do_is_refused(tmp_path: Path, text: str) -> None:
    """An operation that the generator cannot express is a problem of that operation; no package is made.

    Never a traceback, and never a client that leaves something out or says something else than the spec.
    """
    assert {"listBooks"} == {problem.subject.split()[0] for problem in refused(tmp_path, text)}
    assert not (tmp_path / "generated").exists()


@pytest.mark.parametrize("text", INEXPRESSIBLE.values(), ids=INEXPRESSIBLE)
def test_problems_are_told_in_words_of_the_spec(tmp_path: Path, text: str) -> None:
    """No part of a message comes from the insides of a tool: no object's address, no link into its manual."""
    said = "\n".join(map(str, refused(tmp_path, text)))

    assert re.findall(r"object at 0x|errors\.pydantic\.dev|input_value|WARNING|will not be generated", said) == []


def test_one_vendors_mistake_keeps_all_packages(project: Workspace) -> None:
    """A package that could be made is not, as long as another one of the same run cannot; the command exits 1."""
    edit(project.root / "specs/tolt/openapi.yaml", "version: 1.", "version: 2.")
    path = add_vendor(project, "shelf", SHELF)
    edit(path, "  /books:", HOLE)
    before = stamps(project.root)
    ended = vouch(project, "generate")

    assert ended.exit_code == 1
    assert [subject.split()[0] for _, subject in problems(ended)] == ["listBooks"]
    assert stamps(project.root) == before
    assert vouch(project, "generate", "tolt").exit_code == 0
