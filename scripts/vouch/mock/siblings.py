"""Properties of one object that have to agree: bounds, selections, references, moments in order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from vouch.mock import words


def reconcile(
    schema: Mapping[str, Any], made: dict[str, Any], make: Callable[[str], Any], embeds: Callable[[str], bool]
) -> None:
    """Change an object that was made of a schema until its properties agree.

    `make` makes a value that is not null for a property, or None where it cannot. `embeds` says whether a property's
    object belongs to the thing itself rather than being embedded on request.
    """
    properties = schema.get("properties", {})
    required = set(schema.get("required", ()))
    bound(properties, made)
    for name, child in properties.items():
        if isinstance(child, Mapping) and "x-selects" in child:
            chosen = child["x-selects"].get(made.get(name))
            _leave_out(made, {*child["x-selects"].values()} - {chosen} - required)
            if chosen and made.get(chosen) is None and (value := make(chosen)) is not None:
                made[chosen] = value
        base = words.refers_to(name) or ""
        if base in properties and embeds(base):
            _refer(made, name, base, required)
    for created, updated in _in_order(properties):
        if made.get(created) and made.get(updated):
            made[updated] = max(made[created], made[updated])


def exceeding(properties: Mapping[str, Any], made: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each property that exceeds the sibling it never exceeds, and the sibling."""
    for name, child in properties.items():
        sibling = child.get("x-at-most") if isinstance(child, Mapping) else None
        value, most = made.get(name), made.get(sibling) if sibling else None
        if sibling and isinstance(value, int | float) and isinstance(most, int | float) and value > most:
            yield name, sibling


def bound(properties: Mapping[str, Any], made: dict[str, Any], given: Collection[str] = ()) -> None:
    """Let nothing exceed the sibling it never exceeds, by changing what is not given."""
    for name, sibling in exceeding(properties, made):
        if name not in given:
            made[name] = made[sibling]
        elif sibling not in given:
            made[sibling] = made[name]


def _leave_out(made: dict[str, Any], names: Iterable[str]) -> None:
    for name in names:
        made.pop(name, None)


def _refer(made: dict[str, Any], name: str, base: str, required: set[str]) -> None:
    embedded = made.get(base)
    if isinstance(embedded, Mapping) and "id" in embedded:
        made[name] = embedded["id"]
    elif embedded is None:
        _leave_out(made, {name} - required)


def _in_order(properties: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of moments of which the second cannot come first."""
    for name in properties:
        created = name.replace("updated", "created").replace("modified", "created")
        if created != name and created in properties:
            yield created, name
