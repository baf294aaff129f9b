"""Two readings of one spec: our models and the pydantic ones accept and reject the same documents, as the schema does.

Where they differ, `DIFFERENCES` says so and why. Pydantic reads twice: as it does by default, and with `strict=True`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.clients.pydantic.documents import ABSENT, Place, places
from tests.clients.pydantic.subjects import SUBJECTS, Subject, every_model, some

READINGS = ("schema", "ours", "pydantic", "strict")
ALL = frozenset(READINGS)
NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Difference:
    """Values on which the readings disagree where `kind` is expected, and which of them accept."""

    what: str
    kind: str
    values: tuple[Any, ...]
    accepted_by: frozenset[str]
    why: str

    def __str__(self) -> str:
        return self.what


def difference(what: str, kind: str, values: list[Any], accepted_by: str, why: str) -> Difference:
    """Write a line of the table."""
    return Difference(what, kind, tuple(values), frozenset(accepted_by.split()), why)


NULL = difference(
    "null that the schema does not know, in a property that may be missing",
    "any",
    [None],
    "pydantic strict",
    "None stands for missing; `to_model` leaves it out",
)
DIFFERENCES = [
    NULL,
    difference(
        "a number as a string",
        "number",
        ["0", "1", "12", "-4", "12.50", "1e3", "12.0e1", "1700000000"],
        "ours pydantic",
        "vendors send money that way: a fault to survive, in both; not in strict",
    ),
    difference(
        "a whole number as a string",
        "integer",
        ["0", "1", "12", "-4", "1700000000"],
        "ours pydantic",
        "as for any number",
    ),
    difference(
        "a whole number as a string in another of JSON's spellings",
        "integer",
        ["12.0e1", "1e3"],
        "ours",
        "ours reads what a string holds as JSON; pydantic takes digits and zeros behind a point",
    ),
    difference(
        "a whole number with a fraction of zero",
        "integer",
        [3.0, 1e16],
        "schema ours pydantic",
        "to JSON Schema it is an integer, as it is to every JSON writer that knows only floats; not to strict",
    ),
    difference(
        "a whole number beyond 64 bits with a fraction of zero",
        "integer",
        [1e300],
        "schema ours",
        "pydantic turns a float into an int within 64 bits only",
    ),
    *(
        difference(
            f"what Python's {kind}() takes for a number, for {kind}",
            name,
            [" 12 ", "+5", "1_000", *more],
            "pydantic",
            "pydantic is lax unless strict; in JSON these are no numbers",
        )
        for kind, name, more in (("int", "integer", []), ("float", "number", [".5", "5.", "1e999", "nan", "Infinity"]))
    ),
    *(
        difference(f"a boolean for {kind}", kind, [True, False], "pydantic", "in Python, True is 1, unless strict")
        for kind in ("integer", "number")
    ),
    difference(
        "a word or number for a boolean",
        "boolean",
        [0, 1, "0", "1", "true", "FALSE", "yes", "off"],
        "pydantic",
        "pydantic is lax unless strict; no vendor has been seen to send these",
    ),
    difference("1 for a constant true", "const", [1], "pydantic strict", "Literal[True] compares, and True == 1"),
    difference(
        "a date-time without an offset",
        "date-time",
        ["2025-01-15T14:30:00", "2025-01-15T14:30:00.123"],
        "ours",
        "ours takes it as UTC, since vendors forget; AwareDatetime leaves the guess to the caller",
    ),
    difference(
        "a date-time in the spellings next to RFC 3339",
        "date-time",
        ["2025-01-15 14:30:00Z", "2025-01-15T14:30:00+0100"],
        "ours pydantic strict",
        "it can mean one instant only",
    ),
    difference(
        "a date-time in the spellings further off",
        "date-time",
        ["2025-01-15T14:30Z", "2025-01-15_14:30:00Z", "2025-01-15T14:30:00,5Z"],
        "pydantic strict",
        "pydantic's parser takes more of ISO 8601, and more than that",
    ),
    difference(
        "a leap second", "date-time", ["2016-12-31T23:59:60Z"], "schema ours", "pydantic's parser knows no second 60"
    ),
    difference(
        "a second 60 that was no leap second",
        "date-time",
        ["2025-01-15T12:00:60Z"],
        "ours",
        "ours keeps no list of leap seconds, and takes the next minute",
    ),
    difference("the year 0", "date-time", ["0000-01-01T00:00:00Z"], "schema", "Python's dates begin with the year 1"),
    difference(
        "a timestamp for a date-time",
        "date-time",
        [0, 1, 2, 3.0, -1.5, 1700000000, 1700000000.5],
        "pydantic",
        "pydantic reads Unix time, unless strict; the API documents none",
    ),
    difference(
        "a timestamp as a string for a date-time",
        "date-time",
        ["0", "1", "12", "-4", "+5", ".5", "5.", "12.50", "12.0e1", "1700000000"],
        "pydantic strict",
        "pydantic reads Unix time in strings even if strict",
    ),
]
VALUES = [
    *("", "text", "12345678-1234-1234-1234-1234567890ab", 2, -1.5, 10**30, [], {}, [None], [[]], ["text"]),
    *("2025-01-15T14:30:00Z", "2025-01-15t14:30:00.123456z", "2025-01-15T14:30:00-23:59", "2025-01-15"),
    *("2025-13-01T00:00:00Z", "2025-02-29T00:00:00Z", "2025-01-15T24:00:00Z", "2025-01-15T14:30:00+24:00"),
    *(
        "20250115T143000Z",
        "2025-W03-3T14:30:00Z",
        "\N{FULLWIDTH DIGIT TWO}025-01-15T14:30:00Z",
        "0x10",
        "\N{ARABIC-INDIC DIGIT THREE}",
        "1e999",
        "--1",
    ),
    *(value for each in DIFFERENCES for value in each.values),
]
"""What is put in the place of a value: something of every type, and the edges of numbers and dates."""


def accepted(subject: Subject, document: Any) -> frozenset[str]:
    """Return the readings that accept a document."""
    text = json.dumps(document)
    readers: dict[str, Callable[[str], object]] = {
        "ours": subject.ours.from_json,
        "pydantic": subject.pydantic.model_validate_json,
        "strict": lambda text: subject.pydantic.model_validate_json(text, strict=True),
    }
    found = {"schema"} if subject.validator.is_valid(document) else set()
    for name, read in readers.items():
        try:
            read(text)
        except Exception as error:
            # Every package has a ResponseDecodeError of its own.
            if type(error).__name__ not in {"ResponseDecodeError", "ValidationError"}:
                raise
        else:
            found.add(name)
    return frozenset(found)


def odd_values(place: Place) -> list[Any]:
    """Return what to put in a place; a property can be taken out too."""
    return [*VALUES, ABSENT] if place.way and isinstance(place.way[-1], str) else VALUES


def explained(place: Place, value: Any) -> Difference | None:
    """Return the difference that a value makes in a place."""
    if value is ABSENT:
        return None
    if value is None:
        return NULL if place.optional and not place.kinds & {"null", "anything"} else None
    same = json.dumps(value)
    for each in DIFFERENCES:
        if place.kinds - {"null"} == {each.kind} and same in map(json.dumps, each.values):
            return each
    return None


def expected(subject: Subject, place: Place, document: Any, value: Any) -> frozenset[str]:
    """Return the readings that are to accept a document with the value in the place: all or none, unless explained."""
    if difference := explained(place, value):
        return difference.accepted_by
    return ALL if subject.validator.is_valid(document) else NONE


@every_model
@some
@given(data=st.data())
def test_valid_documents_are_accepted(subject: Subject, data: st.DataObject) -> None:
    """Whatever the schema admits, all accept: unknown properties and values, missing ones, null where it may be."""
    document = data.draw(subject.documents)

    assert accepted(subject, document) == ALL


@every_model
@some
@given(data=st.data())
def test_one_odd_value_is_judged_alike(subject: Subject, data: st.DataObject) -> None:
    """One value of a valid document, replaced or taken out, makes it invalid to all or to none."""
    document = data.draw(subject.documents)
    place = data.draw(st.sampled_from(list(places(subject.spec, subject.schema, document))))
    value = data.draw(st.sampled_from(odd_values(place)))
    odd = place.filled(document, value)

    assert accepted(subject, odd) == expected(subject, place, odd, value)


@every_model
def test_every_odd_value_is_judged_alike_everywhere(subject: Subject) -> None:
    """So does each odd value in each place of the document in which everything is there."""
    document = subject.full
    disagreed = []
    judged = {True: 0, False: 0}
    for place in places(subject.spec, subject.schema, document):
        for value in odd_values(place):
            odd = place.filled(document, value)
            found = accepted(subject, odd)
            judged["schema" in found] += 1
            if found != expected(subject, place, odd, value):
                disagreed.append((place.way, value, sorted(found)))

    assert disagreed == []
    assert min(judged.values()) > 0


@pytest.mark.parametrize("difference", DIFFERENCES, ids=str)
def test_differences_are_still_there(difference: Difference) -> None:
    """Each line of the table is met, and not all agree: what has been settled is to be struck out."""
    met = set()
    for subject in SUBJECTS:
        document = subject.full
        for place in places(subject.spec, subject.schema, document):
            met |= {
                (json.dumps(value), accepted(subject, place.filled(document, value)))
                for value in difference.values
                if explained(place, value) is difference
            }

    assert difference.accepted_by not in {ALL, NONE}
    assert met == {(json.dumps(value), difference.accepted_by) for value in difference.values}
