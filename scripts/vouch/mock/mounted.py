"""Several mocks in one application."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from vouch.mock.app import NO_REQUEST, Mock


class Mounted:
    """Several mocks in one application, each below `/<vendor>`; the root says which there are."""

    def __init__(self, mocks: Sequence[Mock]) -> None:
        self._mocks = {mock.spec.vendor.encode(): mock for mock in mocks}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request to the vendor that its path begins with."""
        if scope["type"] != "http":
            await NO_REQUEST(scope, receive, send)
            return
        if (scope["method"], scope["raw_path"]) == ("GET", b"/"):
            vendors = {vendor.decode(): f"/{vendor.decode()}" for vendor in self._mocks}
            await JSONResponse({"vendors": vendors})(scope, receive, send)
            return
        vendor, _, rest = scope["raw_path"].removeprefix(b"/").partition(b"/")
        if vendor in self._mocks:
            await self._mocks[vendor]({**scope, "raw_path": b"/" + rest}, receive, send)
        else:
            await Response(status_code=404)(scope, receive, send)
