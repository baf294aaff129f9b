"""One request and its answer, whoever sent it, and how both are shown to a person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.client import responses
from typing import Any

from vouch.contract.credentials import Credentials

_SHOWN = 300
_OWN_HEADERS = {
    "accept",
    "accept-encoding",
    "connection",
    "content-length",
    "host",
    "user-agent",
    "x-schemathesis-testcaseid",
}
"""Headers that every client sends of itself: a curl command needs none of them."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request as it was sent and the answer as it came."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    status: int
    answer_headers: Mapping[str, str]
    answer: bytes

    @property
    def media_type(self) -> str:
        """The answer's media type without parameters, in lower case; empty where there is none."""
        return self._media_type.lower()

    @property
    def _media_type(self) -> str:
        """The same as the server spells it."""
        values = (value for name, value in self.answer_headers.items() if name.lower() == "content-type")
        return next(values, "").partition(";")[0].strip()

    @property
    def json(self) -> Any:
        """The answer's body, or None where it is not JSON."""
        try:
            return json.loads(self.answer)
        except ValueError:
            return None

    @property
    def sent(self) -> Any:
        """The request's body, or None where it is not JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    @property
    def accepted(self) -> bool:
        """Whether the server did what was asked."""
        return HTTPStatus(200) <= self.status < HTTPStatus(300)

    @property
    def refused(self) -> bool:
        """Whether the server found fault with the request."""
        return HTTPStatus(400) <= self.status < HTTPStatus(500)

    def curl(self, credentials: Credentials) -> str:
        """Return the request as a curl command for a POSIX shell; its credentials are environment variables."""
        words = ["curl"]
        if self.method != ("POST" if self.body else "GET"):
            words.append(f"-X {self.method}")
        words += [credentials.flag(*header) for header in self.headers.items() if header[0].lower() not in _OWN_HEADERS]
        if self.body:
            words.append(f"--data-raw {credentials.quote(self.body.decode(errors='replace'))}")
        # Brackets in an URL are text here, not one of curl's ranges.
        globbing = "-g " if "[" in self.url or "{" in self.url else ""
        return " ".join([*words, globbing + credentials.quote(self.url)])

    def received(self, credentials: Credentials) -> str:
        """Return the answer in one line: status, media type and the start of the body."""
        # Hidden first: a credential that is cut in two, or in lower case, is no longer known for one.
        text = credentials.hide(" ".join(self.answer.decode(errors="replace").split()))
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(self.answer):,} bytes)"
        kind = brief(credentials.hide(self._media_type))
        return " ".join(filter(None, [str(self.status), responses.get(self.status), kind, shown]))


def brief(text: str) -> str:
    """Return a text, cut off where a server made it longer than anybody reads."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
