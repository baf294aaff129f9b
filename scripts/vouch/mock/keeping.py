"""Keeping: whether a value keeps what a schema says that its variants do not, such as that only one of them fits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vouch.mock.validation import Check
from vouch.spec import Spec

_BRANCHES = ("allOf", "anyOf", "oneOf")
_MORE = frozenset(
    {
        "contains",
        "dependentRequired",
        "dependentSchemas",
        "if",
        "maxProperties",
        "not",
        "oneOf",
        "prefixItems",
        "propertyNames",
        "unevaluatedItems",
        "unevaluatedProperties",
        "uniqueItems",
    }
)
"""Keywords that are about a value as a whole: it is made of its parts, and may break them."""


class Keeping:
    """Looks at values of the schemas of a spec; what each says is found out once."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        # The schema itself is kept beside what is known of it: an id is only unique while its object lives.
        self._checks: dict[int, tuple[Any, Check]] = {}
        self._more: dict[int, tuple[Any, bool]] = {}

    def admits(self, schema: Any, value: Any) -> bool:
        """Say whether a value keeps a schema."""
        if id(schema) not in self._checks:
            self._checks[id(schema)] = (schema, Check(self._spec, schema))
        return self._checks[id(schema)][1].admits(value)

    def kept(self, schema: Any, value: Any) -> bool:
        """Say whether a value that was made of one of its variants keeps a schema."""
        if id(schema) not in self._more:
            self._more[id(schema)] = (schema, self._says_more(schema))
        return not self._more[id(schema)][1] or self.admits(schema, value)

    def _says_more(self, schema: Any) -> bool:
        parts = [self._spec.resolve(schema)]
        for part in (part for part in parts if isinstance(part, Mapping)):
            if part.keys() & _MORE:
                return True
            branches = [self._spec.resolve(branch) for word in _BRANCHES for branch in part.get(word, ())]
            parts += [branch for branch in branches if not any(branch is each for each in parts)]
        return False
