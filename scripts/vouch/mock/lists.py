"""Answering a list: filter, order, page, embed, and put it all where the vendor's answer has it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from secrets import token_hex
from typing import Any

from vouch.mock.answers import write_json
from vouch.mock.data import Data
from vouch.mock.paging import Page, Pager, PageRequest, page_size, pager_for
from vouch.mock.query import Query
from vouch.mock.readings import json_kinds
from vouch.mock.store import Collection, reach
from vouch.spec import Operation, Pagination, Parameter, Spec, SpecError, is_required
from vouch.spec import pointer as ptr

_REMAINDER = 37
"""Items beyond two full pages: enough for the most frequent value of a filter to fill more than one page."""
_MOST = 3_000
"""Items that are made up at most: a page may be larger than what there is."""
_ITEMS = token_hex(16)
"""Stands for the items while what goes around them is written; nobody can guess it, so nothing else is taken for it."""
_HOLE = write_json(_ITEMS)


Bend = Callable[[Pager, PageRequest, Page], Page]
"""Makes another page of one."""


class ListAnswer:
    """Answers one list operation; `size` is the number of items, by default enough for three pages."""

    def __init__(self, spec: Spec, operation: Operation, pagination: Pagination, data: Data, size: int | None) -> None:
        for name in (pagination.limit, pagination.parameter if pagination.style == "page" else None):
            if name and "integer" not in json_kinds(spec, operation.parameter(name).schema):
                here = operation.parameter(name).pointer
                raise SpecError([spec.source.problem(here, operation.id, f"{name}, which is no integer", "an integer")])
        self._operation = operation
        self._data = data
        self._pagination = pagination
        self._page_size = page_size(operation, pagination)
        self._pager = pager_for(operation, pagination)
        self._query = Query(spec, operation, data)
        count = min(2 * self._page_size + _REMAINDER, _MOST) if size is None else size
        self.collection = Collection(data.items(operation, count))
        whole = operation.success.schema if operation.success else {}
        envelope = data.sample(whole)
        ptr.put(envelope, pagination.items, _ITEMS)
        for token in pagination.next:
            if is_required(spec, whole, token.at):
                ptr.put(envelope, token.at, None)
            else:
                _remove(envelope, token.at)
        self._blank = write_json(envelope).decode()
        # The same pages are asked for again and again; to write this anew would be an eighth of an answer.
        self._around = lru_cache(maxsize=1024)(self._written)

    def body(self, arguments: Mapping[str, Any], query: Sequence[tuple[str, str]], bend: Bend | None = None) -> bytes:
        """Return the JSON of the page that the arguments ask for; raises Refusal for a place not in the list.

        `bend` may change the page before it is written.
        """
        pagination = self._pagination
        listing = self._query.listing(arguments, self.collection)
        matching = self._query.matching(arguments, listing)
        size = max(1, arguments.get(pagination.limit, self._page_size) if pagination.limit else self._page_size)
        request = PageRequest(listing, matching, size, arguments, query)
        page = self._pager.cut(request)
        if bend:
            page = bend(self._pager, request, page)
        return self._filled(page, len(matching), size, arguments)

    def _filled(self, page: Page, total: int, size: int, arguments: Mapping[str, Any]) -> bytes:
        before, after = self._around(total, page.more, size, tuple(page.marks.items()))
        return b"%b[%b]%b" % (before, b",".join(self._query.written(arguments, page.entries)), after)

    def _written(self, total: int, more: bool, size: int, marks: Sequence[tuple[str, Any]]) -> tuple[bytes, bytes]:  # noqa: FBT001
        """Return the JSON before the items of a page, and that behind them."""
        pagination = self._pagination
        body = json.loads(self._blank)
        told = ((pagination.total, total), (pagination.more, more), (pagination.size_at, size), *marks)
        for pointer, value in told:
            if pointer:
                ptr.put(body, pointer, value)
        before, _, after = write_json(body).partition(_HOLE)
        return before, after

    def telling_arguments(self) -> dict[str, Any]:
        """Return values for the parameters that a request needs, such that as many items as can be come back.

        One does at least where there is any: the first item has all that is compared, each in its usual value.
        """
        needed = {parameter.name for parameter in self._operation.parameters if parameter.required}
        needed |= {rule.names[0] for rule in self._operation.rules if rule.kind == "at-least-one"}
        parameters = [parameter for parameter in self._operation.parameters if parameter.name in needed]
        fields = {p.name: ptr.split(p.filter.field) for p in parameters if p.filter}
        rows = ({name: reach(entry.item, keys) for name, keys in fields.items()} for entry in self.collection.entries)
        whole = [row for row in rows if None not in row.values()]
        return {p.name: self._telling(p, [row[p.name] for row in whole if p.filter]) for p in parameters}

    @property
    def paged(self) -> bool:
        """Whether what comes back then is more than a page, where the caller names no size."""
        arguments = self.telling_arguments()
        listing = self._query.listing(arguments, self.collection)
        return len(self._query.matching(arguments, listing)) > self._page_size

    def _telling(self, parameter: Parameter, values: Sequence[Any]) -> Any:
        """Return a value for a parameter that is compared with these, if with any."""
        match parameter.filter.match if parameter.filter and values else None:
            case None:
                return self._data.sample(parameter.schema)
            case "in":
                return list(dict.fromkeys(values))[:2]
            case "at-least":
                return min(values)
            case "at-most":
                return max(values)
        return values[0]


def _remove(value: Any, pointer: str) -> None:
    parent, _, _ = pointer.rpartition("/")
    holder = ptr.get(value, parent)
    if isinstance(holder, dict):
        holder.pop(ptr.split(pointer)[-1], None)
