"""What a list request asks for: which entries, in which order, with what embedded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

from vouch.mock.answers import write_json
from vouch.mock.data import Data
from vouch.mock.filters import as_it_is, listed, reader, sieve
from vouch.mock.store import Collection, Entry, Listing, with_value
from vouch.spec import Embedding, Operation, Spec, descend, item_schema
from vouch.spec import pointer as ptr


class Query:
    """Reads the filters, the order and the expansions of one list operation."""

    def __init__(self, spec: Spec, operation: Operation, data: Data) -> None:
        item = item_schema(spec, operation)
        self._sieves = [
            (p.name, p.schema.get("default"), sieve(spec, p.filter, item)) for p in operation.parameters if p.filter
        ]
        self._sorts = [(p.name, p.schema.get("default"), p.sort.values) for p in operation.parameters if p.sort]
        self._expands = {p.name: p.expand.values for p in operation.parameters if p.expand}
        self._embedded = {
            place.at: descend(spec, item, place.at) for places in self._expands.values() for place in places.values()
        }
        orders = [order for _, _, values in self._sorts for order in values.values()]
        self._readers = {order.by: reader(descend(spec, item, order.by)) for order in orders}
        self._data = data

    def matching(self, arguments: Mapping[str, Any], listing: Listing) -> Sequence[int]:
        """Return the ranks of the entries that match, in order."""
        ranks: Sequence[int] = range(len(listing.entries))
        for name, default, found in self._sieves:
            value = arguments.get(name, default)
            if value is not None:
                ranks = found.kept(value, listing, ranks)
        return ranks

    def listing(self, arguments: Mapping[str, Any], collection: Collection) -> Listing:
        """Return everything in the order asked for; an unknown one is let pass and changes nothing."""
        for name, default, orders in self._sorts:
            if order := orders.get(str(arguments.get(name, default))):
                return collection.ordered(order, self._readers[order.by])
        return collection.ordered(None, as_it_is)

    def written(self, arguments: Mapping[str, Any], entries: Sequence[Entry]) -> list[bytes]:
        """Return the JSON of the entries with the objects asked for; where one refers to none, none is embedded."""
        asked = [
            places[value]
            for name, places in self._expands.items()
            for value in listed(arguments.get(name, []))
            if value in places
        ]
        if not asked:
            return [entry.json for entry in entries]
        return [write_json(reduce(self._embed, asked, entry.item)) for entry in entries]

    def _embed(self, item: dict[str, Any], place: Embedding) -> dict[str, Any]:
        reference = ptr.get(item, place.ref)
        if reference is None:
            return item
        keys = ptr.split(place.at)
        return with_value(item, keys, self._data.related(self._embedded[place.at], keys[-1], reference))
