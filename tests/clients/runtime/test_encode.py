"""What goes out as JSON, and what is refused first."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum, IntEnum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.clients.runtime.sample import Course

from vouch.generate.runtime.decode import date_time
from vouch.generate.runtime.encode import encode, encode_date_time, encode_json
from vouch.generate.runtime.errors import InvalidRequestError


class Colour(Enum):
    """An enum of words."""

    RED = "red"


class Level(IntEnum):
    """An enum of numbers."""

    HIGH = 3


class Word(str):
    """A string that is more than a string."""

    __slots__ = ()


class Finer(datetime):
    """An instant that knows more digits than Python does."""

    def isoformat(self, *_: object, **__: object) -> str:
        """Write all of them."""
        return "2025-06-30T23:59:59.120456789+00:00"


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        (None, None),
        (True, True),
        (1.5, 1.5),
        ("word", Word("word")),
        ("red", Colour.RED),
        (3, Level.HIGH),
        ([1, [2]], (1, [2])),
        ({"at": "2025-01-02T03:04:05.000Z"}, {"at": datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)}),
        ("2025-01-02", date(2025, 1, 2)),
        ("3c90c3cc-0d44-4b50-8888-8dd25736052a", UUID("3C90C3CC-0D44-4B50-8888-8DD25736052A")),
        ([{"id": "c", "title": "t", "new": 1}], [Course(id="c", title="t", additional_properties={"new": 1})]),
    ],
)
def test_everything_becomes_json(expected: object, value: object) -> None:
    """Dates, enums, UUIDs, models and what they are in become plain JSON values."""
    found = encode(value)

    assert found == expected
    assert json.loads(encode_json(value)) == expected


@pytest.mark.parametrize("value", [{1}, b"bytes", object()])
def test_refuses_what_json_cannot_hold(value: object) -> None:
    """What has no JSON form is refused by name, not sent as something else."""
    with pytest.raises(InvalidRequestError, match="has no place in JSON"):
        encode({"deep": [value]})


def circle() -> list[object]:
    """Return a list that holds itself."""
    found: list[object] = []
    found.append(found)
    return found


@pytest.mark.parametrize(
    "value", [float("nan"), float("-inf"), 10**5000, circle()], ids=["nan", "infinity", "digits", "circle"]
)
def test_refuses_to_write_what_no_document_holds(value: object) -> None:
    """A number that is none, one of thousands of digits and an endless list are refused where they would be sent."""
    with pytest.raises(InvalidRequestError, match="the body cannot be written as JSON: "):
        encode_json({"deep": [value]})


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        ("2025-06-30T21:59:59.000Z", datetime(2025, 6, 30, 23, 59, 59, tzinfo=timezone(timedelta(hours=2)))),
        ("2025-06-30T23:59:59.120Z", datetime(2025, 6, 30, 23, 59, 59, 120_000, tzinfo=UTC)),
        ("2025-06-30T23:59:59.120001Z", datetime(2025, 6, 30, 23, 59, 59, 120_001, tzinfo=UTC)),
        ("2025-06-30T23:59:59.120456Z", Finer(2025, 6, 30, 23, 59, 59, 120_456, tzinfo=UTC)),
        ("0001-01-01T00:00:00.000Z", datetime(1, 1, 1, tzinfo=UTC)),
    ],
)
def test_instants_go_out_in_utc(expected: str, value: datetime) -> None:
    """An instant is written in UTC with milliseconds, finer only where it is finer."""
    assert encode_date_time(value) == expected


@given(st.datetimes(), st.integers(-23 * 60, 23 * 60))
def test_instants_come_back(value: datetime, minutes: int) -> None:
    """What is written reads as the same instant, at the ends of the calendar too."""
    aware = value.replace(tzinfo=timezone(timedelta(minutes=minutes)))

    assert date_time(encode_date_time(aware)) == aware


def test_naive_datetimes_are_refused() -> None:
    """A datetime without a time zone is refused, and the message says how to give it one."""
    with pytest.raises(InvalidRequestError, match=r"has no time zone: give it one, as in datetime.now\(UTC\)"):
        encode({"at": datetime(2025, 6, 30)})  # noqa: DTZ001 - the point
