"""Several mocks under one roof, each below its vendor's name, with pages for people who come by."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from vouch.mock.app import NO_REQUEST, Mock
from vouch.mock.pages import Site


class Mounted:
    """Several mocks in one application, each below `/<vendor>`; the root says which there are.

    Whoever asks for HTML at the root, or at a vendor's, is shown a page. No other path answers any.
    """

    def __init__(self, mocks: Sequence[Mock]) -> None:
        self._mocks = {mock.spec.vendor: mock for mock in mocks}
        self._site = Site(self._mocks)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request to the vendor that its path begins with."""
        if scope["type"] != "http":
            await NO_REQUEST(scope, receive, send)
            return
        vendor, _, rest = scope["raw_path"].decode("latin-1").removeprefix("/").partition("/")
        # What is deeper below a vendor's name is the vendor's, and costs no look at the pages.
        page = None if rest and vendor in self._mocks else self._site.answer(scope)
        if page:
            await page(scope, receive, send)
        elif vendor in self._mocks:
            await self._mocks[vendor]({**scope, "raw_path": b"/" + rest.encode("latin-1")}, receive, send)
        elif (scope["method"], scope["raw_path"]) == ("GET", b"/"):
            vendors = {vendor: f"/{vendor}" for vendor in self._mocks}
            await JSONResponse({"vendors": vendors}, headers={"vary": "accept"})(scope, receive, send)
        else:
            await Response(status_code=404)(scope, receive, send)
