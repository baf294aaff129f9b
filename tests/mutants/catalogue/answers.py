"""Answers that are not what the spec says: statuses, media types, headers, bodies."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jsonschema_rs
from tests.mutants.catalogue import places
from tests.mutants.catalogue.spot import Answer, Asked, Claims, Kind, Spot, Wrong, removed
from tests.mutants.direct import Serve

from vouch.mock import Mock
from vouch.spec import descend
from vouch.spec import pointer as ptr


def _status(status: int) -> Callable[[Spot], Wrong]:
    return lambda spot: spot.succeed(lambda answer: replace(answer, status=status))


def _refusal(change: Callable[[Answer], Answer]) -> Callable[[Spot], Wrong]:
    """Change every refusal of a request that finds fault with it."""
    return lambda spot: spot.refuse(change, 400, 422)


def _body(change: Callable[[bytes], bytes]) -> Callable[[Spot], Wrong]:
    return lambda spot: spot.succeed(lambda answer: replace(answer, body=change(answer.body)))


def _labelled(media_type: str | None) -> Callable[[Spot], Wrong]:
    return lambda spot: spot.succeed(lambda answer: answer.headed(content_type=media_type))


def _wrapped(change: Callable[[Any], Any]) -> Callable[[Spot], Wrong]:
    return lambda spot: spot.succeed(lambda answer: answer.saying(change(answer.json)))


def _message(spot: Spot, answer: Answer) -> str:
    response = spot.operation.response(answer.status)
    return (response.message_at if response else None) or ""


def _worded(change: Callable[[Spot, Answer, Any], None]) -> Callable[[Spot], Wrong]:
    """Change the body of a refusal in place."""

    def make(spot: Spot) -> Wrong:
        def changed(answer: Answer) -> Answer:
            body = answer.json
            if body is None:
                return answer
            change(spot, answer, body)
            return answer.saying(body)

        return spot.refuse(changed, 400, 422)

    return make


def _methods(change: Callable[[str, Answer], Answer]) -> Callable[[Spot], Wrong]:
    """Change what undeclared methods are answered."""

    def wrong(asked: Asked, serve: Serve) -> Answer:
        answer = serve(asked)
        return change(answer.headers.get("allow", ""), answer) if answer.status == 405 else answer

    return lambda _: wrong


def _key(spot: Spot) -> str:
    return ptr.split(spot.pointer)[-1]


def _item(
    change: Callable[[dict[str, Any], str], object], *, of: Callable[[int, int], bool] = lambda _, __: True
) -> Callable[[Spot], Wrong]:
    """Change one property of items: `of(position, items)` says of which ones."""

    def make(spot: Spot) -> Wrong:
        def changed(items: list[Any]) -> list[Any]:
            for position, item in enumerate(items):
                if _key(spot) in item and of(position, len(items)):
                    change(item, _key(spot))
            return items

        return spot.items(changed)

    return make


def _to(value: Any) -> Callable[[dict[str, Any], str], object]:
    return lambda item, key: item.update({key: value})


def _kind(*kinds: str) -> Callable[[dict[str, Any]], bool]:
    """Admit properties of one type that cannot be null."""
    return lambda child: child.get("type") in kinds


def _text(child: dict[str, Any]) -> bool:
    return child.get("type") == "string" and not {"format", "enum"} & child.keys()


def _dated(child: dict[str, Any]) -> bool:
    return str(child.get("format", "")).startswith("date") and "string" in str(child.get("type"))


def _never_null(child: dict[str, Any]) -> bool:
    kinds = child.get("type")
    return isinstance(kinds, str) and kinds != "null"


def _invariants(keyword: str) -> Callable[[Mock], list[Spot]]:
    """Return where a keyword stands in the items of lists, by the names on the way."""

    def over(mock: Mock) -> list[Spot]:
        found = []
        for name, schema in mock.spec.document["components"]["schemas"].items():
            for key, child in schema.get("properties", {}).items():
                if isinstance(child, dict) and keyword in child:
                    spots = [spot for spot in places.lists(mock) if _holds(mock, spot, key, child[keyword])]
                    pairs = [child[keyword]] if isinstance(child[keyword], str) else list(child[keyword].items())
                    found += [
                        replace(spot, parameter=f"{name}.{key}", value=json.dumps(pair))
                        for spot in spots
                        for pair in pairs
                    ]
        return [spot for spot in found if _happens(spot)]

    return over


def _objects(value: Any) -> list[dict[str, Any]]:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    inside = [found for part in parts for found in _objects(part)]
    return [value, *inside] if isinstance(value, dict) else inside


def _holds(mock: Mock, spot: Spot, key: str, declared: Any) -> bool:
    names = {declared} if isinstance(declared, str) else set(declared.values())
    entries = mock.lists[spot.operation.id].collection.entries
    return any(key in each and names & each.keys() for entry in entries for each in _objects(entry.item))


def _happens(spot: Spot) -> bool:
    key, declared = spot.parameter.partition(".")[2], json.loads(spot.value)
    entries = spot.mock.lists[spot.operation.id].collection.entries
    found = [each for entry in entries for each in _objects(entry.item) if key in each]
    return isinstance(declared, str) or any(each[key] == declared[0] for each in found)


def _exceeding(spot: Spot) -> Wrong:
    key, sibling = spot.parameter.partition(".")[2], json.loads(spot.value)

    def change(item: Any) -> None:
        for each in _objects(item):
            if isinstance(each.get(key), int) and isinstance(each.get(sibling), int):
                each[key] = each[sibling] + 1

    return spot.each(change)


def _unselected(spot: Spot) -> Wrong:
    key, (value, sibling) = spot.parameter.partition(".")[2], json.loads(spot.value)

    def change(item: Any) -> None:
        for each in _objects(item):
            if each.get(key) == value:
                each.pop(sibling, None)

    return spot.each(change)


def _required_headers(mock: Mock) -> list[Spot]:
    return [
        replace(spot, value=name)
        for spot in places.operations(mock)
        if spot.operation.success
        for name, header in spot.operation.success.headers.items()
        if header.get("required")
    ]


def _constants(mock: Mock) -> list[Spot]:
    """Return the constants of answers."""
    found = []
    for spot in places.operations(mock):
        schema = mock.spec.resolve(spot.operation.success.schema or {}) if spot.operation.success else {}
        found += [
            replace(spot, pointer=ptr.join("", name))
            for name, child in schema.get("properties", {}).items()
            if isinstance(child, dict) and "const" in child
        ]
    return found


def _envelope(mock: Mock) -> list[Spot]:
    """Return what the body of an answer cannot do without."""
    found = []
    for spot in places.operations(mock):
        schema = mock.spec.resolve(spot.operation.success.schema or {}) if spot.operation.success else {}
        found += [replace(spot, pointer=ptr.join("", name)) for name in schema.get("required", ())]
    return found


def _solid(mock: Mock) -> list[Spot]:
    """Return those parts of it that are never null."""
    found = []
    for spot in _envelope(mock):
        whole = spot.operation.success.schema if spot.operation.success else {}
        if not jsonschema_rs.is_valid(mock.spec.standalone(descend(mock.spec, whole, spot.pointer)), None):
            found.append(spot)
    return found


CLAIMS: Claims = {
    "a success has the declared status": [
        Kind("a success is 202", places.precise, _status(202)),
        Kind("a success is 204 without a body", places.operations, lambda spot: spot.succeed(lambda answer: Answer(204, {}, b""))),
        Kind("a success is 206", places.precise, _status(206)),
        Kind("a success is a redirect", places.operations, lambda spot: spot.succeed(lambda _: Answer(302, {"location": "/elsewhere"}, b""))),
        Kind("a success is 304", places.operations, lambda spot: spot.succeed(lambda _: Answer(304, {}, b""))),
        Kind("a success is a failure of the server", places.operations, _status(500)),
        Kind("an empty list is not found", places.lists, lambda spot: spot.succeed(lambda answer: answer if ptr.get(answer.json, spot.pages.items) else replace(answer, status=404))),
        Kind("an empty list is no content", places.lists, lambda spot: spot.succeed(lambda answer: answer if ptr.get(answer.json, spot.pages.items) else Answer(204, {}, b""))),
        Kind("an empty list is null", places.lists, lambda spot: spot.put(spot.pages.items, lambda items: items or None)),
        Kind("later pages are a failure of the server", places.lists, lambda spot: spot.wrong(lambda asked, serve: Answer(500, {}, b"") if spot.later(asked) and serve(asked).success else serve(asked))),
    ],
    "a body has the declared media type": [
        Kind("JSON is called HTML", places.answering, _labelled("text/html; charset=utf-8")),
        Kind("JSON is called text", places.answering, _labelled("text/plain")),
        Kind("JSON is called bytes", places.answering, _labelled("application/octet-stream")),
        Kind("JSON is called XML", places.answering, _labelled("application/xml")),
        Kind("JSON is called nothing", places.answering, _labelled(None)),
        Kind("an answer that has no body has one", lambda mock: [s for s in places.secured(mock) if "401" in s.operation.responses and not s.operation.responses["401"].content], lambda spot: spot.refuse(lambda answer: replace(answer.headed(content_type="application/json"), body=b"{}"), 401)),
        Kind("JSON is called no media type at all", places.answering, _labelled("json")),
    ],
    "a body is JSON": [
        Kind("a body is cut off", places.operations, _body(lambda body: body[:-1])),
        Kind("a body goes on behind its end", places.operations, _body(lambda body: body + b"}")),
        Kind("a body is empty", places.operations, _body(lambda _: b"")),
        Kind("a body is HTML", places.operations, _body(lambda _: b"<!doctype html><title>Oops</title>")),
        Kind("a body is not UTF-8", places.operations, _body(lambda _: b'{"x": "\xff"}')),
        Kind("a body is wrapped in a function call", places.operations, _body(lambda body: b"callback(" + body + b")")),
        Kind("a body is JSON in a JSON text", places.operations, _body(lambda body: json.dumps(body.decode()).encode())),
        Kind("a body has a number that JSON does not know", places.operations, _body(lambda body: b'{"x": NaN,' + body[1:])),
    ],
    "a body keeps its schema": [
        Kind("a body is null", places.operations, _wrapped(lambda _: None)),
        Kind("a body is an array around it", places.operations, _wrapped(lambda body: [body])),
        Kind("a body has an envelope of its own", places.operations, _wrapped(lambda body: {"payload": body})),
        Kind("a list has no envelope", places.lists, lambda spot: spot.succeed(lambda answer: answer.saying(ptr.get(answer.json, spot.pages.items)))),
        Kind("a part of the envelope is missing", _envelope, lambda spot: spot.edit(lambda body: removed(body, spot.pointer))),
        Kind("a part of the envelope is null", _solid, lambda spot: spot.put(spot.pointer, lambda _: None)),
        Kind("a constant is another value", _constants, lambda spot: spot.put(spot.pointer, lambda value: not value if isinstance(value, bool) else f"{value}!")),
        Kind("items are an object by number", places.lists, lambda spot: spot.put(spot.pages.items, lambda items: {str(n): item for n, item in enumerate(items)})),
        Kind("an item is null", places.lists, lambda spot: spot.items(lambda items: [*items[:-1], None] if items else items)),
        Kind("an item is its id", places.lists, lambda spot: spot.items(lambda items: [*items[:-1], "7"] if items else items)),
        Kind("a needed property is missing", places.needed_items, _item(lambda item, key: item.pop(key))),
        Kind("a needed property is missing in the last item of a page", places.needed_items, _item(lambda item, key: item.pop(key), of=lambda position, items: position == items - 1)),
        Kind("a needed property is missing on later pages", places.needed_items, lambda spot: _on_later_pages(spot, _item(lambda item, key: item.pop(key)))),
        Kind("a property is null", places.item_properties(_never_null), _item(_to(None))),
        Kind("a property is null in the last item of a page", places.item_properties(_never_null), _item(_to(None), of=lambda position, items: position == items - 1)),
        Kind("a text is a number", places.item_properties(_text), _item(_to(7))),
        Kind("a text is an object", places.item_properties(_text), _item(_to({}))),
        Kind("a number is a text", places.item_properties(_kind("integer", "number")), _item(lambda item, key: item.update({key: str(item[key])}))),
        Kind("a whole number has a fraction", places.item_properties(_kind("integer")), _item(lambda item, key: item.update({key: item[key] + 0.5}))),
        Kind("a truth value is a number", places.item_properties(_kind("boolean")), _item(lambda item, key: item.update({key: int(item[key])}))),
        Kind("a truth value is a text", places.item_properties(_kind("boolean")), _item(lambda item, key: item.update({key: str(item[key]).lower()}))),
        Kind("a moment is in words", places.item_properties(_dated), _item(_to("yesterday"))),
        Kind("a moment is in seconds", places.item_properties(_dated), _item(_to(1735689600))),
        Kind("a moment has no zone", places.item_properties(lambda child: child.get("format") == "date-time" and _dated(child)), _item(lambda item, key: item.update({key: str(item[key])[:19]}) if item[key] else None)),
        Kind("an object is its id", places.item_properties(lambda child: child.get("type") == "object"), _item(_to("id"))),
        Kind("an array is its first member", places.item_properties(_kind("array")), _item(_to("first"))),
        Kind("a number leaves its bounds", places.item_properties(lambda child: {"maximum", "minimum"} & child.keys()), _item(_to(-10**9))),
        Kind("a closed enum has another value", places.item_properties(lambda child: "enum" in child), _item(_to("unheard of"))),
    ],
    "what belongs together agrees": [
        Kind("a part is more than its whole", _invariants("x-at-most"), _exceeding),
        Kind("a kind comes without what belongs to it", _invariants("x-selects"), _unselected),
    ],
    "declared headers are there": [
        Kind("a required header is missing", _required_headers, lambda spot: spot.succeed(lambda answer: answer.headed(**{spot.value.lower().replace("-", "_"): None}))),
        Kind("a required header breaks its schema", _required_headers, lambda spot: spot.succeed(lambda answer: answer.headed(**{spot.value.lower().replace("-", "_"): "?"}))),
    ],
    "a refusal is a declared error": [
        Kind("a refusal is a success", places.operations, _refusal(lambda answer: replace(answer, status=200))),
        Kind("a refusal is a failure of the server", places.operations, _refusal(lambda answer: replace(answer, status=500))),
        Kind("a refusal is a teapot", lambda mock: [s for s in places.operations(mock) if s.operation.response(418) is None], _refusal(lambda answer: replace(answer, status=418))),
        Kind("a refusal is 401", places.operations, _refusal(lambda answer: replace(answer, status=401))),
        Kind("a refusal is HTML", places.operations, _refusal(lambda answer: replace(answer.headed(content_type="text/html"), body=b"<h1>Bad request</h1>"))),
        Kind("a refusal is text", places.operations, _refusal(lambda answer: replace(answer.headed(content_type="text/plain"), body=b"Bad request"))),
        Kind("a refusal has no body", places.operations, _refusal(lambda answer: replace(answer.headed(content_type=None), body=b""))),
        Kind("a refusal is null", places.operations, _refusal(lambda answer: answer.saying(None))),
        Kind("a refusal is an array", places.operations, _refusal(lambda answer: answer.saying([answer.json]))),
        Kind("a refusal is an empty object", places.messages, _refusal(lambda answer: answer.saying({}))),
        Kind("a refusal has a framework's shape", places.messages, _refusal(lambda answer: answer.saying({"detail": [{"loc": ["query"], "msg": "field required"}]}))),
        Kind("a refusal has no message", places.messages, _worded(lambda spot, answer, body: removed(body, _message(spot, answer)))),
        Kind("the message of a refusal is a number", places.messages, _worded(lambda spot, answer, body: ptr.put(body, _message(spot, answer), 7))),
        Kind("the message of a refusal is null", places.messages, _worded(lambda spot, answer, body: ptr.put(body, _message(spot, answer), None))),
        Kind("the message of a refusal is empty", places.messages, _worded(lambda spot, answer, body: ptr.put(body, _message(spot, answer), ""))),
        Kind("every refusal has the same words", lambda mock: [s for s in places.operations(mock) if _speaks(s)], _worded(lambda spot, answer, body: ptr.put(body, _message(spot, answer), "No."))),
    ],
    "an undeclared method is not allowed": [
        Kind("an undeclared method is not found", places.first, _methods(lambda _, answer: replace(answer, status=404))),
        Kind("an undeclared method is a success", places.first, _methods(lambda _, answer: Answer(200, {"content-type": "application/json"}, b"{}"))),
        Kind("an undeclared method makes it fail", places.first, _methods(lambda _, answer: Answer(500, {}, b""))),
        Kind("an undeclared method is refused like any request", places.first, _methods(lambda _, answer: replace(answer, status=400))),
        Kind("what is allowed is not said", places.first, _methods(lambda _, answer: answer.headed(allow=None))),
        Kind("more is said to be allowed than is", places.first, _methods(lambda allow, answer: answer.headed(allow=f"{allow}, DELETE"))),
        Kind("nothing is said to be allowed", places.first, _methods(lambda _, answer: answer.headed(allow=""))),
        Kind("other methods are said to be allowed", places.first, _methods(lambda _, answer: answer.headed(allow="PATCH"))),
    ],
}  # fmt: skip


def _speaks(spot: Spot) -> bool:
    """Say whether a vendor's own words are known for some refusal of the operation."""
    document = json.dumps(
        [spot.spec.resolve(schema) for schema in (spot.operation.body.content.values() if spot.operation.body else ())]
    )
    return "x-message" in document or any(rule.message for rule in spot.operation.rules)


def _on_later_pages(spot: Spot, make: Callable[[Spot], Wrong]) -> Wrong:
    wrong = make(spot)
    return spot.wrong(lambda asked, serve: wrong(asked, serve) if spot.later(asked) else serve(asked))
