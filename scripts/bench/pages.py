"""The answers that all rows read: what the mocks send."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx

from vouch.mock import create_app
from vouch.spec import load

ROOT = Path(__file__).parents[2]
SPECS = ROOT / "specs"
PROGRAM = "prg_YRsbPDAKhWfdqJbFACheh"
KEY = "demo_api_key"


def answer(vendor: str, path: str) -> Any:
    """Return what the mock of a vendor answers, parsed."""

    async def ask() -> Any:
        transport = httpx.ASGITransport(create_app(load(SPECS / vendor / "openapi.yaml"), size=200))
        async with httpx.AsyncClient(transport=transport, headers={"Authorization": f"Bearer {KEY}"}) as client:
            return (await client.get(f"http://mock{path}")).raise_for_status().json()

    return asyncio.run(ask())


def groups() -> Any:
    """Return a page of fifty groups of redemption codes, each of which opens a course and a bundle, parsed."""
    page = answer("thought-industries", "/redemptionCodes")
    for group in page["redemptionCodeGroups"]:
        for kind, most in (("courses", 1), ("bundles", 1), ("learningPaths", 0), ("licenses", 0)):
            group[kind] = group[kind][:most]
    return page


def written(document: object) -> bytes:
    """Write a document as servers do."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
