"""Generated requests that claim to be valid, brought in line with what OpenAPI cannot say.

A rule across parameters is kept, a pinned parameter has its value, and an opaque token is never invented: a case that
drew one becomes a page that the server itself offered, or the first page.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any, Literal

from vouch.contract.calls import pairs
from vouch.contract.pages import Page
from vouch.contract.samples import HARMFUL, Samples, another
from vouch.spec import Operation

Location = Literal["query", "path", "header", "cookie"]
Places = Mapping[Location, MutableMapping[str, Any]]
"""The parameters of one request by where they stand; values as they are written on the wire."""


@dataclass
class Cases:
    """Adapts valid cases of one run, in the order they are generated."""

    samples: Samples
    _offered: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    _taken: int = 0

    def adapt(self, operation: Operation, places: Places, *, follows: bool = False) -> None:
        """Change a valid request in place so that a server that keeps the spec accepts it.

        One that `follows` others is about what they made, not about what is pinned.
        """
        self._page(operation, places["query"])
        named = self.samples.named(operation) if follows or operation.method.upper() in HARMFUL else None
        for name, value in self.samples.pinned(operation).items():
            if name != named:
                self._put(operation, places, name, value)
        given = {name: places[operation.parameter(name).location].get(name) for name in self._names(operation, places)}
        kept = self.samples.keeping_rules(operation, given)
        for name in given.keys() - kept.keys():
            del places[operation.parameter(name).location][name]
        for name in kept.keys() - given.keys():
            self._put(operation, places, name, kept[name])

    def spare(self, operation: Operation, method: str, places: Places) -> bool:
        """Have a request that would change or delete what a person pinned ask for something else; say if it might.

        Whatever else is asked of the pinned thing needs it as it is.
        """
        name = self.samples.named(operation)
        if name is None or method.upper() not in HARMFUL:
            return False
        for _, written in pairs(operation.parameter(name), self.samples.pinned(operation)[name]):
            if str(places["path"].get(name)) == written:
                places["path"][name] = another(written)
        return True

    def learn(self, operation: Operation, query: Mapping[str, Any], body: Any) -> None:
        """Remember how to ask for the page after an answer."""
        if operation.pagination is None:
            return
        token = Page.read(operation.pagination, body).token
        if token is not None:
            following = {**query, operation.pagination.parameter: str(token)}
            self._offered.setdefault(operation.id, []).append(following)

    def _page(self, operation: Operation, query: MutableMapping[str, Any]) -> None:
        pages = operation.pagination
        if pages is None or not query.keys() & {pages.parameter, pages.previous}:
            return
        offered = self._offered.get(operation.id, [])
        if pages.parameter in query and offered:
            # A token belongs to the very list it was given for, so the rest of that request comes with it.
            query.clear()
            query.update(offered[self._taken % len(offered)])
            self._taken += 1
            return
        for name in (pages.parameter, pages.previous):
            query.pop(name or "", None)

    @staticmethod
    def _names(operation: Operation, places: Places) -> list[str]:
        return [parameter.name for parameter in operation.parameters if parameter.name in places[parameter.location]]

    @staticmethod
    def _put(operation: Operation, places: Places, name: str, value: Any) -> None:
        parameter = operation.parameter(name)
        written = [text for _, text in pairs(parameter, value)]
        if written:
            places[parameter.location][name] = written if len(written) > 1 else written[0]
