"""Where requests go: the vendor's server, or another that speaks the same."""

import os
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import httpx

from .errors import InvalidRequestError

_LABEL = r"[A-Za-z0-9]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?"


class Variable(NamedTuple):
    """A blank in a server's URL: its default, and its values where the spec lists them."""

    default: str | None = None
    values: tuple[str, ...] = ()


class Server(NamedTuple):
    """The vendor's URL, such as `https://{instance}.example.com/v2`, and its blanks by name; a path is nobody's."""

    url: str
    variables: Mapping[str, Variable] = MappingProxyType({})

    def resolve(self, prefix: str, base_url: str | None, given: Mapping[str, str | None]) -> str:
        """Return the base URL: `base_url`, else `<prefix>_BASE_URL`, else the vendor's own with its blanks filled.

        An empty variable in the environment is none; an empty argument is a mistake to be told about.
        """
        replacement = base_url if base_url is not None else os.environ.get(f"{prefix}_BASE_URL") or None
        if replacement is not None:
            return _checked(replacement)
        if self.url.startswith("/") or not self.url:
            raise InvalidRequestError(f"base_url (or {prefix}_BASE_URL in the environment) must be given", ["base_url"])
        return re.sub(r"\{([^}]+)\}", lambda blank: self._value(prefix, blank[1], given), self.url).rstrip("/")

    def is_replaced(self, prefix: str, base_url: str | None) -> bool:
        """Tell whether all calls go somewhere else than the spec says."""
        return bool(base_url or os.environ.get(f"{prefix}_BASE_URL"))

    def _value(self, prefix: str, name: str, given: Mapping[str, str | None]) -> str:
        variable = self.variables[name]
        in_environment = f"{prefix}_{name.upper()}"
        value: object = given.get(name)
        if value is None:
            value = os.environ.get(in_environment) or variable.default
        if value is None:
            raise InvalidRequestError(
                f"{name} (or {in_environment} in the environment) must be given, or base_url instead", [name]
            )
        if variable.values and value not in variable.values:
            raise InvalidRequestError(f"{name} must be one of {', '.join(variable.values)}, got {value!r}", [name])
        # Nothing that could lead to another host or path.
        if not (value in (variable.default, *variable.values) or _is_label(value)):
            raise InvalidRequestError(f"{name} must be a single name such as 'acme', got {value!r}", [name])
        return str(value)


def _is_label(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(_LABEL, value) is not None


def _checked(base_url: str) -> str:
    try:
        url = httpx.URL(base_url)
        url.host.encode("idna")  # as it will be looked up
    except (httpx.InvalidURL, TypeError, UnicodeError):
        raise InvalidRequestError("base_url must be a URL like https://host/path", ["base_url"]) from None
    if url.userinfo:
        raise InvalidRequestError("base_url must not hold credentials", ["base_url"])
    shown = str(url.copy_with(query=None, fragment=None))
    if url.scheme not in {"http", "https"} or not url.host or "%" in url.host:
        raise InvalidRequestError(f"base_url must be like https://host/path, got {shown!r}", ["base_url"])
    if "?" in base_url or "#" in base_url:
        raise InvalidRequestError(f"base_url must be without '?' and '#', as in {shown!r}", ["base_url"])
    return str(url).rstrip("/")
