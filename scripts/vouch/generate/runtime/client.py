"""What every client is made of; the generated classes add their credentials and their resources.

What it takes to send is loaded with the first client, so that importing a package costs little more than httpx does.
"""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, NoReturn, Self, Unpack

import httpx

from .clock import Clock
from .credentials import Secrets
from .vendor import Vendor

if TYPE_CHECKING:
    from .settings import Options

# One for all clients, so that tests can replace it.
CLOCK = Clock()


class _Client:
    # A traceback shows the client even when none came about.
    _base_url: str = ""

    @property
    def base_url(self) -> str:
        """Where requests go, without a slash at the end."""
        return self._base_url

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} holds credentials and connections: make it where you need it")


class SyncClient(_Client):
    """A client for threads, any number of them."""

    def __init__(
        self, vendor: Vendor, secrets: Secrets, *, http_client: httpx.Client | None = None, **options: Unpack[Options]
    ) -> None:
        from .exchange import Exchange  # noqa: PLC0415 - see above
        from .transport import SyncTransport  # noqa: PLC0415 - see above

        exchange = Exchange(vendor, secrets, options, CLOCK)
        self._base_url = exchange.writer.base_url
        self._transport = SyncTransport(exchange, http_client)

    def close(self) -> None:
        """Close the connections; closing twice is fine, and an `http_client` of yours stays open."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class AsyncClient(_Client):
    """A client for the tasks of one event loop, any number of them."""

    def __init__(
        self,
        vendor: Vendor,
        secrets: Secrets,
        *,
        http_client: httpx.AsyncClient | None = None,
        **options: Unpack[Options],
    ) -> None:
        from .exchange import Exchange  # noqa: PLC0415 - see above
        from .transport import AsyncTransport  # noqa: PLC0415 - see above

        exchange = Exchange(vendor, secrets, options, CLOCK)
        self._base_url = exchange.writer.base_url
        self._transport = AsyncTransport(exchange, http_client)

    async def close(self) -> None:
        """Close the connections; closing twice is fine, and an `http_client` of yours stays open."""
        await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()
