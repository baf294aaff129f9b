"""What decoders take, what they refuse, and how the refusal reads."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.clients.runtime.sample import Course, Group

from vouch.generate.runtime import decode, document, reading
from vouch.generate.runtime.errors import ResponseDecodeError


def refusal(read: Callable[[object], object], value: object) -> str:
    """Read what is no good, and return what the error says."""
    with pytest.raises(ResponseDecodeError) as caught:
        read(value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("expected", "value"), [(3, 3), (3, 3.0), (20, "20"), (-4, "-4"), (10**40, 10**40), (12, "12.0"), (100, "1e2")]
)
def test_reads_an_integer(expected: int, value: object) -> None:
    """A whole number is an int, also when it comes as 3.0 or as a string."""
    found = decode.integer(value)

    assert found == expected
    assert type(found) is int


@pytest.mark.parametrize(
    "value", [True, None, 3.5, "3.5", "", " 3", "3 ", "1_000", "٣", "0x10", "abc", [], {}, float("inf"), "1e999"]
)
def test_refuses_what_is_no_integer(value: object) -> None:
    """A boolean, a fraction, an infinity or other text is no integer."""
    assert refusal(decode.integer, value).startswith("body: expected integer, got ")


@pytest.mark.parametrize(
    ("expected", "value"), [(20, 20), (20.5, 20.5), (20, "20"), (12.5, "12.50"), (-0.5, "-0.5"), (1000.0, "1e3")]
)
def test_reads_a_number(expected: float, value: object) -> None:
    """A number keeps its kind, also when it comes as a string."""
    found = decode.number(value)

    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    "value", [False, None, "NaN", "Infinity", "-inf", "1e999", float("nan"), "1,5", ".5", "9" * 5000]
)
def test_refuses_what_is_no_number(value: object) -> None:
    """Booleans, infinities and what no JSON number looks like are refused."""
    assert refusal(decode.number, value).startswith("body: expected number, got ")


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (datetime(2025, 6, 30, 23, 59, 59, tzinfo=UTC), "2025-06-30T23:59:59.000Z"),
        (datetime(2025, 6, 30, 23, 59, 59, tzinfo=UTC), "2025-06-30t23:59:59z"),
        (datetime(2025, 6, 30, 23, 59, 59, tzinfo=UTC), "2025-06-30 23:59:59"),
        (datetime(2025, 6, 30, 21, 59, 59, tzinfo=UTC), "2025-06-30T23:59:59+02:00"),
        (datetime(2025, 6, 30, 23, 59, 59, 123456, tzinfo=UTC), "2025-06-30T23:59:59.123456789Z"),
        (datetime(2025, 6, 30, 23, 59, 59, 500000, tzinfo=UTC), "2025-06-30T23:59:59.5Z"),
        (datetime(2017, 1, 1, tzinfo=UTC), "2016-12-31T23:59:60Z"),
    ],
)
def test_reads_an_instant(expected: datetime, text: str) -> None:
    """Every spelling of RFC 3339, and one without an offset, is an aware datetime."""
    found = decode.date_time(text)

    assert found == expected
    assert found.tzinfo is not None


@pytest.mark.parametrize(
    "value",
    [
        "2025-06-30",
        "yesterday",
        "2025-13-01T00:00:00Z",
        "2025-06-30T24:60:00Z",
        1735689600,
        None,
        "",
        "20250630T000000Z",
        "2025-06-30T00:00:00.Z",
        "2025-W27-1T00:00:00Z",
        "2025-06-30x00:00:00Z",
        "2025-06-30T00:00:00,5Z",
        "2025-06-30T00:00.5000Z",
        "2025-06-30T00:00:00.5+00:00:00",
    ],
)
def test_refuses_what_is_no_instant(value: object) -> None:
    """A date alone, a number of seconds or an impossible time is no instant."""
    assert refusal(decode.date_time, value).startswith("body: expected date-time, got ")


@given(st.datetimes(), st.integers(-23 * 60, 23 * 60))
def test_reads_what_python_writes(value: datetime, minutes: int) -> None:
    """The ISO form of any aware datetime reads as the same instant."""
    expected = value.replace(tzinfo=timezone(timedelta(minutes=minutes)))

    assert decode.date_time(expected.isoformat()) == expected


def test_reads_dates_and_uuids() -> None:
    """A full date is a date and a UUID a UUID; anything near them is not."""
    text = "3c90c3cc-0d44-4b50-8888-8dd25736052a"

    assert decode.date_only("2025-06-30") == date(2025, 6, 30)
    assert decode.uuid(text) == UUID(text)
    assert refusal(decode.date_only, "2025-02-30") == 'body: expected date, got "2025-02-30"'
    assert refusal(decode.date_only, "20250630") == 'body: expected date, got "20250630"'
    assert refusal(decode.uuid, "rc100000-1111-2222-3333-444455556666").startswith("body: expected uuid, got ")


@pytest.mark.parametrize(
    ("expected", "read", "value"),
    [
        ("body: expected string, got null", decode.string, None),
        ("body: expected string, got 12", decode.string, 12),
        ("body: expected boolean, got 0", decode.boolean, 0),
        ("body: expected object, got array", decode.mapping, []),
        ("body: expected array, got object", decode.array(decode.string), {}),
        ("body: expected true, got false", decode.literal(True), False),  # noqa: FBT003
        ("body: expected true, got 1", decode.literal(True), 1),  # noqa: FBT003
        ('body: expected "a" or "b", got "c"', decode.literal("a", "b"), "c"),
        ("body: expected string or integer, got null", decode.first_of(decode.string, decode.integer), None),
    ],
)
def test_says_what_was_expected(expected: str, read: Callable[[object], object], value: object) -> None:
    """A refusal says what was expected and shows what came."""
    assert refusal(read, value) == expected


def test_shows_only_the_beginning_of_a_long_value() -> None:
    """A value of any length makes a message one can read."""
    told = refusal(decode.integer, "x" * 10_000)

    assert len(told) < 100


def test_paths_lead_through_objects_and_arrays() -> None:
    """The path names every property and index on the way."""
    read = decode.dictionary(decode.array(decode.array(Course.from_dict)))

    told = refusal(read, {"groups": [[], [{"id": "a", "title": "b"}, {"id": "c", "title": None}]]})

    assert told == "groups[1][1].title: expected string, got null"


def test_a_mistake_far_down_is_found_at_once() -> None:
    """No level looks a second time for what the next one has found."""
    looked: list[object] = []

    def node(value: object) -> object:
        looked.append(value)
        return decode.array(node)(value)

    deep: object = None
    for _ in range(9):
        deep = [deep]

    assert refusal(node, deep) == f"{'[0]' * 9}: expected array, got null"
    assert len(looked) == 10


def test_names_of_a_dictionary_are_in_the_path() -> None:
    """An object whose names are data says under which name the value is wrong."""
    read = decode.dictionary(decode.integer)

    assert read({"a": 1, "b": "2"}) == {"a": 1, "b": 2}
    assert refusal(read, {"a": 1, "b": None}) == "b: expected integer, got null"


def test_missing_is_not_null() -> None:
    """A required property must be there; an optional one may be missing, but null only where null is allowed."""
    full = {
        "id": "1",
        "kind": "gift",
        "price": 1,
        "createdAt": "2024-01-01T00:00:00Z",
        "expiresAt": None,
        "courses": [],
    }

    assert Group.from_dict(full).active is None
    assert Group.from_dict(full | {"sponsor": None}).to_dict().keys() - full.keys() == {"sponsor"}
    assert refusal(Group.from_dict, full | {"active": None}) == "active: expected boolean, got null"
    assert refusal(Group.from_dict, {"id": "1"}) == "kind: expected a value, got nothing"


def test_an_array_is_told_from_what_is_empty() -> None:
    """Nothing that is merely empty passes for an empty array, and an empty array is copied like any other."""
    source: list[object] = []

    assert decode.each(decode.string, source) == []
    assert decode.each(decode.string, source) is not source
    assert refusal(decode.array(decode.string), "") == 'body: expected array, got ""'
    assert refusal(decode.array(decode.string), {}) == "body: expected array, got object"
    assert refusal(decode.array(decode.string), ["a", 1]) == "[1]: expected string, got 1"


def test_first_of_takes_the_first_that_fits() -> None:
    """Readings are tried in order, and the one that failed deepest inside explains why none fits."""
    read = decode.first_of(decode.string, decode.dictionary(decode.string))

    assert read("plain") == "plain"
    assert read({"name": "in an object"}) == {"name": "in an object"}
    assert refusal(read, {"name": 1}) == "name: expected string, got 1"


def test_unknown_properties_keep_their_order() -> None:
    """What nobody knows is kept as it came."""
    data = {"z": 1, "known": 2, "a": [3]}

    assert list(decode.unknown(data, frozenset({"known", "gone"})).items()) == [("z", 1), ("a", [3])]
    assert decode.unknown({"known": 2}, frozenset({"known", "gone"})) == {}


@pytest.fixture(params=["msgspec", "standard library"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parse with msgspec, then as if it were not installed."""
    assert document.accelerated is not None
    if request.param != "msgspec":
        monkeypatch.setattr(document, "accelerated", None)


@pytest.mark.parametrize("text", ["1" * 40, "-9223372036854775809", "1.0", "-0", "0.1234567890123456", '{"a":1,"a":2}'])
def test_both_parsers_read_alike(text: str) -> None:
    """What msgspec takes, it reads as the standard library does: value, type and the last of two namesakes."""
    assert repr(document.load(text)) == repr(json.loads(text))


@pytest.mark.parametrize("text", ['"\\ud800"', "\ufeff[1]"])
def test_what_msgspec_dislikes_is_read_all_the_same(text: str) -> None:
    """A lone surrogate and a byte order mark are no reason to fail."""
    assert document.load(text.encode()) == json.loads(text.encode())


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("expected", "data"),
    [
        ("body: expected JSON, got nothing", b""),
        ("body: expected JSON, got nothing", b" \n"),
        ("body: expected JSON, got HTML", b"\n <!doctype html><title>Hi</title>"),
        ("body: expected JSON, got broken JSON (line 1, column 8)", b'{"a": 1'),
        ("body: expected JSON, got broken JSON", b'{"a": NaN}'),
        ("body: expected JSON, got broken JSON", b"\xff\xfe\xfd"),
        ("body: expected JSON, got broken JSON", b"[" * 200_000),
        ("body: expected JSON, got broken JSON", b"1" * 10_000),
    ],
)
def test_says_what_is_no_json(expected: str, data: bytes) -> None:
    """A body that is no JSON says what it is instead."""
    with pytest.raises(ResponseDecodeError) as caught:
        document.load(data)

    assert str(caught.value) == expected


@pytest.mark.usefixtures("parser")
def test_what_is_too_deep_for_its_decoder_is_refused() -> None:
    """To read what holds others of its kind may take more of the stack than to parse it did."""

    def tree(value: object) -> object:
        found: object = decode.first_of(decode.string, decode.array(tree))(value)
        return found

    read = reading.json_body(tree)
    for _ in range(reading.PATIENCE + 2):
        with pytest.raises(ResponseDecodeError, match=r"^body: expected a document, got one too deep to read$"):
            read("[" * 600 + "]" * 600)

    assert read('[["x"], "y"]') == [["x"], "y"]


@pytest.mark.usefixtures("parser")
def test_reads_whole_bodies() -> None:
    """A decoder becomes a reader of bytes and of text, a byte order mark included; no body reads None."""
    read = reading.json_body(decode.array(decode.integer))

    assert read(b"\xef\xbb\xbf[1, 2]") == read("[1, 2]") == [1, 2]
    reading.no_body(b"whatever")
