"""Refusals, answered in the vendor's own shape: the declared response, its example, our message in the place for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from starlette.responses import Response

from vouch.mock.answers import answer
from vouch.spec import Operation, Spec
from vouch.spec import Response as Declared
from vouch.spec import pointer as ptr

_ONE_REASON = frozenset({401, 403, 429})
"""Statuses that are given for one reason only."""
_SECOND_BEST = {400: (422, 400), 401: (403, 401), 413: (400, 422, 400), 415: (400, 422, 400), 422: (400,)}
"""What a status becomes, best first, where the operation does not declare it; where it declares none, the last."""


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault of ours
    """A request that is answered with an error; `status` is the exact one, declared or not."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers or {}


def _speaks_for_itself(declared: Declared, status: int) -> bool:
    """Say whether the example of an answer has the vendor's message for every refusal with that status."""
    return bool(declared.examples) and declared.status == str(status) and status in _ONE_REASON


class Refusals:
    """The error answers of one vendor; `sample` makes a value of a schema, for responses without an example."""

    def __init__(self, spec: Spec, sample: Callable[[Any], Any]) -> None:
        self._sample = sample
        self._templates: dict[str, Any] = {}
        declared = [response for operation in spec.operations for response in operation.responses.values()]
        for response in declared:
            self._template(response)
        self._usual = next((response for response in declared if response.message_at), None)

    def response(self, refusal: Refusal, operation: Operation | None = None) -> Response:
        """Answer a refusal; one that its operation does not declare takes the shape of the vendor's first."""
        status = refusal.status
        if operation and operation.response(status) is None:
            others = _SECOND_BEST.get(status, (status,))
            status = next((each for each in others if operation.response(each)), others[-1])
        return self._build((operation and operation.response(status)) or self._usual, status, refusal)

    def exactly(self, refusal: Refusal, operation: Operation | None = None) -> Response:
        """Answer with this very status, declared or not."""
        declared = operation.response(refusal.status) if operation else None
        return self._build(declared or self._usual, refusal.status, refusal)

    def _build(self, declared: Declared | None, status: int, refusal: Refusal) -> Response:
        body = self._template(declared) if declared else None
        if declared and declared.message_at and not _speaks_for_itself(declared, status):
            body = deepcopy(body)
            ptr.put(body, declared.message_at, refusal.message)
        return answer(declared, status, body, refusal.headers)

    def _template(self, declared: Declared) -> Any:
        """Return the first example that has a place for the message, else a sample of the schema."""
        if declared.schema is None:
            return None
        if declared.pointer not in self._templates:
            place, missing = declared.message_at or "", object()
            fitting = (e for e in declared.examples.values() if ptr.get(e, place, missing) is not missing)
            example = next(fitting, missing)
            self._templates[declared.pointer] = self._sample(declared.schema) if example is missing else example
        return self._templates[declared.pointer]
