"""Routes: which operation answers a method and a path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote_to_bytes

from vouch.mock.calls import Call
from vouch.mock.handler import Handler
from vouch.mock.refusals import Refusal


class Routes:
    """The paths of one vendor."""

    def __init__(self, handlers: Iterable[Handler]) -> None:
        routes: dict[str, _Route] = {}
        for handler in handlers:
            path = handler.operation.path
            routes.setdefault(path, _Route(path)).handlers[handler.operation.method.upper()] = handler
        # A path without holes wins over one with holes that would take it too.
        self._routes = sorted(routes.values(), key=lambda route: len(route.names))

    def find(self, call: Call) -> tuple[Handler, Mapping[str, str]] | Refusal:
        """Return who answers the call and the texts of its path parameters, or why nobody does."""
        path = _written(call.path)
        for route in self._routes:
            texts = route.texts(path)
            if texts is None:
                continue
            if call.method not in route.handlers:
                return Refusal(405, f"{call.method} is not allowed here", {"allow": ", ".join(route.handlers)})
            return route.handlers[call.method], texts
        return Refusal(404, "there is nothing here")


class _Route:
    """One path of the spec and who answers each method."""

    def __init__(self, path: str) -> None:
        self.handlers: dict[str, Handler] = {}
        fixed = re.split(r"\{[^}]+\}", path)
        self.names = re.findall(r"\{([^}]+)\}", path)
        self._pattern = re.compile("([^/]+)".join(re.escape(_written(text)) for text in fixed))

    def texts(self, path: str) -> Mapping[str, str] | None:
        """Return the texts of the path parameters, percent-encoded as the path is, or None for another path."""
        found = self._pattern.fullmatch(path)
        return dict(zip(self.names, found.groups(), strict=True)) if found else None


def _written(path: str) -> str:
    """Return a path in the one way to percent-encode it: there are many, and all mean the same."""
    return "/".join(quote(unquote_to_bytes(part), safe="") for part in path.split("/"))
