"""What a schema expected, in words, from the error of a validator."""

from __future__ import annotations

import json

from jsonschema_rs import ValidationError
from jsonschema_rs import ValidationErrorKind as Kind

from vouch.spec.counting import counted


def expectation(error: ValidationError) -> str:  # noqa: C901, PLR0911 - one for each kind
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
        case Kind.Constant():
            return json.dumps(kind.expected_value, ensure_ascii=False)
        case Kind.UniqueItems():
            return "each item once"
        case Kind.MinProperties():
            return f"at least {counted(kind.limit, 'name')}"
        case Kind.MaxProperties():
            return f"at most {counted(kind.limit, 'name')}"
        case Kind.PropertyNames():
            return f"a name with {expectation(kind.error)}"
        case Kind.AnyOf() | Kind.OneOfNotValid():
            first = (branch[0] for branch in kind.context if branch)
            return " or ".join(dict.fromkeys(map(expectation, first)))
        case _:
            return f"{kind.name} {kind.value}"
