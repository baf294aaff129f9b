"""Every model of every package: its schema, our class and the pydantic one."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from vouch.spec import Spec, load

SPECS = Path(__file__).parents[3] / "specs"
PACKAGES = {
    "spacebring": "spacebring_client",
    "thought-industries": "thought_industries_client",
    "tolt": "tolt_client",
}


@dataclass(frozen=True, eq=False, slots=True)
class Subject:
    """One model, three times."""

    spec: Spec
    schema: dict[str, Any]
    ours: Any
    pydantic: Any

    def __str__(self) -> str:
        return f"{self.spec.vendor} {self.ours.__name__}"


def _subjects() -> list[Subject]:
    found = []
    for vendor, package in PACKAGES.items():
        spec = load(SPECS / vendor / "openapi.yaml")
        models, pydantic = (importlib.import_module(f"{package}.{module}") for module in ("models", "pydantic"))
        schemas = spec.document["components"]["schemas"]
        found += [
            Subject(spec, schemas[name], getattr(models, name), getattr(pydantic, name)) for name in models.__all__
        ]
    return found


SUBJECTS = _subjects()
every_model = pytest.mark.parametrize("subject", SUBJECTS, ids=str)
some = settings(max_examples=300, derandomize=True)
"""The same few examples on every run: there are many models, and the tables of values are walked in full elsewhere."""
