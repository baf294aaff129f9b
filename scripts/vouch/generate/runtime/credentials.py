"""Credentials: where they come from, and that nothing shows them."""

import os
from typing import NoReturn

from .errors import InvalidRequestError

_HIDDEN = "[hidden]"
# Shorter ones would be found in every other word.
_SHORTEST_HIDDEN = 8


class Secrets:
    """Credentials by the name of their argument, from the caller or the environment.

    They come out to sign a request and for nothing else: no `repr`, no pickle, no copy.
    """

    __slots__ = ("_given", "_prefix", "_spellings", "_values")

    def __init__(self, prefix: str, **arguments: str | None) -> None:
        """Take what the caller gave; what is missing is read from `<prefix>_<ARGUMENT>`."""
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
        """Name the environment variable that stands in for an argument."""
        return f"{self._prefix}_{argument.upper()}"

    def given(self, argument: str) -> bool:
        """Tell whether the caller gave this one."""
        return argument in self._given

    def check(self) -> None:
        """Refuse what cannot travel in a header; the error names the argument, not its value."""
        # Only names in here: a traceback shows the locals.
        for name in self._values:
            if not _can_travel(self._values[name]):
                where = name if name in self._given else self.variable(name)
                raise InvalidRequestError(
                    f"{where} must be printable ASCII, not empty, nothing blank around it", [name]
                )

    def spelled(self, text: str) -> None:
        """Note how secrets go over the wire, where that is not as they are."""
        self._spellings |= {text}

    def hide(self, text: str) -> str:
        """Take every secret out of a text, in case a vendor repeats one."""
        for secret in (*self._spellings, *self._values.values()):
            if len(secret) >= _SHORTEST_HIDDEN:
                text = text.replace(secret, _HIDDEN)
        return text


def _can_travel(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.isprintable() and value.strip() == value != ""
