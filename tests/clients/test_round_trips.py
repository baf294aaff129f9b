"""Every model of every package, with whatever documents its schema admits."""

from __future__ import annotations

import copy
import importlib
import pickle
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.clients.conftest import SPECS, VENDORS
from tests.clients.schema_documents import Documents, documents, each_leaf, instants_read, spelled_out

from vouch.spec import Spec, load

LOADED: Mapping[str, Spec] = {vendor: load(SPECS / vendor / "openapi.yaml") for vendor in VENDORS}
MODELS = [
    pytest.param(vendor, getattr(models, name), id=f"{vendor} {name}")
    for vendor in VENDORS
    for models in [importlib.import_module(f"{vendor.replace('-', '_')}_client.models")]
    for name in models.__all__
]

each_model = pytest.mark.parametrize(("vendor", "model"), MODELS)


def schema_of(model: type) -> Mapping[str, str]:
    """Return the schema that a model is made of."""
    return {"$ref": f"#/components/schemas/{model.__name__}"}


@cache
def of(vendor: str, model: type, *, unknown: bool = True) -> Documents:
    """Draw documents that are one of these."""
    return documents(LOADED[vendor], schema_of(model), unknown=unknown)


@each_model
@given(data=st.data())
def test_a_document_comes_back_as_it_was(vendor: str, model: Any, data: st.DataObject) -> None:
    """Read and written back, nothing is lost, added or changed but the spelling of an instant."""
    document = data.draw(of(vendor, model))
    expected, written = (
        instants_read(LOADED[vendor], schema_of(model), each)
        for each in (document, model.from_dict(document).to_dict())
    )

    assert written == expected


@each_model
@settings(max_examples=20)  # equality, copies and repr ask what kinds of values there are, not which
@given(data=st.data())
def test_a_model_is_a_value(vendor: str, model: Any, data: st.DataObject) -> None:
    """Read twice, pickled or copied, it is equal, and its repr is short."""
    document = data.draw(of(vendor, model))
    read = model.from_dict(document)

    assert read == model.from_dict(copy.deepcopy(document))
    assert read == pickle.loads(pickle.dumps(read))  # noqa: S301 - our own
    assert read == copy.deepcopy(read) == copy.copy(read)
    assert read.to_dict() == copy.deepcopy(read).to_dict()
    assert len(repr(read)) < 500


@each_model
@given(data=st.data())
def test_numbers_may_come_as_strings(vendor: str, model: Any, data: st.DataObject) -> None:
    """Where the schema says number, one in quotation marks is read as the number it is."""
    document = data.draw(of(vendor, model, unknown=False))

    assert model.from_dict(each_leaf(document, spelled_out)) == model.from_dict(document)
