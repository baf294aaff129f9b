"""What a client is made with: server, variables, credentials; and the pace it keeps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from vouch.diff.change import NOTHING, Change, Kind, quoted, shown
from vouch.diff.sides import Sides
from vouch.spec import SecurityScheme, ServerVariable, Spec, names
from vouch.spec import pointer as ptr

_UNMOVED = "callers have nothing to change"


def settings(sides: Sides) -> Iterator[Change]:
    """Yield what changed in how a client is made."""
    old, new = sides.old, sides.new
    yield from _server(old, new)
    yield from _variables(old, new)
    yield from _credentials(old, new)
    yield from signs_in(sides, old.security, new.security, f"{names.pascal(new.vendor)}()", ("/security", "/security"))
    if old.rate_limit != new.rate_limit:
        before, after = (
            f"{each.rate_limit.requests} in {each.rate_limit.seconds:g} s" if each.rate_limit else "no limit"
            for each in (old, new)
        )
        told = f"Requests are paced to {after}."
        yield Change("wording", _client(new), told, before, after, _UNMOVED, "/x-rate-limit", "/x-rate-limit")


def signs_in(
    sides: Sides,
    old: Iterable[tuple[str, ...]],
    new: Iterable[tuple[str, ...]],
    call: str,
    at: tuple[str, str],
) -> Iterator[Change]:
    """Yield the ways to sign in that came and went, each by the constructor arguments it takes.

    One whose arguments alone are called something else has not changed: the arguments have.
    """
    one, other = _ways(sides.old, old), _ways(sides.new, new)
    for way, schemes in other.items():
        if way not in one and schemes not in one.values():
            told = f"`{call}` can be used {_with(way)}."
            kind: Kind = "wording" if () in one else "addition"
            yield Change(kind, call, told, NOTHING, _with(way), "", *at)
    for way, schemes in one.items():
        if way not in other and schemes not in other.values():
            told = f"`{call}` can no longer be used {_with(way)}."
            kind = "wording" if () in other else "breaking"
            why = "" if () in other else "whoever signs in so is refused"
            yield Change(kind, call, told, _with(way), NOTHING, why, *at)


def _ways(spec: Spec, ways: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return the schemes of each way to sign in, by their arguments; none at all is a way, too."""
    found = {
        tuple(sorted(argument for name in way for argument in spec.security_schemes[name].arguments)): way
        for way in ways
    }
    return found or {(): ()}


def _with(way: tuple[str, ...]) -> str:
    return f"with {' and '.join(way)}" if way else "without credentials"


def _server(old: Spec, new: Spec) -> Iterator[Change]:
    if old.server == new.server:
        return
    one, other = ("{}://{}".format(*urlsplit(re.sub(r"{[^}]*}", "0", each.server))[:2]) for each in (old, new))
    kind: Kind = "wording" if one == other else "breaking"
    why = _UNMOVED if one == other else "what allows, forwards or records requests to the old host has to follow"
    told = f"Requests go to {quoted(new.server)}."
    at = "/servers/0/url"
    yield Change(kind, f"{_client(new)}.base_url", told, old.server, new.server, why, at, at)


def _variables(old: Spec, new: Spec) -> Iterator[Change]:
    one, other = ({each.argument: each for each in spec.server_variables} for spec in (old, new))
    for name in dict.fromkeys([*one, *other]):
        place, env = f"{names.pascal(new.vendor)}({name}=)", names.environment(new.vendor, name)
        if name not in other:
            why = f"clients made with it fail, {env} is not read"
            yield Change("breaking", place, f"`{place}` is gone.", name, NOTHING, why, _at(one[name]), None)
        elif name not in one:
            needed = other[name].default is None
            kind: Kind = "breaking" if needed else "addition"
            told = f"`{place}` is new{' and needed' if needed else ''}."
            why = f"clients made without it, or {env}, fail" if needed else ""
            yield Change(kind, place, told, NOTHING, name, why, None, _at(other[name]))
        else:
            yield from _variable(one[name], other[name], place, env)


def _variable(old: ServerVariable, new: ServerVariable, place: str, env: str) -> Iterator[Change]:
    if old.default != new.default:
        before, after = ("none" if each.default is None else each.default for each in (old, new))
        kind: Kind = "addition" if old.default is None else "breaking"
        why = f"clients made without it, or {env}, reach another server or none" if kind == "breaking" else ""
        told = f"`{place}`: the default was {quoted(before)}, is {quoted(after)}."
        also = (f"{_at(old)}/x-placeholder",)
        yield Change(kind, place, told, before, after, why, f"{_at(old)}/default", f"{_at(new)}/default", also=also)
    lost, gained = set(old.values) - set(new.values), set(new.values) - set(old.values)
    if old.values != new.values and (lost or gained):
        narrower = bool(lost) if old.values and new.values else bool(new.values)
        told = f"`{place}` takes {quoted(list(new.values)) if new.values else 'any value'}."
        before, after = (shown(list(each.values)) if each.values else "any" for each in (old, new))
        why = "clients made with another value fail" if narrower else ""
        at = (f"{_at(old)}/enum", f"{_at(new)}/enum")
        yield Change("breaking" if narrower else "addition", place, told, before, after, why, *at)


def _credentials(old: Spec, new: Spec) -> Iterator[Change]:
    """Compare the schemes of one name, and the constructor arguments that came and went with the others."""
    one, other = (_arguments(spec) for spec in (old, new))
    for name in [name for name in one if name not in other]:
        place, env = f"{names.pascal(new.vendor)}({name}=)", names.environment(new.vendor, name)
        why = f"clients made with it fail, {env} is not read"
        yield Change("breaking", place, f"`{place}` is gone.", name, NOTHING, why, one[name], None)
    for name in [name for name in other if name not in one]:
        place = f"{names.pascal(new.vendor)}({name}=)"
        yield Change("addition", place, f"`{place}` is new.", NOTHING, name, "", None, other[name])
    for name in [name for name in old.security_schemes if name in new.security_schemes]:
        before, after = old.security_schemes[name], new.security_schemes[name]
        if _sent(before) != _sent(after):
            at = ptr.join("/components/securitySchemes", name)
            told = f"`{_client(new)}` sends {' and '.join(after.arguments)} as {_sent(after)}."
            also = tuple(f"{at}/{key}" for key in ("scheme", "in", "name"))
            here = f"{at}/type"
            yield Change("wording", _client(new), told, _sent(before), _sent(after), _UNMOVED, here, here, also=also)


def _arguments(spec: Spec) -> dict[str, str]:
    """Return where each constructor argument that carries a credential comes from."""
    return {
        argument: ptr.join("/components/securitySchemes", name, "x-credential")
        for name, scheme in spec.security_schemes.items()
        for argument in scheme.arguments
    }


def _sent(scheme: SecurityScheme) -> str:
    return scheme.kind if scheme.kind in {"basic", "bearer"} else f"{scheme.kind} {shown(scheme.parameter)}"


def _client(spec: Spec) -> str:
    return names.pascal(spec.vendor)


def _at(variable: ServerVariable) -> str:
    return ptr.join("/servers/0/variables", variable.name)
