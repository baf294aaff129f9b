"""From a call to its answer: pace, credentials, redirects, retries, errors and the log.

`Exchange` does no I/O: its steps say what to do next, to send this or to wait so long, and are told what came of it.
A transport does as they say, so that threads and tasks share every rule here.
"""

import logging
from collections.abc import Generator
from typing import Any, NamedTuple, TypeVar

import httpx

from .call import Call, Operation, RawResponse
from .clock import Clock
from .credentials import Secrets
from .errors import APIConnectionError, APIError, APITimeoutError, redirect_target, status_error
from .pacing import Pacer, Slot
from .retry import SAFE_METHODS
from .security import Alternative, Signer, check, choose
from .settings import Options, checked_retry
from .vendor import Vendor
from .writing import Writer

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
        self.writer: Writer = Writer(vendor, options)
        self._secrets = secrets
        self._signers: dict[Operation[Any], Signer | None] = {}
        self._retry = checked_retry(options.get("retry"))
        self._pacer = Pacer(vendor.pace, clock)
        self._log = logging.getLogger(vendor.package)
        self._sign(vendor.name, vendor.security)

    def steps(self, call: Call[T], http: httpx.Client | httpx.AsyncClient) -> Steps[RawResponse[T]]:
        """Go from a call to the answer that counts, or raise the error that does."""
        request = self.writer.write(call, http)
        signer = self._signer(call.operation)
        if signer and call.headers:
            signer.check(call.headers)
        slot = yield from self._slot()
        began = self.clock.now()
        attempt = 1
        while True:
            try:
                response = yield from self._ask(request, signer, slot)
                return RawResponse(response, call.operation.read, hide=self._secrets.hide)
            except APIError as error:
                following = yield from self._following(error, request.method, attempt, began)
                if following is None:
                    raise
                slot = following
            attempt += 1

    def _slot(self) -> Steps[Slot]:
        """Wait until the pace allows a request."""
        while not isinstance(slot := self._pacer.take(), Slot):
            yield slot
        return slot

    def _following(self, error: APIError, method: str, attempt: int, began: float) -> Steps[Slot | None]:
        """Wait until another attempt may begin; None where that is never, or not before the deadline."""
        elapsed = self.clock.now() - began
        pause = self._retry.pause(error, method=method, attempt=attempt, elapsed=elapsed, clock=self.clock)
        if pause is not None:
            self._log.info("%s; attempt %d follows in %.1f s", error, attempt + 1, pause)
            yield pause
            while not isinstance(slot := self._pacer.take(), Slot):
                elapsed = self.clock.now() - began
                if elapsed + slot > self._retry.deadline:
                    break
                yield slot
            else:
                return slot
        if attempt > 1:
            error.add_note(f"That was attempt {attempt}, {elapsed:.1f} s after the first began.")
        return None

    def _ask(self, request: httpx.Request, signer: Signer | None, slot: Slot) -> Steps[httpx.Response]:
        """Ask once, and then wherever the vendor's own server redirects to."""
        response = yield from self._send(request, signer, slot)
        for _ in range(_MOST_REDIRECTS):
            if (target := _redirection(request, response)) is None:
                break
            request = target
            slot = yield from self._slot()
            response = yield from self._send(request, signer, slot)
        if response.is_success:
            return response
        raise status_error(response, hide=self._secrets.hide)

    def _send(self, request: httpx.Request, signer: Signer | None, slot: Slot) -> Steps[httpx.Response]:
        """Send, and take what comes of it."""
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
        if kind is APITimeoutError:  # httpx has no words of its own for it: those of the system, in tasks none at all
            why = f"timed out ({type(cause).__name__})"
        if isinstance(cause, httpx.RequestError):
            cause.request = request  # httpx keeps the one that carries the credentials
        return kind(f"{request.method} {request.url} was not answered: {why}")

    def _signer(self, operation: Operation[T]) -> Signer | None:
        if operation not in self._signers:  # to choose each time would be 2.5 % of a call
            security = self.vendor.security if operation.security is None else operation.security
            self._signers[operation] = self._sign(operation.name, security)
        return self._signers[operation]

    def _sign(self, who: str, security: tuple[Alternative, ...]) -> Signer | None:
        alternative = choose(who, security, self._secrets)
        if not alternative:
            return None
        signer = Signer(alternative, self._secrets)
        signer.check(self.writer.headers)
        return signer


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
