"""The vendor's names and ours share a package, and never get in each other's way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from tests.generator.projects import SHELF


def with_property(name: str) -> str:
    """Return the shelf with another property of a book."""
    return f"{SHELF}        {name}: {{type: string}}\n"


def with_schema(name: str) -> str:
    """Return the shelf with its list called otherwise."""
    return SHELF.replace("BookList", name)


def with_parameter(name: str) -> str:
    """Return the shelf with its filter called otherwise."""
    return SHELF.replace("name: author,", f"name: {name},")


def with_tag(name: str) -> str:
    """Return the shelf with its resource called otherwise."""
    return SHELF.replace("[books]", f"[{name}]")


def with_operation(name: str) -> str:
    """Return the shelf with its operation called otherwise."""
    return SHELF.replace("listBooks", name)


NAMES = [
    (write, name)
    for write, names in {
        with_property: "self cls field define Any Self str list dict data value to_dict from additional_properties"
        " cache classmethod name got known nulls",
        with_schema: "Model Any Self Call Operation Pager AsyncPager Mapping Literal SyncTransport UUID APIError"
        " Decoder KeyError ResponseDecodeError",
        with_parameter: "self call list str validate Call Pager timeout headers class _LIST",
        with_tag: "errors models client list close base_url _transport",
        with_operation: "import withRawResponse _transport __init__ class",
    }.items()
    for name in names.split()
]


@pytest.mark.parametrize(("write", "name"), NAMES, ids=[f"{write.__name__[5:]} {name}" for write, name in NAMES])
def test_any_name_will_do(write: Callable[[str], str], name: str, imported: Callable[[str], Any]) -> None:
    """Whatever a property, schema, parameter, tag or operation is called, the client opens, lists and closes."""
    package = imported(write(name))
    body = {"data": [{"author": "Ada", name: "x"}]}
    wrong = {"data": [{"author": 1}]}
    sent = [body, wrong]
    answers = httpx.MockTransport(lambda _: httpx.Response(200, json=sent.pop(0)))
    with httpx.Client(transport=answers) as http, package.Shelf(http_client=http) as client:
        (resource,) = (each for each in vars(type(client)) if not each.startswith("__"))
        (method,) = (
            each for each in dir(getattr(client, resource)) if not each.startswith("_") and each != "with_raw_response"
        )
        items = list(getattr(getattr(client, resource), method)())
        with pytest.raises(package.ResponseDecodeError, match=r"^data\[0\]\.author: expected string, got 1"):
            list(getattr(getattr(client, resource), method)())

        assert [item.to_dict() for item in items] == body["data"]
        assert client.base_url == "https://api.shelf.example"
