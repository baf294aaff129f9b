"""One operation, from the call to the answer: admit, read, act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from vouch.mock.answers import answer, write_json
from vouch.mock.bodies import Bodies
from vouch.mock.calls import Call
from vouch.mock.clock import Clock
from vouch.mock.creation import Creation
from vouch.mock.data import Data
from vouch.mock.lists import Bend, ListAnswer
from vouch.mock.parameters import Parameters
from vouch.mock.refusals import Refusal
from vouch.mock.security import Guard
from vouch.spec import Operation, Spec
from vouch.spec import Response as Declared


class Handler:
    """Answers one operation; `lists` are the vendor's lists by operationId."""

    def __init__(
        self, spec: Spec, operation: Operation, data: Data, lists: Mapping[str, ListAnswer], clock: Clock
    ) -> None:
        self.operation = operation
        self._guard = Guard(spec, operation)
        self._parameters = Parameters(spec, operation)
        self._bodies = Bodies(spec, operation)
        self._list = lists.get(operation.id)
        self._creation = (
            Creation(spec, operation, operation.creates, data, lists[operation.creates.list].collection, clock)
            if operation.creates
            else None
        )
        declared = operation.success
        if operation.creates and "201" in operation.responses:
            declared = operation.responses["201"]
        self._status = int(declared.status) if declared and declared.status.isdigit() else 200
        self._declared = declared
        self._headers = {
            name: _header_text(data.sample(header.get("schema", {})))
            for name, header in (declared.headers.items() if declared else ())
            if header.get("required")
        }
        self._fixed = _fixed(declared, data)

    def answer(self, call: Call, path: Mapping[str, str], bend: Bend | None = None) -> Response:
        """Answer a call; raises Refusal for one that is not accepted. `bend` may change the page of a list."""
        if not self._guard.admits(call):
            raise Refusal(401, "the credentials are missing or wrong")
        query = call.pairs()
        arguments = self._parameters.read(call, query, path)
        for rule in self.operation.rules:
            if not rule.holds(sum(name in arguments for name in rule.names)):
                words = "at least one" if rule.kind == "at-least-one" else "at most one"
                raise Refusal(422, rule.message or f"{words} of {', '.join(rule.names)} must be given")
        request = self._bodies.read(call)
        if self._list:
            body: Any = self._list.body(arguments, query, bend)
        elif self._creation:
            body = self._creation.body(arguments, request)
        else:
            body = self._fixed
        return answer(self._declared, self._status, body, self._headers)


def _header_text(value: Any) -> str:
    return value if isinstance(value, str) else write_json(value).decode()


def _fixed(declared: Declared | None, data: Data) -> Any:
    """Return the answer of an operation that declares no behaviour: its example, else a sample."""
    if declared is None or declared.schema is None:
        return None
    return next(iter(declared.examples.values())) if declared.examples else data.sample(declared.schema)
