"""Values of a parameter as its own schema has them, made of what items have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import jsonschema_rs

from vouch.contract.relations.values import instant
from vouch.spec import Parameter, Spec
from vouch.spec import pointer as ptr


@dataclass(frozen=True, slots=True)
class Fitting:
    """One parameter, and what its schema admits; `scalar` is the schema of one value of several."""

    parameter: Parameter
    scalar: dict[str, Any]
    validator: jsonschema_rs.Draft202012Validator

    @classmethod
    def of(cls, spec: Spec, parameter: Parameter) -> Self:
        """Compile the schema."""
        several = parameter.filter is not None and parameter.filter.match == "in"
        scalar = spec.resolve(parameter.schema.get("items", {})) if several else parameter.schema
        validator = jsonschema_rs.Draft202012Validator(spec.standalone(parameter.schema), validate_formats=True)
        return cls(parameter, scalar, validator)

    def fitted(self, value: Any) -> Any:
        """Return a value as near to one as the schema admits, and no further from all that pass; None if there is none.

        A moment has a day that it is not before, a number a whole one below it, a text a beginning.
        """
        if isinstance(value, list):
            # Not every server tells a comma in a value from one between values.
            near = [each for each in map(self._near, value) if self.parameter.explode or "," not in str(each)] or None
        else:
            near = self._near(value)
        return near if near is not None and self.validator.is_valid(near) else None

    def passing(self, item: Any) -> Any:
        """Return a value that lets an item pass; None where there is none."""
        if condition := self.parameter.filter:
            found = ptr.get(item, condition.field)
            if not isinstance(found, str | int | float):
                return None
            return self.fitted([found] if condition.match == "in" else found)
        if self.parameter.sort:
            return next(iter(self.parameter.sort.values))
        return list(self.parameter.expand.values) if self.parameter.expand else None

    def _near(self, value: Any) -> Any:
        match = self.parameter.filter.match if self.parameter.filter else None
        if match == "at-least" and isinstance(value, float) and self.scalar.get("type") == "integer":
            return int(value // 1)
        if match == "at-least" and self.scalar.get("format") == "date" and (moment := instant(str(value))):
            return moment.date().isoformat()
        if match == "contains":
            return str(value)[: self.scalar.get("maxLength")]
        return value
