"""Packages are typed for strict checkers, whatever the spec is made of."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.generator.projects import SHELF

from vouch.generate.package import build
from vouch.generate.writing import write_package
from vouch.spec import load, load_any

GOLDENS = Path(__file__).parent / "goldens"
DOCUMENTS = Path(__file__).parent / "documents"
BUILT_IN = "".join(
    f"        {name}: {schema}\n"
    for name, schema in {
        "object": "{type: integer}",
        "str": "{type: string}",
        "int": "{type: boolean}",
        "bool": "{type: number}",
        "list": "{type: array, items: {type: string}}",
        "dict": "{type: array, items: {type: number}}",
        "type": '{type: [string, "null"]}',
        "date": "{type: string, format: date}",
        "datetime": "{type: string, format: date-time}",
        "tuple": "{type: string}",
        "UUID": "{type: string, format: uuid}",
        "last": '{type: [string, "null"], format: date-time}',
    }.items()
)
"""Properties that are called like types, and the types they would hide."""


HIDING = ("client", "mapping", "timeout", "module-type", "retry", "page", "type-checking")
"""Vendors that are called as something in the modules of their client is."""
SPECS = {
    **{path.parent.name: path.read_text("utf-8") for path in sorted(GOLDENS.glob("*/spec.yaml"))},
    "named": SHELF + BUILT_IN,
    "array": """\
openapi: 3.1.0
info: {title: Words, version: 0.1.0}
servers: [{url: "https://api.words.example"}]
paths:
  /words:
    get:
      operationId: listWords
      tags: [words]
      responses:
        "200":
          description: All words.
          content: {application/json: {schema: {type: array, items: {type: string}}}}
""",
    **dict.fromkeys(HIDING, SHELF),
    "empty": f"{SHELF}        more: {{type: object}}\n",
}


@pytest.fixture(scope="session")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return what mypy has against packages of all these specs."""
    folder = tmp_path_factory.mktemp("types")
    for vendor, text in SPECS.items():
        spec = folder / "specs" / vendor / "openapi.yaml"
        spec.parent.mkdir(parents=True)
        spec.write_text(text, "utf-8")
        write_package(folder / "packages" / vendor, build(load(spec)))
    for path in DOCUMENTS.iterdir():
        write_package(folder / "packages" / path.stem, build(load_any(path)[0]))
    packages = [str(package) for package in sorted((folder / "packages").iterdir())]
    ended = subprocess.run(  # noqa: S603 - our own interpreter and tool
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", f"--cache-dir={folder / 'cache'}", *packages],
        env={"MYPYPATH": os.pathsep.join(packages), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stderr == ""
    return ended.stdout


def about(complaints: str, *vendors: str) -> list[str]:
    """Return the errors in the packages of these vendors."""
    found = [line for line in complaints.splitlines() if ": error: " in line]
    return [line for line in found if any(f"/{vendor}_client/" in line for vendor in vendors)]


def test_packages_pass_strict_mypy(complaints: str) -> None:
    """Every kind of pager, argument and model is fully and consistently typed."""
    assert about(complaints, "bodies", "paging", "styles") == []


def test_packages_of_any_document_pass_strict_mypy(complaints: str) -> None:
    """Whatever words a document uses, what comes of them is fully and consistently typed."""
    assert about(complaints, "everything", "uber_altere_dinge", "webhooks") == []


def test_properties_may_be_called_like_types(complaints: str) -> None:
    """`object`, `list` or `date` as the name of a property hides no type from the rest of its class."""
    assert about(complaints, "named") == []


def test_an_object_may_have_no_properties(complaints: str) -> None:
    """An object of which nothing is known is typed as well as any other."""
    assert about(complaints, "empty") == []


def test_an_answer_may_be_an_array(complaints: str) -> None:
    """A method called `list` that returns one hides no type from the rest of its class."""
    assert about(complaints, "array") == []


def test_a_client_may_be_called_like_anything(complaints: str) -> None:
    """The title of a document hides nothing that stands beside the client."""
    assert about(complaints, *(vendor.replace("-", "_") for vendor in HIDING)) == []
