"""A hand-written model, in the shape that generated ones have."""

# ruff: noqa: D102 - `Model` says what they do

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Literal, Self

from attrs import define, field

from vouch.generate.runtime.decode import (
    MISSING,
    absent,
    at,
    boolean,
    date_time,
    each,
    integer,
    literal,
    mapping,
    nullable,
    number,
    string,
    unknown,
)
from vouch.generate.runtime.encode import encode_object
from vouch.generate.runtime.model import Model


@define(kw_only=True, repr=False, eq=False)
class Course(Model):
    """Something a code gives access to."""

    id: str
    """The course's id."""
    title: str
    """The course's title."""
    additional_properties: dict[str, Any] = field(factory=dict[str, Any])

    @classmethod
    def from_dict(cls, value: object) -> Self:
        data = mapping(value)
        new = object.__new__(cls)
        try:
            got = data["id"]
            new.id = got if type(got) is str else at("id", string, got)
            got = data["title"]
            new.title = got if type(got) is str else at("title", string, got)
        except KeyError as error:
            raise absent(error) from None
        new.additional_properties = {} if len(data) == 2 else unknown(data, _COURSE)
        return new

    def to_dict(self) -> dict[str, Any]:
        return encode_object(
            {
                "id": self.id,
                "title": self.title,
            },
            additional=self.additional_properties,
        )


_COURSE = frozenset({"id", "title"})


@define(kw_only=True, repr=False, eq=False)
class Group(Model):
    """A group of codes."""

    id: str
    """The group's id."""
    kind: str
    """`gift` or `sale`; others may come."""
    price: int | float
    """In whole units of the currency."""
    created_at: datetime
    """When it was made."""
    expires_at: datetime | None
    """When its codes expire, None for never."""
    courses: list[Course]
    """What its codes give access to."""
    active: bool | None = None
    """Whether its codes can be used, None when the vendor does not say."""
    access_days: int | None = None
    """Days of access, None when missing or null."""
    sponsor: Course | None = None
    """Only when asked for."""
    additional_properties: dict[str, Any] = field(factory=dict[str, Any])
    _nulls: tuple[str, ...] = field(default=(), alias="_nulls", repr=False)
    _nullable: ClassVar[Mapping[str, str]] = {"accessDays": "access_days", "sponsor": "sponsor"}

    @classmethod
    def from_dict(cls, value: object) -> Self:
        data = mapping(value)
        new = object.__new__(cls)
        missing = 0
        nulls: tuple[str, ...] = ()
        try:
            got = data["id"]
            new.id = got if type(got) is str else at("id", string, got)
            got = data["kind"]
            new.kind = got if type(got) is str else at("kind", string, got)
            got = data["price"]
            new.price = got if type(got) is int else at("price", number, got)
            got = data["createdAt"]
            new.created_at = at("createdAt", date_time, got)
            got = data["expiresAt"]
            new.expires_at = at("expiresAt", nullable(date_time), got)
            got = data["courses"]
            new.courses = each("courses", Course.from_dict, got) if got != [] else []
        except KeyError as error:
            raise absent(error) from None
        got = data.get("active", MISSING)
        if got is MISSING:
            got = None
            missing += 1
        elif type(got) is not bool:
            got = at("active", boolean, got)
        new.active = got
        got = data.get("accessDays", MISSING)
        if got is MISSING:
            got = None
            missing += 1
        elif got is None:
            nulls += ("accessDays",)
        elif type(got) is not int:
            got = at("accessDays", integer, got)
        new.access_days = got
        got = data.get("sponsor", MISSING)
        if got is MISSING:
            got = None
            missing += 1
        elif got is None:
            nulls += ("sponsor",)
        else:
            got = at("sponsor", Course.from_dict, got)
        new.sponsor = got
        new._nulls = nulls
        new.additional_properties = {} if len(data) == 9 - missing else unknown(data, _GROUP)
        return new

    def to_dict(self) -> dict[str, Any]:
        return encode_object(
            {
                "id": self.id,
                "kind": self.kind,
                "price": self.price,
                "createdAt": self.created_at,
                "expiresAt": self.expires_at,
                "courses": self.courses,
            },
            {
                "active": self.active,
                "accessDays": self.access_days,
                "sponsor": self.sponsor,
            },
            nulls=self._nulls,
            additional=self.additional_properties,
        )


_GROUP = frozenset({"id", "kind", "price", "createdAt", "expiresAt", "courses", "active", "accessDays", "sponsor"})


@define(kw_only=True, repr=False, eq=False)
class GroupList(Model):
    """One page of groups."""

    success: Literal[True]
    """Always true."""
    groups: list[Group]
    """The groups on this page."""
    total: int | None = None
    """How many groups there are on all pages."""
    more: bool | None = None
    """Whether another page follows."""
    cursor: str | None = None
    """What asks for that page."""
    additional_properties: dict[str, Any] = field(factory=dict[str, Any])

    @classmethod
    def from_dict(cls, value: object) -> Self:
        data = mapping(value)
        new = object.__new__(cls)
        missing = 0
        try:
            got = data["success"]
            new.success = at("success", literal(True), got)  # noqa: FBT003 - the constant itself
            got = data["groups"]
            new.groups = each("groups", Group.from_dict, got) if got != [] else []
        except KeyError as error:
            raise absent(error) from None
        got = data.get("total", MISSING)
        if got is MISSING:
            got = None
            missing += 1
        elif type(got) is not int:
            got = at("total", integer, got)
        new.total = got
        got = data.get("more", MISSING)
        if got is MISSING:
            got = None
            missing += 1
        elif type(got) is not bool:
            got = at("more", boolean, got)
        new.more = got
        got = data.get("cursor", MISSING)
        if got is MISSING:
            got = None
            missing += 1
        elif type(got) is not str:
            got = at("cursor", nullable(string), got)
        new.cursor = got
        new.additional_properties = {} if len(data) == 5 - missing else unknown(data, _GROUP_LIST)
        return new

    def to_dict(self) -> dict[str, Any]:
        return encode_object(
            {
                "success": self.success,
                "groups": self.groups,
            },
            {
                "total": self.total,
                "more": self.more,
                "cursor": self.cursor,
            },
            additional=self.additional_properties,
        )


_GROUP_LIST = frozenset({"success", "groups", "total", "more", "cursor"})
