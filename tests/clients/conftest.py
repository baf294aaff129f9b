"""Mocks for the clients to talk to, and the environment in which the clients find them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from vouch.mock import Endpoint, running
from vouch.spec import Spec, load

SPECS = Path(__file__).parents[2] / "specs"
VENDORS = sorted(path.parent.name for path in SPECS.glob("*/openapi.yaml"))


@pytest.fixture(scope="session")
def specs() -> Mapping[str, Spec]:
    """Return the specs by vendor."""
    return {vendor: load(SPECS / vendor / "openapi.yaml") for vendor in VENDORS}


@pytest.fixture(scope="session")
def shared_mocks(specs: Mapping[str, Spec]) -> Iterator[Mapping[str, Endpoint]]:
    """Serve all vendors; nobody changes their data."""
    with running(*specs.values()) as endpoints:
        yield endpoints


def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take out of the environment what could belong to a client."""
    for vendor in VENDORS:
        prefix = vendor.replace("-", "_").upper()
        for name in ("API_KEY", "INSTANCE", "CLIENT_ID", "CLIENT_SECRET", "ACCESS_TOKEN", "NETWORK_ID", "BASE_URL"):
            monkeypatch.delenv(f"{prefix}_{name}", raising=False)


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the environment without anything for a client."""
    bare(monkeypatch)


@pytest.fixture
def mocks(shared_mocks: Mapping[str, Endpoint], monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Endpoint]:
    """Return how to reach each vendor's mock, for reading; the environment holds what the clients need."""
    bare(monkeypatch)
    for endpoint in shared_mocks.values():
        for name, value in endpoint.env.items():
            monkeypatch.setenv(name, value)
    return shared_mocks


@pytest.fixture
def own_mocks(specs: Mapping[str, Spec], monkeypatch: pytest.MonkeyPatch) -> Iterator[Mapping[str, Endpoint]]:
    """Serve all vendors for one test alone, which may change what they hold."""
    bare(monkeypatch)
    with running(*specs.values()) as endpoints:
        for endpoint in endpoints.values():
            for name, value in endpoint.env.items():
                monkeypatch.setenv(name, value)
        yield endpoints
