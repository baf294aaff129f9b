"""Everything that can go wrong, as one tree.

    APIError
    ├── APIConnectionError              no answer came
    │   └── APITimeoutError             ... in time
    ├── APIStatusError                  an answer came, and it is no success
    │   ├── BadRequestError             400
    │   ├── AuthenticationError         401
    │   ├── PermissionDeniedError       403
    │   ├── NotFoundError               404
    │   ├── ConflictError               409
    │   ├── UnprocessableEntityError    422
    │   ├── RateLimitError              429
    │   └── InternalServerError         5xx
    ├── ResponseDecodeError             a success whose body is not what the vendor documents
    ├── PaginationError                 pages that do not follow each other
    └── InvalidRequestError             refused before anything was sent; a ValueError too

All of them can be pickled and copied, their `httpx.Response` included, and show their message in `repr` too.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Self
from urllib.parse import unquote

import httpx

from .messages import find_failure, find_messages, parse_body, text_of

_REQUEST_ID_HEADERS = ("x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid")


class APIError(Exception):
    """Anything a client raises on purpose."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        # Not by calling the class again: constructors differ, what they left behind does not.
        return _revive, (type(self), self.args, self.__dict__)


def _revive(kind: type[APIError], args: tuple[Any, ...], state: dict[str, Any]) -> APIError:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(state)
    return error


class APIConnectionError(APIError):
    """No answer came: refused, reset, cut off, or not HTTP."""


class APITimeoutError(APIConnectionError):
    """No answer came in time."""


class APIStatusError(APIError):
    """The vendor answered with a status that is no success.

    `body` is the parsed JSON, else the text, else None; `messages` are the sentences found in it.
    """

    def __init__(self, response: httpx.Response, *, hide: Callable[[str], str] = str) -> None:
        self.response = response
        self.status_code: int = response.status_code
        request_id = _request_id(response)
        self.request_id: str | None = request_id and hide(request_id)
        self.body: object = parse_body(hide(text_of(response)))
        # Hidden again: JSON may have spelt a secret with escapes.
        self.messages: tuple[str, ...] = tuple(map(hide, find_messages(self.body)))
        super().__init__(_told(response, [*map(hide, _redirection(response)), *self.messages], self.request_id))

    @property
    def retry_after(self) -> float | None:
        """Seconds the vendor asks to wait before trying again, at least 0; None where it does not say so."""
        said = self.response.headers.get("retry-after", "").strip()
        if re.fullmatch(r"[0-9]{1,9}(\.[0-9]*)?", said):
            return float(said)
        until = _timestamp(said)
        if until is None:
            return None
        # The vendor's own clock where it shows it: ours may be wrong.
        now = _timestamp(self.response.headers.get("date", ""))
        return max(0.0, until - (time.time() if now is None else now))


class BadRequestError(APIStatusError):
    """400: the request is malformed."""


class AuthenticationError(APIStatusError):
    """401: the credentials are missing or wrong."""


class PermissionDeniedError(APIStatusError):
    """403: the credentials do not reach this far."""


class NotFoundError(APIStatusError):
    """404: there is no such thing, or none these credentials may see."""


class ConflictError(APIStatusError):
    """409: the request contradicts what is there."""


class UnprocessableEntityError(APIStatusError):
    """422: well-formed, yet breaking a rule of the vendor's."""


class RateLimitError(APIStatusError):
    """429: too many requests; `retry_after` says how long to wait."""


class InternalServerError(APIStatusError):
    """5xx: the vendor failed."""


_BY_STATUS: dict[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def status_class(status: int) -> type[APIStatusError]:
    """Return the class of the errors with a status."""
    fallback = InternalServerError if status >= HTTPStatus.INTERNAL_SERVER_ERROR else APIStatusError
    return _BY_STATUS.get(status, fallback)


def status_error(response: httpx.Response, *, hide: Callable[[str], str] = str) -> APIStatusError:
    """Return the error that fits the answer's status; `hide` takes secrets out of the vendor's words."""
    return status_class(response.status_code)(response, hide=hide)


class ResponseDecodeError(APIError):
    """A body, or one value in it, is not what the vendor documents.

    `path` leads to the value (`redemptionCodeGroups[3].label`, empty for the whole body), `expected` and `got` say
    what is wrong with it. Of a document that came with an answer there are more: `response`, its `status_code` and
    `request_id`, the parsed `body`, and `messages` where it says that it failed after all; else None or empty.
    """

    def __init__(self, expected: str, got: str) -> None:
        super().__init__()
        self.expected: str = expected
        self.got: str = got
        self.path: str = ""
        self.response: httpx.Response | None = None
        self.status_code: int | None = None
        self.request_id: str | None = None
        self.body: object = None
        self.messages: tuple[str, ...] = ()

    def came_with(self, response: httpx.Response, *, hide: Callable[[str], str] = str) -> None:
        """Note the answer it came with; `hide` takes secrets out of the vendor's words."""
        self.response = response
        self.status_code = response.status_code
        request_id = _request_id(response)
        self.request_id = request_id and hide(request_id)
        self.got = hide(self.got)
        self.body = parse_body(hide(text_of(response)))
        self.messages = tuple(map(hide, find_failure(self.body)))

    def within(self, step: str | int) -> Self:
        """Put a property name or an array index before the path, on the way out of a document."""
        rest = self.path if self.path.startswith("[") or not self.path else f".{self.path}"
        self.path = (f"[{step}]" if isinstance(step, int) else step) + rest
        return self

    def __str__(self) -> str:
        told = f"{self.path or 'body'}: expected {self.expected}, got {self.got}"
        if self.response is None:
            return told
        return f"{told} ({_told(self.response, self.messages, self.request_id)})"


class PaginationError(APIError):
    """Pages do not follow each other: a token came back, or a page brought nothing new."""


class InvalidRequestError(APIError, ValueError):
    """The call breaks a rule the client knows; nothing was sent. `arguments` are the names to look at."""

    def __init__(self, message: str, arguments: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.arguments: tuple[str, ...] = tuple(arguments)


def redirect_target(response: httpx.Response) -> httpx.URL | None:
    """Return where an answer redirects to; None where it does not, or to nothing that is an address."""
    if not response.has_redirect_location:
        return None
    try:
        return response.url.join(response.headers["location"])
    except (httpx.InvalidURL, ValueError, RuntimeError):  # nonsense, or an answer made by hand
        return None


def asked(response: httpx.Response) -> str:
    """Return what an answer answers: method and URL."""
    try:
        return f"{response.request.method} {response.request.url}"
    except RuntimeError:  # an answer made by hand, without its question
        return "the request"


def _told(response: httpx.Response, why: Iterable[str], request_id: str | None) -> str:
    """Say what was asked, how it was answered and why, and what the vendor calls the request."""
    status = f"{response.status_code} {httpx.codes.get_reason_phrase(response.status_code)}".strip()
    reasons = "; ".join(why)
    return "".join(
        [
            f"{asked(response)} was answered {status}",
            f": {reasons}" if reasons else "",
            f" [request id {request_id}]" if request_id else "",
        ]
    )


def _redirection(response: httpx.Response) -> Iterator[str]:
    if target := redirect_target(response):
        # Spelt as people do, so that a secret in it is found.
        shown = " ".join(unquote(str(target.copy_with(userinfo=b"", query=None))).split())
        yield f"it redirects to {shown}, which is not followed"


def _request_id(response: httpx.Response) -> str | None:
    return next((response.headers[name] for name in _REQUEST_ID_HEADERS if response.headers.get(name)), None)


def _timestamp(http_date: str) -> float | None:
    try:
        return parsedate_to_datetime(http_date).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
