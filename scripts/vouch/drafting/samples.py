"""An example of every value that has none."""

from __future__ import annotations

from typing import Any

from vouch.mock.chance import Chance
from vouch.mock.patterns import NoTextError
from vouch.mock.scalars import scalar
from vouch.spec import pointer as ptr
from vouch.spec.walk import walk

_SCALARS = ("string", "integer", "number", "boolean")
_EXEMPLIFIED = frozenset({"example", "examples", "enum", "const"})


def exemplify(document: dict[str, Any]) -> None:
    """Give each scalar schema without an example one that is made up, in place."""
    chance = Chance(0)
    for kind, place, node in walk(document):
        types = node.get("type", ())
        types = types if isinstance(types, list) else [types]
        plain = next((each for each in types if each in _SCALARS), None)
        if kind != "schema" or plain is None or node.keys() & _EXEMPLIFIED:
            continue
        try:
            node["examples"] = [scalar({**node, "type": plain}, chance, _named(document, place), 0)]
        except NoTextError:
            continue  # a pattern that only a person can fill


def _named(document: dict[str, Any], place: str) -> str:
    """Return the place, ending in the name that a value there goes by."""
    keys = ptr.split(place)
    if keys[-1] == "schema":
        return ptr.join("", ptr.get(document, ptr.from_keys(keys[:-1]), {}).get("name", keys[-2]))
    return ptr.from_keys(key for key in keys if key not in {"items", "properties"})
