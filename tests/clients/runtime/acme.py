"""A vendor that does not exist, with clients as they are generated, only smaller."""

# ruff: noqa: D102 - the classes say what they are for

import asyncio
from typing import Any, TypeVar

import httpx
from tests.clients.runtime.sample import Group, GroupList

from vouch.generate.runtime.call import Call, Operation, RawResponse
from vouch.generate.runtime.client import AsyncClient, SyncClient
from vouch.generate.runtime.credentials import Secrets
from vouch.generate.runtime.pacing import UNPACED, Pace
from vouch.generate.runtime.page import Page
from vouch.generate.runtime.pages import Pages
from vouch.generate.runtime.paging import AsyncPager, Pager
from vouch.generate.runtime.security import Bearer
from vouch.generate.runtime.server import Server
from vouch.generate.runtime.vendor import Vendor

T = TypeVar("T")
KEY = "sk_sesame_opens"

LIST = Operation("groups.list", "GET", "/groups", GroupList.from_json)
CREATE = Operation("groups.create", "POST", "/groups", Group.from_json)


def vendor(pace: Pace = UNPACED) -> Vendor:
    """Describe the vendor."""
    return Vendor(
        "Acme", "acme_client", "1.2.0", "ACME", Server("https://api.acme.example/v1"), ((Bearer("api_key"),),), pace
    )


class Acme(SyncClient):
    """For threads."""

    def __init__(self, *, api_key: str | None = KEY, pace: Pace = UNPACED, **options: Any) -> None:
        secrets = Secrets("ACME", api_key=api_key)
        del api_key
        super().__init__(vendor(pace), secrets, **options)
        self.transport = self._transport


class AsyncAcme(AsyncClient):
    """For tasks."""

    def __init__(self, *, api_key: str | None = KEY, pace: Pace = UNPACED, **options: Any) -> None:
        secrets = Secrets("ACME", api_key=api_key)
        del api_key
        super().__init__(vendor(pace), secrets, **options)
        self.transport = self._transport


class Threads:
    """Does with the sync client what `Tasks` does with the other."""

    http = httpx.Client

    def __init__(self, **options: Any) -> None:
        self.client = Acme(**options)

    def raw(self, call: Call[T]) -> RawResponse[T]:
        return self.client.transport.raw(call)

    def execute(self, call: Call[T]) -> T:
        return self.client.transport.execute(call)

    def items(self, call: Call[GroupList], pages: Pages[Group, GroupList]) -> list[Group]:
        return list(Pager(self.client.transport, call, pages))

    def pages(
        self, call: Call[GroupList], pages: Pages[Group, GroupList], resume: str = ""
    ) -> list[Page[Group, GroupList]]:
        pager = Pager(self.client.transport, call, pages)
        return list((pager.resume(resume) if resume else pager).pages())

    def close(self) -> None:
        self.client.close()


class Tasks:
    """Does with the async client what `Threads` does with the other."""

    http = httpx.AsyncClient

    def __init__(self, **options: Any) -> None:
        self.loop = asyncio.Runner()
        self.client = AsyncAcme(**options)

    def raw(self, call: Call[T]) -> RawResponse[T]:
        return self.loop.run(self.client.transport.raw(call))

    def execute(self, call: Call[T]) -> T:
        return self.loop.run(self.client.transport.execute(call))

    def items(self, call: Call[GroupList], pages: Pages[Group, GroupList]) -> list[Group]:
        async def collect() -> list[Group]:
            return [item async for item in AsyncPager(self.client.transport, call, pages)]

        return self.loop.run(collect())

    def pages(
        self, call: Call[GroupList], pages: Pages[Group, GroupList], resume: str = ""
    ) -> list[Page[Group, GroupList]]:
        pager = AsyncPager(self.client.transport, call, pages)

        async def collect() -> list[Page[Group, GroupList]]:
            return [page async for page in (pager.resume(resume) if resume else pager).pages()]

        return self.loop.run(collect())

    def close(self) -> None:
        self.loop.run(self.client.close())
        self.loop.close()


Flavour = type[Threads] | type[Tasks]
