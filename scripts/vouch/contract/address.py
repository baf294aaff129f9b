"""Where a server is: a URL that stands for the spec's own, checked before anything is sent to it."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Self

import httpx

from vouch.contract.report import UnjudgedError

_MOST_OF_A_HOST = 253
"""Characters of a host name (RFC 1035, 2.3.4)."""


@dataclass(frozen=True, slots=True)
class Address:
    """A base URL without anything to its right; `loopback` says whether it is on this machine."""

    url: str
    loopback: bool

    @classmethod
    def read(cls, typed: str) -> Self:
        """Read what a person typed; raise UnjudgedError, without repeating what may be secret, where it is no such URL.

        Credentials have variables of their own, and a query would be sent with every request.
        """
        try:
            url = httpx.URL(typed)
            host = url.host
            # A label that is empty or too long is found out here, else only by the resolver.
            fits = len(url.raw_host.decode().encode("idna")) <= _MOST_OF_A_HOST
        except (httpx.InvalidURL, UnicodeError):
            raise UnjudgedError("what is to be judged is not a URL such as https://host/path") from None
        if url.userinfo or url.query or url.fragment:
            raise UnjudgedError("the URL must hold no credentials, query or fragment, as in https://host/path")
        plain = str(url.copy_with(query=None, fragment=None)).rstrip("/")
        if url.scheme not in {"http", "https"} or not host or not fits:
            raise UnjudgedError(f"{plain!r} is not an http or https URL")
        return cls(plain, _is_loopback(host))


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
