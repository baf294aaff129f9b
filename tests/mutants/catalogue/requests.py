"""Requests taken that the spec forbids, and refused that it allows."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jsonschema_rs
from tests.mutants.catalogue import places
from tests.mutants.catalogue.spot import Answer, Asked, Claims, Kind, Spot, Wrong
from tests.mutants.direct import Serve

from vouch.contract.calls import pairs
from vouch.contract.samples import Samples
from vouch.mock import Mock
from vouch.spec import pointer as ptr

_REFUSING = {400, 415, 422}


def _sample(spot: Spot, name: str) -> dict[str, str]:
    """Return a parameter as a request would have it."""
    parameter = spot.operation.parameter(name)
    return dict(pairs(parameter, Samples(spot.spec, spot.mock.describe("").params).value(parameter)))


def _text(spot: Spot, asked: Asked) -> str | None:
    """Return what a request gives for the parameter."""
    if spot.declared.location == "header":
        return asked.headers.get(spot.parameter.lower())
    return next(iter(asked.given(spot.parameter)), None)


def _with(spot: Spot, asked: Asked, text: str | None) -> Asked:
    """Return a request that gives something else for the parameter."""
    if spot.declared.location == "header":
        name = spot.parameter.lower()
        kept = {key: value for key, value in asked.headers.items() if key != name}
        return replace(asked, headers=kept if text is None else {**kept, name: text})
    return asked.without(spot.parameter) if text is None else asked.having(**{spot.parameter: text})


def _reading(change: Callable[[Spot, str | None], str | None]) -> Callable[[Spot], Wrong]:
    """Take what a request gives for the parameter for something else."""

    def make(spot: Spot) -> Wrong:
        def changed(asked: Asked) -> Asked:
            given = _text(spot, asked)
            taken = change(spot, given)
            return asked if taken == given else _with(spot, asked, taken)

        return spot.ask(changed)

    return make


def _number(change: Callable[[Spot, float], float]) -> Callable[[Spot], Wrong]:
    def changed(spot: Spot, given: str | None) -> str | None:
        try:
            number = float(given or "")
        except ValueError:
            return given
        taken = change(spot, number)
        return given if taken == number else f"{taken:g}"

    return _reading(changed)


def _refusing(condition: Callable[[Spot, Asked], Any]) -> Callable[[Spot], Wrong]:
    """Refuse what keeps the spec."""

    def make(spot: Spot) -> Wrong:
        refusal = next((int(s) for s in ("400", "422") if s in spot.operation.responses), 400)
        shape = _refusal_of(spot)

        def wrong(asked: Asked, serve: Serve) -> Answer:
            return replace(shape, status=refusal) if condition(spot, asked) else serve(asked)

        return spot.wrong(wrong)

    return make


def _refusal_of(spot: Spot) -> Answer:
    """Return a refusal in the vendor's shape."""
    response = spot.operation.response(400) or spot.operation.response(422)
    assert response
    media_type = next(iter(response.content), "")
    body = next(iter(response.examples.values()), None) or {"title": "no", "kind": "problem"}
    return Answer(400, {"content-type": media_type}, json.dumps(body).encode())


def _failing(condition: Callable[[Spot, Asked], Any]) -> Callable[[Spot], Wrong]:
    """Fail where a refusal is due."""

    def make(spot: Spot) -> Wrong:
        def wrong(asked: Asked, serve: Serve) -> Answer:
            answer = serve(asked)
            return Answer(500, {}, b"") if condition(spot, asked) and answer.status in _REFUSING else answer

        return spot.wrong(wrong)

    return make


def _rule_names(spot: Spot, kind: str) -> tuple[str, ...]:
    return next(rule.names for rule in spot.operation.rules if rule.kind == kind)


def _given(spot: Spot, asked: Asked, kind: str) -> list[str]:
    return [name for name in _rule_names(spot, kind) if asked.given(name)]


def _neither(spot: Spot) -> Wrong:
    name = _rule_names(spot, "at-least-one")[0]
    return spot.ask(lambda asked: asked if _given(spot, asked, "at-least-one") else asked.having(**_sample(spot, name)))


def _both(keep: int) -> Callable[[Spot], Wrong]:
    """Take only one of two parameters that exclude each other."""

    def make(spot: Spot) -> Wrong:
        def changed(asked: Asked) -> Asked:
            given = _given(spot, asked, "at-most-one")
            return asked.without(*(name for name in given if name != given[keep])) if len(given) > 1 else asked

        return spot.ask(changed)

    return make


def _body(change: Callable[[Spot, Any], Any]) -> Callable[[Spot], Wrong]:
    """Take a body for another one."""

    def make(spot: Spot) -> Wrong:
        def changed(asked: Asked) -> Asked:
            taken = change(spot, asked.json)
            return (
                asked
                if taken == asked.json
                else replace(
                    asked,
                    body=json.dumps(taken).encode(),
                    headers={**asked.headers, "content-type": "application/json"},
                )
            )

        return spot.ask(changed)

    return make


def _key(spot: Spot) -> str:
    return ptr.split(spot.pointer)[-1]


def _good_body(spot: Spot) -> Any:
    return Samples(spot.spec, {}).call(spot.operation).body


def _guessed(spot: Spot, body: Any) -> Any:
    """Fill in a property that is missing."""
    if isinstance(body, dict) and _key(spot) not in body:
        return {**body, _key(spot): _good_body(spot)[_key(spot)]}
    return body


def _mended(spot: Spot, body: Any) -> Any:
    """Bring a property back within the bound of that keyword."""
    if not isinstance(body, dict) or _key(spot) not in body:
        return body
    value, limit = body[_key(spot)], _limit(spot)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    mend: dict[str, Callable[[], Any]] = {
        "minimum": lambda: max(value, limit) if number else value,
        "maximum": lambda: min(value, limit) if number else value,
        "exclusiveMinimum": lambda: limit + 1 if number and value <= limit else value,
        "minLength": lambda: value.ljust(limit, "x") if isinstance(value, str) else value,
        "maxLength": lambda: value[:limit] if isinstance(value, str) else value,
        "maxItems": lambda: value[:limit] if isinstance(value, list) else value,
    }
    return {**body, _key(spot): mend[spot.value]()}


def _limit(spot: Spot) -> Any:
    assert spot.operation.body
    schema = next(iter(spot.operation.body.content.values()))
    return next(child[spot.value] for name, child, _ in spot.spec.property_schemas(schema) if name == _key(spot))


def _at_the_bound(spot: Spot, asked: Asked) -> bool:
    body = asked.json
    if not isinstance(body, dict) or _key(spot) not in body:
        return False
    value = body[_key(spot)]
    return bool((len(value) if isinstance(value, str | list) else value) == _limit(spot))


def _inclusive(mock: Mock) -> list[Spot]:
    return [spot for spot in places.bounded_properties(mock) if not spot.value.startswith("exclusive")]


def _bodies_with_not(mock: Mock) -> list[Spot]:
    found = []
    for spot in places.bodies(mock):
        assert spot.operation.body
        schema = mock.spec.resolve(next(iter(spot.operation.body.content.values())))
        branches = schema.get("not", {}).get("anyOf", [schema["not"]] if "not" in schema else [])
        found += [replace(spot, value=f"not/{number}") for number, _ in enumerate(branches)]
    return found


def _unforbidden(spot: Spot) -> Wrong:
    """Take what one branch of `not` forbids for the example."""
    assert spot.operation.body
    schema = spot.spec.resolve(next(iter(spot.operation.body.content.values())))
    branch = schema["not"].get("anyOf", [schema["not"]])[int(spot.value.partition("/")[2])]

    good, given = _good_body(spot), branch.get("required", ())

    def mended(_: Spot, body: Any) -> Any:
        if not isinstance(body, dict) or not jsonschema_rs.Draft202012Validator(branch).is_valid(body):
            return body
        if given:
            return {name: value for name, value in body.items() if name != given[-1]}
        return {**body, **{name: good[name] for name in branch["properties"] if name in good}}

    return _body(mended)(spot)


def _optional_body(mock: Mock) -> list[Spot]:
    """Return the properties that a request body may have or not."""
    found = []
    for spot in places.bodies(mock):
        assert spot.operation.body
        schema = next(iter(spot.operation.body.content.values()))
        found += [
            replace(spot, pointer=ptr.join("", name))
            for name, _, needed in mock.spec.property_schemas(schema)
            if not needed
        ]
    return found


def _properties(spot: Spot) -> dict[str, bool]:
    """Return the properties of a request body, and whether it cannot do without."""
    assert spot.operation.body
    schema = next(iter(spot.operation.body.content.values()))
    return {name: needed for name, _, needed in spot.spec.property_schemas(schema)}


def _refused_body(condition: Callable[[Spot, Any], Any]) -> Callable[[Spot], Wrong]:
    return _refusing(lambda spot, asked: isinstance(asked.json, dict) and condition(spot, asked.json))


def _wrong_kind(spot: Spot, body: Any) -> Any:
    """Take a property of the wrong type for the one of the example."""
    good = _good_body(spot)
    if (
        isinstance(body, dict)
        and _key(spot) in body
        and _key(spot) in good
        and type(body[_key(spot)]) is not type(good[_key(spot)])
    ):
        return {**body, _key(spot): good[_key(spot)]}
    return body


def _typed_properties(mock: Mock) -> list[Spot]:
    found = []
    for spot in places.bodies(mock):
        found += [replace(spot, pointer=ptr.join("", name)) for name in _good_body(spot)]
    return found


def _lenient(spot: Spot) -> Wrong:
    """Take what cannot be read for the example."""

    def wrong(asked: Asked, serve: Serve) -> Answer:
        return serve(
            replace(asked, body=json.dumps(_good_body(spot)).encode()) if asked.body and asked.json is None else asked
        )

    return spot.wrong(wrong)


CLAIMS: Claims = {
    "what is required is asked for": [
        Kind("a required parameter may be missing", places.required, _reading(lambda spot, given: next(iter(_sample(spot, spot.parameter).values())) if given is None else given)),
        Kind("a missing parameter makes it fail", places.required, _failing(lambda spot, asked: _text(spot, asked) is None)),
        Kind("neither of two parameters is needed", places.at_least_one, _neither),
        Kind("a needed property may be missing", places.needed_properties, _body(_guessed)),
        Kind("a missing property makes it fail", places.needed_properties, _failing(lambda spot, asked: isinstance(asked.json, dict) and _key(spot) not in asked.json)),
        Kind("a body may be missing", lambda mock: [s for s in places.bodies(mock) if s.operation.body and s.operation.body.required], lambda spot: spot.ask(lambda asked: asked if asked.body else replace(asked.headed(content_type="application/json"), body=json.dumps(_good_body(spot)).encode()))),
    ],
    "what is out of bounds is refused": [
        Kind("a number below the minimum is taken for it", places.minimums, _number(lambda spot, number: max(number, spot.declared.schema["minimum"]))),
        Kind("a number above the maximum is taken for it", places.maximums, _number(lambda spot, number: min(number, spot.declared.schema["maximum"]))),
        Kind("one above the maximum is taken for it", places.maximums, _number(lambda spot, number: number - 1 if number == spot.declared.schema["maximum"] + 1 else number)),
        Kind("one below the minimum is taken for it", places.minimums, _number(lambda spot, number: number + 1 if number == spot.declared.schema["minimum"] - 1 else number)),
        Kind("what is no number is ignored", places.numeric, _reading(lambda spot, given: None if given is not None and not _is_number(given) else given)),
        Kind("what is no number makes it fail", places.numeric, _failing(lambda spot, asked: not _is_number(_text(spot, asked) or "0"))),
        Kind("a value outside a parameter's enum is ignored", places.enums, _reading(lambda spot, given: given if given in spot.declared.schema["enum"] else None)),
        Kind("a property out of bounds is brought within", places.bounded_properties, _body(_mended)),
        Kind("a property of the wrong type is guessed", _typed_properties, _body(_wrong_kind)),
        Kind("what a body must not be is let pass", _bodies_with_not, _unforbidden),
        Kind("two parameters that exclude each other: the first counts", places.at_most_one, _both(0)),
        Kind("two parameters that exclude each other: the last counts", places.at_most_one, _both(-1)),
    ],
    "what cannot be read is refused": [
        Kind("a body that is no JSON is guessed", places.bodies, _lenient),
        Kind("a body that is no JSON makes it fail", places.bodies, _failing(lambda _, asked: asked.body and asked.json is None)),
        Kind("a body of another media type is taken for JSON", places.bodies, lambda spot: spot.ask(lambda asked: asked.headed(content_type="application/json") if asked.body else asked)),
        Kind("a body of another media type makes it fail", places.bodies, lambda spot: spot.wrong(lambda asked, serve: Answer(500, {}, b"") if serve(asked).status == 415 or (asked.body and "json" not in asked.headers.get("content-type", "")) else serve(asked))),
        Kind("a number given twice counts once", places.numeric, lambda spot: spot.ask(lambda asked: asked.having(**{spot.parameter: asked.given(spot.parameter)[0]}) if len(asked.given(spot.parameter)) > 1 else asked)),
    ],
    "what the spec allows is accepted": [
        Kind("an optional parameter is refused", places.optional, _refusing(lambda spot, asked: asked.given(spot.parameter))),
        Kind("the least number is refused", places.minimums, _refusing(lambda spot, asked: _equals(spot, asked, "minimum"))),
        Kind("the greatest number is refused", places.maximums, _refusing(lambda spot, asked: _equals(spot, asked, "maximum"))),
        Kind("one value of an enum is refused", places.enums, _refusing(lambda spot, asked: asked.given(spot.parameter) == [spot.declared.schema["enum"][-1]])),
        Kind("text beyond ASCII makes it fail", lambda mock: [s for s in places.optional(mock) if s.declared.schema.get("type") == "string" and not {"enum", "format"} & s.declared.schema.keys() and s.parameter not in {s.operation.pagination and s.operation.pagination.parameter, s.operation.pagination and s.operation.pagination.previous}], lambda spot: spot.wrong(lambda asked, serve: Answer(500, {}, b"") if not "".join(asked.given(spot.parameter)).isascii() else serve(asked))),
        Kind("two values of an array are one too many", places.choices, _refusing(lambda spot, asked: len(asked.given(spot.parameter)) > 1 or "|" in "".join(asked.given(spot.parameter)))),
        Kind("an optional property is refused", _optional_body, _refused_body(lambda spot, body: _key(spot) in body)),
        Kind("a property at its bound is refused", _inclusive, _refusing(_at_the_bound)),
        Kind("a property that nobody knows is refused", places.bodies, _refused_body(lambda spot, body: set(body) - set(_properties(spot)))),
        Kind("a query with two parameters is refused", places.lists, _refusing(lambda spot, asked: len({name for name, _ in asked.query} - _needed(spot)) > 1)),
        Kind("every twentieth request is refused", places.lists, lambda spot: _now_and_then(spot)),
        Kind("text beyond ASCII in a body makes it fail", places.bodies, lambda spot: spot.wrong(lambda asked, serve: Answer(500, {}, b"") if asked.json and not json.dumps(asked.json, ensure_ascii=False).isascii() and serve(asked).success else serve(asked))),
    ],
}  # fmt: skip


def _needed(spot: Spot) -> set[str]:
    names = {each.name for each in spot.operation.parameters if each.required}
    names |= {name for rule in spot.operation.rules for name in rule.names if rule.kind == "at-least-one"}
    return names | {scheme.parameter for scheme in spot.spec.security_schemes.values() if scheme.kind == "query"}


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _equals(spot: Spot, asked: Asked, keyword: str) -> bool:
    given = asked.given(spot.parameter)
    return len(given) == 1 and _is_number(given[0]) and float(given[0]) == spot.declared.schema[keyword]


def _now_and_then(spot: Spot) -> Wrong:
    turns = iter(range(10**9))
    shape = _refusal_of(spot)
    return spot.wrong(lambda asked, serve: replace(shape, status=429) if next(turns) % 20 == 19 else serve(asked))
