"""Rules between arguments as overloads, so that type checkers refuse what the client would."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from vouch.generate.arguments import Argument, RuleView
from vouch.generate.shapes import annotation, without_null

MOST = 16
"""Rules that need more overloads than this are left to the check when the method is called."""

Signature = tuple[str, ...]


def overloads(arguments: Sequence[Argument], rules: Sequence[RuleView]) -> tuple[Signature, ...]:
    """Return the signatures that keep every rule; none where one signature says it all.

    "At least one of" makes each of its arguments required in turn, "at most one of" leaves each in turn and takes the
    others away.
    """
    ways = [[(rule.function, name, rule.arguments) for name in rule.arguments] for rule in rules]
    if not ways or len(list(product(*ways))) > MOST:
        return ()
    given = {argument.name for argument in arguments if argument.required}
    found = {
        tuple(_declared(argument, choice) for argument in arguments): _demands(choice, given)
        for choice in product(*ways)
        if not _contradicts(choice)
    }
    # What asks for more than another one does would never be matched.
    kept = [signature for signature, asked in found.items() if not any(other < asked for other in found.values())]
    return tuple(kept) if len(kept) > 1 else ()


def _contradicts(choice: Sequence[tuple[str, str, tuple[str, ...]]]) -> bool:
    """Say whether an argument would have to be given and left out at once."""
    given = {chosen for function, chosen, _ in choice if function == "at_least_one"}
    return any(function == "at_most_one" and given & (set(names) - {chosen}) for function, chosen, names in choice)


def _demands(choice: Sequence[tuple[str, str, tuple[str, ...]]], given: set[str]) -> frozenset[tuple[str, str]]:
    """Return what a signature asks for beyond what every one does: an argument given, or left out."""
    asked = {("give", chosen) for function, chosen, _ in choice if function == "at_least_one" and chosen not in given}
    left = {("leave", name) for function, chosen, names in choice if function == "at_most_one" for name in names}
    kept = {("leave", chosen) for function, chosen, _ in choice if function == "at_most_one"}
    return frozenset(asked | (left - kept))


def _declared(argument: Argument, choice: Sequence[tuple[str, str, tuple[str, ...]]]) -> str:
    for function, chosen, names in choice:
        if function == "at_least_one" and argument.name == chosen:
            return f"{argument.name}: {annotation(without_null(argument.type), argument=True)}"
        if function == "at_most_one" and argument.name in names and argument.name != chosen:
            return f"{argument.name}: None = None"
    return argument.declared
