"""What msgspec reads into Structs becomes the same models that the decoders make: for every model of every package."""

from __future__ import annotations

import copy
import importlib
import json
from typing import Any

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.clients.test_round_trips import each_model, of

SURPRISES: tuple[Any, ...] = (
    *(None, True, 0, -1, 3.0, 1.5, 1e300, 10**30, [], [None], {}, {"id": 1}),
    *("", "3", "1e2", "x", "\ud800", "2025-06-30", "2025-06-30T12:00:00", "2025-06-30T12:00:00.1234567Z"),
)
"""What stands where something else should: some of it is taken there all the same."""


def struct_reader(model: Any) -> Any:
    """Return the reader of a model's documents that uses msgspec."""
    package = model.__module__.partition(".")[0]
    return importlib.import_module(f"{package}._runtime.structs").StructReader(model.from_dict)


def exactly(value: Any) -> Any:
    """Return all that can be told of a value: the types in it, the order of items, what was null."""
    if attrs.has(type(value)):
        return type(value), {each.name: exactly(getattr(value, each.name)) for each in attrs.fields(type(value))}
    if isinstance(value, list):
        return [exactly(each) for each in value]
    return {name: exactly(each) for name, each in value.items()} if isinstance(value, dict) else repr(value)


def outcome(read: Any, *given: Any) -> tuple[Any, str]:
    """Return what reading comes to: all that can be told of the value, or what is said against it."""
    try:
        return exactly(read(*given)), ""
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is asked for
        return None, str(error)


@st.composite
def surprising(draw: st.DrawFn, document: Any) -> Any:
    """Draw a document like this one, with a surprise in it: another value somewhere, or none."""
    root = [copy.deepcopy(document)]
    here: Any = root
    key: Any = 0
    while (inside := here[key]) and isinstance(inside, dict | list) and draw(st.integers(0, 3)):
        here, key = inside, draw(st.sampled_from(list(inside) if isinstance(inside, dict) else range(len(inside))))
    if isinstance(here, dict) and draw(st.booleans()):
        del here[key]
    else:
        here[key] = draw(st.sampled_from(SURPRISES))
    return root[0]


@each_model
@given(data=st.data())
def test_what_is_read_is_read_alike(vendor: str, model: Any, data: st.DataObject) -> None:
    """Whatever a document holds, msgspec either leaves it to the decoders or comes to the same."""
    document = data.draw(of(vendor, model))
    reader = struct_reader(model)
    reader.learns(model.from_dict(document))
    text = json.dumps(data.draw(surprising(document)), ensure_ascii=data.draw(st.booleans()))

    found, refusal = outcome(reader.read, text)

    assert refusal or (found, "") == outcome(model.from_dict, json.loads(text))


@each_model
@settings(max_examples=20)
@given(data=st.data())
def test_what_a_schema_admits_is_read(vendor: str, model: Any, data: st.DataObject) -> None:
    """A document without surprises is not left to the decoders, once it has shown what nobody told us about."""
    document = data.draw(of(vendor, model))
    text = json.dumps(document)
    plain = model.from_dict(document)
    reader = struct_reader(model)

    _, refusal = outcome(reader.read, text)

    assert reader.learns(plain) or not refusal
    assert outcome(reader.read, text) == (exactly(plain), "")
    assert not reader.learns(plain)
