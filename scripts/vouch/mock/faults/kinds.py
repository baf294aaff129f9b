"""The kinds of faults, as data: what each is called, and what can be said about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, ClassVar

_SECONDS = {"type": "number", "minimum": 0, "maximum": 60}
_HEADERS = {
    "type": "object",
    "propertyNames": {"pattern": "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"},
    "additionalProperties": {"type": "string", "pattern": "^[ -~]*$"},
}


def option(default: Any, **schema: Any) -> Any:
    """Return a field of a fault that JSON may give, with the schema that its value keeps."""
    return field(default=default, metadata=schema)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that goes wrong with one answer."""

    name: ClassVar[str]

    def __str__(self) -> str:
        """Return what a log says of it."""
        said = [f"{each.name}={getattr(self, each.name)}" for each in fields(self) if getattr(self, each.name)]
        return " ".join(said if self.name in {each.name for each in fields(self)} else [self.name, *said])

    @classmethod
    @cache
    def options(cls) -> Mapping[str, Mapping[str, Any]]:
        """Return the JSON Schema of each of its options."""
        return {each.name: each.metadata for each in fields(cls)}


class Instead(Fault):
    """Stands in for the answer: the request is not carried out."""


@dataclass(frozen=True, slots=True)
class Status(Instead):
    """An error, in the vendor's shape unless a body is given; `retry_after` is in seconds."""

    name = "status"
    status: int = option(500, type="integer", minimum=200, maximum=599)
    retry_after: int | None = option(None, type="integer", minimum=0)
    headers: Mapping[str, str] = field(default_factory=dict, metadata=_HEADERS)
    body: Any = field(default=None)


@dataclass(frozen=True, slots=True)
class Html(Instead):
    """A page for people, as proxies answer when what is behind them does not."""

    name = "html"
    status: int = option(502, type="integer", minimum=200, maximum=599)


@dataclass(frozen=True, slots=True)
class RateLimit(Fault):
    """A 429 to each request past so many in so many seconds; the spec's `x-rate-limit` where neither is given."""

    name = "rate-limit"
    requests: int | None = option(None, type="integer", minimum=1)
    seconds: float | None = option(None, type="number", exclusiveMinimum=0)


@dataclass(frozen=True, slots=True)
class Latency(Fault):
    """An answer that comes so many seconds late, give or take the jitter."""

    name = "latency"
    seconds: float = option(0.2, **_SECONDS)
    jitter: float = option(0.0, **_SECONDS)


class OfPage(Fault):
    """A page of a list that misleads."""


@dataclass(frozen=True, slots=True)
class RepeatedCursor(OfPage):
    """A page that says to go on where it came from itself."""

    name = "repeated-cursor"


@dataclass(frozen=True, slots=True)
class EmptyPage(OfPage):
    """A page without items that says there are more."""

    name = "empty-page"


@dataclass(frozen=True, slots=True)
class LostItem(OfPage):
    """A page that lacks one of its items."""

    name = "lost-item"


@dataclass(frozen=True, slots=True)
class OfValue(Fault):
    """A value of the answer that is not what the spec says; any, or one of the properties named by `field`."""

    field: str | None = option(None, type="string")


@dataclass(frozen=True, slots=True)
class NewEnumValue(OfValue):
    """A value that nobody has heard of, where the spec lists some."""

    name = "new-enum-value"


@dataclass(frozen=True, slots=True)
class MissingField(OfValue):
    """A property that is not there: a required one, or whichever is named."""

    name = "missing-field"


@dataclass(frozen=True, slots=True)
class WrongType(OfValue):
    """A value of a type that its schema does not admit."""

    name = "wrong-type"


@dataclass(frozen=True, slots=True)
class Garbage(Fault):
    """A body of bytes that mean nothing, said to be what the spec says."""

    name = "garbage"


class OnWire(Fault):
    """A connection that does not carry the answer as it should."""


@dataclass(frozen=True, slots=True)
class Reset(OnWire):
    """A connection that is reset instead of answered."""

    name = "reset"


@dataclass(frozen=True, slots=True)
class Truncated(OnWire):
    """A connection that is closed in the middle of the body."""

    name = "truncated"


@dataclass(frozen=True, slots=True)
class Drip(OnWire):
    """A body that takes so many seconds to come, a little at a time."""

    name = "drip"
    seconds: float = option(2.0, **_SECONDS)


KINDS: Mapping[str, type[Fault]] = {
    kind.name: kind
    for kind in (
        Status,
        Html,
        RateLimit,
        Latency,
        Reset,
        Truncated,
        Drip,
        Garbage,
        RepeatedCursor,
        EmptyPage,
        LostItem,
        NewEnumValue,
        MissingField,
        WrongType,
    )
}
"""Every kind by the name it goes by."""
