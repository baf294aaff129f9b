"""Servers to judge: the mocks, and twins of them with one fault each."""

from __future__ import annotations

import json
import shutil
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx
import pytest
import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vouch.contract import Report, run
from vouch.mock import Endpoint, create_app
from vouch.mock.security import demo_credential
from vouch.spec import Spec, load

SPECS = Path(__file__).parents[2] / "specs"


@dataclass(frozen=True)
class Asked:
    """A request on its way to a mock."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    body: bytes

    def given(self, name: str) -> list[str]:
        """Return the values of a query parameter."""
        return [value for key, value in self.query if key == name]

    def without(self, *names: str) -> Asked:
        """Return the request with query parameters left out."""
        return replace(self, query=[pair for pair in self.query if pair[0] not in names])

    def having(self, **values: str) -> Asked:
        """Return the request with other query parameters."""
        kept = self.without(*values)
        return replace(kept, query=[*kept.query, *values.items()])


@dataclass(frozen=True)
class Answer:
    """An answer on its way back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Its body, None where it is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def edited(self, change: Callable[[Any], object]) -> Answer:
        """Return the answer with its JSON body changed in place, if it is a success."""
        if self.status >= 300:
            return self
        body = self.json
        change(body)
        return replace(self, body=json.dumps(body).encode())


Ask = Callable[[Asked], Asked]
Tell = Callable[[Asked, Answer], Answer]


@dataclass
class Twin:
    """An ASGI application around another: changes what is asked and what is answered, and keeps both."""

    app: ASGIApp
    ask: Ask = lambda asked: asked
    tell: Tell = lambda _, answer: answer
    seen: list[tuple[Asked, Answer]] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return
        body = b""
        while (message := await receive()).get("more_body", False) or message.get("body"):
            body += message.get("body", b"")
            if not message.get("more_body", False):
                break
        headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True, errors="surrogateescape")
        original = Asked(scope["method"], scope["path"], query, headers, body)
        asked = self.ask(original)
        if asked != original:
            scope = {
                **scope,
                "headers": [(key.encode("latin-1"), value.encode("latin-1")) for key, value in asked.headers.items()],
                "query_string": urlencode(asked.query, errors="surrogateescape").encode(),
            }
        sent: list[Message] = []

        async def keep(message: Message) -> None:
            sent.append(message)

        async def replay() -> Message:
            return {"type": "http.request", "body": asked.body, "more_body": False}

        await self.app(scope, replay, keep)
        raw = {key.decode("latin-1"): value.decode("latin-1") for key, value in sent[0]["headers"]}
        whole = b"".join(message.get("body", b"") for message in sent[1:])
        answer = self.tell(original, Answer(sent[0]["status"], raw, whole))
        self.seen.append((original, answer))
        told = {**answer.headers}
        if answer.body != whole:
            told["content-length"] = str(len(answer.body))
        encoded = [(key.encode("latin-1"), value.encode("latin-1")) for key, value in told.items()]
        await send({"type": "http.response.start", "status": answer.status, "headers": encoded})
        await send({"type": "http.response.body", "body": answer.body})


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """Serve an application on loopback as long as the context lasts; give its URL."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        # Without it the two parts of each answer wait for each other.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        config = uvicorn.Config(app, lifespan="off", http="h11", loop="asyncio", log_config=None)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)


@dataclass(frozen=True)
class Server:
    """A twin, asked as an object of this process, and how to sign in to it."""

    spec: Spec
    twin: Twin
    endpoint: Endpoint

    @property
    def credentials(self) -> dict[str, str]:
        """Values for every credential of the spec."""
        arguments = (argument for scheme in self.spec.security_schemes.values() for argument in scheme.arguments)
        return {argument: demo_credential(argument) for argument in arguments}

    def judged(self, **options: Any) -> Report:
        """Run the suite on it, writes allowed unless said otherwise."""
        chosen = {
            "url": self.endpoint.url,
            "transport": httpx.ASGITransport(self.twin),
            "credentials": self.credentials,
            "params": self.endpoint.params,
            "seed": 1,
            "allow_writes": True,
        }
        return run(self.spec, **{**chosen, **options})


def twin_of(spec: Spec, *, ask: Ask | None = None, tell: Tell | None = None) -> Server:
    """Return a spec's mock with what is asked or told changed on the way."""
    mock = create_app(spec)
    twin = Twin(mock, ask or (lambda asked: asked), tell or (lambda _, answer: answer))
    return Server(spec, twin, mock.describe("http://127.0.0.1:1"))


@pytest.fixture(scope="session")
def specs() -> Mapping[str, Spec]:
    """Return the project's specs by vendor."""
    return {path.parent.name: load(path) for path in sorted(SPECS.glob("*/openapi.yaml"))}


@pytest.fixture(scope="session")
def twin() -> Callable[..., Server]:
    """Return a function that makes a spec's mock, changed on the way: `twin(spec, ask=…, tell=…)`."""
    return twin_of


@pytest.fixture(scope="session")
def served() -> Callable[[ASGIApp], AbstractContextManager[str]]:
    """Return a function that serves an application over a socket: `served(app)` gives its URL."""
    return serving


@pytest.fixture
def copied(tmp_path: Path) -> Callable[[Spec], Spec]:
    """Return a function that puts a spec into a folder of its own, where it may be changed."""

    def copy(spec: Spec) -> Spec:
        folder = tmp_path / "specs" / spec.vendor
        folder.mkdir(parents=True)
        return load(Path(shutil.copy(spec.source.path, folder)), house=True)

    return copy
