"""Request bodies that create: made of what a person pinned, of the server's own answers and of the spec's examples."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import jsonschema_rs
from hypothesis import strategies as st

from vouch.contract.labels import labelled
from vouch.contract.machine.telling import Telling
from vouch.contract.subject import Subject
from vouch.spec import Creates, Operation
from vouch.spec import pointer as ptr

_ROUNDS = 10
"""Bodies that are made at most so that every property has each of its values once."""


class Bodies:
    """The bodies of one operation."""

    def __init__(self, subject: Subject, operation: Operation, creates: Creates, listed: Sequence[Any]) -> None:
        body = operation.body
        schema = next(iter(body.content.values())) if body else {}
        self._subject = subject
        self._operation = operation
        self._validator = jsonschema_rs.Draft202012Validator(subject.spec.standalone(schema), validate_formats=True)
        pinned = subject.samples.pinned_properties(operation)
        self._known = _references(creates, listed) if pinned.keys().isdisjoint(creates.references) else {}
        self._base = subject.samples.call(operation).body
        for name in self._known.keys() & (self._base.keys() if isinstance(self._base, dict) else set()):
            self._base = self._with(self._base, name, self._known[name][0], kept={*self._base})
        self._pinned = {*pinned}
        self._values = {
            name: found
            for name, child, _ in subject.spec.property_schemas(schema)
            if name not in pinned and (found := self._telling(name, child, creates))
        }

    def strategy(self) -> st.SearchStrategy[dict[str, int]]:
        """Draw which of its values each of some properties has in the base body."""
        if not self._values:
            return st.just({})
        return st.dictionaries(st.sampled_from(sorted(self._values)), st.integers(0, 10**6), max_size=4)

    def telling(self) -> Iterator[dict[str, int]]:
        """Yield choices by which every property has each of its values in some body."""
        for choice in range(min(_ROUNDS, max(map(len, self._values.values()), default=0))):
            # Of two properties that exclude each other the first one stays.
            names = sorted(self._values, reverse=bool(choice % 2))
            yield dict.fromkeys(names, choice)

    def body(self, drawn: Mapping[str, int], number: int) -> Any:
        """Return the body of the request of that number; what was drawn is in it as far as the schema admits it."""
        body = self._base
        if isinstance(body, dict):
            kept = {*self._pinned}
            for name, choice in drawn.items():
                body = self._with(body, name, self._values[name][choice % len(self._values[name])], kept)
                kept.add(name)
        maker = f"{self._subject.samples.maker}, number {number}"
        return labelled(self._subject.spec, self._operation, body, maker)

    def _telling(self, name: str, schema: Any, creates: Creates) -> list[Any]:
        """Return the values of a property; ids are those that the server itself shows, as nobody can make them up."""
        found = Telling(self._subject.spec, ptr.split(creates.id)[-1]).of(schema)
        if name not in creates.references:
            return found
        own = self._known.get(name) or found[:1]
        longest = max((each for each in own if isinstance(each, list)), key=len, default=[])
        nothing = [value for value in found if value in (None, [])]
        changed = [longest[::-1], longest[:1] * 2] if longest else []
        return [*own[:1], *changed, *nothing, *own[1:]]

    def _with(self, body: dict[str, Any], name: str, value: Any, kept: Collection[str]) -> dict[str, Any]:
        """Return a body with a property, if need be in the place of another that is not to be kept."""
        changed = {**body, name: value}
        rivals = [each for each in body if each not in {*kept, name}]
        candidates = [changed, *({key: changed[key] for key in changed if key != rival} for rival in rivals)]
        return next(filter(self._validator.is_valid, candidates), body)


def _references(creates: Creates, listed: Sequence[Any]) -> dict[str, list[Any]]:
    """Return what the properties of a request that hold ids may hold, going by the items of the list."""
    known: dict[str, list[Any]] = {}
    for name, inner in creates.references.items():
        for item in listed:
            found = ptr.get(item, ptr.join("", name))
            if isinstance(found, list):
                ids = [reference for each in found if (reference := ptr.get(each, inner)) is not None]
                if ids:
                    known.setdefault(name, []).append(ids)
            elif (reference := ptr.get(found, inner)) is not None:
                known.setdefault(name, []).append(reference)
    return known
