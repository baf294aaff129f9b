"""What is not called breaking breaks nobody: held to values, one by one."""

from __future__ import annotations

import itertools
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.diff.edits import LIBRARY

from vouch.diff.change import Way
from vouch.diff.places import Place
from vouch.diff.schemas import Schemas
from vouch.diff.sides import Node, Sides
from vouch.spec import load

SPEC = load(LIBRARY, "library")
SCALARS = [None, True, 0, 1, 2, 3, 1.5, "", "a", "b", "ab", "abc"]
VALUES: list[Any] = [
    *SCALARS,
    *([value] for value in SCALARS),
    *([one, other] for one, other in itertools.product([0, "a", None], repeat=2)),
    *({"x": one, "y": other} for one, other in itertools.product(SCALARS, repeat=2)),
    *({"x": value} for value in [*SCALARS, [], ["a"], [1]]),
    *({"y": value} for value in SCALARS),
    {},
    [],
]
TYPES = st.sampled_from(["string", "integer", "number", "boolean", ["string", "null"], ["integer", "string"]])
LEAF = st.fixed_dictionaries(
    {},
    optional={
        "type": TYPES,
        "enum": st.lists(st.sampled_from(["a", "b", "ab", 1, 2]), min_size=1, max_size=3, unique=True),
        "minimum": st.integers(0, 3),
        "exclusiveMaximum": st.integers(1, 3),
        "minLength": st.integers(0, 3),
        "pattern": st.sampled_from(["a", "^b", "^ab$"]),
        "description": st.text("ab", max_size=2),
    },
)
UNION = st.lists(LEAF, min_size=2, max_size=3).map(lambda branches: {"anyOf": branches})
OBJECT = st.fixed_dictionaries(
    {"type": st.just("object"), "properties": st.dictionaries(st.sampled_from("xy"), LEAF | UNION, max_size=2)},
    optional={"required": st.lists(st.sampled_from("xy"), max_size=2, unique=True)},
)
ARRAY = st.fixed_dictionaries(
    {"type": st.just("array")}, optional={"items": LEAF, "maxItems": st.integers(0, 2), "minItems": st.integers(0, 2)}
)
MIXED = {"anyOf": [{"type": "string"}, {"enum": ["a"]}, {"type": "integer", "enum": [1]}]}
"""An open enum, and something that is none of its values."""
SCHEMA = LEAF | UNION | OBJECT | ARRAY | st.tuples(OBJECT, OBJECT).map(lambda parts: {"allOf": list(parts)})


@pytest.mark.parametrize("way", ["sent", "read"])
@settings(max_examples=2 * settings().max_examples)
@given(old=SCHEMA, new=SCHEMA)
@example(old={"type": "integer"}, new={"type": "number", "minimum": 2})
@example(old={"type": "number", "minimum": 2}, new={"type": "integer"})
@example(old={"enum": [1], "minimum": 1, "exclusiveMaximum": 2}, new={"type": "integer", "minimum": 2})
@example(old=MIXED, new={"type": "string"})
@example(old={"type": "string"}, new=MIXED)
def test_a_change_that_breaks_nobody_admits_what_it_should(way: Way, old: Any, new: Any) -> None:
    """Where nothing is breaking, all that could be sent still can, or all that can be read could be."""
    sides = Sides(SPEC, SPEC)
    place = Place("x", way, modelled=False)
    changes = list(Schemas(sides).compare(Node(old, "/old"), Node(new, "/new"), place))
    subset, superset = (old, new) if way == "sent" else (new, old)
    inside, outside = jsonschema_rs.validator_for(subset), jsonschema_rs.validator_for(superset)
    lost = [value for value in VALUES if inside.is_valid(value) and not outside.is_valid(value)]
    lost = [value for value in lost if not isinstance(value, dict) or value.keys() <= fields(subset)]

    assert lost == [] or any(change.kind == "breaking" for change in changes)


def fields(schema: Any) -> set[str]:
    """Return the names of the properties that a schema names, itself or in its parts."""
    named = set(schema.get("properties", {}))
    return named.union(*(fields(part) for part in schema.get("allOf", ())))
