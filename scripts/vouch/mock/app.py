"""The mock of one vendor as an ASGI application, and several of them under one roof."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Router
from starlette.types import Receive, Scope, Send

from vouch.mock.calls import Call, receive_call
from vouch.mock.data import Data
from vouch.mock.handler import Handler
from vouch.mock.lists import ListAnswer
from vouch.mock.log import Log
from vouch.mock.refusals import Refusal, Refusals
from vouch.mock.security import demo_environment
from vouch.spec import Spec, names

_NO_REQUEST = Router()
"""Answers what is no HTTP request: start-up and shutdown are acknowledged, a websocket is closed."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """How a client reaches a mock.

    `url` stands for the spec's server URL, `env` holds the client's environment variables, credentials included,
    `params` argument values with which every list has several pages.
    """

    vendor: str
    url: str
    env: Mapping[str, str]
    params: Mapping[str, Any]


class Mock:
    """One vendor: an ASGI application whose root stands for the spec's server URL, path included."""

    def __init__(self, spec: Spec, *, seed: int = 0, size: int | None = None) -> None:
        self.spec = spec
        self.log = Log(spec)
        data = Data(spec, seed)
        self.lists = {
            operation.id: ListAnswer(spec, operation, operation.pagination, data, size)
            for operation in spec.operations
            if operation.pagination
        }
        self._refusals = Refusals(spec, data.sample)
        routes: dict[str, _Route] = {}
        for operation in spec.operations:
            route = routes.setdefault(operation.path, _Route(operation.path))
            route.handlers[operation.method.upper()] = Handler(spec, operation, data, self.lists)
        # A path without holes wins over one with holes that would take it too.
        self._routes = sorted(routes.values(), key=lambda route: len(route.names))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await _NO_REQUEST(scope, receive, send)
            return
        try:
            call = await receive_call(Request(scope, receive), scope["raw_path"].decode("latin-1"))
        except ClientDisconnect:
            return
        await self.answer(call)(scope, receive, send)

    def answer(self, call: Call) -> Response:
        """Answer one call and log it; whatever is wrong with it is answered in the vendor's shape."""
        started = time.perf_counter()
        operation = None
        try:
            handler, path = self._route(call)
            operation = handler.operation
            response = handler.answer(call, path)
        except Refusal as refusal:
            response = self._refusals.response(refusal, operation)
        name = operation.id if operation else None
        self.log.add(call, operation=name, status=response.status_code, fault=None, started=started)
        return response

    def describe(self, url: str) -> Endpoint:
        """Describe the mock as it is reached under a URL, which has no slash at its end."""
        env = {names.environment(self.spec.vendor, "base_url"): url, **demo_environment(self.spec)}
        params: dict[str, Any] = {}
        for operation_id, answer in self.lists.items():
            arguments = self.spec.argument_names(self.spec.by_id[operation_id])
            params |= {arguments[name]: value for name, value in answer.telling_arguments().items()}
        return Endpoint(self.spec.vendor, url, env, params)

    def _route(self, call: Call) -> tuple[Handler, Mapping[str, str]]:
        """Return who answers the call, and the texts of its path parameters."""
        for route in self._routes:
            texts = route.texts(call.path)
            if texts is None:
                continue
            if call.method not in route.handlers:
                raise Refusal(405, f"{call.method} is not allowed here", {"allow": ", ".join(route.handlers)})
            return route.handlers[call.method], texts
        raise Refusal(404, "there is nothing here")


class Mounted:
    """Several mocks in one application, each below `/<vendor>`; the root says which there are."""

    def __init__(self, mocks: Sequence[Mock]) -> None:
        self._mocks = {mock.spec.vendor.encode(): mock for mock in mocks}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request to the vendor that its path begins with."""
        if scope["type"] != "http":
            await _NO_REQUEST(scope, receive, send)
            return
        if (scope["method"], scope["raw_path"]) == ("GET", b"/"):
            vendors = {vendor.decode(): f"/{vendor.decode()}" for vendor in self._mocks}
            await JSONResponse({"vendors": vendors})(scope, receive, send)
            return
        vendor, _, rest = scope["raw_path"].removeprefix(b"/").partition(b"/")
        if vendor in self._mocks:
            await self._mocks[vendor]({**scope, "raw_path": b"/" + rest}, receive, send)
        else:
            await Response(status_code=404)(scope, receive, send)


def create_app(spec: Spec, *, seed: int = 0, size: int | None = None) -> Mock:
    """Return the mock of a spec.

    The same seed gives the same data. `size` is the number of items in each list; left out, it is two pages and some.

    Raises:
        SpecError: a parameter is written in a way that no request can be read, or a schema cannot be checked by, or
            no value keeps one that an answer needs.

    """
    return Mock(spec, seed=seed, size=size)


class _Route:
    """One path of the spec and who answers each method."""

    def __init__(self, path: str) -> None:
        self.handlers: dict[str, Handler] = {}
        fixed = re.split(r"\{[^}]+\}", path)
        self.names = re.findall(r"\{([^}]+)\}", path)
        self._pattern = re.compile("([^/]+)".join(map(re.escape, fixed)))

    def texts(self, path: str) -> Mapping[str, str] | None:
        """Return the texts of the path parameters, or None for another path."""
        found = self._pattern.fullmatch(path)
        return dict(zip(self.names, found.groups(), strict=True)) if found else None
