"""The control interface: backstage over HTTP, in JSON, for tests that are not in this process.

Below `/_vouch`, where no vendor has anything:

    GET                      the vendor, its lists and how many items each has, the clock, the faults
    POST   /reset            back to the start: items, clock, faults, requests
    GET    /items/LIST       the items of a list, `books`
    POST   /items/LIST       add an item, or an array of them; what they lack is made up; they come back whole
    PUT    /items/LIST       let a list hold an array of items and no others; [] empties it
    GET    /clock            the moment it is, and whether it stands still
    POST   /clock            {"freeze": "2025-01-31T12:00:00Z"}, {"freeze": true}, {"advance": 3600}
    GET    /requests         what was asked, credentials left out; ?after=7 for those since number 7
    DELETE /requests         forget them
    GET    /faults           the rules in force
    POST   /faults           arm a rule, an array of rules or {"profile": "flaky"}:
                             {"fault": "status", "status": 503, "retry_after": 2, "times": 1}
    DELETE /faults           let everything go well

What is wrong with a request is said as {"errors": ["…"]}, with status 400, 404, 405, 413 or 422.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from starlette.responses import Response

from vouch.mock.answers import write_json
from vouch.mock.backstage import Backstage
from vouch.mock.bodies import read_json
from vouch.mock.calls import MAX_BODY, Call, grouped
from vouch.mock.faults import PROFILES, FaultError
from vouch.mock.intake import ItemError
from vouch.mock.log import Received
from vouch.mock.refusals import Refusal
from vouch.mock.scalars import moment
from vouch.mock.store import instant

ROOT = "/_vouch"


class Control:
    """Answers the control interface of one vendor's mock."""

    def __init__(self, backstage: Backstage) -> None:
        self._backstage = backstage
        plain: dict[str, dict[str, Callable[[Call], Any]]] = {
            "": {"GET": self._overview},
            "/reset": {"POST": self._reset},
            "/clock": {"GET": self._clock, "POST": self._set_clock},
            "/requests": {"GET": self._requests, "DELETE": self._forget},
            "/faults": {"GET": self._faults, "POST": self._arm, "DELETE": self._disarm},
        }
        lists: dict[str, dict[str, Callable[[Call], Any]]] = {
            f"/items/{name}": {"GET": self._items, "POST": self._add, "PUT": self._hold}
            for name in backstage.collections
        }
        self._calls = plain | lists

    def owns(self, path: str) -> bool:
        """Say whether a path is one of this interface."""
        return path == ROOT or path.startswith(f"{ROOT}/")

    def answer(self, call: Call) -> Response:
        """Answer one call."""
        try:
            return _json(200, self._found(call)(call))
        except Refusal as refusal:
            return _json(refusal.status, {"errors": [refusal.message]}, refusal.headers)
        except (ItemError, FaultError) as error:
            return _json(422, {"errors": str(error).splitlines()})

    def _found(self, call: Call) -> Callable[[Call], Any]:
        path = call.path.removeprefix(ROOT).rstrip("/")
        if path not in self._calls:
            known = ", ".join(ROOT + known for known in self._calls)
            raise Refusal(404, f"there is no {call.path}; there are {known}")
        methods = self._calls[path]
        if call.method not in methods:
            allowed = ", ".join(methods)
            raise Refusal(405, f"{call.path} takes {allowed}, not {call.method}", {"allow": allowed})
        return methods[call.method]

    def _overview(self, _: Call) -> Any:
        backstage = self._backstage
        return {
            "vendor": backstage.spec.vendor,
            "lists": {name: len(backstage.items(name)) for name in backstage.collections},
            "clock": self._clock(_),
            "faults": [rule.as_json() for rule in backstage.faults.rules],
            "requests": len(backstage.log),
            "calls": {f"{ROOT}{path}": list(methods) for path, methods in self._calls.items()},
        }

    def _reset(self, _: Call) -> Any:
        self._backstage.reset()
        return self._overview(_)

    def _items(self, call: Call) -> Any:
        return {"items": self._backstage.items(_last(call))}

    def _add(self, call: Call) -> Any:
        given = _body(call)
        return {"items": self._backstage.add(_last(call), given if isinstance(given, list) else [given])}

    def _hold(self, call: Call) -> Any:
        return {"items": self._backstage.hold(_last(call), _body(call))}

    def _clock(self, _: Call) -> Any:
        clock = self._backstage.clock
        return {"now": moment(clock.now), "frozen": clock.frozen}

    def _set_clock(self, call: Call) -> Any:
        given = _body(call)
        clock = self._backstage.clock
        match given:
            case {"freeze": True, **rest} if not rest:
                clock.freeze()
            case {"freeze": str(text), **rest} if not rest and (at := instant(text)):
                clock.freeze(at)
            case {"advance": float() | int() as seconds, **rest} if not rest and not isinstance(seconds, bool):
                try:
                    clock.advance(seconds)
                except ValueError as error:
                    raise Refusal(422, str(error)) from None
            case _:
                raise Refusal(422, 'expected {"freeze": "2025-01-31T12:00:00Z"}, {"freeze": true} or {"advance": 3600}')
        return self._clock(call)

    def _requests(self, call: Call) -> Any:
        after = grouped(call.pairs()).get("after", ["0"])[-1]
        if not after.isdecimal():
            raise Refusal(422, f"after is {after!r}; expected the number of a request")
        return {"requests": [_written(received) for received in self._backstage.log.after(int(after))]}

    def _forget(self, _: Call) -> Any:
        self._backstage.log.clear()
        return {"requests": []}

    def _faults(self, _: Call) -> Any:
        return {"faults": [rule.as_json() for rule in self._backstage.faults.rules]}

    def _arm(self, call: Call) -> Any:
        given = _body(call)
        match given:
            case {"profile": name, **rest} if not rest:
                if not isinstance(name, str) or name not in PROFILES:
                    raise Refusal(422, f"no profile {name}; there are {', '.join(PROFILES)}")
                self._backstage.arm(PROFILES[name])
            case _:
                self._backstage.arm(given if isinstance(given, list) else [given])
        return self._faults(call)

    def _disarm(self, call: Call) -> Any:
        self._backstage.faults.clear()
        return self._faults(call)


def _json(status: int, value: Any, headers: Mapping[str, str] | None = None) -> Response:
    return Response(write_json(value), status, headers, "application/json")


def _last(call: Call) -> str:
    return call.path.rstrip("/").rpartition("/")[2]


def _body(call: Call) -> Any:
    if call.body is None:
        raise Refusal(413, f"the body is larger than {MAX_BODY:,} bytes")
    return read_json(call.body)


def _written(received: Received) -> Mapping[str, Any]:
    body = None if received.body is None else received.body.decode(errors="replace")
    return {**asdict(received), "headers": [list(pair) for pair in received.headers], "body": body}
