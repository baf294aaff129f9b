"""The vendor's names and ours share a package, and never get in each other's way."""

from __future__ import annotations

import re
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


def with_operations(tag: str, *names: str) -> str:
    """Return the shelf with more operations of one resource, each of a path of its own."""
    more = "".join(
        f'  /at/{number}:\n    get: {{operationId: "{name}", tags: ["{tag}"],'
        ' responses: {"204": {description: Done.}}}\n'
        for number, name in enumerate(names)
    )
    return SHELF.replace("[books]", f'["{tag}"]').replace("components:\n", f"{more}components:\n", 1)


@pytest.mark.parametrize(
    ("tag", "names"),
    [
        ("books", ["straße", "strasse"]),
        ("books", ["\N{LATIN SMALL LETTER DOTLESS I}x", "ix"]),
        ("books", ["\N{GREEK SMALL LETTER FINAL SIGMA}", "\N{GREEK SMALL LETTER SIGMA}"]),
        ("books", ["listBooksPages", "listBooksPages2"]),
        ("books", ["订单", "t 订单", "t x"]),
        ("q", ["q"]),
        ("v2", ["v2"]),
        ("订单", ["订单"]),
    ],
)
def test_each_operation_calls_its_own_path(tag: str, names: list[str], imported: Callable[[str], Any]) -> None:
    """Names that capitals, or what a module has besides, would make one: each method sends to its path."""
    package = imported(with_operations(tag, *names))
    called: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        called.append(request.url.path)
        return httpx.Response(200, json={"data": []}) if request.url.path == "/books" else httpx.Response(204)

    with httpx.Client(transport=httpx.MockTransport(answer)) as http, package.Shelf(http_client=http) as client:
        (resource,) = (each for each in vars(type(client)) if not each.startswith("__"))
        of = getattr(client, resource)
        for name in dir(of):
            if not name.startswith("_") and name != "with_raw_response":
                list(getattr(of, name)() or ())

    assert sorted(called) == [*(f"/at/{number}" for number in range(len(names))), "/books"]


def test_each_setting_has_a_variable_of_its_own(
    imported: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Server variables and keys with names that are almost one: the client reads what its documentation names."""
    variables = ["a", "A", "a-b", "a_b", "timeout", "straße", "strasse"]
    path = "/".join(f"{{{name}}}" for name in variables)
    declared = ", ".join(f'"{name}": {{default: x}}' for name in variables)
    text = SHELF.replace('{url: "https://api.shelf.example"}', f'{{url: "https://{path}", variables: {{{declared}}}}}')
    keys = "".join(f"    {name}: {{type: apiKey, in: query, name: {name}}}\n" for name in "kK")
    package = imported(
        f"{text}security: [{{k: [], K: []}}]\n".replace("  schemas:\n", f"  securitySchemes:\n{keys}  schemas:\n")
    )
    told = re.findall(r"(\w+): .*?Else `(\w+)`", package.Shelf.__doc__.partition("base_url:")[0])
    for number, (_, variable) in enumerate(told):
        monkeypatch.setenv(variable, f"v{number}")
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.url.host}{request.url.raw_path.decode()}")
        return httpx.Response(200, json={"data": []})

    with httpx.Client(transport=httpx.MockTransport(answer)) as http, package.Shelf(http_client=http) as client:
        list(client.books.list())

    assert sorted(re.findall(r"v\d", asked[0])) == [f"v{number}" for number in range(len(told))]
    assert len(told) == len(variables) + len("kK")


def test_a_rule_is_about_the_parameter_of_that_name(imported: Callable[[str], Any]) -> None:
    """A property of the body may be called as a parameter is: the rule between parameters is about the parameter."""
    operation = """\
    post:
      operationId: makeBook
      tags: [books]
      x-rules: [{at-most-one: [a, b]}]
      parameters: [{name: a, in: query, schema: {type: string}}, {name: b, in: query, schema: {type: string}}]
      requestBody: {required: true, content: {application/json: {schema: {properties: {a: {type: string}}}}}}
      responses: {"204": {description: Made.}}
"""
    package = imported(SHELF.replace("components:\n", f"{operation}components:\n", 1))
    answers = httpx.MockTransport(lambda _: httpx.Response(204))
    with httpx.Client(transport=answers) as http, package.Shelf(http_client=http) as client:
        client.books.make(a_body="1", b="2")
        with pytest.raises(package.InvalidRequestError, match=r"^a and b exclude each other"):
            client.books.make(a="1", b="2")
