"""Every model of every package: its schema, our class and the pydantic one."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import settings
from tests.clients.pydantic.documents import documents, full_document

from vouch.spec import Spec, load

SPECS = Path(__file__).parents[3] / "specs"
PACKAGES = {
    "spacebring": "spacebring_client",
    "thought-industries": "thought_industries_client",
    "tolt": "tolt_client",
}


class Subject:
    """One model, in both readings; `documents` draws what its schema admits, `full` is one in which all is there."""

    # No dataclass: Hypothesis prints each field of one, here a whole spec, and then reports flakiness, not faults.
    def __init__(self, spec: Spec, ours: Any, pydantic: Any) -> None:
        self.spec = spec
        self.ours = ours
        self.pydantic = pydantic
        self.schema: dict[str, Any] = spec.document["components"]["schemas"][ours.__name__]
        self.documents = documents(spec, self.schema)
        self.full: dict[str, Any] = full_document(spec, self.schema)
        self.validator = jsonschema_rs.Draft202012Validator(spec.standalone(self.schema), validate_formats=True)

    def __repr__(self) -> str:
        return f"{self.spec.vendor} {self.ours.__name__}"


def _subjects(vendor: str, package: str) -> Iterator[Subject]:
    spec = load(SPECS / vendor / "openapi.yaml")
    models, pydantic = (importlib.import_module(f"{package}.{module}") for module in ("models", "pydantic"))
    for name in models.__all__:
        yield Subject(spec, getattr(models, name), getattr(pydantic, name))


SUBJECTS = [subject for vendor, package in PACKAGES.items() for subject in _subjects(vendor, package)]
every_model = pytest.mark.parametrize("subject", SUBJECTS, ids=str)
some = settings(max_examples=15, derandomize=True)
"""The same few examples on every run: there are many models, and the tables of values are walked in full elsewhere."""
