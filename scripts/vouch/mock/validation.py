"""Schemas compiled once, and what to say to a value that breaks one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs
from jsonschema_rs import ValidationErrorKind as Kind

from vouch.mock.schemas import schema_error
from vouch.spec import Spec
from vouch.spec import pointer as ptr
from vouch.spec.constraints import forbidden

_MASK = "value"
_LARGE = 5_000
"""Parts past which only the first error of a value is looked for: there can be one for each, and each takes time."""


class Check:
    """One schema of a spec, formats included; raises SpecError for one that cannot be checked by."""

    def __init__(self, spec: Spec, schema: Any) -> None:
        self._spec = spec
        self._root = _spread(spec.standalone(spec.resolve(schema)))
        try:
            # Masked: a message repeats nothing of what was sent, so it is short and cannot carry anything odd back.
            self._validator = jsonschema_rs.Draft202012Validator(self._root, validate_formats=True, mask=_MASK)
        except jsonschema_rs.ValidationError as error:
            *way, last = error.instance_path
            # The root is a copy of ours; everything below it stands in the document.
            culprit = ptr.get(self._root, ptr.from_keys(way)) if way else schema
            raise schema_error(spec, culprit, f"{last}: {error.message}", "what JSON Schema admits") from None

    def admits(self, value: Any) -> bool:
        """Say whether the value keeps the schema."""
        return self._validator.is_valid(value)

    def complaint(self, value: Any, name: str = "") -> str | None:
        """Return what is wrong with the value, in the vendor's words where they are known; None if nothing is.

        `name` is what the value is called: a parameter's name, nothing for the body.
        """
        try:
            self._validator.validate(value)
        except jsonschema_rs.ValidationError as error:
            first = error
        else:
            return None
        errors = [first] if _is_large(value) else self._validator.iter_errors(value)
        # Wrong types first: a rule broken by a value of the wrong type is only a consequence.
        worst = min(errors, key=lambda error: (not isinstance(error.kind, Kind.Type), self._documented(error) is None))
        return self._documented(worst) or _our_words(worst, name)

    def _documented(self, error: jsonschema_rs.ValidationError) -> str | None:
        """Return the `x-message` nearest to the keyword that failed."""
        node: Any = self._root
        message = None
        for key in error.evaluation_path:
            node = self._spec.resolve(node) if key == "$ref" else _step(node, key)
            if isinstance(node, Mapping):
                message = node.get("x-message", message)
        if isinstance(error.kind, Kind.Required):
            parent = ptr.get(self._root, ptr.from_keys(error.schema_path[:-1]), {})
            lacking = self._spec.resolve(parent.get("properties", {}).get(error.kind.property))
            message = lacking.get("x-message", message) if isinstance(lacking, Mapping) else message
        return message


def causes(error: jsonschema_rs.ValidationError) -> Iterator[jsonschema_rs.ValidationError]:
    """Yield what is wrong inside a value of several alternatives, where its type leaves one of them; else the error."""
    branches = error.kind.context if isinstance(error.kind, Kind.AnyOf | Kind.OneOfNotValid) else ()
    meant = [branch for branch in branches if not any(_mistyped(each, error) for each in branch)]
    if len(meant) == 1:
        for each in meant[0]:
            yield from causes(each)
    else:
        yield error


def _is_large(value: Any) -> bool:
    parts = [value]
    for part in parts:
        if isinstance(part, dict | list):
            parts += part.values() if isinstance(part, dict) else part
        if len(parts) > _LARGE:
            return True
    return False


def _mistyped(error: jsonschema_rs.ValidationError, whole: jsonschema_rs.ValidationError) -> bool:
    return isinstance(error.kind, Kind.Type) and error.instance_path == whole.instance_path


def _step(node: Any, key: str | int) -> Any:
    try:
        return node[key]
    except (KeyError, IndexError, TypeError):
        return None


def _our_words(error: jsonschema_rs.ValidationError, name: str) -> str:
    where = "/".join([*([name] if name else []), *map(str, error.instance_path)])
    match error.kind:
        case Kind.Not(schema={"required": [*names]}):
            return f"{' and '.join(map(str, names))} must not be given together"
        case Kind.Required(property=lacking):
            return f"{where}/{lacking} is required" if where else f"{lacking} is required"
    # The mask stands at the beginning or the end of a message.
    what = error.message.removeprefix(f"{_MASK} ")
    subject = where or "the body"
    return f"{subject} {what}" if what != error.message else f"{subject}: {what}"


def _spread(schema: dict[str, Any]) -> dict[str, Any]:
    """Write `not any of these` as `not this, and not that`, so that an error tells which one it was."""
    if "not" not in schema:
        return schema
    rest = {key: value for key, value in schema.items() if key != "not"}
    return {**rest, "allOf": [*schema.get("allOf", ()), *({"not": branch} for branch in forbidden(schema).values())]}
