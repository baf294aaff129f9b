"""The mock of one vendor as an ASGI application."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response
from starlette.routing import Router
from starlette.types import Receive, Scope, Send

from vouch.mock.backstage import Backstage
from vouch.mock.calls import Call, receive_call
from vouch.mock.control import Control
from vouch.mock.faults import Exchange, Rule, Striking, deliver
from vouch.mock.handler import Handler
from vouch.mock.lists import Bend
from vouch.mock.quirks import QUIRKS
from vouch.mock.refusals import Refusal, Refusals
from vouch.mock.routes import Routes
from vouch.mock.security import demo_environment
from vouch.spec import Spec, names

NO_REQUEST = Router()
"""Answers what is no HTTP request: start-up and shutdown are acknowledged, a websocket is closed."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """How a client reaches a mock.

    `url` stands for the spec's server URL, `env` holds the client's environment variables, credentials included,
    `params` argument values with which every list shows as much as it can; `paged` says whether that is several pages
    of each.
    """

    vendor: str
    url: str
    env: Mapping[str, str]
    params: Mapping[str, Any]
    paged: bool


class Mock:
    """One vendor: an ASGI application whose root stands for the spec's server URL, path included.

    `backstage` is where what it holds, does wrong and remembers is read and changed while it serves.
    """

    def __init__(self, backstage: Backstage, *, control: bool) -> None:
        self.backstage = backstage
        self.spec = spec = backstage.spec
        self.log = backstage.log
        self.lists = backstage.lists
        self._control = Control(backstage) if control else None
        self._refusals = Refusals(spec, backstage.data.sample)
        self._striking = Striking(spec, self._refusals)
        self._quirk = QUIRKS.get(spec.vendor)
        self._routes = Routes(
            Handler(spec, operation, backstage.data, backstage.lists, backstage.clock) for operation in spec.operations
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await NO_REQUEST(scope, receive, send)
            return
        call = await receive_call(scope, receive)
        if call is None:
            return
        if self._control and self._control.owns(call.path):
            await self._control.answer(call)(scope, receive, send)
        else:
            await deliver(self.exchange(call), scope, receive, send)

    def prompt(self, call: Call) -> Exchange | None:
        """Answer one call and log it, unless it is one to the control."""
        return None if self._control and self._control.owns(call.path) else self.exchange(call)

    def answer(self, call: Call) -> Response:
        """Answer one call and log it, leaving out what would befall the answer on its way."""
        return self.exchange(call).response

    def exchange(self, call: Call) -> Exchange:
        """Answer one call and log it; whatever is wrong with it is answered in the vendor's shape."""
        started = time.perf_counter()
        with self.backstage.lock:
            found = self._routes.find(call)
            operation = None if isinstance(found, Refusal) else found[0].operation

            def honest(bend: Bend | None) -> Response:
                try:
                    if isinstance(found, Refusal):
                        raise found
                    handler, path = found
                    response = handler.answer(call, path, bend)
                except Refusal as refusal:
                    response = self._refusals.response(refusal, operation)
                return self._quirk(call, response) if self._quirk else response

            strikes = self.backstage.faults.draw(call, operation)
            exchange = self._striking.exchange(strikes, operation, honest)
            seconds = time.perf_counter() - started + exchange.delay
            self.log.add(call, operation.id if operation else None, exchange.status, exchange.fault, seconds)
        return exchange

    def describe(self, url: str) -> Endpoint:
        """Describe the mock as it is reached under a URL, which has no slash at its end."""
        env = {names.environment(self.spec.vendor, "base_url"): url, **demo_environment(self.spec)}
        params: dict[str, Any] = {}
        for operation_id, answer in self.lists.items():
            arguments = self.spec.argument_names(self.spec.by_id[operation_id])
            params |= {arguments[name]: value for name, value in answer.telling_arguments().items()}
        return Endpoint(self.spec.vendor, url, env, params, all(each.paged for each in self.lists.values()))


def create_app(  # noqa: PLR0913 - one for each thing that can be said about a mock
    spec: Spec,
    *,
    seed: int = 0,
    size: int | None = None,
    items: Mapping[str, Any] | None = None,
    faults: Iterable[Rule] = (),
    control: bool = False,
) -> Mock:
    """Return the mock of a spec.

    The same seed gives the same data, and the same faults to the same requests. `size` is the number of items in
    each list; left out, it is two pages and some. `items` are yours, by the name of their list (`books`),
    instead of those made up. `control` opens `/_vouch` to whoever can reach the mock.

    Raises:
        SpecError: a parameter is written in a way that no request can be read, or a schema cannot be checked by, or
            no value keeps one that an answer needs.
        ItemError: some of the items break the spec.
        FaultError: a rule is about an operation that is none of the vendor's.

    """
    backstage = Backstage(spec, seed=seed, size=size, items={} if items is None else items, faults=faults)
    return Mock(backstage, control=control)
