"""What OpenAPI can say and our clients cannot do: looked for before anything is made of a spec."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vouch.spec import Operation, Problem, Spec

Departure = tuple[str, str, str]
"""A place, what was found there, what was expected."""

_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+*-]+/[\w!#$&^.+*-]+( *;[\x20-\x7e]*)?", re.ASCII)
_PATH = re.compile(r"/[^\s\x00-\x1f\x7f-\x9f\\]*")


def inexpressible(spec: Spec) -> Iterator[Problem]:
    """Yield everything that no client could be made for; each problem points into the operation that is to blame."""
    for operation in spec.operations:
        for place, found, expected in _departures(operation):
            yield spec.source.problem(place, operation.id, found, expected)


def _departures(operation: Operation) -> Iterator[Departure]:
    here = operation.pointer
    if not _PATH.fullmatch(operation.path):
        yield here, f"the path {operation.path!r}", "a path that a URL can have"
    holes = re.findall(r"{([^}]*)}", operation.path.partition("#")[0])
    filled = [parameter.name for parameter in operation.parameters if parameter.location == "path"]
    for name in dict.fromkeys([*holes, *filled]):
        if name not in filled:
            yield here, f"{{{name}}} in the path", "a path parameter of that name"
        elif name not in holes:
            yield here, f"a path parameter {name}", f"{{{name}}} in the path"
    for parameter in operation.parameters:
        if parameter.location == "header" and not _HEADER.fullmatch(parameter.name):
            yield here, f"a header called {parameter.name!r}", "a name that a header can have"
    sent = operation.body.content if operation.body else {}
    if operation.body and not sent:
        yield here, "a body of no media type", "at least one"
    answered = [kind for response in operation.successes.values() for kind in response.content]
    for kind in dict.fromkeys([*sent, *answered]):
        if not _MEDIA_TYPE.fullmatch(kind):
            yield here, f"the media type {kind!r}", "a media type such as application/json"
