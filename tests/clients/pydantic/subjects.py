"""Every model of every package: its schema, our class and the pydantic one."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from tests.clients.pydantic.documents import documents, full_document

from vouch.spec import Spec, load

SPECS = Path(__file__).parents[3] / "specs"
PACKAGES = {
    "spacebring": "spacebring_client",
    "thought-industries": "thought_industries_client",
    "tolt": "tolt_client",
}


@dataclass(frozen=True, eq=False, slots=True)
class Subject:
    """One model, in both readings; `documents` draws what its schema admits, `full` is one in which all is there."""

    spec: Spec
    schema: dict[str, Any]
    ours: Any
    pydantic: Any
    validator: jsonschema_rs.Draft202012Validator
    documents: st.SearchStrategy[dict[str, Any]]
    full: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.spec.vendor} {self.ours.__name__}"


def _subjects(vendor: str, package: str) -> Iterator[Subject]:
    spec = load(SPECS / vendor / "openapi.yaml")
    models, pydantic = (importlib.import_module(f"{package}.{module}") for module in ("models", "pydantic"))
    for name in models.__all__:
        schema = spec.document["components"]["schemas"][name]
        yield Subject(
            spec,
            schema,
            ours=getattr(models, name),
            pydantic=getattr(pydantic, name),
            validator=jsonschema_rs.Draft202012Validator(spec.standalone(schema), validate_formats=True),
            documents=documents(spec, schema),
            full=full_document(spec, schema),
        )


SUBJECTS = [subject for vendor, package in PACKAGES.items() for subject in _subjects(vendor, package)]
every_model = pytest.mark.parametrize("subject", SUBJECTS, ids=str)
some = settings(max_examples=15, derandomize=True)
"""The same few examples on every run: there are many models, and the tables of values are walked in full elsewhere."""
