"""Request bodies that create: made of what a person pinned, of the server's own answers and of the spec's examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import jsonschema_rs
from hypothesis import strategies as st

from vouch.contract.labels import labelled
from vouch.contract.samples import kind, sample
from vouch.contract.subject import Subject
from vouch.spec import Creates, Operation
from vouch.spec import pointer as ptr

_WORDS = ("plain", "Été", "naïve", "中文", "it's 100 %", "a+b&c=d", '"quoted"', "ZÜRICH")
"""Texts that travel badly where somebody is careless."""
_MOST = 10**6
"""The largest number that is drawn where the schema sets no bound."""


class Bodies:
    """The bodies of one operation."""

    def __init__(self, subject: Subject, operation: Operation, creates: Creates, listed: Sequence[Any]) -> None:
        body = operation.body
        schema = next(iter(body.content.values())) if body else {}
        self._subject = subject
        self._operation = operation
        self._schemas = {name: child for name, child, _ in subject.spec.property_schemas(schema)}
        self._validator = jsonschema_rs.Draft202012Validator(subject.spec.standalone(schema), validate_formats=True)
        pinned = subject.samples.pinned_properties(operation)
        self._known = _references(creates, listed) if pinned.keys().isdisjoint(creates.references) else {}
        self._base = subject.samples.call(operation).body
        self._fixed = {*pinned}
        for name in self._known.keys() & (self._base.keys() if isinstance(self._base, dict) else set()):
            self._base = self._with(self._base, name, self._known[name][0])

    def strategy(self) -> st.SearchStrategy[Any]:
        """Draw what is put into the base body; elsewhere as little as tells the bodies apart."""
        if not self._subject.ours:
            return st.just({})
        return st.dictionaries(st.sampled_from(sorted(self._schemas)), st.integers(0, _MOST), max_size=4)

    def telling(self) -> Iterator[dict[str, int]]:
        """Yield choices that put every property into some body, and every word into each text; elsewhere none."""
        if self._subject.ours:
            for choice in range(len(_WORDS)):
                # Of two properties that exclude each other the first one stays.
                names = sorted(self._schemas, reverse=bool(choice % 2))
                yield dict.fromkeys(names, choice)

    def body(self, drawn: Mapping[str, int], number: int) -> Any:
        """Return the body of the request of that number; what was drawn is in it as far as the schema admits it."""
        body = self._base
        if isinstance(body, dict):
            for name, choice in drawn.items():
                body = body if name in self._fixed else self._with(body, name, self._value(name, choice))
        maker = f"{self._subject.samples.maker}, number {number}"
        return labelled(self._subject.spec, self._operation, body, maker)

    def _value(self, name: str, choice: int) -> Any:
        schema = self._schemas[name]
        match kind(schema):
            case "integer":
                least, most = schema.get("minimum", 1), schema.get("maximum", _MOST)
                return least + choice % (most - least + 1)
            case "boolean":
                return bool(choice % 2)
            case "string" if not schema.keys() & {"format", "enum", "const"}:
                return f"{sample(self._subject.spec, schema)} {_WORDS[choice % len(_WORDS)]}"
        known = self._known.get(name, ())
        return known[choice % len(known)] if known else sample(self._subject.spec, schema)

    def _with(self, body: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
        changed = {**body, name: value}
        return changed if self._validator.is_valid(changed) else body


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
