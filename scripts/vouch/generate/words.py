"""What docstrings say of a value: its description, its bounds, and how well it is known."""

from __future__ import annotations

from typing import Any

from vouch.spec import Spec
from vouch.spec.behaviour import Claim, claims

_BOUNDS = {
    "minimum": "at least {}",
    "exclusiveMinimum": "above {}",
    "maximum": "at most {}",
    "exclusiveMaximum": "below {}",
    "multipleOf": "a multiple of {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "pattern": "matching `{}`",
    "minItems": "at least {} of them",
    "maxItems": "at most {} of them",
    "default": "the server's default is {}",
}


def described(spec: Spec, schema: dict[str, Any], description: str = "", evidence: tuple[Claim, ...] = ()) -> str:
    """Return one paragraph about a value."""
    sentences = [(description or schema.get("description", "")).rstrip()]
    if bounds := [told.format(_plain(schema[word])) for word, told in _BOUNDS.items() if word in schema]:
        sentences.append(_sentence(", ".join(bounds)))
    if known := known_values(spec, schema):
        sentences.append(f"Known values: {', '.join(known)}.")
    sentences += [caution(claim) for claim in (*evidence, *claims(schema)) if claim.level == "assumed"]
    return " ".join(sentence for sentence in sentences if sentence)


def caution(claim: Claim) -> str:
    """Return the sentence that marks what nobody states."""
    about = f" ({', '.join(claim.of)})" if claim.of else ""
    return f"Assumed{about}: {claim.why.rstrip('.')}."


def known_values(spec: Spec, schema: Any) -> list[str]:
    """Return the known values of an open enum: one of these, or any other string."""
    branches = [spec.resolve(branch) for branch in schema.get("anyOf", ())]
    own = [f"`{value}`" for branch in branches for value in branch.get("enum", ())]
    return own + [value for branch in branches for value in known_values(spec, branch)]


def _plain(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
