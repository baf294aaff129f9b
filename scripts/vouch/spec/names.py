"""Names in Python from names in specs: one rule for arguments, fields, resources and classes."""

from __future__ import annotations

import keyword
import re
import unicodedata

OWN_ATTRIBUTES = frozenset({"base_url", "close"})
"""Attributes every client has of its own; a resource of that name gets an underscore behind it."""
_WORDS = re.compile(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[^\W\d_A-Z]+[0-9]*|[0-9]+|[^\W_]")
OWN_ARGUMENTS = frozenset({"self", "timeout", "headers", "call", "validate"})
"""Names every method has of its own; a parameter of that name gets an underscore behind it."""


def words(name: str) -> list[str]:
    """Split a name at case changes and at everything that is neither letter nor digit."""
    return _WORDS.findall(unicodedata.normalize("NFKC", name))


def snake(name: str) -> str:
    """Return `total_codes_count` for `totalCodesCount`, `expand` for `expand[]`; never a keyword, never empty."""
    joined = "_".join(word.lower() for word in words(name))
    if not joined.isidentifier():
        joined = f"field_{joined}" if joined else "field"
    return f"{joined}_" if keyword.iskeyword(joined) else joined


def pascal(name: str) -> str:
    """Return `ThoughtIndustries` for `thought-industries`."""
    joined = "".join(word[:1].upper() + word[1:] for word in words(name))
    if not joined.isidentifier():
        joined = f"Model{joined}"
    return f"{joined}_" if keyword.iskeyword(joined) else joined


def argument(name: str) -> str:
    """Return the Python argument for a parameter or body property of that name."""
    joined = snake(name)
    return f"{joined}_" if joined in OWN_ARGUMENTS else joined


def resource(name: str) -> str:
    """Return the attribute of a client for a tag of that name."""
    joined = snake(name)
    return f"{joined}_" if joined in OWN_ATTRIBUTES else joined


def environment(vendor: str, name: str) -> str:
    """Return the environment variable for a credential or setting: `TOLT_API_KEY`."""
    return f"{snake(vendor)}_{snake(name)}".upper()
