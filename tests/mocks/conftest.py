"""What tests of the mocks share: the vendors' specs, and a way to ask a mock without a socket."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from starlette.datastructures import Headers
from tests.mocks.vendors import SPECS

from vouch.mock import Call, Mock
from vouch.spec import Spec, load

Ask = Callable[..., Response]


@pytest.fixture(scope="session")
def specs() -> Mapping[str, Spec]:
    """Return the specs of all vendors by name."""
    return SPECS


@pytest.fixture(scope="session")
def signed_in(specs: Mapping[str, Spec]) -> Callable[[str], dict[str, str]]:
    """Return the headers that sign in to a vendor's mock, in the first way its spec names."""

    def headers(vendor: str) -> dict[str, str]:
        spec = specs.get(vendor)
        if spec is None:
            return {"authorization": "Bearer demo_api_key"}
        sent: dict[str, str] = {}
        for scheme in map(spec.security_schemes.__getitem__, next(iter(spec.operations[0].security), ())):
            secret = ":".join(f"demo_{argument}" for argument in scheme.arguments)
            match scheme.kind:
                case "basic":
                    sent["authorization"] = "Basic " + b64encode(secret.encode()).decode()
                case "bearer":
                    sent["authorization"] = f"Bearer {secret}"
                case _:
                    sent[scheme.parameter.lower()] = secret
        return sent

    return headers


@pytest.fixture(scope="session")
def ask(signed_in: Callable[[str], dict[str, str]]) -> Ask:
    """Return a function that asks a mock directly: `ask(mock, "GET", "/path?query", headers=…, body=…)`."""

    def ask(mock: Mock, method: str, target: str, *, headers: Any = None, body: Any = None) -> Response:
        path, _, query = target.partition("?")
        sent = signed_in(mock.spec.vendor) if headers is None else headers
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        if body is not None:
            sent = {"content-type": "application/json", **sent}
        answer = mock.answer(Call(method, path, query.encode(), Headers(sent), b"" if body is None else content))
        return Response(answer.status_code, headers=answer.raw_headers, content=bytes(answer.body))

    return ask


@pytest.fixture
def fragment(tmp_path: Path) -> Callable[[str], Spec]:
    """Return a function that loads a spec written in a test; its vendor is called `shelf`."""

    def write(text: str) -> Spec:
        path = tmp_path / "openapi.yaml"
        path.write_text(text, encoding="utf-8")
        return load(path, "shelf")

    return write
