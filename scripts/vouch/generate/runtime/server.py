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
    """The vendor's URL, such as `https://{instance}.example.com/v2`, and its blanks by name."""

    url: str
    variables: Mapping[str, Variable] = MappingProxyType({})

    def resolve(self, prefix: str, base_url: str | None, given: Mapping[str, str | None]) -> str:
        """Settle the base URL: `base_url`, else `<prefix>_BASE_URL`, else the vendor's own with its blanks filled."""
        if replacement := base_url or os.environ.get(f"{prefix}_BASE_URL"):
            return _checked(replacement)
        return re.sub(r"\{([^}]+)\}", lambda blank: self._value(prefix, blank[1], given), self.url).rstrip("/")

    def _value(self, prefix: str, name: str, given: Mapping[str, str | None]) -> str:
        variable = self.variables[name]
        in_environment = f"{prefix}_{name.upper()}"
        value = given.get(name) or os.environ.get(in_environment) or variable.default
        if value is None:
            raise InvalidRequestError(
                f"{name} (or {in_environment} in the environment) must be given, or base_url instead", [name]
            )
        if variable.values and value not in variable.values:
            raise InvalidRequestError(f"{name} must be one of {', '.join(variable.values)}, got {value!r}", [name])
        # Nothing that could lead to another host or path.
        if value not in (variable.default, *variable.values) and not re.fullmatch(_LABEL, value):
            raise InvalidRequestError(f"{name} must be a single name such as 'acme', got {value!r}", [name])
        return value


def _checked(base_url: str) -> str:
    try:
        url = httpx.URL(base_url)
    except (httpx.InvalidURL, TypeError, UnicodeError):
        raise InvalidRequestError("base_url must be a URL", ["base_url"]) from None
    if url.userinfo:
        raise InvalidRequestError("base_url must not hold credentials", ["base_url"])
    if url.scheme not in {"http", "https"} or not url.host or "?" in base_url or "#" in base_url:
        shown = str(url.copy_with(query=None, fragment=None))
        raise InvalidRequestError(f"base_url must be like https://host/path, got {shown!r}", ["base_url"])
    return str(url).rstrip("/")
