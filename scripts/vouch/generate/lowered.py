"""What lowering comes to: a document in one form, and what its components stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Lowered = dict[str, Any]
"""A schema in the one form that comes out."""


SCHEMAS = "/components/schemas"
"""Where the schemas stand that have names, in the original document and in the lowered one."""


@dataclass(frozen=True, slots=True)
class Property:
    """One property of an object: what all its schemas say, put together."""

    wire: str
    required: bool
    schema: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Class:
    """An object with properties, which becomes a class; `origin` points at its schema in the original document."""

    name: str
    module: str
    origin: str
    schema: dict[str, Any]
    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class Values:
    """What an operation takes and gives: a component that has a property for each of the keys.

    The keys are `query limit`, `body`, `answer 200`; of a body whose properties are arguments, `property title`. Such a
    body may be `open` to more.
    """

    component: str
    keys: tuple[str, ...]
    properties: tuple[Property, ...] | None = None
    open: bool = False


@dataclass(frozen=True, slots=True)
class Lowering:
    """A lowered document, and what its components stand for.

    `classes` are the objects by their component, `tags` the property that tells the members of a choice apart, with the
    index of the member for each of its values, and `operations` the values of an operation by its pointer.
    """

    document: dict[str, Any]
    classes: Mapping[str, Class]
    tags: Mapping[str, tuple[str, Mapping[str, int]]]
    operations: Mapping[str, Values]
    webhooks: Values

    @property
    def components(self) -> Mapping[str, Lowered]:
        """The components by their name."""
        return self.document["components"]["schemas"]  # type: ignore[no-any-return]
