"""Credentials: where they come from, and that nothing shows them."""

import os
import re
from typing import NoReturn
from urllib.parse import quote

from .errors import InvalidRequestError

_HIDDEN = "[hidden]"
# Shorter ones are found in every other word; they are looked for as words of their own.
_SHORTEST_WITHIN_WORDS = 8


class Secrets:
    """Credentials by the name of their argument, from the caller or the environment.

    They come out to sign a request and for nothing else: no `repr`, no pickle, no copy.
    """

    __slots__ = ("_given", "_prefix", "_spellings", "_values")

    def __init__(self, prefix: str, **arguments: str | None) -> None:
        """Keep what the caller gave; what is missing is read from `<prefix>_<ARGUMENT>`."""
        self._prefix = prefix
        self._given = frozenset(name for name, value in arguments.items() if value is not None)
        self._values: dict[str, str] = {}
        self._spellings: frozenset[str] = frozenset()
        for name, value in arguments.items():
            # An empty argument is a mistake to be told about, an empty variable is none.
            found = value if value is not None else os.environ.get(self.variable(name)) or None
            if found is not None:
                self._values[name] = found

    def __contains__(self, argument: str) -> bool:
        return argument in self._values

    def __getitem__(self, argument: str) -> str:
        return self._values[argument]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={_HIDDEN}' for name in self._values)})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("credentials are neither pickled nor copied")

    def variable(self, argument: str) -> str:
        """Return the environment variable that stands in for an argument."""
        return f"{self._prefix}_{argument.upper()}"

    def given(self, argument: str) -> bool:
        """Return whether the caller gave this one."""
        return argument in self._given

    def check(self) -> None:
        """Refuse what cannot travel in a header; the error names the argument, not its value."""
        # Only names in here: a traceback shows the locals.
        for name in self._values:
            if wrong := _wrong(self._values[name]):
                where = name if name in self._given else self.variable(name)
                raise InvalidRequestError(f"{where} must be {wrong}", [name])

    def spelled(self, text: str) -> None:
        """Note how secrets go over the wire, where that is neither as they are nor percent-encoded."""
        self._spellings |= {text}

    def hide(self, text: str) -> str:
        """Return a text without any secret, in case a vendor repeats one."""
        quoted = [quote(secret, safe="") for secret in self._values.values()]
        # The longest first: one may be part of another.
        for secret in sorted({*self._values.values(), *quoted, *self._spellings}, key=len, reverse=True):
            if len(secret) >= _SHORTEST_WITHIN_WORDS:
                text = text.replace(secret, _HIDDEN)
            else:
                text = re.sub(rf"(?<![A-Za-z0-9]){re.escape(secret)}(?![A-Za-z0-9])", _HIDDEN, text)
        return text


def _wrong(value: object) -> str:
    """Return what a credential would have to be, empty where it is."""
    if not isinstance(value, str):
        return f"a string, got {type(value).__name__}"
    fits = value.isascii() and value.isprintable() and value.strip() == value != ""
    return "" if fits else "printable ASCII, not empty, nothing blank around it"
