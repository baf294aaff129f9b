"""Do servers and credentials make sense: URLs that are some, schemes that are there, arguments nothing else has."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator

from vouch.spec import names
from vouch.spec import pointer as ptr
from vouch.spec.counting import counted
from vouch.spec.model import Operation, Spec, filled
from vouch.spec.places import problem
from vouch.spec.problems import Problem

_SERVER = re.compile(r"(https?://[^/@?#\s{}]+)?(/[^?#\s{}]*)?")


def access_problems(spec: Spec) -> Iterator[Problem]:
    """Yield every contradiction in how the API is reached and entered."""
    yield from _security_problems(spec)
    yield from _settings_problems(spec)


def _security_problems(spec: Spec) -> Iterator[Problem]:
    known = spec.document.get("components", {}).get("securitySchemes", {})
    for place in ("", *(operation.pointer for operation in spec.operations)):
        for index, alternative in enumerate(ptr.get(spec.document, place, {}).get("security", ())):
            for name in sorted(alternative.keys() - known.keys()):
                here = ptr.join(place, "security", index)
                yield problem(spec.source, here, f"security scheme {name}", "one of components/securitySchemes")
    for name, entry in known.items():
        here, node = ptr.join("/components/securitySchemes", name), spec.resolve(entry)
        how = node.get("scheme", "")
        if how.lower() not in {"", "basic", "bearer"}:
            yield problem(spec.source, here, how, "basic, bearer, an API key, OAuth 2, OpenID Connect or a certificate")
        if node.get("in") in {"header", "cookie"} and not names.is_token(key := node["name"]):
            yield problem(
                spec.source, f"{here}/name", f"a {node['in']} called {key!r}", f"a name that a {node['in']} can have"
            )
    for name, scheme in spec.security_schemes.items():
        wanted = 2 if scheme.kind == "basic" else 1
        if len(scheme.arguments) != wanted:
            here = ptr.join("/components/securitySchemes", name, "x-credential")
            yield problem(
                spec.source, here, counted(len(scheme.arguments), "argument"), f"{wanted}, as the scheme carries"
            )


def _settings_problems(spec: Spec) -> Iterator[Problem]:
    """Yield servers that are none, and constructor arguments that are taken."""
    holes = re.findall(r"{([^}]*)}", spec.server)
    declared = [variable.name for variable in spec.server_variables]
    for name in [*(hole for hole in holes if hole not in declared), *(name for name in declared if name not in holes)]:
        yield problem(spec.source, "/servers/0", f"{name}, in only one of url and variables", "each in both")
    for place in ("", *(pointer for operation in spec.operations for pointer in _servers(spec, operation))):
        for server in ptr.get(spec.document, place).get("servers", ())[:1]:
            if not _SERVER.fullmatch(url := filled(server)):
                yield problem(
                    spec.source, f"{place}/servers/0", url, "an http or https URL, or a path, and no more than that"
                )
    for name, scheme in spec.security_schemes.items():
        for argument in scheme.arguments:
            if argument in names.OWN_SETTINGS or keyword.iskeyword(argument):
                here = ptr.join("/components/securitySchemes", name)
                yield problem(spec.source, here, f"constructor argument {argument}", "a name nothing else has")


def _servers(spec: Spec, operation: Operation) -> Iterator[str]:
    """Yield where the servers of an operation may stand: on it, and on its path."""
    item = ptr.join("/paths", operation.path)
    yield from (pointer for pointer in (operation.pointer, item) if "servers" in ptr.get(spec.document, pointer, {}))
