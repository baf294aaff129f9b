"""The two ends of a comparison: files, revisions, or the files as they are now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from vouch.diff.comparing import Diff, compare
from vouch.diff.history import History, RevisionError
from vouch.spec import Problem, Spec, SpecError, load
from vouch.workspace import UnknownVendorError, Workspace

_SPEC = "openapi.yaml"


@dataclass(frozen=True, slots=True)
class End:
    """One end: of a file, with or without its revision, or of all specs; without revision it is what is there now."""

    revision: str = ""
    path: Path | None = None
    shown: str = ""


def diffs(old: str | None, new: str | None, vendors: Sequence[str] = ()) -> tuple[Diff, ...]:
    """Compare what two arguments name, each a file, a revision or REVISION:PATH.

    The default is the last commit against the files as they are; of a file and a revision, the file is compared with
    itself.

    Raises:
        RevisionError: an argument names nothing, or there is no git repository to look into.
        UnknownVendorError: a vendor is at neither end.
        FileNotFoundError: there is no project to compare.
        SpecError: with every problem of either end.

    """
    one, other = _end(old or "HEAD"), _end(new) if new else End()
    if one.path is None and other.path is None:
        return _projects(one, other, vendors)
    if vendors:
        raise RevisionError("a file is of one vendor: leave --vendor out")
    if one.path and not one.revision and new is None:
        raise RevisionError(f"compare {old} with what? Name a second file, or a revision before it")
    name = _name(other.path or one.path or Path())
    one, other = (End(end.revision, end.path or (other.path or one.path), end.shown) for end in (one, other))
    specs: list[Spec] = []
    problems: list[Problem] = []
    for end in (one, other):
        try:
            specs.append(_document(end, name))
        except SpecError as error:
            problems += error.problems
    if problems:
        raise SpecError(problems)
    return (compare(name, *specs),)


def _end(text: str) -> End:
    if Path(text).is_file():
        return End(path=Path(text))
    revision, colon, path = text.partition(":")
    history = History.find(Path.cwd())
    if history is None:
        raise RevisionError(f"no file {text}, and no git repository here that could have such a revision")
    commit = history.resolve(revision or text)
    if not colon:
        return End(commit, shown=text)
    inside = history.from_here(path)
    if history.read(commit, inside) is None:
        raise RevisionError(f"no file {path} in {revision}")
    return End(commit, Path(inside), shown=revision)


def _document(end: End, name: str) -> Spec:
    path = end.path or Path()
    if not end.revision:
        if not path.is_file():
            raise RevisionError(f"no file {path}")
        return load(path, name)
    folder = path.parent if path.is_absolute() else Path.cwd()
    history = History.find(folder) if folder.is_dir() else None
    inside = path.name if path.is_absolute() else path.as_posix()
    spec = history.load(end.revision, inside, name) if history else None
    if spec is None:
        raise RevisionError(f"no file {path} in {end.shown}")
    return spec


def _projects(old: End, new: End, vendors: Sequence[str]) -> tuple[Diff, ...]:
    workspace = Workspace.find()
    history = History.find(workspace.root)
    one, other = (dict(_paths(workspace, history, end)) for end in (old, new))
    known = sorted(one.keys() | other.keys())
    for vendor in vendors:
        if vendor not in known:
            raise UnknownVendorError(f"no vendor {vendor}; there are {', '.join(known) or 'none yet'}")
    found: list[Diff] = []
    problems: list[Problem] = []
    for vendor in vendors or known:
        specs: list[Spec | None] = []
        for end, paths in ((old, one), (new, other)):
            try:
                specs.append(_spec(history, end, paths[vendor], vendor) if vendor in paths else None)
            except SpecError as error:
                problems += error.problems
        if not problems:
            found.append(compare(vendor, *specs))
    if problems:
        raise SpecError(problems)
    return tuple(found)


def _paths(workspace: Workspace, history: History | None, end: End) -> Iterator[tuple[str, Path]]:
    """Yield the vendors of an end, each with its spec: in a revision from the project's root, else from here."""
    if end.revision and history:
        for name in history.list(end.revision, "specs"):
            if _SPEC in history.list(end.revision, f"specs/{name}"):
                yield name, Path("specs", name, _SPEC)
        return
    for name in workspace.vendors:
        path = workspace.root / "specs" / name / _SPEC
        if path.is_file():
            yield name, path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _spec(history: History | None, end: End, path: Path, vendor: str) -> Spec | None:
    if end.revision and history:
        return history.load(end.revision, path.as_posix(), vendor, end.shown)
    return load(path, vendor)


def _name(path: Path) -> str:
    return path.absolute().parent.name if path.name == _SPEC else path.stem
