"""What tells the members of a choice apart: a property, and the member for each of its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vouch.generate.lowered import SCHEMAS
from vouch.generate.wholes import Place, Whole, target, whole
from vouch.spec import pointer as ptr

Tags = tuple[str, Mapping[str, int]]
"""The name of a property, and the index of the member for each of its values."""


def declared_tags(document: Mapping[str, Any], tags: Mapping[str, Any], places: Sequence[Place]) -> Tags:
    """Return what a discriminator says of the members."""
    pointers = [target(document, place).key for place in places]
    found = {ptr.split(pointer)[-1]: index for index, pointer in enumerate(pointers) if pointer.startswith(SCHEMAS)}
    for value, leads in tags.get("mapping", {}).items():
        pointer = leads.removeprefix("#") if leads.startswith("#/") else ptr.join(SCHEMAS, leads)
        if pointer in pointers:
            found[value] = pointers.index(pointer)
    return str(tags["propertyName"]), found


def implied_tags(document: Mapping[str, Any], places: Sequence[Place]) -> Tags | None:
    """Find a property that all members need and whose values they share among them."""
    wholes = [whole(document, place) for place in places]
    for name in wholes[0].properties:
        found: dict[str, int] = {}
        count = 0
        for index, each in enumerate(wholes):
            values = _values_of(document, each, name)
            count += len(values) or -len(places) * 1000
            found |= dict.fromkeys(values, index)
        if 0 < count == len(found):
            return name, found
    return None


def _values_of(document: Mapping[str, Any], found: Whole, name: str) -> list[str]:
    """Return the few strings that a property which must be there may hold."""
    if name not in found.required or name not in found.properties:
        return []
    inner = whole(document, found.properties[name])
    values = [inner.words["const"]] if "const" in inner.words else inner.enum or []
    return values if all(isinstance(value, str) for value in values) else []
