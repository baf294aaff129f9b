"""Pages: however they are asked for, they make up the whole list, each item once and in order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from httpx import Response
from tests.mocks.vendors import LISTS, SIZED_LISTS

from vouch.mock import Mock, create_app
from vouch.spec import Operation, Spec, example_of
from vouch.spec import pointer as ptr

Ask = Callable[..., Response]


def needed(mock: Mock, operation: Operation) -> dict[str, Any]:
    """Return what a request for the list cannot do without, by parameter name."""
    return mock.lists[operation.id].telling_arguments()


def walk(ask: Ask, mock: Mock, operation: Operation, query: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the bodies of all pages, following whatever the style of the list is."""
    pages = operation.pagination
    assert pages
    page: dict[str, Any] = {}
    for _ in range(300):
        answer = ask(mock, "GET", f"{operation.path}?{urlencode({**query, **page}, doseq=True)}")
        assert answer.status_code == 200, answer.text
        body = answer.json()
        yield body
        items = ptr.get(body, pages.items)
        token = next((ptr.get(body, place.at) for place in pages.next if place.query is None), None)
        more = bool(token) if pages.more is None else ptr.get(body, pages.more)
        if not more:
            return
        match pages.style:
            case "cursor":
                page = {pages.parameter: token}
            case "page":
                page = {pages.parameter: ptr.get(body, pages.current or "") + 1}
            case "id":
                page = {pages.parameter: ptr.get(items[-1], pages.id or "")}
    pytest.fail("the pages do not end")


def whole(mock: Mock, operation: Operation, query: Mapping[str, Any]) -> list[Any]:
    """Return all items that match, from one page that is large enough for them."""
    answer = mock.lists[operation.id]
    pages = operation.pagination
    assert pages
    if pages.limit:
        return list(ptr.get(json.loads(answer.body({**query, pages.limit: 10_000}, [])), pages.items))
    filters = [parameter.filter for parameter in operation.parameters if parameter.filter and parameter.name in query]
    wanted = [(found.field, query[parameter]) for found, parameter in zip(filters, query, strict=True)]
    items = [entry.item for entry in answer.collection.entries]
    return [item for item in items if all(ptr.get(item, field) in value for field, value in wanted)]


@pytest.mark.parametrize("size", [0, 1, 40, 49, 50, 51, 100, 137])
@pytest.mark.parametrize(("vendor", "operation_id"), LISTS)
def test_pages_make_up_the_list(vendor: str, operation_id: str, size: int, specs: Mapping[str, Spec], ask: Ask) -> None:
    """Nothing is lost, repeated or out of order, whatever the total; only the last page may be short."""
    mock = create_app(specs[vendor], size=size)
    operation = specs[vendor].by_id[operation_id]
    pages = operation.pagination
    assert pages
    query = needed(mock, operation)

    bodies = list(walk(ask, mock, operation, query))

    items = [ptr.get(body, pages.items) for body in bodies]
    assert whole(mock, operation, query) == [item for page in items for item in page]
    assert len({len(page) for page in items[:-1]}) <= 1
    assert all(items) or len(items) == 1
    if pages.total:
        assert {sum(map(len, items))} == {ptr.get(body, pages.total) for body in bodies}


@pytest.mark.parametrize("limit", [1, 9, 25, 26, 100])
@pytest.mark.parametrize(("vendor", "operation_id"), SIZED_LISTS)
def test_limit_changes_only_the_size_of_pages(
    vendor: str, operation_id: str, limit: int, specs: Mapping[str, Spec], ask: Ask
) -> None:
    """Walks in steps of any size meet the same items in the same order."""
    mock = create_app(specs[vendor])
    operation = specs[vendor].by_id[operation_id]
    pages = operation.pagination
    assert pages
    assert pages.limit

    found = [
        ptr.get(b, pages.items) for b in walk(ask, mock, operation, {**needed(mock, operation), pages.limit: limit})
    ]

    assert whole(mock, operation, needed(mock, operation)) == [item for page in found for item in page]
    assert {limit} == {len(page) for page in found[:-1]} or len(found) == 1


@pytest.mark.parametrize(("vendor", "operation_id"), LISTS)
def test_there_are_several_pages_by_default(
    vendor: str, operation_id: str, specs: Mapping[str, Spec], ask: Ask
) -> None:
    """Whoever starts a mock and asks for a list, as it says itself, has pages to turn."""
    mock = create_app(specs[vendor])
    operation = specs[vendor].by_id[operation_id]

    assert len(list(walk(ask, mock, operation, needed(mock, operation)))) > 1


@pytest.mark.parametrize("size", [1, 2, 3, 7])
@pytest.mark.parametrize(("vendor", "operation_id"), LISTS)
def test_the_described_arguments_find_something_in_the_smallest_list(
    vendor: str, operation_id: str, size: int, specs: Mapping[str, Spec], ask: Ask
) -> None:
    """Whatever the size, the arguments that a mock describes itself with do not leave its lists empty."""
    mock = create_app(specs[vendor], size=size)
    operation = specs[vendor].by_id[operation_id]
    pages = operation.pagination
    assert pages
    params = mock.describe("http://127.0.0.1:1").params
    names = specs[vendor].argument_names(operation)
    query = {p.name: params[names[p.name]] for p in operation.parameters if names[p.name] in params}

    answer = ask(mock, "GET", f"{operation.path}?{urlencode(query, doseq=True)}")

    assert ptr.get(answer.json(), pages.items)


@pytest.mark.parametrize("size", [1, 2, 3, 7])
@pytest.mark.parametrize(("vendor", "operation_id"), LISTS)
def test_the_documented_arguments_find_something_in_the_smallest_list(
    vendor: str, operation_id: str, size: int, specs: Mapping[str, Spec], ask: Ask
) -> None:
    """Whoever copies the ids that a vendor's page shows finds something, whatever the size."""
    mock = create_app(specs[vendor], size=size)
    operation = specs[vendor].by_id[operation_id]
    pages = operation.pagination
    assert pages
    shown = [operation.parameter(name) for name in needed(mock, operation)]
    query = {parameter.name: example_of(parameter.schema.get("items", parameter.schema)) for parameter in shown}

    answer = ask(mock, "GET", f"{operation.path}?{urlencode(query)}")

    assert ptr.get(answer.json(), pages.items)


def test_described_arguments_agree(fragment: Callable[[str], Spec], ask: Ask) -> None:
    """Arguments that a list needs together are those of one item; a reference that two lists need is in both."""
    mock = create_app(fragment(CHOOSY), size=3)
    params = mock.describe("http://127.0.0.1:1").params

    assert set(params) == {"shop_id", "kind", "since", "until", "text"}
    for path in ("/a", "/b"):
        answer = ask(mock, "GET", f"{path}?{urlencode(params, doseq=True)}", headers={})
        assert answer.json()["data"], answer.text


def test_backward_is_forward_reversed(specs: Mapping[str, Spec], ask: Ask) -> None:
    """Going back by id from the last item meets the same items, in the order of the list."""
    mock = create_app(specs["tolt"])
    operation = specs["tolt"].by_id["listPromotionCodes"]
    query = needed(mock, operation)
    forward = [item["id"] for body in walk(ask, mock, operation, {**query, "limit": 4}) for item in body["data"]]

    backward, more = [forward[-1]], True
    while more:
        target = f"{operation.path}?{urlencode({**query, 'limit': 4, 'ending_before': backward[0]})}"
        body = ask(mock, "GET", target).json()
        backward = [item["id"] for item in body["data"]] + backward
        more = body["has_more"]

    assert forward == backward


def test_query_string_leads_to_the_same_page_as_the_token(specs: Mapping[str, Spec], ask: Ask) -> None:
    """What comes as a query string holds the request's own parameters and the token, and works as it is."""
    mock = create_app(specs["spacebring"])
    operation = specs["spacebring"].by_id["listRedemptions"]
    query = urlencode({**needed(mock, operation), "limit": 7})
    first = ask(mock, "GET", f"{operation.path}?{query}").json()

    ready = ask(mock, "GET", f"{operation.path}?{first['searchQueryNext']}").json()
    token = urlencode({"nextPageToken": first["nextPageToken"]})
    by_token = ask(mock, "GET", f"{operation.path}?{query}&{token}").json()

    assert ready == by_token != first
    assert parse_qs(first["searchQueryNext"])["limit"] == ["7"]
    assert len(parse_qs(ready["searchQueryNext"])["nextPageToken"]) == 1


def test_cursors_survive_what_is_added_meanwhile(specs: Mapping[str, Spec], ask: Ask) -> None:
    """An item that is added during a walk neither repeats nor hides another."""
    mock = create_app(specs["thought-industries"])
    operation = specs["thought-industries"].by_id["listRedemptionCodeGroups"]
    before = {entry.item["id"] for entry in mock.lists[operation.id].collection.entries}
    group = {"label": "A", "codeLength": 8, "totalCodesCount": 1, "courses": ["c"]}
    seen: list[str] = []

    for body in walk(ask, mock, operation, {"sort": "label:asc"}):
        seen += [item["id"] for item in body["redemptionCodeGroups"]]
        assert ask(mock, "POST", operation.path, body=group).status_code == 201

    assert len(set(seen)) == len(seen)
    assert before <= set(seen)


def test_cursors_of_another_list_are_refused(fragment: Callable[[str], Spec], ask: Ask) -> None:
    """A cursor belongs to the list it came from, and to an item that is there."""
    spec = fragment(TWO_LISTS)
    mock = create_app(spec)
    cursor = ask(mock, "GET", "/a", headers={}).json()["next"]

    assert ask(create_app(spec, size=5), "GET", f"/a?{urlencode({'cursor': cursor})}", headers={}).status_code == 400
    assert ask(mock, "GET", f"/a?{urlencode({'cursor': cursor})}", headers={}).status_code == 200
    assert ask(mock, "GET", f"/b?{urlencode({'cursor': cursor})}", headers={}).status_code == 400


CHOOSY = """\
openapi: 3.1.0
info: {title: Shelf, version: 0.1.0}
servers: [{url: "https://api.shelf.example"}]
paths:
  /a:
    get:
      operationId: listA
      x-pagination: &pages {style: page, parameter: page, items: /data, more: /more, current: /page}
      parameters:
        - &page {name: page, in: query, schema: {type: integer}}
        - &shop
          {name: shop_id, in: query, required: true, schema: {type: string}, x-filter: {field: /shop_id, match: equals}}
        - {name: kind, in: query, required: true, schema: {type: array, items: {type: string}},
           x-filter: {field: /kind, match: in}}
        - {name: since, in: query, required: true, schema: {type: string}, x-filter: {field: /at, match: at-least}}
        - {name: until, in: query, required: true, schema: {type: string}, x-filter: {field: /at, match: at-most}}
        - {name: text, in: query, required: true, schema: {type: string}, x-filter: {field: /title, match: contains}}
      responses: &list
        "200":
          description: A list.
          content: {application/json: {schema: {$ref: "#/components/schemas/List"}}}
  /b:
    get: {operationId: listB, tags: [b], x-pagination: *pages, parameters: [*page, *shop], responses: *list}
components:
  schemas:
    List:
      type: object
      properties:
        page: {type: integer}
        more: {type: boolean}
        data: {type: array, items: {$ref: "#/components/schemas/Item"}}
    Item:
      type: object
      properties:
        shop_id: {type: [string, "null"], examples: [s1]}
        kind: {type: [string, "null"], enum: [x, y, z, null]}
        at: {type: [string, "null"], format: date-time}
        title: {type: [string, "null"]}
"""


@pytest.mark.parametrize(
    ("said", "sizes"),
    [("size: 2.0", (2, 41)), ("size: 3000", (3000, 3000)), ("size: 1000000000", (3000, 3000))],
)
def test_pages_of_any_size(said: str, sizes: tuple[int, int], fragment: Callable[[str], Spec], ask: Ask) -> None:
    """Two pages and some are made up, but no more than can be held, however many would be on a page."""
    mock = create_app(fragment(TWO_LISTS.replace("items: /data,", f"items: /data, {said},")))

    assert sizes == (len(ask(mock, "GET", "/a").json()["data"]), len(mock.backstage.items("a")))


TWO_LISTS = """\
openapi: 3.1.0
info: {title: Shelf, version: 0.1.0}
servers: [{url: "https://api.shelf.example"}]
paths:
  /a:
    get:
      operationId: listA
      x-pagination: &pages {style: cursor, parameter: cursor, items: /data, next: [{at: /next}]}
      parameters: &cursor [{name: cursor, in: query, schema: {type: string}}]
      responses: &list
        "200":
          description: A list.
          content: {application/json: {schema: {$ref: "#/components/schemas/List"}}}
  /b:
    get: {operationId: listB, x-pagination: *pages, parameters: *cursor, responses: *list}
components:
  schemas:
    List:
      type: object
      properties:
        next: {type: string}
        data: {type: array, items: {type: object, properties: {id: {type: string}}}}
"""
