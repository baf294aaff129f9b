"""What a curious caller would ask of a vendor's server, the data in sight, to see whether a fault shows at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta, timezone
from itertools import combinations
from typing import Any
from urllib.parse import parse_qsl

from tests.mutants.direct import Serve
from tests.mutants.messages import Answer, Asked

from vouch.contract import Credentials
from vouch.contract.bodies import body_deviations
from vouch.contract.calls import Call
from vouch.contract.deviations import deviations
from vouch.contract.pages import Page
from vouch.contract.samples import Samples
from vouch.mock import Endpoint, Mock
from vouch.mock.store import instant
from vouch.spec import Operation, Parameter
from vouch.spec import pointer as ptr

_PAGES = 8
_UNREADABLE = ((b"{", "application/json"), (b"", "application/json"), (b"{}", "text/plain"), (b"<a/>", "text/xml"))
_VALUES = 6


@dataclass(frozen=True)
class Probe:
    """Asks one mock, or a twin of it, always the same way."""

    mock: Mock
    endpoint: Endpoint

    def answers(self, serve: Serve) -> Iterator[Answer]:
        """Yield every answer of a server; what is asked next may depend on the answers."""
        for operation in self._operations:
            call = self._samples.call(operation)
            for changed in self._calls(operation, call):
                yield from self._walk(serve, changed)
        for operation in self._operations:
            yield from map(serve, self._strangers(operation))
        for operation in self._operations:  # once more, after all that was created
            yield from self._walk(serve, self._samples.call(operation))

    @property
    def _operations(self) -> Sequence[Operation]:
        return self.mock.spec.operations

    @property
    def _samples(self) -> Samples:
        return Samples(self.mock.spec, self.endpoint.params)

    def _calls(self, operation: Operation, call: Call) -> Iterator[Call]:
        yield call
        yield call
        yield from (found.call for found in deviations(self._samples, call, {}))
        yield from (found.call for found in body_deviations(self.mock.spec, call))
        trials = {each.name: self._trials(operation, each) for each in operation.parameters}
        for name, values in trials.items():
            yield from (call.having(**{name: value}) for value in values)
        for one, other in combinations(trials, 2):
            yield from (call.having(**{one: a, other: b}) for a in trials[one][:3] for b in trials[other][-3:])
        if isinstance(call.body, dict):
            yield from (replace(call, body=body) for body in self._bodies(operation, call.body))

    def _trials(self, operation: Operation, parameter: Parameter) -> list[Any]:
        """Return values worth giving for a parameter."""
        schema, pages = parameter.schema, operation.pagination
        if parameter.expand:
            values = list(parameter.expand.values)
            return [[value] for value in values] + [values]
        if parameter.sort:
            return list(parameter.sort.values)
        if pages and parameter.name == pages.limit:
            return [schema.get("minimum", 1), 2, 7, 20, schema.get("maximum", 60)]
        if pages and parameter.name in {pages.parameter, pages.previous}:
            return self._places(operation)
        if parameter.filter:
            return self._found(operation, parameter)
        return [*schema.get("enum", ()), self._samples.value(parameter)]

    def _places(self, operation: Operation) -> list[Any]:
        assert operation.pagination
        if operation.pagination.style == "page":
            return [0, 1, 2, 3, 50]
        if operation.pagination.style == "cursor":
            return ["nonsense"]
        entries = self.mock.lists[operation.id].collection.entries
        known = [ptr.get(entry.item, str(operation.pagination.id)) for entry in entries]
        return [known[0], known[len(known) // 2], known[-1], 10**9]

    def _found(self, operation: Operation, parameter: Parameter) -> list[Any]:
        """Return what a filter is worth being given: values that items have, and what is close to them."""
        assert parameter.filter
        entries = self.mock.lists[operation.id].collection.entries
        values = [ptr.get(entry.item, parameter.filter.field) for entry in entries]
        distinct = sorted({value for value in values if value is not None}, key=str)
        strange = [value for value in distinct if not str(value).isascii()]
        some = [*strange[:1], *distinct[:: max(1, len(distinct) // _VALUES)]]
        match parameter.filter.match:
            case "in":
                return [[value] for value in some] + [some[:2], some[:3]]
            case "contains":
                words = [word for value in some for word in str(value).split()]
                return [*some, *words, *(word[:2].swapcase() for word in words)]
            case "at-least" | "at-most":
                return [*some, *(other for value in some for other in _alike(value))]
        return some

    def _bodies(self, operation: Operation, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
        assert operation.body
        yield from ({**body, name: f"É{value}"} for name, value in body.items() if isinstance(value, str))
        yield {**body, "nobodyKnows": 1}
        for name, child, needed in self.mock.spec.property_schemas(next(iter(operation.body.content.values()))):
            for keyword in ("minimum", "maximum"):
                if keyword in child:
                    yield {**body, name: child[keyword]}
            for keyword in ("minLength", "maxLength"):
                if keyword in child:
                    yield {**body, name: "é" * child[keyword]}
            if not needed and name not in body and child.get("examples"):
                yield {**body, name: child["examples"][0]}
            if "maxItems" in child:
                yield {**body, name: [f"a{n}" for n in range(child["maxItems"])]}
            elif "items" in child:
                yield {**body, name: ["a1", "a2"]}

    def _asked(self, call: Call) -> Asked:
        credentials = Credentials.from_environment(self.mock.spec, self.endpoint.env)
        alternatives = credentials.alternatives(call.operation)
        return _as_asked(call, credentials, alternatives[0] if alternatives else ())

    def _walk(self, serve: Serve, call: Call) -> Iterator[Answer]:
        pages = call.operation.pagination
        for _ in range(_PAGES):
            answer = serve(self._asked(call))
            yield answer
            token = Page.read(pages, answer.json).token if pages and answer.success else None
            if pages is None or token is None:
                return
            if pages.previous:
                first = ptr.get(Page.read(pages, answer.json).items[0], str(pages.id))
                yield serve(self._asked(call.without(pages.parameter).having(**{pages.previous: first})))
            call = call.having(**{pages.parameter: token})

    def _strangers(self, operation: Operation) -> Iterator[Asked]:
        """Yield requests with other credentials, other methods, other bodies, and parameters given twice."""
        call = self._samples.call(operation)
        right = self._asked(call)
        yield from self._signed(operation, call, right)
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
            yield replace(right, method=method)
        for body, kind in _UNREADABLE:
            yield replace(right.headed(content_type=kind), body=body)
        for name, value in right.query:
            yield replace(right, query=[*right.query, (name, value)])
        for parameter in operation.parameters:
            if parameter.location == "query":
                yield replace(right, query=[*right.query, (parameter.name, "2"), (parameter.name, "3")])

    def _signed(self, operation: Operation, call: Call, right: Asked) -> Iterator[Asked]:
        """Yield requests with every part of every way to sign in missing or wrong."""
        credentials = Credentials.from_environment(self.mock.spec, self.endpoint.env)
        for alternative in filter(None, operation.security):
            yield _as_asked(call, credentials, alternative)
            for scheme in alternative:
                rest = tuple(name for name in alternative if name != scheme)
                yield _as_asked(call, credentials, rest)
                for spoil in ("{}x", "x", "demo_"):
                    for argument in self.mock.spec.security_schemes[scheme].arguments:
                        values = {**credentials.values, argument: spoil.format(credentials.values[argument])}
                        yield _as_asked(call, replace(credentials, values=values), alternative)
        yield _as_asked(call, credentials, ())
        for kind in ("Basic", "Bearer", "Digest"):
            yield right.headed(authorization=f"{kind} bm9ib2R5Om5vdGhpbmc=")


def _alike(value: Any) -> list[Any]:
    """Return values that compare like another one, or come just before or after."""
    when = instant(value)
    if when is None:
        return []
    if "T" not in value:
        return []
    elsewhere = when.astimezone(timezone(timedelta(hours=5)))
    return [
        elsewhere.isoformat(timespec="milliseconds"),
        value.replace(".000Z", "Z"),
        (when + timedelta(seconds=1)).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        (when - timedelta(hours=6)).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    ]


def _as_asked(call: Call, credentials: Credentials, alternative: tuple[str, ...]) -> Asked:
    request = call.request("http://127.0.0.1", credentials.carried(alternative))
    path, _, query = request.url.raw_path.decode("ascii").partition("?")
    headers = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in request.headers.raw}
    return Asked(request.method, path, parse_qsl(query, keep_blank_values=True), headers, request.content)
