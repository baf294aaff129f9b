"""Checks of arguments: what passes, and how a refusal reads."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import partial
from uuid import UUID

import pytest

from vouch.generate.runtime import validate
from vouch.generate.runtime.errors import InvalidRequestError


class Order(StrEnum):
    """Somebody's own constants."""

    ASCENDING = "asc"


NAIVE = datetime(2025, 1, 1)  # noqa: DTZ001 - the point
AWARE = datetime(2025, 1, 1, tzinfo=UTC)


def refusal(check: Callable[[], None]) -> tuple[str, tuple[str, ...]]:
    """Run a check that fails, and return what the error says and names."""
    with pytest.raises(InvalidRequestError) as caught:
        check()
    return str(caught.value), caught.value.arguments


@pytest.mark.parametrize(
    ("expected", "check", "value"),
    [
        ("a string, got 3", validate.text, 3),
        ("at least 2 characters long, got 'x'", partial(validate.text, min_length=2), "x"),
        ("at most 2 characters long, got 'xyz'", partial(validate.text, max_length=2), "xyz"),
        ("a string like ^[a-z]+$, got 'A'", partial(validate.text, pattern="^[a-z]+$"), "A"),
        ("True or False, got 1", validate.boolean, 1),
        ("an integer, got True", validate.integer, True),
        ("an integer, got 3.0", validate.integer, 3.0),
        ("an integer, got '3'", validate.integer, "3"),
        ("at least 1, got 0", partial(validate.integer, minimum=1), 0),
        ("at most 100, got 101", partial(validate.integer, maximum=100), 101),
        ("above 0, got 0", partial(validate.number, exclusive_minimum=0), 0),
        ("below 1, got 1.0", partial(validate.number, exclusive_maximum=1), 1.0),
        ("a multiple of 5, got 7", partial(validate.integer, multiple_of=5), 7),
        ("a multiple of 0.1, got 0.35", partial(validate.number, multiple_of=0.1), 0.35),
        ("a finite number, got nan", validate.number, float("nan")),
        ("a finite number, got -inf", validate.number, float("-inf")),
        ("one of 'asc', 'desc', got 'up'", lambda name, value: validate.choice(name, value, "asc", "desc"), "up"),
        ("a datetime, got '2025-01-01'", validate.instant, "2025-01-01"),
        ("a date, got datetime.datetime(2025, 1, 1, 0, 0)", validate.day, NAIVE),
        ("one of 1, 2, got True", lambda name, value: validate.choice(name, value, 1, 2), True),
        ("one of 1, 2, got 1.0", lambda name, value: validate.choice(name, value, 1, 2), 1.0),
        ("one of 'asc', got ['asc']", lambda name, value: validate.choice(name, value, "asc"), ["asc"]),
        ("text, without halves of characters, got 'a\\ud800'", validate.text, "a\ud800"),
        pytest.param("an integer that can be written, got a very long int", validate.integer, -(10**5000), id="digits"),
        ("a UUID, got 'prg_1'", validate.uuid, "prg_1"),
        ("a UUID, got 5", validate.uuid, 5),
        ("a list, got 'abc'", validate.array, "abc"),
        ("a list of at least 1, got []", partial(validate.array, min_items=1), []),
        ("a list of at most 1, got [1, 2]", partial(validate.array, max_items=1), [1, 2]),
        ("a list without repetitions, got [1, 2, 1]", partial(validate.array, unique=True), [1, 2, 1]),
    ],
)
def test_refuses(expected: str, check: validate.Check, value: object) -> None:
    """Each check says what the argument must be, shows what it is, and names it."""
    assert refusal(lambda: check("limit", value)) == (f"limit must be {expected}", ("limit",))


@pytest.mark.parametrize(
    ("check", "value"),
    [
        (partial(validate.text, min_length=1, max_length=3, pattern="b"), "abc"),
        (validate.boolean, False),
        (partial(validate.integer, minimum=1, maximum=100), 100),
        (partial(validate.number, multiple_of=0.1), 0.3),
        (partial(validate.number, minimum=0), 10**400),
        (partial(validate.number, multiple_of=0.5), 10**400),
        (partial(validate.number, multiple_of=0.1), 123456789.3),
        (partial(validate.integer, multiple_of=3), 3 * 10**400),
        pytest.param(validate.integer, 10**4200, id="digits"),
        (validate.text, "\N{PILE OF POO}"),
        (lambda name, value: validate.choice(name, value, "asc"), Order.ASCENDING),
        (lambda name, value: validate.choice(name, value, "asc"), "asc"),
        (validate.instant, AWARE),
        (validate.day, date(2025, 1, 1)),
        (validate.uuid, UUID(int=1)),
        (validate.uuid, str(UUID(int=1))),
        (partial(validate.array, min_items=2, unique=True), ("a", "b")),
    ],
)
def test_lets_pass(check: validate.Check, value: object) -> None:
    """What the spec allows passes, at its bounds too; so does None, which is not given."""
    check("limit", value)
    check("limit", None)


def test_items_are_named_by_their_place() -> None:
    """What is wrong within a list says where, and still names the argument."""
    assert refusal(lambda: validate.array("courses", ["a", 2], validate.text)) == (
        "courses[1] must be a string, got 2",
        ("courses",),
    )
    assert refusal(lambda: validate.array("courses", [None])) == ("courses[0] must not be None", ("courses",))


def test_naive_datetimes_are_refused_with_the_remedy() -> None:
    """The message says how to give a time zone."""
    expected = (
        "since has no time zone: give it one, as in datetime.now(UTC) or value.replace(tzinfo=UTC)",
        ("since",),
    )

    assert refusal(lambda: validate.instant("since", NAIVE)) == expected


def test_long_values_are_cut() -> None:
    """A refusal shows the beginning of a long value only."""
    assert len(refusal(lambda: validate.integer("limit", "x" * 10_000))[0]) < 100


def test_rules_between_arguments() -> None:
    """What must be given, at least one of, at most one of: each refusal names all it is about."""
    assert refusal(lambda: validate.required(label=None, size=3, courses=None)) == (
        "label and courses must be given",
        ("label", "courses"),
    )
    assert refusal(lambda: validate.at_least_one(a=None, b=[], c=())) == (
        "give at least one of a, b and c",
        ("a", "b", "c"),
    )
    assert refusal(lambda: validate.at_most_one(after="x", before="y", limit=None)) == (
        "after and before exclude each other: give one of them",
        ("after", "before"),
    )
    validate.required(flag=False, text="", number=0)
    validate.at_least_one(a=None, b=["x"])
    validate.at_most_one(a="x", b=None, c=[])


def test_rules_speak_the_vendors_words() -> None:
    """Where the vendor has a message for a rule, it is the one given."""
    assert refusal(lambda: validate.at_least_one("Choose an item.", a=None, b=None)) == (
        "give at least one of a and b (the vendor says: Choose an item.)",
        ("a", "b"),
    )
    assert refusal(lambda: validate.at_most_one("Not both.", a=1, b=2)) == (
        "a and b exclude each other: give one of them (the vendor says: Not both.)",
        ("a", "b"),
    )
