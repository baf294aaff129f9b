"""Pydantic models of specs unlike ours: names that pydantic or Python has a use for, and shapes ours have not."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from vouch.generate.package import build
from vouch.generate.writing import write_package
from vouch.spec import load

SPEC = """\
openapi: 3.1.0
info: {title: Attic, version: 0.1.0}
servers: [{url: "https://api.attic.example"}]
paths:
  /box:
    get:
      operationId: getBox
      tags: [boxes]
      responses:
        "200": {description: A box., content: {application/json: {schema: {$ref: "#/components/schemas/Field"}}}}
  /lid:
    delete:
      operationId: removeLid
      tags: [boxes]
      responses:
        "204": {description: Gone.}
components:
  schemas:
    Unused: {type: object, properties: {id: {type: string}}}
    Base: {type: object, required: [copy], properties: {copy: {type: string}}}
    Kinds: {type: array, items: {type: string, enum: [wood, steel]}}
    Field:
      allOf:
        - $ref: "#/components/schemas/Base"
        - type: object
          required: [toModel]
          properties:
            toModel: {type: [string, "null"]}
            to_dict: {type: integer, default: 3, minimum: 1, maximum: 9}
            model_dump: {type: string, format: email}
            list: {type: [string, "null"], enum: [a, b, null]}
            class: {type: string, pattern: "^(?=x)", maxLength: 1}
            date: {type: string, format: date}
            id: {type: string, format: uuid}
            kinds: {$ref: "#/components/schemas/Kinds"}
            inside: {type: object, properties: {size: {anyOf: [{type: integer}, {type: string}]}}}
            empty: {type: object}
            closed: {type: object, additionalProperties: false, properties: {a: {const: 1}}}
            parent: {$ref: "#/components/schemas/Field"}
"""
DOCUMENT = {
    "copy": "c",
    "toModel": None,
    "to_dict": 12,
    "model_dump": "no address",
    "list": "new",
    "class": "yy",
    "date": "2025-06-30",
    "id": "6a5b4c3d-2e1f-4a0b-9c8d-7e6f5a4b3c2d",
    "kinds": ["wood", "glass"],
    "inside": {"size": "XL"},
    "empty": {"a": 1},
    "closed": {"a": 1, "b": 2},
    "parent": {"copy": "p", "toModel": "m"},
}


@pytest.fixture
def attic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Generate the package of that spec and import it."""
    spec = tmp_path / "specs" / "attic" / "openapi.yaml"
    spec.parent.mkdir(parents=True)
    spec.write_text(SPEC, "utf-8")
    write_package(tmp_path / "package", build(load(spec)))
    monkeypatch.syspath_prepend(tmp_path / "package")
    yield importlib.import_module("attic_client.pydantic")
    for name in [name for name in sys.modules if name.partition(".")[0] == "attic_client"]:
        del sys.modules[name]


def test_any_document_leads_there_and_back(attic: Any) -> None:
    """An answer is read as it comes: bounds, patterns, closed sets and other formats are no reason to refuse it."""
    ours = attic.models.Field.from_dict(DOCUMENT)

    theirs = attic.FieldModel.model_validate(DOCUMENT)

    assert theirs.to_dict() == DOCUMENT
    assert theirs.to_model() == ours
    assert attic.FieldModel.from_model(ours) == theirs


def test_names_in_use_get_an_underscore(attic: Any) -> None:
    """A property called like something of pydantic's or ours has another attribute; a class gets `Model` behind it."""
    theirs = attic.FieldModel.model_validate(DOCUMENT)

    assert (theirs.copy_, theirs.to_model_, theirs.to_dict_, theirs.model_dump_) == ("c", None, 12, "no address")
    assert attic.FieldModel.model_validate({"copy": "c", "toModel": None}).to_dict_ is None


def test_only_models_of_ours_are_there(attic: Any) -> None:
    """What no answer holds has no class, and neither has what is inherited only, or has no properties."""
    named = {attic.FieldModel if name == "Field" else getattr(attic, name) for name in attic.models.__all__}

    assert {getattr(attic, name) for name in attic.__all__} == named
    assert len(named) == 3


def test_a_spec_may_have_no_models(tmp_path: Path) -> None:
    """Where no answer has a body there is nothing to model, and the package is made all the same."""
    head, _, tail = SPEC.partition("  /box:")
    spec = tmp_path / "specs" / "attic" / "openapi.yaml"
    spec.parent.mkdir(parents=True)
    spec.write_text(f"{head}  /lid:{tail.partition('  /lid:')[2].partition('components:')[0]}", "utf-8")

    files = build(load(spec))

    assert b"class" not in files["attic_client/pydantic.py"].partition(b"import")[2]
