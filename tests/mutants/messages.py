"""What is asked of a server and what it answers, as plain values that can be changed on the way."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Asked:
    """A request on its way to a server; the path is still percent-encoded, names of headers are in lower case."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    body: bytes

    def given(self, name: str) -> list[str]:
        """Return the values of a query parameter."""
        return [value for key, value in self.query if key == name]

    def without(self, *names: str) -> Asked:
        """Return the request with query parameters left out."""
        return replace(self, query=[pair for pair in self.query if pair[0] not in names])

    def having(self, **values: str) -> Asked:
        """Return the request with other query parameters."""
        kept = self.without(*values)
        return replace(kept, query=[*kept.query, *values.items()])

    def headed(self, **headers: str | None) -> Asked:
        """Return the request with other headers, None for one that is left out; `_` stands for `-`."""
        changes = {name.replace("_", "-"): value for name, value in headers.items()}
        merged = {**self.headers, **changes}
        return replace(self, headers={name: value for name, value in merged.items() if value is not None})

    @property
    def json(self) -> Any:
        """Its body, None where it is not JSON."""
        return _read(self.body)


@dataclass(frozen=True)
class Answer:
    """An answer on its way back; names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Its body, None where it is not JSON."""
        return _read(self.body)

    @property
    def success(self) -> bool:
        """Whether the server did what was asked."""
        return 200 <= self.status < 300

    def headed(self, **headers: str | None) -> Answer:
        """Return the answer with other headers, None for one that is left out; `_` stands for `-`."""
        changes = {name.replace("_", "-"): value for name, value in headers.items()}
        merged = {**self.headers, **changes}
        return replace(self, headers={name: value for name, value in merged.items() if value is not None})

    def saying(self, body: Any) -> Answer:
        """Return the answer with another JSON body."""
        return replace(self, body=json.dumps(body).encode())

    def edited(self, change: Callable[[Any], object]) -> Answer:
        """Return the answer with its JSON body changed in place, if it is a success."""
        if not self.success:
            return self
        body = self.json
        change(body)
        return self.saying(body)


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
