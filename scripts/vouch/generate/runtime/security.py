"""Proving who asks: the schemes a vendor knows, and which of them a request is signed with."""

import base64
from collections.abc import Generator, Iterable, Sequence
from typing import Literal, NamedTuple
from urllib.parse import quote

import httpx

from .credentials import Secrets
from .errors import InvalidRequestError


class Basic(NamedTuple):
    """HTTP Basic, of two arguments."""

    user: str
    password: str

    @property
    def arguments(self) -> tuple[str, ...]:
        """The constructor arguments it needs."""
        return (self.user, self.password)

    @property
    def header(self) -> str:
        """The header it sets, whatever stood there."""
        return "Authorization"

    def sign(self, request: httpx.Request, secrets: Secrets) -> None:
        """Set `Authorization`."""
        token = base64.b64encode(f"{secrets[self.user]}:{secrets[self.password]}".encode()).decode()
        secrets.spelled(token)
        request.headers[self.header] = f"Basic {token}"


class Bearer(NamedTuple):
    """A bearer token, of one argument."""

    token: str

    @property
    def arguments(self) -> tuple[str, ...]:
        """The constructor arguments it needs."""
        return (self.token,)

    @property
    def header(self) -> str:
        """The header it sets, whatever stood there."""
        return "Authorization"

    def sign(self, request: httpx.Request, secrets: Secrets) -> None:
        """Set `Authorization`."""
        request.headers[self.header] = f"Bearer {secrets[self.token]}"


class ApiKey(NamedTuple):
    """A key in a header, the query or a cookie called `name`."""

    argument: str
    name: str
    location: Literal["header", "query", "cookie"] = "header"

    @property
    def arguments(self) -> tuple[str, ...]:
        """The constructor arguments it needs."""
        return (self.argument,)

    @property
    def header(self) -> str:
        """The header it sets, whatever stood there; none where the key goes elsewhere."""
        return self.name if self.location == "header" else ""

    def sign(self, request: httpx.Request, secrets: Secrets) -> None:
        """Set the header, or add to the query or the cookies."""
        if self.header:
            request.headers[self.header] = secrets[self.argument]
        elif self.location == "cookie":
            others = [request.headers["Cookie"]] if "Cookie" in request.headers else []
            request.headers["Cookie"] = "; ".join([*others, f"{self.name}={secrets[self.argument]}"])
        else:
            others = [request.url.query.decode()] if request.url.query else []
            query = "&".join([*others, f"{quote(self.name)}={quote(secrets[self.argument], safe='')}"])
            request.url = _SecretURL(request.url.copy_with(query=query.encode()))


# One way to prove who asks, as OpenAPI's `securitySchemes` has it.
Scheme = Basic | Bearer | ApiKey
# All of these together, one of several: ((BASIC,), (BEARER, NETWORK)). Nothing at all is () among them.
Alternative = tuple[Scheme, ...]


class _SecretURL(httpx.URL):
    """A URL with a key in it: httpx logs every URL."""

    def __str__(self) -> str:
        return str(self.copy_with(query=None))

    def __repr__(self) -> str:
        return repr(self.copy_with(query=None))


class Signer(httpx.Auth):
    """Signs a copy of each request on its way out, so that the request itself can be shown and kept."""

    def __init__(self, alternative: Alternative, secrets: Secrets) -> None:
        self._alternative = alternative
        self._secrets = secrets

    def check(self, headers: Iterable[str]) -> None:
        """Refuse headers of the caller's that signing would replace."""
        for name in headers:
            for scheme in self._alternative:
                if name.lower() == scheme.header.lower():
                    told = f"{name} follows from {' and '.join(scheme.arguments)}: give that instead"
                    raise InvalidRequestError(told, ["headers"])

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Yield the signed copy to httpx."""
        signed = httpx.Request(
            request.method, request.url, headers=request.headers, stream=request.stream, extensions=request.extensions
        )
        for scheme in self._alternative:
            scheme.sign(signed, self._secrets)
        yield signed


def arguments(alternative: Alternative) -> tuple[str, ...]:
    """Return the constructor arguments an alternative needs."""
    return tuple(name for scheme in alternative for name in scheme.arguments)


def choose(who: str, alternatives: tuple[Alternative, ...], secrets: Secrets) -> Alternative:
    """Return what to sign with: of what is complete, that which uses most of what the caller gave, else the first.

    `who` is named by the error when nothing is complete.
    """
    complete = [each for each in alternatives if all(name in secrets for name in arguments(each))]
    if not complete and alternatives:
        ways = ", or ".join(_way(arguments(each), secrets) for each in alternatives)
        every = dict.fromkeys(name for each in alternatives for name in arguments(each))
        raise InvalidRequestError(f"{who} needs {ways}", every)
    # Where credentials are optional, () is complete too: with some at hand, they are used.
    return max(complete, key=lambda each: (sum(map(secrets.given, arguments(each))), bool(each)), default=())


def check(who: str, alternatives: tuple[Alternative, ...], secrets: Secrets) -> None:
    """Refuse credentials that are malformed, missing, or given in part: a token without what belongs to it."""
    secrets.check()
    for scheme in {scheme for each in alternatives for scheme in each}:
        _check_end(scheme, secrets)
    for each in alternatives:
        given = [name for name in arguments(each) if secrets.given(name)]
        missing = [name for name in arguments(each) if name not in secrets]
        elsewhere = {name for other in alternatives if other != each for name in arguments(other)}
        if missing and any(name not in elsewhere for name in given):
            needed = _way(missing, secrets)
            raise InvalidRequestError(f"{who} needs {needed} besides {' and '.join(given)}", [*given, *missing])
    choose(who, alternatives, secrets)


def _check_end(scheme: Scheme, secrets: Secrets) -> None:
    """Refuse what would end early on the wire, and let the rest of it pass for something else."""
    match scheme:
        case Basic(argument, _):
            end, why = ":", "what follows a colon is the password"
        case ApiKey(argument, _, "cookie"):
            end, why = ";", "another cookie begins there"
        case _:
            return
    if argument in secrets and end in secrets[argument]:
        raise InvalidRequestError(f"{argument} must not hold {end!r}: {why}", [argument])


def _way(needed: Sequence[str], secrets: Secrets) -> str:
    return f"{' and '.join(needed)} (or {' and '.join(map(secrets.variable, needed))} in the environment)"
