"""One request before it is sent, and its answer before it is read."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Generic, NamedTuple, Self, TypeVar

import httpx

from .errors import ResponseDecodeError
from .security import Alternative

T = TypeVar("T")
Timeout = float | httpx.Timeout


_NOTHING: Mapping[str, object] = MappingProxyType({})


class Operation(NamedTuple, Generic[T]):
    """What never changes about an operation.

    read: turns the body of a success into what the operation returns.
    security: replaces the vendor's; `()` is none at all.
    server: where it goes when no `base_url` was given, if that is not where all others go.
    """

    name: str
    method: str
    path: str
    read: Callable[[bytes], T]
    security: tuple[Alternative, ...] | None = None
    accept: str = "application/json"
    content_type: str = "application/json"
    server: str | None = None


class Call(NamedTuple, Generic[T]):
    """An operation with its arguments, by the vendor's names; None is not sent.

    A mapping as `body` is sent without its Nones, bytes and what is encoded as they are, anything else as JSON.
    """

    operation: Operation[T]
    path: Mapping[str, object] = _NOTHING
    query: Mapping[str, object] = _NOTHING
    header: Mapping[str, object] = _NOTHING
    body: object = None
    timeout: Timeout | None = None
    headers: Mapping[str, str] | None = None

    def asking(self, parameter: str, value: str) -> Self:
        """Return the same call with another value of a query parameter."""
        return self._replace(query={**self.query, parameter: value})


class RawResponse(Generic[T]):
    """A success as it came. `parse()` reads it."""

    def __init__(
        self, response: httpx.Response, read: Callable[[bytes], T], *, hide: Callable[[str], str] = str
    ) -> None:
        self.response = response
        self._read = read
        self._hide = hide

    @property
    def status_code(self) -> int:
        """The HTTP status, 200 to 299."""
        return self.response.status_code

    @property
    def headers(self) -> httpx.Headers:
        """The headers, whose names have no case."""
        return self.response.headers

    @property
    def content(self) -> bytes:
        """The body, as bytes."""
        return self.response.content

    def parse(self) -> T:
        """Read the body as what the operation returns; `ResponseDecodeError` when it is something else."""
        try:
            return self._read(self.content)
        except ResponseDecodeError as error:
            error.came_with(self.response, hide=self._hide)
            # The path says where in the body it was; the frames that read it would only show what is in there.
            raise error.with_traceback(None) from None

    def __repr__(self) -> str:
        return f"<RawResponse {self.status_code}, {len(self.content)} bytes>"
