"""What docstrings say of a value: its description, its bounds, what it does to a list, and how well that is known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from vouch.spec import Parameter, Spec
from vouch.spec.behaviour import Claim, claims

_BOUNDS = {
    "minimum": "at least {}",
    "exclusiveMinimum": "above {}",
    "maximum": "at most {}",
    "exclusiveMaximum": "below {}",
    "multipleOf": "a multiple of {}",
    "minLength": "at least {} long",
    "maxLength": "at most {} long",
    "pattern": "matching `{}`",
    "minItems": "at least {} of them",
    "maxItems": "at most {} of them",
    "default": "the server's default is {}",
}
_MATCHES = {
    "equals": "Keeps the items whose {} is this.",
    "in": "Keeps the items whose {} is one of these.",
    "contains": "Keeps the items whose {} contains this, in either case.",
    "at-least": "Keeps the items whose {} is this or more.",
    "at-most": "Keeps the items whose {} is this or less.",
}
_PLAIN = frozenset({"type", "required", "description", "anyOf", "oneOf"})
"""Keywords whose assumptions the signature shows already, so that no caller has to be told twice."""


def described(spec: Spec, schema: Mapping[str, Any], description: str = "") -> str:
    """Return one paragraph about a value."""
    sentences = [(description or schema.get("description", "")).rstrip()]
    if bounds := [told.format(_plain(schema[word])) for word, told in _BOUNDS.items() if word in schema]:
        sentences.append(_sentence(", ".join(bounds)))
    if known := known_values(spec, schema):
        sentences.append(f"Known values: {', '.join(known)}.")
    return " ".join([*filter(None, sentences), *cautions(claims(schema))])


def described_parameter(spec: Spec, parameter: Parameter) -> str:
    """Return one paragraph about a parameter, and what it does to the list."""
    sentences = [described(spec, parameter.schema, parameter.description)]
    if parameter.filter:
        sentences.append(_MATCHES[parameter.filter.match].format(_place(parameter.filter.field)))
    if parameter.sort and "enum" not in parameter.schema:
        sentences.append(f"Known values: {', '.join(f'`{value}`' for value in parameter.sort.values)}.")
    for value, embedding in parameter.expand.values.items() if parameter.expand else ():
        sentences.append(f"`{value}` fills in {_place(embedding.at)}.")
    return " ".join([*sentences, *cautions(parameter.evidence)])


def cautions(evidence: tuple[Claim, ...]) -> list[str]:
    """Return a sentence for each assumption that may matter to a caller."""
    assumed = [claim for claim in evidence if claim.level == "assumed" and not (claim.of and {*claim.of} <= _PLAIN)]
    return [f"Assumed{_about(claim)}: {claim.why.rstrip('.')}." for claim in assumed]


def renamed(text: str, names: Mapping[str, str]) -> str:
    """Return the text with what stands in backquotes under its name on the wire under its name in Python."""
    return re.sub(r"`([^`]+)`", lambda found: f"`{names.get(found[1], found[1])}`", text)


def argument_names(spec: Spec) -> dict[str, str]:
    """Return the name in Python of every parameter that has but one, by its name on the wire."""
    pairs = {(parameter.name, parameter.argument) for each in spec.operations for parameter in each.parameters}
    count = Counter(wire for wire, _ in pairs)
    return {wire: argument for wire, argument in sorted(pairs) if count[wire] == 1}


def known_values(spec: Spec, schema: Mapping[str, Any]) -> list[str]:
    """Return the known values of an open enum: one of these, or any other string."""
    branches = (branch for branch in spec.parts(schema, "anyOf") if branch is not schema)
    return [f"`{value}`" for branch in branches for value in branch.get("enum", ())]


def _place(pointer: str) -> str:
    return f"`{pointer.removeprefix('/').replace('/', '.')}`"


def _about(claim: Claim) -> str:
    return f" ({', '.join(claim.of)})" if claim.of else ""


def _plain(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
