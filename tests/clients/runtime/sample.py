"""A hand-written model, in the shape that generated ones have."""

# ruff: noqa: D102 - `Model` says what they do

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, Self

from attrs import define, field

from vouch.generate.runtime.decode import (
    array,
    boolean,
    date_time,
    explicit_nulls,
    integer,
    literal,
    mapping,
    nullable,
    number,
    optional,
    required,
    string,
    unknown,
)
from vouch.generate.runtime.encode import encode_object
from vouch.generate.runtime.model import Model


@define(kw_only=True, repr=False)
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
        return cls(
            id=required(data, "id", string),
            title=required(data, "title", string),
            additional_properties=unknown(data, _COURSE),
        )

    def to_dict(self) -> dict[str, Any]:
        return encode_object(
            {
                "id": self.id,
                "title": self.title,
            },
            additional=self.additional_properties,
        )


_COURSE = frozenset({"id", "title"})


@define(kw_only=True, repr=False)
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
    _nulls: frozenset[str] = field(default=frozenset(), alias="_nulls", repr=False)

    @classmethod
    def from_dict(cls, value: object) -> Self:
        data = mapping(value)
        return cls(
            id=required(data, "id", string),
            kind=required(data, "kind", string),
            price=required(data, "price", number),
            created_at=required(data, "createdAt", date_time),
            expires_at=required(data, "expiresAt", nullable(date_time)),
            courses=required(data, "courses", array(Course.from_dict)),
            active=optional(data, "active", boolean),
            access_days=optional(data, "accessDays", nullable(integer)),
            sponsor=optional(data, "sponsor", nullable(Course.from_dict)),
            additional_properties=unknown(data, _GROUP),
            _nulls=explicit_nulls(data, "accessDays", "sponsor"),
        )

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


@define(kw_only=True, repr=False)
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
        return cls(
            success=required(data, "success", literal(True)),  # noqa: FBT003 - the constant itself
            groups=required(data, "groups", array(Group.from_dict)),
            total=optional(data, "total", integer),
            more=optional(data, "more", boolean),
            cursor=optional(data, "cursor", nullable(string)),
            additional_properties=unknown(data, _GROUP_LIST),
        )

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
