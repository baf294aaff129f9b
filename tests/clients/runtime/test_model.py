"""Models: what they keep, how they compare, and how they look."""

import copy
import pickle
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.clients.runtime.sample import Course, Group, GroupList

from vouch.generate.runtime.decode import date_time
from vouch.generate.runtime.errors import ResponseDecodeError

GROUP: dict[str, Any] = {
    "id": "rc100000-1111",
    "kind": "gift",
    "price": 12.5,
    "createdAt": "2025-01-15T14:30:00.000Z",
    "expiresAt": None,
    "courses": [{"id": "c1", "title": "Onboarding Essentials"}],
}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
more = st.dictionaries(st.text(), json_values, max_size=3)
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
instants = st.datetimes(timezones=st.just(UTC)).map(lambda value: value.isoformat())


def objects(needed: dict[str, Any], extra: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Draw objects with these properties, with some of those, and with some nobody knows."""
    return st.builds(lambda known, unknown: {**unknown, **known}, st.fixed_dictionaries(needed, optional=extra), more)


courses = objects({"id": st.text(), "title": st.text()}, {})
groups = objects(
    {
        "id": st.text(),
        "kind": st.text(),
        "price": numbers,
        "createdAt": instants,
        "expiresAt": st.none() | instants,
        "courses": st.lists(courses, max_size=3),
    },
    {"active": st.booleans(), "accessDays": st.none() | st.integers(), "sponsor": st.none() | courses},
)


def instants_compared(document: dict[str, Any]) -> dict[str, Any]:
    """Read the dates of a document, whose spelling does not matter."""
    read = {name: date_time(document[name]) for name in ("createdAt", "expiresAt") if document[name] is not None}
    return {**document, **read}


@given(groups)
def test_a_document_comes_back_as_it_was(document: dict[str, Any]) -> None:
    """Reading and writing changes nothing: not what is unknown, not what is null, not what is missing."""
    assert instants_compared(Group.from_dict(document).to_dict()) == instants_compared(document)


def test_missing_and_null_both_read_none() -> None:
    """To read, null and missing are the same; to compare and to write, they are not."""
    missing = Group.from_dict(GROUP)
    null = Group.from_dict({**GROUP, "accessDays": None})

    assert missing.access_days is None
    assert null.access_days is None
    assert missing != null
    assert "accessDays" not in missing.to_dict()
    assert null.to_dict()["accessDays"] is None


def test_a_null_can_be_replaced() -> None:
    """What was null and is set goes out as set, and equals what was never null."""
    group = Group.from_dict({**GROUP, "accessDays": None})
    group.access_days = 5

    assert group.to_dict()["accessDays"] == 5
    assert group == Group.from_dict({**GROUP, "accessDays": 5})


def test_unknown_values_survive() -> None:
    """A property or an enum value the vendor adds tomorrow is kept, at every depth."""
    document = {**GROUP, "kind": "brand-new", "courses": [{"id": "c", "title": "t", "level": {"of": 3}}], "x": [None]}

    group = Group.from_dict(document)

    assert group.kind == "brand-new"
    assert group.courses[0].additional_properties == {"level": {"of": 3}}
    assert group.to_dict() == document


def test_equal_documents_make_equal_models() -> None:
    """Models compare by value."""
    assert Group.from_dict(GROUP) == Group.from_dict(copy.deepcopy(GROUP))
    assert Group.from_dict(GROUP) != Group.from_dict({**GROUP, "new": 1})


def test_pickles_and_copies() -> None:
    """A pickled or copied model equals the original and shares nothing with it."""
    group = Group.from_dict({**GROUP, "sponsor": None, "new": [1]})
    twin = copy.deepcopy(group)
    twin.additional_properties["new"].append(2)

    assert pickle.loads(pickle.dumps(group)) == group  # noqa: S301 - our own
    assert twin != group


def test_says_where_a_document_is_wrong() -> None:
    """The error's path leads from the body to the value."""
    with pytest.raises(ResponseDecodeError) as caught:
        GroupList.from_dict({"success": True, "groups": [GROUP, {**GROUP, "courses": [{"id": None}]}]})

    assert str(caught.value) == "groups[1].courses[0].id: expected string, got null"


def test_a_success_that_is_none_is_no_model() -> None:
    """A body that says it failed is not read as a page."""
    with pytest.raises(ResponseDecodeError, match="success: expected true, got false"):
        GroupList.from_json('{"success": false, "error": {"message": "no"}}')


def test_reads_json() -> None:
    """Bytes and text read alike; what is no object is refused."""
    assert Course.from_json(b'{"id": "c", "title": "t"}') == Course.from_json('{"id": "c", "title": "t"}')

    with pytest.raises(ResponseDecodeError, match="body: expected object, got array"):
        Course.from_json("[]")


@pytest.mark.parametrize("value", [None, [], {}, 5, object()])
def test_only_text_is_read_as_json(value: Any) -> None:
    """Whatever else is handed in is refused like a document that is none; so is what is no object, read already."""
    with pytest.raises(ResponseDecodeError, match="body: expected JSON as str or bytes, got a "):
        Course.from_json(value)
    if value != {}:
        with pytest.raises(ResponseDecodeError, match="body: expected object, got "):
            Course.from_dict(value)


@pytest.mark.parametrize("value", [float("inf"), "\ud800", 10**5000], ids=["1e999", "half a character", "digits"])
def test_reads_what_json_can_say_and_python_hardly(value: object) -> None:
    """An odd value that nobody knows survives; where it has no place, it is refused in words that can be printed."""
    assert Course.from_dict({"id": "c", "title": "t", "odd": value}).to_dict()["odd"] == value
    with pytest.raises(ResponseDecodeError) as caught:
        Course.from_dict({"id": "c", "title": [value]})
    with pytest.raises(ResponseDecodeError) as other:
        Group.from_dict({**GROUP, "createdAt": value})

    assert str(caught.value) == "title: expected string, got array"
    assert str(other.value).encode().startswith(b"createdAt: expected date-time, got ")


def test_repr_is_short() -> None:
    """However large a model is, its repr fits a line or two, and leaves out what is not there."""
    many = Group.from_dict({**GROUP, "id": "x" * 10_000, "courses": GROUP["courses"] * 1000, "active": True})
    shown = (
        "Group(id='xxxxxxxxxxxxxxxxxxxxxxxxxxxxx…', kind='gift', price=12.5, created_at=2025-01-15T14:30:00+00:00, "
        "courses=<1000>, active=True)"
    )

    assert repr(many) == shown
    assert repr(Course(id="c", title="t")) == "Course(id='c', title='t')"


def test_repr_says_how_much_it_leaves_out() -> None:
    """Of more than six attributes the rest is counted."""
    group = Group.from_dict({**GROUP, "active": False, "accessDays": 3, "sponsor": GROUP["courses"][0], "new": 1})

    assert repr(group).endswith(", courses=<1>, active=False, … 3 more)")


def test_repr_tells_null_from_missing() -> None:
    """What is null is shown, what is missing is not: models that differ never look the same without a sign of it."""
    document = {"id": "", "kind": "", "price": 0, "createdAt": GROUP["createdAt"], "expiresAt": None, "courses": []}
    null = Group.from_dict({**document, "accessDays": None})

    assert repr(null) == (
        "Group(id='', kind='', price=0, created_at=2025-01-15T14:30:00+00:00, courses=[], access_days=None)"
    )
    assert repr(Group.from_dict(document)) == repr(null).replace(", access_days=None", "")


@settings(max_examples=20)
@given(groups, groups)
def test_equal_is_what_makes_equal_documents(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Two models are equal when their documents are, dates as instants; one never equals what is no model."""
    equal = instants_compared(one) == instants_compared(other)

    assert (Group.from_dict(one) == Group.from_dict(other)) is equal
    assert Group.from_dict(one) == Group.from_dict(one)
    assert Group.from_dict(one) != one


def test_is_made_by_hand_too() -> None:
    """A model can be built from Python values, as for a test of one's own."""
    group = Group(
        id="g", kind="sale", price=1, created_at=datetime(2025, 1, 1, tzinfo=UTC), expires_at=None, courses=[]
    )
    expected = {
        "id": "g",
        "kind": "sale",
        "price": 1,
        "createdAt": "2025-01-01T00:00:00.000Z",
        "expiresAt": None,
        "courses": [],
    }

    assert group.to_dict() == expected
