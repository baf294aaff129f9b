"""JSON pointers (RFC 6901): the one way a place in a document or a body is named."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from functools import lru_cache
from typing import Any


def join(pointer: str, *keys: str | int) -> str:
    """Append keys to a pointer, escaped."""
    return pointer + "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in keys)


@lru_cache(maxsize=4096)
def split(pointer: str) -> tuple[str, ...]:
    """Return the keys of a pointer, unescaped; the root has none."""
    return tuple(key.replace("~1", "/").replace("~0", "~") for key in pointer.split("/")[1:])


def from_keys(keys: Iterable[str | int]) -> str:
    """Return the pointer that visits the keys in order."""
    return join("", *keys)


def get(value: Any, pointer: str, default: Any = None) -> Any:
    """Return what stands at the pointer, or the default where nothing does."""
    for key in split(pointer):
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isascii() and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return default
    return value


def without(value: Any, pointer: str) -> Any:
    """Return a copy without what stands at a pointer, and without the objects that were there for it alone."""
    *way, last = split(pointer)
    copy = deepcopy(value)
    holders = [get(copy, from_keys(way[:depth])) for depth in range(len(way) + 1)]
    if isinstance(holders[-1], dict):
        holders[-1].pop(last, None)
    for holder, key, inner in reversed(list(zip(holders, way, holders[1:], strict=False))):
        if isinstance(holder, dict) and inner == {}:
            holder.pop(key)
    return copy


def put(value: Any, pointer: str, new: Any) -> None:
    """Set what stands at the pointer, making the objects on the way; array positions must exist already."""
    *way, last = split(pointer)
    for key in way:
        value = value[int(key)] if isinstance(value, list) else value.setdefault(key, {})
    if isinstance(value, list):
        value[int(last)] = new
    else:
        value[last] = new
