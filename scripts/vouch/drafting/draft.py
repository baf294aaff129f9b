"""A draft: the text of a vendor's first spec, and what a person has to look at in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from vouch.drafting.layout import laid_out
from vouch.drafting.outline import outlined, tidy
from vouch.drafting.proposals import lists, proposals
from vouch.drafting.samples import exemplify
from vouch.spec import Problem, Spec, SpecError, checked, load, load_any
from vouch.spec import pointer as ptr
from vouch.spec.editing import flow
from vouch.spec.places import problem, subject
from vouch.spec.source import Source

_ROUNDS = 20
_NEEDED = ((), ("paths",))
"""What nothing is left of a spec without."""
_NOWHERE = "https://api.example.com"


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """Something for a person to look at: the line of the draft (0 where it is no longer in there), place and matter."""

    line: int
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The text of a spec that keeps the house style, and what a person has to look at."""

    text: str
    notes: tuple[Note, ...]


def blank(vendor: str) -> Draft:
    """Return the least that is a spec: one list of things, every fact of it assumed."""
    environment = Environment(  # noqa: S701 - YAML, of a name that is words and hyphens
        loader=PackageLoader("vouch.drafting", "."), undefined=StrictUndefined, keep_trailing_newline=True
    )
    text = environment.get_template("blank.yaml.jinja").render(title=vendor.replace("-", " ").title())
    return Draft(
        text,
        (
            Note(
                1,
                "document",
                "everything is a guess: put in what the vendor's page says, and take x-evidence away from that",
            ),
        ),
    )


def draft(vendor: str, file: Path) -> Draft:
    """Return a spec made of somebody's OpenAPI 3.0 or 3.1 file.

    What cannot be said in ours is left out; pages, filters and creations are proposed where names suggest them.

    Raises:
        SpecError: nothing in the file can be used.

    """
    theirs, lost = load_any(file, lenient=True)
    if not theirs.operations:
        raise SpecError([*lost, problem(theirs.source, "/paths", "no operation that can be used", "one at least")])
    lost_notes = [_left_out(each) for each in lost]
    document = outlined(theirs)
    lost_notes += _homeless(document)
    spec, dropped = _sound(vendor, replace(theirs.source, document=document))
    for pointer, field in proposals(spec):
        ptr.put(document, pointer, field)
    _sound(vendor, spec.source)  # a guess that contradicts the rest was wrong
    text = laid_out(document)
    spec = _located(vendor, text)
    found = {*lost_notes, *dropped, *_guesses(spec), *_silences(spec)}
    return Draft(text, tuple(sorted(found)))


def _homeless(document: dict[str, Any]) -> Iterator[Note]:
    servers = document.get("servers") or []
    if not servers or "://" not in servers[0]["url"]:
        document["servers"] = [{"url": _NOWHERE, "description": "Production."}]
        yield Note(0, "servers", f"the file names no server: {_NOWHERE} stands there")


def _sound(vendor: str, source: Source) -> tuple[Spec, list[Note]]:
    """Return the document as a spec, without what is wrong with it: the smallest part first."""
    document, told = source.document, list[Note]()
    wrong: tuple[Problem, ...] = ()
    for _ in range(_ROUNDS):
        exemplify(document)
        tidy(document)
        try:
            return checked(vendor, source, house=True), told
        except SpecError as error:
            wrong = error.problems
        last_first = sorted(wrong, key=lambda problem: problem.pointer, reverse=True)
        gone = [problem for problem in last_first if _taken_out(document, problem.pointer)]
        # What is wrong may be that something is missing: then it is what should have it.
        gone = gone or [problem for problem in last_first if _taken_out(document, problem.pointer.rpartition("/")[0])]
        if not gone:
            break
        told += map(_left_out, gone)
    raise SpecError(wrong)


def _taken_out(document: dict[str, Any], pointer: str) -> bool:
    """Take out what stands at a pointer, or the field of ours that it is a part of; say whether there was anything."""
    keys = ptr.split(pointer)
    if keys in _NEEDED:
        return False
    own = next((at for at, key in enumerate(keys) if key.startswith("x-")), len(keys))
    *way, last = keys[: own + 1]
    holder = ptr.get(document, ptr.from_keys(way))
    if isinstance(holder, dict) and last in holder:
        del holder[last]
    elif isinstance(holder, list) and int(last) < len(holder):
        del holder[int(last)]
    else:
        return False
    if not holder and way[:1] == ["paths"]:
        _taken_out(document, ptr.from_keys(way))
    return True


def _left_out(problem: Problem) -> Note:
    return Note(0, problem.subject, f"left out: {problem.found}; expected {problem.expected}")


def _located(vendor: str, text: str) -> Spec:
    """Read a spec from its text, so that each part has its line."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "openapi.yaml")
        path.write_text(text, "utf-8")
        return load(path, vendor, house=True)


def _guesses(spec: Spec) -> Iterator[Note]:
    for pointer, field in _fields(spec.document):
        shown = flow({key: value for key, value in field.items() if key != "x-evidence"})
        yield _note(spec, pointer, f"{ptr.split(pointer)[-1]} is a guess ({shown[1:-1]}): compare it with the page")


def _fields(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, node in item.items():
            for name in ("x-pagination", "x-creates"):
                if name in node:
                    yield ptr.join("/paths", path, method, name), node[name]
    for name, node in document.get("components", {}).get("parameters", {}).items():
        if "x-filter" in node:
            yield ptr.join("/components/parameters", name, "x-filter"), node["x-filter"]


def _silences(spec: Spec) -> Iterator[Note]:
    for operation in spec.operations:
        if operation.method == "get" and not operation.pagination and lists(spec, operation):
            yield _note(spec, operation.pointer, "answers a list: if it has pages, say how with x-pagination")


def _note(spec: Spec, pointer: str, text: str) -> Note:
    return Note(spec.source.line(pointer), subject(spec.document, pointer), text)
