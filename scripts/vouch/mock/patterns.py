"""Text that matches a pattern, for schemas that show no example of it."""

from __future__ import annotations

from functools import cache
from importlib import import_module

import jsonschema_rs

_parser = import_module("re._parser")  # nothing public says how long a text of a pattern must be

_MOST = 20
"""Texts that are looked for; one that is as short as can be is among them."""

_LONGEST = 2_000
"""Characters that the shortest text may have."""


class NoTextError(Exception):
    """No text was found for a pattern."""


@cache
def matching(pattern: str, least: int = 0, most: int | None = None) -> tuple[str, ...]:
    """Return texts that match a pattern and have at least and at most so many characters, the same every time.

    Raises:
        NoTextError: none was found.

    """
    # Where it comes to that: whoever shows examples does not wait for it.
    from hypothesis import HealthCheck, Phase, given, settings  # noqa: PLC0415
    from hypothesis.errors import HypothesisException  # noqa: PLC0415
    from hypothesis.strategies import characters, from_regex  # noqa: PLC0415

    # What JSON Schema reads as no pattern, and a text past all size, is not looked for: that takes for ever.
    _checked(pattern)
    if _parser.parse(pattern).getwidth()[0] > _LONGEST:
        raise NoTextError(f"pattern {pattern}, for which every text has more than {_LONGEST:,} characters")
    found: dict[str, None] = {}

    def collect(text: str) -> None:
        if least <= len(text) and (most is None or len(text) <= most) and matches(pattern, text):
            found.setdefault(text)

    plain = characters(min_codepoint=ord("!"), max_codepoint=ord("~"))
    quiet = settings(
        max_examples=5 * _MOST,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    for alphabet in (plain, None):
        try:
            quiet(given(from_regex(pattern, fullmatch=True, alphabet=alphabet))(collect))()
        except HypothesisException:
            continue  # it takes characters that are not plain, or matches nothing
        if found:
            break
    if not found:
        raise NoTextError(f"pattern {pattern}, for which no text was found")
    return tuple(found)[:_MOST]


def matches(pattern: str, text: str) -> bool:
    """Say whether a text matches a pattern, somewhere in it unless the pattern says more.

    Raises:
        NoTextError: it is no pattern at all.

    """
    return _checked(pattern).is_valid(text)


@cache
def _checked(pattern: str) -> jsonschema_rs.Draft202012Validator:
    try:
        return jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except jsonschema_rs.ValidationError:
        raise NoTextError(f"pattern {pattern}, which is none to JSON Schema") from None
