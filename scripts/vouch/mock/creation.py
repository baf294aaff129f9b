"""Creating things: the answer echoes the request, embeds what it refers to, and from then on the list shows it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from vouch.mock.clock import Clock
from vouch.mock.data import Data
from vouch.mock.schemas import Variants
from vouch.mock.siblings import bound
from vouch.mock.store import Collection
from vouch.spec import Creates, Operation, Spec, descend, item_schema
from vouch.spec import pointer as ptr


class Creation:
    """Answers one operation that creates. The thing stands in the answer where its id stands."""

    def __init__(  # noqa: PLR0913, PLR0917 - what it is made of, and what it is made from
        self, spec: Spec, operation: Operation, creates: Creates, data: Data, target: Collection, clock: Clock
    ) -> None:
        self._creates = creates
        self._clock = clock
        self._data = data
        self._target = target
        self._list = spec.by_id[creates.list]
        self._variants = Variants(spec)
        answer = operation.success.schema if operation.success else None
        self._holder, _, _ = creates.id.rpartition("/")
        self._envelope = data.sample(answer) if self._holder else None
        thing, item = descend(spec, answer, self._holder), item_schema(spec, self._list)
        for schema in (thing, item):
            data.prove(schema)
        self._thing, self._item = self._variants.object(thing), self._variants.object(item)
        self._id = descend(spec, answer, creates.id)
        bodies = operation.body.content.values() if operation.body else ()
        self._known = {name for schema in bodies for name, _, _ in spec.property_schemas(schema)}
        # What is made below a parent is listed below it: where the list filters by the same part of the path.
        own = {parameter.name for parameter in operation.parameters if parameter.location == "path"}
        self._placed = {p.name: p.filter.field for p in self._list.parameters if p.filter and p.name in own}

    def body(self, arguments: Mapping[str, Any], request: Any) -> Any:
        """Add the thing that an accepted request describes and return the answer."""
        # What the request only has besides is nothing the API knows: it is taken and forgotten.
        given = {name: request[name] for name in self._known if name in request} if isinstance(request, Mapping) else {}
        number = len(self._target.entries)
        self._clock.tick()
        thing: dict[str, Any] = {}
        for name, schema in self._thing.get("properties", {}).items():
            self._decide(thing, name, schema, given, number)
        own_id = self._creates.id.removeprefix(self._holder)
        ptr.put(thing, own_id, self._data.fresh_id(self._list, own_id, self._id, number))
        item = self._listed(thing, number)
        for name, field in self._placed.items():
            ptr.put(item, field, arguments[name])
            if ptr.get(thing, field) is not None:
                ptr.put(thing, field, arguments[name])
        self._target.add(item)
        if not self._holder:
            return thing
        answer = deepcopy(self._envelope)
        ptr.put(answer, self._holder, thing)
        return answer

    def _decide(self, thing: dict[str, Any], name: str, schema: Any, given: Mapping[str, Any], number: int) -> None:
        variants = self._variants.of(schema)
        kinds = {variant.get("type") for variant in variants}
        if name in self._creates.initial:
            thing[name] = deepcopy(self._creates.initial[name])
        elif name in self._creates.references and given.get(name) is not None:
            at = self._creates.references[name]
            if isinstance(given[name], list):
                inner = next((variant["items"] for variant in variants if "items" in variant), True)
                thing[name] = [self._data.related(inner, name, reference, at) for reference in given[name]]
            else:
                thing[name] = self._data.related(schema, name, given[name], at)
        elif name in given:
            thing[name] = given[name]
        elif "array" in kinds:
            thing[name] = []
        elif "null" in kinds:
            thing[name] = None
        elif name in self._thing.get("required", ()):
            thing[name] = self._data.missing(schema, name, number, self._clock.now)

    def _listed(self, thing: Mapping[str, Any], number: int) -> dict[str, Any]:
        """Return the item that the list shows: what the answer says, and what only the list requires."""
        properties = self._item.get("properties", {})
        shown = {name: thing[name] for name in properties if name in thing}
        # The answer may have a null where the list has none.
        item = {name: value for name, value in shown.items() if value is not None or self._nullable(properties[name])}
        for name in self._item.get("required", ()):
            if name not in item:
                item[name] = self._data.missing(properties.get(name, True), name, number, self._clock.now)
        bound(properties, item, given=thing)
        return item

    def _nullable(self, schema: Any) -> bool:
        return any(variant.get("type", "null") == "null" for variant in self._variants.of(schema))
