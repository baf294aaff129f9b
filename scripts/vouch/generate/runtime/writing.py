"""Writing a call as a request, all but the credentials."""

from functools import lru_cache
from typing import TypeVar

import httpx

from .bodies import Encoded
from .call import Call
from .encode import encode_json
from .errors import InvalidRequestError
from .parameters import write_headers, write_path, write_query
from .settings import Options, checked_headers, checked_timeout
from .shapes import is_object
from .vendor import Vendor

T = TypeVar("T")

# POSTs, first pages and whatever is asked for again have the same URL, and httpx takes 5 % of a call to read one.
_url = lru_cache(httpx.URL)


class Writer:
    """Writes the calls of one client.

    Not with httpx's `build_request`, which takes twice as long and drops our query where its client has one of its own.
    """

    def __init__(self, vendor: Vendor, options: Options) -> None:
        self.base_url: str = vendor.server.resolve(vendor.prefix, options.get("base_url"), options.get("variables", {}))
        self._is_vendors = not vendor.server.is_replaced(vendor.prefix, options.get("base_url"))
        self._timeout = checked_timeout(options.get("timeout"))
        self.headers: dict[str, str] = checked_headers(options.get("headers"))
        self._headers = {"User-Agent": vendor.user_agent, **self.headers}

    def write(self, call: Call[T], http: httpx.Client | httpx.AsyncClient) -> httpx.Request:
        """Return the request, with what `http` adds to all of its own."""
        timeout = self._timeout if call.timeout is None else checked_timeout(call.timeout)
        try:
            return httpx.Request(
                call.operation.method,
                _url(self._target(call, http.params)),
                headers=self._all_headers(call, http.headers),
                cookies=http.cookies,
                content=content(call.body),
                extensions=None if timeout is None else {"timeout": httpx.Timeout(timeout).as_dict()},
            )
        except httpx.InvalidURL as error:
            raise InvalidRequestError(f"{call.operation.name} makes no URL: {error}") from None

    def _target(self, call: Call[T], params: httpx.QueryParams) -> str:
        operation = call.operation
        base = operation.server if operation.server is not None and self._is_vendors else self.base_url
        url = base + write_path(operation.path, call.path)
        for query in (write_query(call.query), str(params)):
            if query:
                url += f"{'&' if '?' in url else '?'}{query}"
        return url

    def _all_headers(self, call: Call[T], usual: httpx.Headers) -> httpx.Headers:
        operation = call.operation
        headers = httpx.Headers(usual)
        headers["Accept"] = operation.accept
        if call.body is not None:
            headers["Content-Type"] = call.body.media_type if isinstance(call.body, Encoded) else operation.content_type
        for given in (self._headers, write_headers(call.header), checked_headers(call.headers)):
            for name, value in given.items():
                headers[name] = value
        return headers


def content(body: object) -> bytes | None:
    """Return the bytes of a body, None where there is none."""
    if isinstance(body, Encoded):
        return body.content
    if body is None or isinstance(body, bytes):
        return body
    if is_object(body):
        body = {name: value for name, value in body.items() if value is not None}
    return encode_json(body)
