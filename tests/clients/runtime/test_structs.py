"""Reading with msgspec: what it may take, what it leaves to the decoders, and when it is asked."""

import json
from typing import Any, Self
from unittest.mock import Mock

import msgspec
import pytest
from attrs import define
from tests.clients.runtime.sample import Course, Group, GroupList
from tests.clients.runtime.test_model import GROUP

from vouch.generate.runtime import document, reading, structs
from vouch.generate.runtime.decode import anything, array, integer, nullable, number, string
from vouch.generate.runtime.errors import ResponseDecodeError
from vouch.generate.runtime.reading import PATIENCE, json_body
from vouch.generate.runtime.structs import StructReader

COURSE = '{"id": "c", "title": "t"}'


def is_taken(read: Any, text: str | bytes) -> bool:
    """Return whether msgspec takes a document, in which case it comes to the same as the decoder."""
    try:
        found = StructReader(read).read(text)
    except Exception:  # noqa: BLE001 - any exception leaves it to the decoder
        return False
    assert repr(found) == repr(read(document.load(text)))
    return True


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (integer, "1" * 40),
        (integer, "-0"),
        (number, "3"),
        (number, "-0.0"),
        (number, "1e2"),
        (number, "5e-324"),
        (string, '"\\u00e9\\ud83d\\ude00"'),
        (anything, '{"a": [1.0, 1, true, null], "a": 2}'),
        (nullable(array(nullable(array(integer)))), "[null, [], [1]]"),
        (array(Course.from_dict), f"[{COURSE}, {COURSE}]"),
        (Course.from_dict, '{"id": "x", "\\u0069d": "c", "title": "t"}'),
        (Course.from_dict, f"{COURSE} \n".encode()),
    ],
)
def test_what_is_taken(read: Any, text: str | bytes) -> None:
    """Numbers keep their kind and size, the last of two namesakes counts, and names may be spelt with escapes."""
    assert is_taken(read, text)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (integer, "3.0"),
        (integer, "1e2"),
        (integer, '"3"'),
        (integer, "1" * 5000),
        (number, "1e400"),
        (number, "NaN"),
        (string, '"\\ud800"'),
        (array(string), '"abc"'),
        (Course.from_dict, '{"id": "c", "title": "t", "new": 1}'),
        (Course.from_dict, '{"id": "c"}'),
        (Course.from_dict, '{"id": "c", "title": null}'),
        (Course.from_dict, '{"id": 1, "id": "c", "title": "t"}'),
        (Course.from_dict, b"\xef\xbb\xbf" + COURSE.encode()),
        (Course.from_dict, f"{COURSE} x"),
        (Course.from_dict, "[" * 100_000),
    ],
)
def test_what_is_left_to_the_decoders(read: Any, text: str | bytes) -> None:
    """Whatever is no plain case of what is expected, be it wrong or not."""
    assert not is_taken(read, text)


def test_instants_are_read_as_ever() -> None:
    """A date is cut off after its microseconds, not rounded as msgspec would, and one without an offset is UTC."""
    moments = ["2025-06-30T12:00:00.1234569Z", "2025-06-30T12:00:60Z", "2025-06-30T12:00:00"]
    text = json.dumps([{**GROUP, "createdAt": moment} for moment in moments])

    groups = StructReader(array(Group.from_dict)).read(text)

    assert [str(group.created_at) for group in groups] == [
        "2025-06-30 12:00:00.123456+00:00",
        "2025-06-30 12:01:00+00:00",
        "2025-06-30 12:00:00+00:00",
    ]


def test_null_is_told_from_missing() -> None:
    """Where a property may be both, the model knows which; where it may not be null, null is left to the decoder."""
    read = StructReader(Group.from_dict).read
    nulls = {"sponsor": None, "accessDays": None}

    assert read(json.dumps({**GROUP, **nulls})) == Group.from_dict({**GROUP, **nulls})
    assert read(json.dumps(GROUP)) == Group.from_dict(GROUP)
    assert not is_taken(Group.from_dict, json.dumps({**GROUP, "active": None}))


def test_unknown_properties_are_learned() -> None:
    """What nobody told us about is no surprise when it comes again; other models learn nothing from it."""
    body = {"success": True, "groups": [{**GROUP, "new": [1], "newer": None}], "x": {}}
    reader = StructReader(GroupList.from_dict)

    assert not reader.learns(GroupList.from_dict({"success": True, "groups": [GROUP]}))
    assert reader.learns(GroupList.from_dict(body))
    assert not reader.learns(GroupList.from_dict(body))
    assert reader.read(json.dumps(body)).to_dict() == body
    assert reader.read(json.dumps({**body, "x": 1, "groups": [GROUP]})).groups == [Group.from_dict(GROUP)]
    with pytest.raises(Exception, match="unknown field `new`"):
        reader.read(json.dumps({**body, "new": 1}))


@pytest.mark.parametrize("name", ['"', "\\", "\n", "", "id ", "new'"])
def test_any_property_may_be_unknown(name: str) -> None:
    """A name that msgspec cannot have makes its model one for the decoder."""
    course = {"id": "c", "title": "t", name: 1}
    reader = StructReader(array(Course.from_dict))

    assert reader.learns([Course.from_dict(course)])
    assert reader.read(json.dumps([course])) == [Course.from_dict(course)]


def test_names_that_are_data_are_not_learned_for_ever() -> None:
    """A model of which every document has another property is soon one for the decoder, whatever it is called next."""
    courses = [{"id": "c", "title": "t", f"id-{number}": 1} for number in range(100)]
    reader = StructReader(Course.from_dict)

    assert sum(reader.learns(Course.from_dict(course)) for course in courses) < 30
    assert all(reader.read(json.dumps(course)) == Course.from_dict(course) for course in courses)


def test_names_by_the_thousand_cost_no_more_than_a_look() -> None:
    """However many names a document has, none is compared with more of them than a Struct may have."""
    compared = []

    class Name(str):
        __slots__ = ()
        __hash__ = str.__hash__

        def __eq__(self, other: object) -> bool:
            compared.append(other)
            return str.__eq__(self, other)

    names = [[Name(f"{course}-{number}") for number in range(100)] for course in range(100)]
    courses = [Course(id="c", title="t", additional_properties=dict.fromkeys(each, 1)) for each in names]

    assert StructReader(array(Course.from_dict)).learns(courses)
    assert len(compared) < 10_000


@pytest.mark.parametrize("most", [0, 1, 2])
def test_a_document_may_be_of_many_models(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those beyond a bound are read by their decoders, inside of those that are not."""
    body = {"success": True, "groups": [GROUP, {**GROUP, "sponsor": None}]}
    make = Mock(wraps=msgspec.defstruct)
    monkeypatch.setattr(structs, "_MOST_MODELS", most)
    monkeypatch.setattr(msgspec, "defstruct", make)

    reader = StructReader(GroupList.from_dict)

    assert reader.read(json.dumps(body)) == GroupList.from_dict(body)
    assert make.call_count == most


def test_no_reader_learns_for_ever() -> None:
    """However many models have properties nobody told us about, a reader is prepared for a bounded number of them."""
    names = [f"new-{number}" for number in range(15)]
    groups = [{**GROUP, name: 1} for name in names]
    groups += [{**GROUP, "courses": [{"id": "c", "title": "t", name: 1}]} for name in names]
    groups += [{**GROUP, "sponsor": {"id": "c", "title": "t", name: 1}} for name in [*names, "newest"]]
    reader = StructReader(Group.from_dict)

    taught = [reader.learns(Group.from_dict(group)) for group in groups]

    assert taught == [True] * 30 + [False] * 16


@pytest.fixture
def plainly(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return the documents that are read without Structs."""
    found: list[object] = []

    def load(data: str | bytes) -> object:
        found.append(data)
        return document.load(data)

    monkeypatch.setattr(reading, "load", load)
    return found


def test_msgspec_is_prepared_for_what_comes_often(plainly: list[object]) -> None:
    """A reader turns to msgspec after a number of documents, not for the few that most programs read."""
    read = json_body(Course.from_dict)

    assert len({str(read(COURSE)) for _ in range(PATIENCE + 10)}) == 1
    assert len(plainly) == PATIENCE


def test_what_msgspec_refuses_is_not_offered_again_at_once(plainly: list[object]) -> None:
    """After a document that msgspec refuses, a number of them are read without it, so that it costs next to nothing."""
    read = json_body(array(number))
    for _ in range(3 * (PATIENCE + 1)):
        assert read('["12.50"]') == [12.5]

    assert len(plainly) == 3 * (PATIENCE + 1)
    plainly.clear()
    for _ in range(PATIENCE + 10):
        read("[12.5]")
    assert len(plainly) == PATIENCE


def test_what_is_unknown_is_offered_again_at_once(plainly: list[object]) -> None:
    """A document that has shown what nobody told us about is the last that is read without msgspec."""
    read = json_body(Course.from_dict)
    for _ in range(PATIENCE + 10):
        assert read('{"id": "c", "title": "t", "new": 1}').additional_properties == {"new": 1}

    assert len(plainly) == PATIENCE + 1


def test_what_is_wrong_is_told_as_ever() -> None:
    """Whether msgspec was asked or not, the decoders say what is wrong, and where."""
    read = json_body(array(Course.from_dict))
    for _ in range(PATIENCE + 2):
        with pytest.raises(ResponseDecodeError, match=r"^\[1\]\.title: expected string, got null$"):
            read(f'[{COURSE}, {{"id": "c", "title": null}}]')


def test_msgspec_need_not_be_there(plainly: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it, documents are read as before it is asked."""
    monkeypatch.setattr(reading, "accelerated", None)
    read = json_body(Course.from_dict)

    assert len({str(read(COURSE)) for _ in range(PATIENCE + 10)}) == 1
    assert len(plainly) == PATIENCE + 10


def test_a_class_of_ones_own_is_read_by_itself() -> None:
    """What extends a model, and reads it in another way, does so however often."""

    @define(kw_only=True, repr=False, eq=False)
    class Mine(Course):
        shout: str = ""

        @classmethod
        def from_dict(cls, value: object) -> Self:
            new = super().from_dict(value)
            new.shout = new.title.upper()
            return new

    assert {Mine.from_json(COURSE).shout for _ in range(PATIENCE + 2)} == {"T"}
    assert StructReader(array(Mine.from_dict)).read(f"[{COURSE}]")[0].shout == "T"
