"""What callers get: successes, which they read, and failures, which they catch."""

from __future__ import annotations

from collections.abc import Iterator

from vouch.diff.change import NOTHING, Change, Kind, quoted, shown
from vouch.diff.places import Place
from vouch.diff.schemas import Schemas
from vouch.diff.sides import Node
from vouch.spec import Operation, Response, is_json
from vouch.spec import pointer as ptr

_ERRORS = Place("APIStatusError.body", "read", modelled=False)


def answers(schemas: Schemas, old: Operation, new: Operation, call: str) -> Iterator[Change]:
    """Yield what changed in the answers of an operation."""
    place = Place(f"{call} answer", "read")
    for one, other in _paired(old, new):
        if one and other:
            if one.status != other.status:
                told = f"`{call}` answers {other.status}, not {one.status}."
                why = "callers have nothing to change"
                yield Change(
                    "wording", call, told, one.status, other.status, why, _status(one, old), _status(other, new)
                )
            yield from _answer(schemas, one, other, place, call)
        elif one:
            told = f"`{call}` is no longer said to answer {one.status}."
            yield Change("wording", call, told, one.status, NOTHING, "", _status(one, old), None)
        elif other:
            yield _success(old, new, other, call)
    for status in dict.fromkeys([*old.failures, *new.failures]):
        if status not in new.failures:
            told = f"`{call}` is no longer said to fail with {status}."
            yield Change("wording", call, told, status, NOTHING, "", _status(old.failures[status], old), None)
        elif status not in old.failures:
            told = f"`{call}` may fail with {status}, as is stated now."
            yield Change("addition", call, told, NOTHING, status, "", None, _status(new.failures[status], new))
        else:
            yield from _answer(schemas, old.failures[status], new.failures[status], _ERRORS, call)


def _paired(old: Operation, new: Operation) -> Iterator[tuple[Response | None, Response | None]]:
    """Yield the successes of both by their status; of what is left the first with the first."""
    one, other = dict(old.successes), dict(new.successes)
    for status in [status for status in one if status in other]:
        yield one.pop(status), other.pop(status)
    left, come = list(one.values()), list(other.values())
    for index in range(max(len(left), len(come))):
        yield (left[index] if index < len(left) else None), (come[index] if index < len(come) else None)


def _success(old: Operation, new: Operation, other: Response, call: str) -> Change:
    """Judge a success that was not declared: it is harmless where it is read as another one is."""
    alike = any(each.content == other.content for each in new.successes.values() if each.status in old.successes)
    kind: Kind = "addition" if alike else "breaking"
    why = "" if alike else "what it returns may be of another type"
    told = f"`{call}` also accepts {other.status}."
    return Change(kind, call, told, NOTHING, other.status, why, None, _status(other, new))


def _answer(schemas: Schemas, old: Response, new: Response, place: Place, call: str) -> Iterator[Change]:
    one, other = (_json(each) for each in (old, new))
    if one is not None and other is not None:
        yield from schemas.compare(one, other, place)
    for kind in dict.fromkeys([*old.content, *new.content]):
        if kind in old.content and kind in new.content:
            continue
        gone = kind in old.content
        told = f"`{call}` {'no longer answers' if gone else 'may answer'} {new.status} with {quoted(kind)}."
        harmless = bool(old.content) is bool(new.content) and one is not None and other is not None
        verdict: Kind = (
            "wording" if harmless else "addition" if not gone and place.modelled and not old.content else "breaking"
        )
        verdict = "addition" if not gone and not place.modelled else verdict
        why = "the body is read another way, or not at all" if verdict == "breaking" else ""
        at = ptr.join(old.pointer if gone else new.pointer, "content", kind)
        said = (kind, NOTHING) if gone else (NOTHING, kind)
        yield Change(verdict, call, told, *said, why, at if gone else None, None if gone else at)
    yield from _headers(schemas, old, new, call)


def _headers(schemas: Schemas, old: Response, new: Response, call: str) -> Iterator[Change]:
    for name in dict.fromkeys([*old.headers, *new.headers]):
        here = [ptr.join(each.pointer, "headers", name) for each in (old, new)]
        place = Place(f"{call} header {shown(name)}", "read")
        if name not in new.headers:
            why = "code that reads it from the raw response finds nothing"
            yield Change("breaking", place.text, place.removed, name, NOTHING, why, here[0], None)
        elif name not in old.headers:
            yield Change("addition", place.text, place.added(needed=False), NOTHING, name, "", None, here[1])
        else:
            one, other = (
                Node(each.headers[name].get("schema", {}), f"{at}/schema")
                for each, at in zip((old, new), here, strict=True)
            )
            yield from schemas.compare(one, other, place)


def _json(response: Response) -> Node | None:
    kind = next((kind for kind in response.content if is_json(kind)), None)
    return Node(response.content[kind], ptr.join(response.pointer, "content", kind, "schema")) if kind else None


def _status(response: Response, operation: Operation) -> str:
    return ptr.join(operation.pointer, "responses", response.status)
