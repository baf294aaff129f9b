"""Hooks for `st run`: valid requests, brought in line with the two things that OpenAPI has no words for.

A token is one that the server gave, so a made-up one is left out; and what a rule says of several parameters is kept.
Loaded by schemathesis, which knows neither this project nor its packages: the fields are read as they stand.
"""

from __future__ import annotations

from typing import Any

import schemathesis


@schemathesis.hook
def map_case(_: schemathesis.HookContext, case: schemathesis.Case[Any]) -> schemathesis.Case[Any]:
    """Keep the rules of the operation in a case that claims to be valid."""
    keep(case)
    return case


@schemathesis.hook
def before_add_examples(_: schemathesis.HookContext, examples: list[schemathesis.Case[Any]]) -> None:
    """Keep them in what is made of examples, which passes no other hook."""
    for case in examples:
        keep(case)


def keep(case: schemathesis.Case[Any]) -> None:
    """Leave out made-up tokens and what excludes each other; name one of those of which one must be named."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    declared = case.operation.definition.raw
    pages = declared.get("x-pagination", {})
    opaque = [pages.get("parameter"), pages.get("previous")] if pages.get("style") in {"cursor", "id"} else []
    excluded = [name for rule in declared.get("x-rules", ()) for name in rule.get("at-most-one", ())[1:]]
    for name in [*opaque, *excluded]:
        case.query.pop(name, None)
    for rule in declared.get("x-rules", ()):
        needed = rule.get("at-least-one", ())
        if needed and not any(name in case.query for name in needed):
            case.query[needed[0]] = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
