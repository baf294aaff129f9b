"""What a schema expected, in words, from the error of a validator."""

from __future__ import annotations

from jsonschema_rs import ValidationError
from jsonschema_rs import ValidationErrorKind as Kind


def expectation(error: ValidationError) -> str:  # noqa: PLR0911 - one for each kind
    """Return what would have been right."""
    kind = error.kind
    match kind:
        case Kind.Enum():
            return f"one of {', '.join(map(str, kind.options))}"
        case Kind.Type():
            return " or ".join(kind.types)
        case Kind.Required():
            return f"a {kind.property}"
        case Kind.AdditionalProperties() | Kind.UnevaluatedProperties():
            return f"nothing called {' or '.join(kind.unexpected)}"
        case Kind.FalseSchema():
            return "nothing here"
        case Kind.AnyOf() | Kind.OneOfNotValid():
            first = (branch[0] for branch in kind.context if branch)
            return " or ".join(dict.fromkeys(map(expectation, first)))
        case _:
            return f"{kind.name} {kind.value}"
