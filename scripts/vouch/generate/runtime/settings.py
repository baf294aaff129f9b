"""What a client is made with besides credentials, and what a call may replace: refused at once where it cannot work."""

import threading
from collections.abc import Mapping
from typing import TypedDict

import httpx

from .call import Timeout
from .errors import InvalidRequestError
from .parameters import write_headers
from .retry import Retry
from .shapes import is_object

TIMEOUT = httpx.Timeout(30.0, connect=5.0)
"""How long a client waits that has been told nothing."""
AT_A_TIME = 100
"""How many calls a client makes at a time, unless it was given an httpx client; as httpx would by itself."""

_FRAMING = frozenset({"content-length", "transfer-encoding"})


class Options(TypedDict, total=False):
    """What every client takes besides credentials; None is the same as not given."""

    variables: Mapping[str, str | None]
    base_url: str | None
    timeout: Timeout | None
    retry: Retry | None
    headers: Mapping[str, str] | None


def checked_timeout(timeout: object) -> Timeout | None:
    """Return a timeout that httpx can keep to."""
    if timeout is None or isinstance(timeout, httpx.Timeout):
        return timeout
    if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not 0 < timeout <= threading.TIMEOUT_MAX:
        raise InvalidRequestError(
            f"timeout must be a number of seconds above 0, or an httpx.Timeout, got {timeout!r}", ["timeout"]
        )
    return timeout


def checked_headers(headers: object) -> dict[str, str]:
    """Return headers as they are written."""
    if headers is None:
        return {}
    if not is_object(headers):
        raise _no_headers(type(headers).__name__)
    for name, value in headers.items():
        if type(name) is not str or not isinstance(value, str):
            raise _no_headers(f"{{{name!r}: {type(value).__name__}}}")
    written = write_headers(headers)
    if framing := [name for name in written if name.lower() in _FRAMING]:
        raise InvalidRequestError(f"{framing[0]} follows from what is sent: leave it out", ["headers"])
    return written


def _no_headers(got: str) -> InvalidRequestError:
    told = "headers must map names to strings, as in {'X-Name': 'value'}"
    return InvalidRequestError(f"{told}, got {got}", ["headers"])


def checked_retry(retry: object) -> Retry:
    """Return how to ask again, by default as `Retry()` says."""
    if retry is None:
        return Retry()
    if not isinstance(retry, Retry):
        raise InvalidRequestError(f"retry must be a Retry, as in Retry(attempts=3), got {retry!r}", ["retry"])
    return retry
