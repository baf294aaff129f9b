"""Which page, or part of one, a browser asks for; whatever else is asked for is none of its business."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from vouch.mock.app import Mock
from vouch.mock.log import Received
from vouch.mock.pages.console import console
from vouch.mock.pages.parts import part
from vouch.mock.pages.reference import reference

PARTS = "/_page/"
"""Where everything lies that pages load. No vendor's name begins like that."""
_SHOWN = 200
"""Requests of the log that a page shows."""
_LEGIBLE = 20_000
"""Bytes of a request's body that a page shows."""
_NO_SNIFFING = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cache-control": "no-cache"}
_STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_RENDERER = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""The documentation renderer writes its styles as it goes, and carries its font and its smallest picture as text."""


class Site:
    """The pages of several mocks, by vendor."""

    def __init__(self, mocks: Mapping[str, Mock]) -> None:
        self._mocks = mocks

    def answer(self, scope: Scope) -> Response | None:
        """Return the page or the part of one that is asked for, or None where neither is.

        A page stands at the root, and at each vendor's, and only for those who ask for HTML there: browsers do,
        clients of an API do not.
        """
        path = scope["raw_path"].decode("latin-1")
        if scope["method"] not in {"GET", "HEAD"}:
            return None
        if path.startswith(PARTS):
            return self._part(Request(scope), path.removeprefix(PARTS))
        if not _wants_html(scope):
            return None
        if path == "/":
            return self._index()
        vendor, slash, rest = path.removeprefix("/").partition("/")
        # With its slash the address is also that of the path `/` below it, which a vendor may have.
        if rest or vendor not in self._mocks or (slash and self._has_root(vendor)):
            return None
        return self._home(vendor)

    def _has_root(self, vendor: str) -> bool:
        return any(operation.path == "/" for operation in self._mocks[vendor].spec.operations)

    def _index(self) -> Response:
        items = "".join(
            f'<li><a href="/{vendor}"><b>{escape(mock.spec.title)}</b><code>/{vendor}</code></a></li>'
            for vendor, mock in self._mocks.items()
        )
        return _html("index.html", _STRICT, items=items)

    def _home(self, vendor: str) -> Response:
        return _html("home.html", _STRICT, title=escape(self._mocks[vendor].spec.title), vendor=vendor)

    def _part(self, request: Request, name: str) -> Response:
        vendor, _, what = name.partition("/")
        mock = self._mocks.get(vendor)
        if mock is None:
            found = None if name.endswith(".html") else part(name)
            return Response(status_code=404) if found is None else Response(found[0], 200, _NO_SNIFFING, found[1])
        url = f"{request.base_url}{vendor}"
        match what:
            case "reference":
                return _html("reference.html", _RENDERER, title=escape(mock.spec.title), vendor=vendor)
            case "reference.json":
                return _json(reference(mock.spec, url))
            case "console.json":
                return _json(console(mock, url))
            case "requests.json":
                return _json(_requests(mock, request.query_params.get("after", "0")))
        return Response(status_code=404)


def _wants_html(scope: Scope) -> bool:
    return any(name == b"accept" and b"text/html" in value.lower() for name, value in scope["headers"])


def _html(name: str, policy: str, **values: str) -> Response:
    found = part(name)
    assert found  # noqa: S101 - it is one of our files
    text = found[0].decode()
    for key, value in values.items():
        text = text.replace(f"{{{{{key}}}}}", value)
    return Response(text, 200, {**_NO_SNIFFING, "content-security-policy": policy, "vary": "accept"}, found[1])


def _json(value: Any) -> Response:
    return JSONResponse(value, headers=_NO_SNIFFING)


def _requests(mock: Mock, after: str) -> list[dict[str, Any]]:
    number = int(after) if re.fullmatch("[0-9]{1,15}", after) else 0
    return [_row(received) for received in mock.log.after(number)[-_SHOWN:]]


def _row(received: Received) -> dict[str, Any]:
    body = None if received.body is None else received.body[:_LEGIBLE].decode(errors="replace")
    return {**asdict(received), "body": body}
