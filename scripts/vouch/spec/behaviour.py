"""The behaviour fields of a spec as typed values: what client, mock and contract suite read.

Pointers are JSON pointers. A *body* pointer starts at the JSON body of a 2xx answer, an *item* pointer at one item of
the list. `specs/README.md` has the table of the fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

Level = Literal["documented", "example", "observed", "assumed"]


@dataclass(frozen=True, slots=True)
class Claim:
    """How well a fact is known. `of` names the sibling keywords it is about; empty means the whole object."""

    level: Level
    why: str = ""
    of: tuple[str, ...] = ()
    page: str = ""


@dataclass(frozen=True, slots=True)
class NextToken:
    """Where an answer carries the token of the next page: the string itself, or a key inside a query string."""

    at: str
    query: str | None = None


@dataclass(frozen=True, slots=True)
class Pagination:
    """How the pages of a list follow each other (`x-pagination`)."""

    style: Literal["cursor", "page", "id"]
    parameter: str
    items: str
    total: str | None = None
    more: str | None = None
    size: int | None = None
    size_at: str | None = None
    limit: str | None = None
    next: tuple[NextToken, ...] = ()
    current: str | None = None
    first: int = 1
    empty_ends: bool = False
    id: str | None = None
    previous: str | None = None

    @classmethod
    def from_field(cls, field: Mapping[str, Any]) -> Self:
        """Read the field, already checked against the vocabulary."""
        known = {key.replace("-", "_"): value for key, value in field.items() if key not in {"next", "x-evidence"}}
        tokens = tuple(NextToken(entry["at"], entry.get("query")) for entry in field.get("next", ()))
        return cls(**known, next=tokens)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which items a parameter keeps (`x-filter`)."""

    field: str
    match: Literal["equals", "in", "contains", "at-least", "at-most"]


@dataclass(frozen=True, slots=True)
class Order:
    """One order of a list: by the values at an item pointer."""

    by: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Sort:
    """The order each value of a parameter asks for (`x-sort`)."""

    values: Mapping[str, Order]


@dataclass(frozen=True, slots=True)
class Embedding:
    """A related object: where it is embedded in an item, and where the item holds its id."""

    at: str
    ref: str


@dataclass(frozen=True, slots=True)
class Expand:
    """The object each value of a parameter embeds (`x-expand`)."""

    values: Mapping[str, Embedding]


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold between parameters (`x-rules`); `names` are parameter names, `message` the vendor's words."""

    kind: Literal["at-least-one", "at-most-one"]
    names: tuple[str, ...]
    message: str | None = None

    @classmethod
    def from_field(cls, field: Mapping[str, Any]) -> Self:
        """Read one entry of the field."""
        kind: Literal["at-least-one", "at-most-one"] = "at-least-one" if "at-least-one" in field else "at-most-one"
        return cls(kind, tuple(field[kind]), field.get("message"))

    def holds(self, given: int) -> bool:
        """Say whether the rule is kept when that many of its parameters are given."""
        return given >= 1 if self.kind == "at-least-one" else given <= 1


@dataclass(frozen=True, slots=True)
class Creates:
    """What a successful call adds to a list (`x-creates`)."""

    list: str
    id: str
    references: Mapping[str, str]
    initial: Mapping[str, Any]
    label: str | None = None

    @property
    def thing(self) -> str:
        """The body pointer of the new thing: where its id stands."""
        return self.id.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class RateLimit:
    """How many requests a caller may make in how many seconds (`x-rate-limit`)."""

    requests: int
    seconds: float


def claims(node: Mapping[str, Any]) -> tuple[Claim, ...]:
    """Read the `x-evidence` of an object; none means it is documented."""
    return tuple(
        Claim(entry["level"], entry.get("why", ""), tuple(entry.get("of", ())), entry.get("page", ""))
        for entry in node.get("x-evidence", ())
    )


def read_filter(field: Mapping[str, Any] | None) -> Filter | None:
    """Read `x-filter`."""
    return None if field is None else Filter(field["field"], field["match"])


def read_sort(field: Mapping[str, Any] | None) -> Sort | None:
    """Read `x-sort`."""
    if field is None:
        return None
    values = {value: Order(order["by"], order["order"] == "descending") for value, order in field["values"].items()}
    return Sort(values)


def read_expand(field: Mapping[str, Any] | None) -> Expand | None:
    """Read `x-expand`."""
    if field is None:
        return None
    return Expand({value: Embedding(place["at"], place["ref"]) for value, place in field["values"].items()})
