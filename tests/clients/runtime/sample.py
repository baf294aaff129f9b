"""A hand-written model, in the shape that generated ones have."""

# ruff: noqa: D102 - `Model` says what they do

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, Literal, Self

from attrs import define, field

from vouch.generate.runtime.decode import (
    Decoder,
    array,
    boolean,
    date_time,
    each,
    integer,
    literal,
    mapping,
    nullable,
    number,
    read,
    refused,
    string,
    unknown,
)
from vouch.generate.runtime.encode import encode_object
from vouch.generate.runtime.errors import ResponseDecodeError
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
        name = ""
        try:
            got = data[name := "id"]
            new.id = got if type(got) is str else string(got)
            got = data[name := "title"]
            new.title = got if type(got) is str else string(got)
        except (KeyError, ResponseDecodeError) as error:
            raise refused(name, error) from None
        new.additional_properties = {} if len(data) == 2 else unknown(data, cls._properties())
        return new

    def to_dict(self) -> dict[str, Any]:
        return encode_object(
            {
                "id": self.id,
                "title": self.title,
            },
            additional=self.additional_properties,
        )

    @classmethod
    @cache
    def _properties(cls) -> Mapping[str, Decoder[object]]:
        return {
            "id": string,
            "title": string,
        }


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

    @classmethod
    def from_dict(cls, value: object) -> Self:
        data = mapping(value)
        new = object.__new__(cls)
        known = 6
        nulls: tuple[str, ...] = ()
        name = ""
        try:
            got = data[name := "id"]
            new.id = got if type(got) is str else string(got)
            got = data[name := "kind"]
            new.kind = got if type(got) is str else string(got)
            got = data[name := "price"]
            new.price = got if type(got) is int else number(got)
            got = data[name := "createdAt"]
            new.created_at = date_time(got)
            got = data[name := "expiresAt"]
            new.expires_at = None if got is None else date_time(got)
            got = data[name := "courses"]
            new.courses = each(Course.from_dict, got) if got != [] else []
            if (name := "active") in data:
                known += 1
                got = data[name]
                new.active = got if type(got) is bool else boolean(got)
            else:
                new.active = None
            if (name := "accessDays") in data:
                known += 1
                got = data[name]
                if got is None:
                    nulls += (name,)
                new.access_days = got if got is None or type(got) is int else integer(got)
            else:
                new.access_days = None
            if (name := "sponsor") in data:
                known += 1
                got = data[name]
                if got is None:
                    nulls += (name,)
                new.sponsor = None if got is None else Course.from_dict(got)
            else:
                new.sponsor = None
        except (KeyError, ResponseDecodeError) as error:
            raise refused(name, error) from None
        new._nulls = nulls
        new.additional_properties = {} if len(data) == known else unknown(data, cls._properties())
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

    @classmethod
    @cache
    def _properties(cls) -> Mapping[str, Decoder[object]]:
        return {
            "id": string,
            "kind": string,
            "price": number,
            "createdAt": date_time,
            "expiresAt": nullable(date_time),
            "courses": array(Course.from_dict),
            "active": boolean,
            "accessDays": nullable(integer),
            "sponsor": nullable(Course.from_dict),
        }


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
    _nulls: tuple[str, ...] = field(default=(), alias="_nulls", repr=False)

    @classmethod
    def from_dict(cls, value: object) -> Self:
        data = mapping(value)
        new = object.__new__(cls)
        known = 2
        nulls: tuple[str, ...] = ()
        name = ""
        try:
            got = data[name := "success"]
            new.success = read(literal(True), got)  # noqa: FBT003 - the constant itself
            got = data[name := "groups"]
            new.groups = each(Group.from_dict, got) if got != [] else []
            if (name := "total") in data:
                known += 1
                got = data[name]
                new.total = got if type(got) is int else integer(got)
            else:
                new.total = None
            if (name := "more") in data:
                known += 1
                got = data[name]
                new.more = got if type(got) is bool else boolean(got)
            else:
                new.more = None
            if (name := "cursor") in data:
                known += 1
                got = data[name]
                if got is None:
                    nulls += (name,)
                new.cursor = got if got is None or type(got) is str else string(got)
            else:
                new.cursor = None
        except (KeyError, ResponseDecodeError) as error:
            raise refused(name, error) from None
        new._nulls = nulls
        new.additional_properties = {} if len(data) == known else unknown(data, cls._properties())
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
            nulls=self._nulls,
            additional=self.additional_properties,
        )

    @classmethod
    @cache
    def _properties(cls) -> Mapping[str, Decoder[object]]:
        return {
            "success": literal(True),  # noqa: FBT003 - the constant itself
            "groups": array(Group.from_dict),
            "total": integer,
            "more": boolean,
            "cursor": nullable(string),
        }
