"""Striking: what the faults that were drawn make of an answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from http import HTTPStatus

from starlette.responses import HTMLResponse, JSONResponse, Response

from vouch.mock.answers import write_json
from vouch.mock.faults.delivery import Exchange
from vouch.mock.faults.kinds import Garbage, Html, Latency, OfPage, OfValue, OnWire, Status
from vouch.mock.faults.pages import Misleading
from vouch.mock.faults.plan import Strike
from vouch.mock.faults.values import spoil
from vouch.mock.lists import Bend
from vouch.mock.refusals import Refusal, Refusals
from vouch.mock.schemas import Variants
from vouch.spec import Operation, Spec

Honest = Callable[[Bend | None], Response]
"""Carries a request out and answers it, pages bent if so wanted."""
_PHRASES = {int(status): status.phrase for status in HTTPStatus}
_WITHOUT_BODY = frozenset({204, 304})
"""Statuses that HTTP gives no body."""
_PAGE = "<!DOCTYPE html>\n<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center></body></html>\n"


class Striking:
    """Applies the faults of one vendor."""

    def __init__(self, spec: Spec, refusals: Refusals) -> None:
        self._refusals = refusals
        self._variants = Variants(spec)

    def exchange(self, strikes: Sequence[Strike], operation: Operation | None, honest: Honest) -> Exchange:
        """Return what becomes of a request; what found nothing to spoil has not happened."""
        delay, happened = 0.0, []
        response: Response | None = None
        wire: OnWire | None = None
        for strike in strikes:
            fault = strike.fault
            if isinstance(fault, Latency):
                delay = max(0.0, fault.seconds + strike.random.uniform(-fault.jitter, fault.jitter))
                struck = True
            else:
                response, struck = self._struck(strike, operation, honest)
                wire = fault if isinstance(fault, OnWire) else None
            if struck:
                strike.happened()
                happened.append(str(strike))
        return Exchange(response or honest(None), delay, wire, ", ".join(happened) or None)

    def _struck(self, strike: Strike, operation: Operation | None, honest: Honest) -> tuple[Response, bool]:
        """Return the answer, and whether anything is wrong with it."""
        match fault := strike.fault:
            case Status():
                return self._error(fault, operation), True
            case Html(status=status):
                return HTMLResponse(_PAGE.format(f"{status} {_PHRASES.get(status, 'Error')}"), status), True
            case OfPage():
                bend = Misleading(fault)
                return honest(bend), bend.misled
            case OfValue():
                return self._spoiled(strike, operation, honest(None))
            case Garbage():
                response = honest(None)
                # No text begins so: neither UTF-8 nor a byte order mark.
                noise = b"\xc3\x28" + strike.random.randbytes(max(16, len(response.body)))
                return _with_body(response, noise), True
        return honest(None), True

    def _error(self, fault: Status, operation: Operation | None) -> Response:
        headers = dict(fault.headers)
        if fault.retry_after is not None:
            headers["retry-after"] = str(fault.retry_after)
        if fault.status in _WITHOUT_BODY:
            return Response(status_code=fault.status, headers=headers)
        if fault.body is not None:
            return JSONResponse(fault.body, fault.status, headers)
        refusal = Refusal(fault.status, _PHRASES.get(fault.status, "Error"), headers)
        return self._refusals.exactly(refusal, operation)

    def _spoiled(self, strike: Strike, operation: Operation | None, response: Response) -> tuple[Response, bool]:
        declared = operation.response(response.status_code) if operation else None
        if (
            declared is None
            or declared.schema is None
            or not response.body
            or response.status_code >= HTTPStatus.BAD_REQUEST
        ):
            return response, False
        body = json.loads(bytes(response.body))
        spoilt = spoil(strike, self._variants, declared.schema, body)
        return (_with_body(response, write_json(body)) if spoilt else response), spoilt


def _with_body(response: Response, body: bytes) -> Response:
    """Return the answer with another body."""
    headers = {name: value for name, value in response.headers.items() if name != "content-length"}
    return Response(body, response.status_code, headers)
