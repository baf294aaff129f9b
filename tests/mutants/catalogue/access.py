"""Doors that are open, or shut to those who have the key."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

from tests.mutants.catalogue import places
from tests.mutants.catalogue.spot import Answer, Asked, Claims, Kind, Spot, Wrong
from tests.mutants.direct import Serve

from vouch.mock import Mock
from vouch.mock.security import demo_credential
from vouch.spec import SecurityScheme


def _signed(spot: Spot, asked: Asked, names: tuple[str, ...]) -> Asked:
    """Return the request with the right credentials of some schemes."""
    for name in names:
        scheme = spot.spec.security_schemes[name]
        values = [demo_credential(argument) for argument in scheme.arguments]
        asked = _carrying(asked, scheme, values)
    return asked


def _carrying(asked: Asked, scheme: SecurityScheme, values: list[str]) -> Asked:
    match scheme.kind:
        case "basic":
            return asked.headed(authorization=f"Basic {b64encode(':'.join(values).encode()).decode()}")
        case "bearer":
            return asked.headed(authorization=f"Bearer {values[0]}")
        case "header":
            return replace(asked, headers={**asked.headers, scheme.parameter.lower(): values[0]})
        case "query":
            return asked.having(**{scheme.parameter: values[0]})
        case "cookie":
            others = [
                part
                for part in asked.headers.get("cookie", "").split("; ")
                if part and not part.startswith(f"{scheme.parameter}=")
            ]
            return asked.headed(cookie="; ".join([*others, f"{scheme.parameter}={values[0]}"]))


def _carried(asked: Asked, scheme: SecurityScheme) -> str:
    """Return what a request carries for a scheme, empty where it carries nothing."""
    kind, _, token = asked.headers.get("authorization", "").partition(" ")
    match scheme.kind:
        case "basic" | "bearer":
            return token if kind.lower() == scheme.kind else ""
        case "header":
            return asked.headers.get(scheme.parameter.lower(), "")
        case "query":
            return next(iter(asked.given(scheme.parameter)), "")
        case "cookie":
            parts = dict(part.partition("=")[::2] for part in asked.headers.get("cookie", "").split("; "))
            return str(parts.get(scheme.parameter, ""))


def _alternatives(mock: Mock) -> list[Spot]:
    """Return every way to sign in, of the first operation that has it."""
    found: dict[str, Spot] = {}
    for spot in places.secured(mock):
        for names in filter(None, spot.operation.security):
            label = " with ".join(names)
            found.setdefault(f"{spot.operation.id} {label}", replace(spot, value=label))
    return list(found.values())


def _schemes(kinds: set[str] | None = None) -> Callable[[Mock], list[Spot]]:
    def over(mock: Mock) -> list[Spot]:
        return [
            replace(spot, parameter=name)
            for spot in _alternatives(mock)
            for name in spot.value.split(" with ")
            if kinds is None or mock.spec.security_schemes[name].kind in kinds
        ]

    return over


def _pairs(mock: Mock) -> list[Spot]:
    return [spot for spot in _schemes()(mock) if " with " in spot.value]


def _names(spot: Spot) -> tuple[str, ...]:
    return tuple(spot.value.split(" with "))


def _scheme(spot: Spot) -> SecurityScheme:
    return spot.spec.security_schemes[spot.parameter]


def _let_in(condition: Callable[[Spot, Asked], Any]) -> Callable[[Spot], Wrong]:
    """Take a request for one with the right credentials."""

    def make(spot: Spot) -> Wrong:
        return spot.ask(
            lambda asked: (
                _signed(spot, asked, spot.operation.security[0] if not spot.value else _names(spot))
                if condition(spot, asked)
                else asked
            )
        )

    return make


def _open_for(judge: Callable[[Spot, str, str], Any]) -> Callable[[Spot], Wrong]:
    """Let in whose credential passes: `judge(spot, given, right)`; the other schemes have to be right as ever."""

    def condition(spot: Spot, asked: Asked) -> Any:
        given, right = _carried(asked, _scheme(spot)), _carried(_signed(spot, asked, (spot.parameter,)), _scheme(spot))
        others = all(
            _carried(asked, spot.spec.security_schemes[name])
            == _carried(_signed(spot, asked, (name,)), spot.spec.security_schemes[name])
            for name in _names(spot)
            if name != spot.parameter
        )
        return others and judge(spot, given, right)

    return _let_in(condition)


def _basic(judge: Callable[[list[str], list[str]], bool]) -> Callable[[Spot], Wrong]:
    """Judge the two halves of Basic credentials."""

    def halves(text: str) -> list[str]:
        try:
            return b64decode(text).decode().split(":", 1)
        except ValueError:
            return []

    return _open_for(lambda _, given, right: len(halves(given)) == 2 and judge(halves(given), halves(right)))


def _shut(spot: Spot) -> Wrong:
    """Refuse those who sign in this way."""

    def wrong(asked: Asked, serve: Serve) -> Answer:
        right = all(_carried(asked, spot.spec.security_schemes[name]) for name in _names(spot))
        spoilt = _carrying(asked, spot.spec.security_schemes[_names(spot)[0]], ["nobody", "nothing"])
        return serve(spoilt if right else asked)

    return spot.wrong(wrong)


def _tired(spot: Spot) -> Wrong:
    """Let nobody in any more after a while."""
    turns = count()

    def wrong(asked: Asked, serve: Serve) -> Answer:
        answer = serve(asked)
        return answer if next(turns) < 10 or not answer.success else Answer(401, {}, b"")

    return spot.wrong(wrong)


def _remembering(spot: Spot) -> Wrong:
    """Let everybody in once somebody has signed in."""
    known: list[bool] = []

    def wrong(asked: Asked, serve: Serve) -> Answer:
        answer = serve(asked)
        if answer.success:
            known.append(True)
        return serve(_signed(spot, asked, spot.operation.security[0])) if answer.status == 401 and known else answer

    return spot.wrong(wrong)


CLAIMS: Claims = {
    "nobody gets in without credentials": [
        Kind("everybody is let in", places.secured, _let_in(lambda *_: True)),
        Kind("who shows nothing is let in", _schemes(), _open_for(lambda _, given, __: not given)),
        Kind("whoever shows something is let in", _schemes(), _open_for(lambda _, given, __: given)),
        Kind("half of two credentials is enough", _pairs, _let_in(lambda spot, asked: _carried(asked, _scheme(spot)) == _carried(_signed(spot, asked, (spot.parameter,)), _scheme(spot)))),
        Kind("who comes after a caller with credentials is let in", places.secured, _remembering),
        Kind("later pages need no credentials", lambda mock: [s for s in places.secured(mock) if s.operation.pagination], _let_in(lambda spot, asked: spot.later(asked))),
    ],
    "wrong credentials are refused": [
        Kind("a credential may go on", _schemes(), _open_for(lambda spot, given, right: given.startswith(right) and _scheme(spot).kind != "basic")),
        Kind("the password does not matter", _schemes({"basic"}), _basic(lambda given, right: given[0] == right[0])),
        Kind("the user does not matter", _schemes({"basic"}), _basic(lambda given, right: given[1] == right[1])),
        Kind("a credential of another scheme will do", _schemes({"basic", "bearer"}), _let_in(lambda spot, asked: bool(asked.headers.get("authorization")) and not _carried(asked, _scheme(spot)))),
    ],
    "right credentials are accepted": [
        Kind("a way to sign in is shut", _alternatives, _shut),
        Kind("credentials wear out", places.secured, _tired),
    ],
    "a stranger is told 401": [
        Kind("a stranger is told 403", places.unforbidden, lambda spot: spot.refuse(lambda answer: replace(answer, status=403), 401)),
        Kind("a stranger is told 404", places.secured, lambda spot: spot.refuse(lambda answer: replace(answer, status=404), 401)),
        Kind("a stranger is told 400", places.secured, lambda spot: spot.refuse(lambda answer: replace(answer, status=400), 401)),
        Kind("a stranger is sent elsewhere", places.secured, lambda spot: spot.refuse(lambda answer: Answer(302, {"location": "/login"}, b""), 401)),
        Kind("a stranger makes it fail", places.secured, lambda spot: spot.refuse(lambda answer: Answer(500, {}, b""), 401)),
        Kind("a stranger gets an empty list", lambda mock: [s for s in places.secured(mock) if s.operation.pagination], lambda spot: _emptied(spot)),
    ],
}  # fmt: skip


def _emptied(spot: Spot) -> Wrong:
    empty = spot.items(lambda _: [])

    def wrong(asked: Asked, serve: Serve) -> Answer:
        answer = serve(asked)
        return empty(_signed(spot, asked, spot.operation.security[0]), serve) if answer.status == 401 else answer

    return spot.wrong(wrong)
