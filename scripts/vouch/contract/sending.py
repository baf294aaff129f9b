"""How schemathesis sends: every request of its own, those of its checks included, goes through our client."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any, cast

import httpx
import requests
from requests.adapters import HTTPAdapter
from schemathesis import Case, Response
from schemathesis.schemas import BaseSchema
from schemathesis.transport.requests import REQUESTS_TRANSPORT, RequestsTransport
from urllib3 import HTTPResponse

from vouch.contract.client import Client, ExhaustedError, UnansweredError

_UNDONE = {"content-encoding", "content-length", "transfer-encoding"}
"""Headers about how the answer travelled; our client has unpacked it."""


def through(client: Client, schema: BaseSchema, stop: Callable[[], None]) -> None:
    """Make the requests of a schema go through the client; `stop` ends the run that sends them.

    The transport of a schema follows from its class, and so do those of its copies.
    """
    transport = _Transport(client, stop)
    kind = type(schema)
    schema.__class__ = type(kind.__name__, (kind,), {"transport": property(lambda _: transport)})


class _Transport(RequestsTransport):
    """Sends with a session of ours, also what checks would send with one of their own."""

    def __init__(self, client: Client, stop: Callable[[], None]) -> None:
        super().__init__()
        self._copy_serializers_from(REQUESTS_TRANSPORT)
        self._session = requests.Session()
        # No proxy and no ~/.netrc: our client knows what to do.
        self._session.trust_env = False
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _Adapter(client, stop))

    def send(self, case: Case[Any], **kwargs: Any) -> Response:
        """Send a case; a session that the engine made is left aside."""
        return super().send(case, **{**kwargs, "session": self._session})


class _Adapter(HTTPAdapter):
    """The place where requests hands over to the network."""

    def __init__(self, client: Client, stop: Callable[[], None]) -> None:
        super().__init__()
        self._client = client
        self._stop = stop

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Send a request through the client, which knows how: timeouts and the like are left aside."""
        try:
            exchange = self._client.send(_translated(request))
        except ExhaustedError:
            self._stop()
            # The way in which the engine itself leaves what it is doing.
            raise KeyboardInterrupt from None
        except UnansweredError as error:
            raise requests.Timeout(str(error), request=request) from None
        headers = {name: value for name, value in exchange.answer_headers.items() if name.lower() not in _UNDONE}
        raw = HTTPResponse(
            body=BytesIO(exchange.answer), headers=headers, status=exchange.status, version=11, preload_content=False
        )
        return self.build_response(request, raw)


def _translated(request: requests.PreparedRequest) -> httpx.Request:
    """Return the same bytes as a request of httpx."""
    body = cast("bytes | str", request.body or b"")  # what requests makes of anything but a file
    return httpx.Request(
        str(request.method),
        str(request.url),
        headers=[(_encoded(name), _encoded(value).strip(b" \t")) for name, value in request.headers.items()],
        content=body.encode() if isinstance(body, str) else body,
        extensions={"target": request.path_url.encode()},
    )


def _encoded(text: str | bytes) -> bytes:
    return text.encode("latin-1") if isinstance(text, str) else text
