"""Reading a YAML or JSON file into plain values, knowing the line of each."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import yaml

from vouch.spec import json_text
from vouch.spec import pointer as ptr
from vouch.spec.problems import Problem, SpecError

MAX_BYTES = 20_000_000
MAX_DEPTH = 200
MAX_VALUES = 1_000_000
"""How many values one document may hold once its aliases are written out: what stops an alias bomb."""


@dataclass(frozen=True)
class Source:
    """A document and where its parts stand in the file: `locate` returns the line of every pointer.

    Specs travel to other processes, and so does that function.
    """

    path: Path
    document: dict[str, Any]
    locate: Callable[[], Mapping[str, int]]

    def __reduce__(self) -> tuple[Any, ...]:
        # What finds the lines stays behind; what it found can travel to another process.
        return Source, (self.path, self.document, dict(self.lines).copy)

    @cached_property
    def lines(self) -> Mapping[str, int]:
        """The line of each value by its pointer."""
        return self.locate()

    def line(self, pointer: str) -> int:
        """Return the line (from 1) of the value at the pointer, or of its nearest ancestor in the file."""
        while pointer not in self.lines:
            pointer = pointer.rpartition("/")[0]
        return self.lines[pointer]

    def problem(self, pointer: str, subject: str, found: str, expected: str) -> Problem:
        """Return a problem at the pointer's line."""
        return Problem(self.path, self.line(pointer), subject, found, expected, pointer)


class _Loader(yaml.CSafeLoader):
    """YAML 1.2 core schema, as OpenAPI asks: `on` and `2024-01-01` are strings, only true and false are booleans."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own table, replaced rather than inherited


for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", "~nN\0"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), [*_first, ""])


def read(path: Path, expected: str = "an OpenAPI document") -> Source:
    """Read a file that is a mapping; `expected` says of what, to those whose file is none.

    Raises:
        SpecError: it cannot be read, is larger than 20 MB, is neither JSON nor YAML, repeats a key, holds a value
            JSON has no word for, or grows past a million values when its aliases are written out.

    """
    text = _text(path)
    return _read_json(path, text) or _read_yaml(path, text, expected)


def _read_json(path: Path, text: str) -> Source | None:
    """Read JSON, whose escapes YAML does not know all of; None for what is not JSON, and not called so either."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        document, doubled = json_text.parse(text)
    except json.JSONDecodeError as error:
        if path.suffix != ".json":
            return None
        raise _failure(path, error.lineno, error.msg, "JSON") from None
    except (ValueError, RecursionError) as error:
        nested = isinstance(error, RecursionError)
        found = "a document nested too deep" if nested else str(error).partition(";")[0]
        raise _failure(path, 1, found, f"at most {MAX_DEPTH} levels" if nested else "JSON") from None
    _check_size(path, document)
    source = Source(path, document, partial(_json_lines, text))
    problems = [
        Problem(path, line, f"key {ptr.split(pointer)[-1]}", "written twice", "each key once")
        for pointer, line, again in (json_text.lines(text) if doubled else ())
        if again
    ]
    problems += [source.problem(at, "value", found, "text, or a number") for at, found in json_text.unusable(document)]
    if problems:
        raise SpecError(problems)
    return source


def _json_lines(text: str) -> Mapping[str, int]:
    return {pointer: line for pointer, line, _ in json_text.lines(text)}


def _check_size(path: Path, document: Any) -> None:
    """Refuse what holds more values, or more of them inside each other, than anything honest."""
    level, count, depth = [document], 0, 0
    while level:
        count, depth = count + len(level), depth + 1
        if depth > MAX_DEPTH or count > MAX_VALUES:
            raise _failure(path, 1, "a document too large", f"at most {MAX_VALUES:,} values, {MAX_DEPTH} levels")
        level = [
            child
            for value in level
            if isinstance(value, dict | list)
            for child in (value.values() if isinstance(value, dict) else value)
        ]


def _read_yaml(path: Path, text: str, expected: str) -> Source:
    loader, root = _compose(path, text)
    if not isinstance(root, yaml.MappingNode):
        raise _failure(path, 1, "no mapping at the top", expected)
    tree = _Tree(path, loader)
    try:
        document = tree.value(root, "", 1)
    except RecursionError:
        raise _failure(path, 1, "a document nested too deep, or inside itself", "a tree") from None
    if tree.problems:
        raise SpecError(tree.problems)
    return Source(path, document, partial(dict, tree.lines))


def parse(text: str) -> Any:
    """Return the plain values of a text that was read before."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe one


def compose(text: str) -> yaml.Node | None:
    """Return the nodes of a text that was read before, each with its place in it; None where there is none."""
    return yaml.compose(text, Loader=_Loader)


def _failure(path: Path, line: int, found: str, expected: str) -> SpecError:
    return SpecError([Problem(path, line, "file", found, expected)])


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _failure(path, 1, error.strerror or str(error), "a readable file") from None
    if len(data) > MAX_BYTES:
        raise _failure(path, 1, f"more than {MAX_BYTES:,} bytes", f"at most {MAX_BYTES:,}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _failure(path, line, f"byte 0x{data[error.start]:02x}", "UTF-8 text") from None


def _compose(path: Path, text: str) -> tuple[_Loader, yaml.Node | None]:
    try:
        _check_depth(path, text)
        loader = _Loader(text)
        root = loader.get_single_node()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        found = getattr(error, "problem", None) or str(error)
        raise _failure(path, mark.line + 1 if mark else 1, found, "YAML") from None
    return loader, root


def _check_depth(path: Path, text: str) -> None:
    """Refuse what is nested too deep before nodes are made of it: those are made recursively, in C."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise _failure(path, line, "a document nested too deep", f"at most {MAX_DEPTH} levels")


class _Tree:
    """Plain values from YAML nodes; remembers the line of each and what was wrong on the way."""

    def __init__(self, path: Path, loader: _Loader) -> None:
        self.path = path
        self.loader = loader
        self.lines: dict[str, int] = {}
        self.problems: list[Problem] = []

    def value(self, node: yaml.Node, pointer: str, line: int) -> Any:
        self.lines[pointer] = line
        if len(self.lines) > MAX_VALUES:
            raise _failure(self.path, line, "aliases that grow without end", f"at most {MAX_VALUES:,} values")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, pointer)
        if isinstance(node, yaml.SequenceNode):
            return [
                self.value(child, ptr.join(pointer, index), child.start_mark.line + 1)
                for index, child in enumerate(node.value)
            ]
        return self._scalar(node, line)

    def _mapping(self, node: yaml.MappingNode, pointer: str) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, child in node.value:
            key, line = str(key_node.value), key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.append(
                    Problem(self.path, line, "key", f"a {key_node.id}", "text: JSON has no other keys")
                )
                continue
            if key == "<<" and not key_node.style:
                found, expected = "a merge, which YAML 1.2 has not", "what it stands for, written out"
                self.problems.append(Problem(self.path, line, "key <<", found, expected))
            if key in mapping:
                self.problems.append(Problem(self.path, line, f"key {key}", "written twice", "each key once"))
            mapping[key] = self.value(child, ptr.join(pointer, key), line)
        return mapping

    def _scalar(self, node: yaml.Node, line: int) -> Any:
        kind = node.tag.removeprefix("tag:yaml.org,2002:")
        try:
            if kind == "int":
                return int(node.value)  # decimal, as JSON has them: a leading zero is no octal
            if kind in {"str", "bool", "null", "float"}:
                value = self.loader.construct_object(node)
                if not isinstance(value, float) or math.isfinite(value):
                    return value
        except (ValueError, KeyError):
            pass  # a tag that the value does not fit, or more digits than a number may have
        self.problems.append(Problem(self.path, line, "value", f"YAML tag {node.tag}", "a value JSON can hold"))
        return None
