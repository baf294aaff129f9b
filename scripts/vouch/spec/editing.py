"""Small changes to the text of a YAML file: what is not changed, comments included, stays as it is.

Each function takes the whole text and returns the new one. Places are JSON pointers; what a function is told to
change must be there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from vouch.spec import pointer as ptr
from vouch.spec.source import compose, parse

_WIDTH = 110
_PLAIN = re.compile(r"[A-Za-z_$][A-Za-z0-9_$-]*")
_NOT_PLAIN = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def standing(text: str, pointer: str) -> Any:
    """Return the plain value at a place, None where nothing is."""
    return ptr.get(parse(text), pointer)


def append(text: str, pointer: str, value: Any) -> str:
    """Add an item at the end of a sequence; one in brackets that its line is too short for is written out or broken."""
    _, node = _find(text, pointer)
    column = node.start_mark.column
    if not node.flow_style:
        return _after(text, _end(text, node), _item(value, column))
    end = _end(text, node.value[-1]) if node.value else node.end_mark.index - 1
    added = f", {flow(value)}" if node.value else flow(value)
    if end - text.rfind("\n", 0, end) + len(added) > _WIDTH:
        if isinstance(value, Mapping):
            return rewrite(text, pointer, ptr.split(pointer)[-1], [*standing(text, pointer), value])
        added = f",\n{' ' * (column + 1)}{flow(value)}"
    return text[:end] + added + text[end:]


def remove(text: str, pointer: str) -> str:
    """Take an item out of a sequence."""
    way, _, index = pointer.rpartition("/")
    _, parent = _find(text, way)
    items, position = parent.value, int(index)
    start, end = items[position].start_mark.index, _end(text, items[position])
    if not parent.flow_style:
        # A block without items is none.
        rest = "" if len(items) > 1 else f"{' ' * parent.start_mark.column}[]\n"
        return text[: text.rindex("\n", 0, start) + 1] + rest + text[_line_after(text, end) :]
    if position:
        return text[: _end(text, items[position - 1])] + text[end:]
    return text[:start] + text[items[1].start_mark.index if len(items) > 1 else end :]


def add(text: str, pointer: str, key: str, value: Any) -> str:
    """Add an entry at the end of a mapping."""
    _, node = _find(text, pointer)
    if not node.flow_style:
        return _after(text, _end(text, node), _entry(key, value, node.value[0][0].start_mark.column))
    end = _end(text, node.value[-1][1]) if node.value else node.end_mark.index - 1
    return f"{text[:end]}{', ' if node.value else ''}{flow(key)}: {flow(value)}{text[end:]}"


def rewrite(text: str, pointer: str, key: str, value: Any) -> str:
    """Put another entry, key and value, in the place of one of a mapping."""
    _, parent = _find(text, pointer.rpartition("/")[0])
    name, node = _find(text, pointer)
    column = name.start_mark.column
    flat = f"{flow(key)}: {flow(value)}"
    written = flat if parent.flow_style else "\n".join(_entry(key, value, column))[column:]
    return text[: name.start_mark.index] + written + text[_end(text, node) :]


def flow(value: Any) -> str:
    """Write a JSON value in one line, as people write YAML: quoted is what could be taken for something else."""
    match value:
        case str():
            return value if _PLAIN.fullmatch(value) and value.lower() not in _NOT_PLAIN else _quoted(value)
        case Mapping():
            return f"{{{', '.join(f'{flow(key)}: {flow(child)}' for key, child in value.items())}}}"
        case list() | tuple():
            return f"[{', '.join(map(flow, value))}]"
        case bool():
            return "true" if value else "false"
        case None:
            return "null"
        case _:
            return str(value)


def _quoted(text: str) -> str:
    return f'"{"".join(_escaped(char) for char in text)}"'


def _escaped(char: str) -> str:
    if char in {'"', "\\"}:
        return f"\\{char}"
    return char if char.isprintable() else f"\\U{ord(char):08x}"


def _entry(key: str, value: Any, column: int) -> list[str]:
    """Return the lines of a mapping's entry; objects and what is too long for one line are written out."""
    indent = " " * column
    flat = f"{indent}{flow(key)}: {flow(value)}"
    if isinstance(value, str) or not value or (len(flat) <= _WIDTH and not isinstance(value, Mapping)):
        return [flat]
    if isinstance(value, Mapping):
        children = [line for name, child in value.items() for line in _entry(name, child, column + 2)]
    elif isinstance(value, Sequence):
        children = [line for child in value for line in _item(child, column + 2)]
    else:
        return [flat]
    return [f"{indent}{flow(key)}:", *children]


def _item(value: Any, column: int) -> list[str]:
    """Return the lines of a sequence's item."""
    flat = f"{' ' * column}- {flow(value)}"
    if len(flat) <= _WIDTH or not isinstance(value, Mapping):
        return [flat]
    lines = [line for name, child in value.items() for line in _entry(name, child, column + 2)]
    return [f"{' ' * column}- {lines[0].lstrip()}", *lines[1:]]


def _find(text: str, pointer: str) -> tuple[Any, Any]:
    """Return the node at a pointer, after that of its key; an item of a sequence, which has none, comes twice."""
    key: Any = compose(text)
    node = key
    for name in ptr.split(pointer):
        if isinstance(node, yaml.MappingNode):
            key, node = next(pair for pair in node.value if str(pair[0].value) == name)
        else:
            key = node = node.value[int(name)]
    return key, node


def _end(text: str, node: Any) -> int:
    """Return where a node ends in the text: a block ends with the last thing in it."""
    if isinstance(node, yaml.ScalarNode):
        # The mark of a folded text stands after the blank lines that follow it.
        return len(text[: node.end_mark.index].rstrip()) if node.style in {"|", ">"} else node.end_mark.index
    if node.flow_style:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(text, last[1] if isinstance(node, yaml.MappingNode) else last)


def _line_after(text: str, position: int) -> int:
    """Return where the line after a position begins, comments at the end of this one left where they are."""
    found = text.find("\n", position)
    return len(text) if found < 0 else found + 1


def _after(text: str, position: int, lines: Sequence[str]) -> str:
    """Put lines below the one of a position."""
    place = _line_after(text, position)
    before = text[:place] if text[:place].endswith("\n") else f"{text}\n"
    return "".join([before, *(f"{line}\n" for line in lines), text[place:]])
