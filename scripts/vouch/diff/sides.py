"""The two documents of a comparison, and a node of either with where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from vouch.diff.renames import renames
from vouch.spec import Spec, names
from vouch.spec import pointer as ptr
from vouch.spec.places import references

_SCHEMAS = "/components/schemas/"
_LONGEST_CHAIN = 64


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a document and where it stands."""

    value: Any
    at: str

    def child(self, *keys: str | int) -> Node:
        """Return what stands below; None where nothing does."""
        return Node(ptr.get(self.value, ptr.from_keys(keys)), ptr.join(self.at, *keys))

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of a keyword."""
        return self.value.get(key, default) if isinstance(self.value, dict) else default

    def follow(self, document: Mapping[str, Any]) -> Node:
        """Follow references; what stands beside one is kept, and wins."""
        node = self
        for _ in range(_LONGEST_CHAIN):
            if not isinstance(node.get("$ref"), str):
                return node
            at = node.value["$ref"].removeprefix("#")
            target = ptr.get(document, at, {})
            beside = {key: value for key, value in node.value.items() if key != "$ref"}
            node = Node({**target, **beside} if isinstance(target, dict) and beside else target, at)
        return Node({}, node.at)


@dataclass(frozen=True)
class Sides:
    """The old and the new spec."""

    old: Spec
    new: Spec

    @cached_property
    def renames(self) -> Mapping[str, str]:
        """The components that are only called something else, from the old pointer to the new one."""
        return renames(self.old.document, self.new.document)

    @cached_property
    def touched(self) -> frozenset[str]:
        """The components of the new document in which, or behind which, something is different."""
        behind: dict[str, set[str]] = {}
        waiting = []
        back = {new: old for old, new in self.renames.items()}
        for kind, members in self.new.document.get("components", {}).items():
            for name, member in members.items():
                at = ptr.join("/components", kind, name)
                if member != ptr.get(self.old.document, back.get(at, at), self):
                    waiting.append(at)
                for reference in references(member):
                    behind.setdefault(_component(reference), set()).add(at)
        found: set[str] = set()
        while waiting:
            at = waiting.pop()
            if at not in found:
                found.add(at)
                waiting += behind.get(at, ())
        return frozenset(found)

    def alike(self, old: Node, new: Node) -> bool:
        """Say whether two nodes, and all that they refer to, say the same."""
        return old.value == new.value and not any(
            _component(reference) in self.touched for reference in references(new.value)
        )


def models(spec: Spec) -> Iterator[str]:
    """Yield the pointers of the schemas that a package has a class for."""
    document = spec.document
    waiting: list[Any] = []
    for operation in spec.operations:
        waiting += [list(response.content.values()) for response in operation.successes.values()]
        waiting += [spec.resolve(schema) for schema in (operation.body.content.values() if operation.body else ())]
    found: set[str] = set()
    while waiting:
        for reference in references(waiting.pop()):
            at = reference.removeprefix("#")
            if at not in found:
                found.add(at)
                waiting.append(ptr.get(document, at))
    return (at for at in sorted(found) if is_model(Node(ptr.get(document, at), at)))


def _component(reference: str) -> str:
    """Return the pointer of the component that a reference leads to, or into."""
    return "/".join(reference.removeprefix("#").split("/")[:4])


def is_model(node: Node) -> bool:
    """Say whether a schema of the components becomes a class."""
    if not node.at.startswith(_SCHEMAS) or len(ptr.split(node.at)) != len(ptr.split(_SCHEMAS)):
        return False
    return any(node.get(key) is not None for key in ("properties", "allOf")) or node.get("type") == "object"


def model_name(at: str) -> str:
    """Return the class of the schema at a pointer."""
    return names.pascal(ptr.split(at)[-1])
