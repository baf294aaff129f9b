"""Names in Python from names in specs: one rule for arguments, fields, resources and classes."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Callable, Iterable
from hashlib import sha256

OWN_ATTRIBUTES = frozenset({"base_url", "close"})
"""Attributes every client has of its own; a resource of that name gets an underscore behind it."""
OWN_METHODS = frozenset(
    {
        *("self", "with_raw_response", "builtins", "overload", "property", "validate", "date", "datetime"),
        *("bool", "bytes", "dict", "float", "int", "object", "str"),
    }
)
"""Names that a class of methods needs for something else; a method of that name gets an underscore behind it."""
OWN_SETTINGS = frozenset({"self", "base_url", "timeout", "retry", "headers", "http_client", "secrets"})
"""Names every constructor has of its own; a server variable of that name gets an underscore behind it."""
_LONGEST = 60
"""No name is longer: those of files are not either, whatever the script."""
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_WORDS = re.compile(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[^\W\d_A-Z]+[0-9]*|[0-9]+|[^\W_]")
OWN_ARGUMENTS = frozenset({"self", "timeout", "headers", "call", "validate", "bodies"})
"""Names every method has of its own; a parameter of that name gets an underscore behind it."""


def words(name: str) -> list[str]:
    """Split a name at case changes and at everything that is neither letter nor digit."""
    return _WORDS.findall(unicodedata.normalize("NFKC", name))


def ascii_letters(text: str) -> str:
    """Return what is left of a text in plain letters, digits and signs: `Groe` of `Größe`."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def snake(name: str) -> str:
    """Return `total_codes_count` for `totalCodesCount`, `expand` for `expand[]`; never a keyword, never empty."""
    joined = "_".join(word.lower() for word in words(name))
    if not joined.isidentifier():
        joined = f"field_{joined}" if joined else "field"
    return f"{joined}_" if keyword.iskeyword(joined) else _bounded(joined)


def pascal(name: str) -> str:
    """Return `ThoughtIndustries` for `thought-industries`."""
    joined = "".join(word[:1].upper() + word[1:] for word in words(name))
    if not joined.isidentifier():
        joined = f"Model{joined}"
    return f"{joined}_" if keyword.iskeyword(joined) else _bounded(joined)


def _bounded(name: str) -> str:
    """Cut a name that is longer than names are; what was cut still makes a difference."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 9]}_{sha256(name.encode()).hexdigest()[:8]}"


def argument(name: str) -> str:
    """Return the Python argument for a parameter or body property of that name."""
    joined = snake(name)
    return f"{joined}_" if joined in OWN_ARGUMENTS else joined


def resource(name: str) -> str:
    """Return the attribute of a client for a tag of that name."""
    joined = snake(name)
    return f"{joined}_" if joined in OWN_ATTRIBUTES else joined


def method(name: str) -> str:
    """Return the method for an operation of that name."""
    joined = snake(name)
    return f"{joined}_" if joined in OWN_METHODS else joined


def setting(name: str) -> str:
    """Return the constructor argument for a server variable of that name."""
    joined = snake(name)
    return f"{joined}_" if joined in OWN_SETTINGS else joined


def distinct(
    names: Iterable[tuple[str, str]], taken: Iterable[str] = (), spell: Callable[[str], str] = argument
) -> list[str]:
    """Return a Python name for each `(name, place)`; where two would be one, the later says its place, or a number.

    Two names in capitals differ as well: environment variables are.
    """
    used, found = {name.upper() for name in taken}, []
    for name, place in names:
        wanted = [spell(name), spell(f"{name}_{place}")]
        number = 2
        while (chosen := wanted.pop(0)).upper() in used:
            if not wanted:
                wanted = [f"{spell(name)}_{number}"]
                number += 1
        used.add(chosen.upper())
        found.append(chosen)
    return found


def environment(vendor: str, argument: str) -> str:
    """Return the environment variable that stands in for an argument of a constructor: `TOLT_API_KEY`."""
    return f"{snake(vendor)}_{argument}".upper()


def is_token(name: str) -> bool:
    """Say whether a header or a cookie can have a name (RFC 9110, 5.6.2)."""
    return bool(_TOKEN.fullmatch(name))
