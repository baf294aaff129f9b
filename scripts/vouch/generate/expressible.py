"""What OpenAPI can say and our clients cannot do: looked for before anything is made of a spec."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vouch.spec import Operation, Problem, Spec, is_json, names

Departure = tuple[str, str, str]
"""A place, what was found there, what was expected."""

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
        if parameter.location == "header" and not names.is_token(parameter.name):
            yield here, f"a header called {parameter.name!r}", "a name that a header can have"
    if operation.body and not operation.body.content:
        yield here, "a body of no media type", "at least one"
    for kind in dict.fromkeys(_used(operation)):
        if not _MEDIA_TYPE.fullmatch(kind):
            yield here, f"the media type {kind!r}", "a media type such as application/json"


def _used(operation: Operation) -> Iterator[str]:
    """Yield the media types that are sent and asked for: of several, JSON if it is there, else the first."""
    if operation.body and operation.body.content:
        yield operation.body.media_type
    for response in operation.successes.values():
        kinds = list(response.content)
        yield from [kind for kind in kinds if is_json(kind)] or kinds[:1]
