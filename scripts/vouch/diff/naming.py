"""What callers call a place in a document, and through which methods they get there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from vouch.spec import Operation, Spec, names
from vouch.spec import pointer as ptr
from vouch.spec.places import references

_COMPONENT = 3
"""Keys of the pointer of a component: components, kind, name."""


class Naming:
    """Names places of one document."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec

    def __call__(self, pointer: str) -> tuple[str, tuple[str, ...]]:
        """Return what callers call a place, and the operations that lead to it; `Tolt` is the client as a whole."""
        keys = ptr.split(pointer)
        client = names.pascal(self._spec.vendor)
        if keys[:1] == ("paths",):
            return self._in_operation(pointer, client)
        if keys[:1] != ("components",) or len(keys) < _COMPONENT:
            return client, ()
        kind, name, rest = keys[1], keys[2], keys[_COMPONENT:]
        operations = self.operations(ptr.from_keys(keys[:_COMPONENT]))
        if kind == "schemas":
            return names.pascal(name) + _way(rest), operations
        if kind == "parameters":
            node = ptr.get(self._spec.document, ptr.from_keys(keys[:_COMPONENT]), {})
            argument = names.argument(str(node.get("name", name)))
            return (f"{operations[0] if len(operations) == 1 else ''}({argument}=)"), operations
        if kind == "securitySchemes":
            arguments = self._spec.security_schemes[name].arguments
            return f"{client}({', '.join(f'{argument}=' for argument in arguments)})", ()
        return f"{name} in {kind}", operations

    def _in_operation(self, pointer: str, client: str) -> tuple[str, tuple[str, ...]]:
        for operation in self._spec.operations:
            if not f"{pointer}/".startswith(f"{operation.pointer}/"):
                continue
            called = f"{operation.resource}.{operation.name}"
            kind, *rest = *ptr.split(pointer.removeprefix(operation.pointer)), ""
            if kind == "parameters" and rest[0].isdigit():
                at = ptr.join(operation.pointer, kind, rest[0])
                entry = self._spec.resolve(ptr.get(self._spec.document, at, {}))
                return f"{called}({names.argument(str(entry.get('name', '')))}=)", (called,)
            if kind == "responses" and rest[0]:
                return f"{called}() {rest[0]}", (called,)
            return f"{called}()", (called,)
        return client, ()

    def operations(self, component: str) -> tuple[str, ...]:
        """Return the operations that lead to a component."""
        return tuple(f"{each.resource}.{each.name}" for each in self._users.get(component, ()))

    @cached_property
    def _users(self) -> Mapping[str, list[Operation]]:
        """The operations that lead to each component."""
        document = self._spec.document
        found: dict[str, list[Operation]] = {}
        for operation in self._spec.operations:
            item = ptr.get(document, operation.pointer.rpartition("/")[0], {})
            waiting = _leads(ptr.get(document, operation.pointer)) + _leads(item.get("parameters"))
            seen: set[str] = set()
            while waiting:
                at = waiting.pop()
                if at not in seen:
                    seen.add(at)
                    found.setdefault(at, []).append(operation)
                    waiting += self._led_to.get(at, ())
        return found

    @cached_property
    def _led_to(self) -> Mapping[str, list[str]]:
        """What each component refers to."""
        return {
            ptr.join("/components", kind, name): _leads(member)
            for kind, members in self._spec.document.get("components", {}).items()
            for name, member in members.items()
        }


def _leads(node: Any) -> list[str]:
    """Return the components that a node refers to, or into."""
    return ["/".join(reference.removeprefix("#").split("/")[:4]) for reference in references(node)]


def _way(keys: tuple[str, ...]) -> str:
    """Return the way from a class to a property of it, or of a part of it."""
    told = ""
    rest = list(keys)
    while rest:
        key = rest.pop(0)
        if key == "properties" and rest:
            told += f".{names.snake(rest.pop(0))}"
        elif key == "items":
            told += "[]"
        else:
            break
    return told
