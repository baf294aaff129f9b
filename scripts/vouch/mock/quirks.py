"""The one place for code about a vendor: what it does and neither OpenAPI nor our vocabulary can say. Nothing, today.

A word that the vocabulary lacks serves client and contract suite too, so it comes first. What is left is registered
here under the vendor's name, and sees every answer of the mock before it goes out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.responses import Response

from vouch.mock.calls import Call

Quirk = Callable[[Call, Response], Response]
"""Returns the answer that the vendor would give, from the request and the answer that its spec gives."""

QUIRKS: Mapping[str, Quirk] = {}
