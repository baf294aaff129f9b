"""Several mocks under one roof, each below its vendor's name, with pages for people who come by."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from vouch.mock.app import NO_REQUEST, Mock
from vouch.mock.pages import Site

ROOT = "/"
"""The path of a vendor's address itself, where people find a page."""


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
        found = self.find(scope["raw_path"])
        # What is deeper below a vendor's name is the vendor's, and costs no look at the pages.
        page = None if found and found[1] != ROOT else self._site.answer(scope)
        if page:
            await page(scope, receive, send)
        elif found:
            mock, path = found
            await mock({**scope, "raw_path": path.encode("latin-1")}, receive, send)
        elif (scope["method"], scope["raw_path"]) == ("GET", b"/"):
            vendors = {vendor: f"/{vendor}" for vendor in self._mocks}
            await JSONResponse({"vendors": vendors}, headers={"vary": "accept"})(scope, receive, send)
        else:
            await Response(status_code=404)(scope, receive, send)

    def find(self, raw_path: bytes) -> tuple[Mock, str] | None:
        """Return the mock that a path belongs to, and the rest of the path; None if it is no mock's."""
        vendor, _, rest = raw_path.decode("latin-1").removeprefix("/").partition("/")
        mock = self._mocks.get(vendor)
        return (mock, ROOT + rest) if mock else None
