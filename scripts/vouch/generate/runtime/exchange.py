"""From a call to its answer: pace, credentials, redirects, retries, errors and the log.

`Exchange` does no I/O: its steps say what to do next, to send this or to wait so long, and are told what came of it.
A transport does as they say, so that threads and tasks share every rule here.
"""

import logging
from collections.abc import Generator
from typing import NamedTuple, TypeVar

import httpx

from .bodies import Encoded
from .call import Call, RawResponse
from .clock import Clock
from .credentials import Secrets
from .encode import encode_json
from .errors import APIConnectionError, APIError, APITimeoutError, InvalidRequestError, redirect_target, status_error
from .pacing import Pacer, Slot
from .parameters import write_headers, write_path, write_query
from .retry import SAFE_METHODS
from .security import Signer, check, choose
from .settings import Options, checked_headers, checked_retry, checked_timeout
from .shapes import is_object
from .vendor import Vendor

T = TypeVar("T")

_MOST_REDIRECTS = 5
_NOT_KEPT = frozenset({"authorization", "proxy-authorization", "cookie"})


class Send(NamedTuple):
    """The next thing to do: send this request, signed on its way out."""

    request: httpx.Request
    signer: Signer | None


# What sending may end in, besides an answer. Of a host that is no name, the system's resolver raises UnicodeError.
FAILURES = (httpx.RequestError, httpx.InvalidURL, UnicodeError)
# What came of a step: an answer, a failure, or nothing when it was a wait.
Outcome = httpx.Response | httpx.RequestError | httpx.InvalidURL | UnicodeError | None
# Each step is something to send, or how many seconds to wait.
Steps = Generator[Send | float, Outcome, T]


class Exchange:
    """Everything about a call and its answer but the sending and the waiting."""

    def __init__(self, vendor: Vendor, secrets: Secrets, options: Options, clock: Clock) -> None:
        check(vendor.name, vendor.security, secrets)
        self.vendor = vendor
        self.clock = clock
        self.base_url: str = vendor.server.resolve(vendor.prefix, options.get("base_url"), options.get("variables", {}))
        self._is_vendors = not vendor.server.is_replaced(vendor.prefix, options.get("base_url"))
        self._secrets = secrets
        self._timeout = checked_timeout(options.get("timeout"))
        self._retry = checked_retry(options.get("retry"))
        self._headers = checked_headers(options.get("headers"))
        self._pacer = Pacer(vendor.pace, clock)
        self._log = logging.getLogger(vendor.package)

    def steps(self, call: Call[T], http: httpx.Client | httpx.AsyncClient) -> Steps[RawResponse[T]]:
        """Go from a call to the answer that counts, or raise the error that does."""
        request = self._request(call, http)
        signer = self._signer(call)
        began = self.clock.now()
        attempt = 1
        while True:
            try:
                response = yield from self._ask(request, signer)
                return RawResponse(response, call.operation.read, hide=self._secrets.hide)
            except APIError as error:
                elapsed = self.clock.now() - began
                pause = self._retry.pause(
                    error, method=request.method, attempt=attempt, elapsed=elapsed, clock=self.clock
                )
                if pause is None:
                    if attempt > 1:
                        error.add_note(f"That was attempt {attempt}, {elapsed:.1f} s after the first began.")
                    raise
                self._log.info("%s; attempt %d follows in %.1f s", error, attempt + 1, pause)
            yield pause
            attempt += 1

    def _ask(self, request: httpx.Request, signer: Signer | None) -> Steps[httpx.Response]:
        """Ask once, and then wherever the vendor's own server redirects to."""
        response = yield from self._send(request, signer)
        for _ in range(_MOST_REDIRECTS):
            if (target := _redirection(request, response)) is None:
                break
            request = target
            response = yield from self._send(request, signer)
        if response.is_success:
            return response
        raise status_error(response, hide=self._secrets.hide)

    def _send(self, request: httpx.Request, signer: Signer | None) -> Steps[httpx.Response]:
        """Send as soon as the pace allows."""
        while not isinstance(slot := self._pacer.take(), Slot):
            yield slot
        began = self.clock.now()
        try:
            outcome = yield Send(request, signer)
        finally:
            self._pacer.answered(slot)
        took = self.clock.now() - began
        shown = _unsigned(request)
        if isinstance(outcome, httpx.Response):
            self._log.debug("%s %s: %d in %.3f s", shown.method, shown.url, outcome.status_code, took)
            return _detached(outcome, shown)
        error = self._connection_error(shown, outcome)
        self._log.debug("%s in %.3f s", error, took)
        raise error from outcome

    def _connection_error(self, request: httpx.Request, cause: Exception | None) -> APIConnectionError:
        kind = APITimeoutError if isinstance(cause, httpx.TimeoutException) else APIConnectionError
        why = self._secrets.hide(str(cause)) or type(cause).__name__
        if isinstance(cause, httpx.RequestError):
            cause.request = request  # httpx keeps the one that carries the credentials
        return kind(f"{request.method} {request.url} was not answered: {why}")

    def _request(self, call: Call[T], http: httpx.Client | httpx.AsyncClient) -> httpx.Request:
        """Return the request, all but the credentials."""
        operation = call.operation
        base = operation.server if operation.server is not None and self._is_vendors else self.base_url
        url = base + write_path(operation.path, call.path)
        if query := write_query(call.query):
            url += f"{'&' if '?' in operation.path else '?'}{query}"
        headers = httpx.Headers({"Accept": operation.accept, "User-Agent": self.vendor.user_agent})
        if call.body is not None:
            headers["Content-Type"] = call.body.media_type if isinstance(call.body, Encoded) else operation.content_type
        for given in (self._headers, write_headers(call.header), checked_headers(call.headers)):
            if given:  # httpx takes as long for nothing as for something: 3 % of a call, says a profile
                headers.update(given)
        timeout = self._timeout if call.timeout is None else checked_timeout(call.timeout)
        try:
            return http.build_request(
                operation.method,
                url,
                headers=headers,
                content=content(call.body),
                timeout=httpx.USE_CLIENT_DEFAULT if timeout is None else timeout,
            )
        except httpx.InvalidURL as error:
            raise InvalidRequestError(f"{operation.name} makes no URL: {error}") from None

    def _signer(self, call: Call[T]) -> Signer | None:
        security = self.vendor.security if call.operation.security is None else call.operation.security
        alternative = choose(call.operation.name, security, self._secrets)
        return Signer(alternative, self._secrets) if alternative else None


def content(body: object) -> bytes | None:
    """Return the bytes of a body, None where there is none."""
    if isinstance(body, Encoded):
        return body.content
    if body is None or isinstance(body, bytes):
        return body
    if is_object(body):
        body = {name: value for name, value in body.items() if value is not None}
    return encode_json(body)


def _redirection(request: httpx.Request, response: httpx.Response) -> httpx.Request | None:
    """Follow the vendor's own server only, and only to read."""
    if request.method not in SAFE_METHODS:
        return None
    target = redirect_target(response)
    if target is None or (target.scheme, target.host, target.port) != (
        request.url.scheme,
        request.url.host,
        request.url.port,
    ):
        return None
    return httpx.Request(request.method, target, headers=request.headers, extensions=request.extensions)


def _unsigned(request: httpx.Request) -> httpx.Request:
    """Return a request without what a user's own httpx client put in to prove who asks."""
    if _NOT_KEPT.isdisjoint(request.headers):
        return request  # a copy would be 6 % of a call, says a profile
    headers = [(name, value) for name, value in request.headers.multi_items() if name not in _NOT_KEPT]
    return httpx.Request(request.method, request.url, headers=headers, content=request.content)


def _detached(response: httpx.Response, request: httpx.Request) -> httpx.Response:
    """Return an answer with nothing left but what may be shown, kept and pickled."""
    response.request = request
    response.next_request = None
    response.history = []
    response.default_encoding = "utf-8"
    return response
