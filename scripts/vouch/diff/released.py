"""Whether a spec's version says enough, and the entry that tells callers.

What is committed is released: what a version means is the first state that was committed under it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from vouch.diff.changelog import bullets, updated, versions
from vouch.diff.comparing import compare
from vouch.diff.history import History
from vouch.diff.versions import Version
from vouch.spec import Problem, Spec, SpecError
from vouch.spec.source import read


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with the version and changelog of one vendor; `remark` says what could not be looked at."""

    vendor: str
    problems: tuple[Problem, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class _States:
    """The committed states to judge by: the first of this version, and the first of the version before."""

    first: Spec | None = None
    before: Spec | None = None
    remark: str = ""


def judge(history: History | None, spec: Spec) -> Verdict:
    """Say whether the version of a spec rises with its changes, and whether its changelog has an entry for it."""
    path = spec.source.path
    version = Version.read(spec.version)
    if version is None:
        expected = "three numbers, such as 1.2.0"
        return Verdict(spec.vendor, (spec.source.problem("/info/version", "version", spec.version, expected),))
    if history is None:
        return Verdict(spec.vendor, remark="no git repository: version and changelog are not compared")
    states = _states(history, spec)
    problems: list[Problem] = []
    for base in (states.first, states.before):
        lowest, why = _lowest(spec, base)
        if lowest and version < lowest and not problems:
            expected = f"{lowest} or higher: {why}"
            problems.append(spec.source.problem("/info/version", "version", spec.version, expected))
    changelog = path.with_name("CHANGELOG.md")
    text = _text(changelog)
    newest = next(iter(versions(text)), "no entry")
    if newest != spec.version:
        expected = f"an entry for {spec.version}: run `vouch generate`"
        problems.append(Problem(changelog, 1, "changelog", f"newest is {newest}", expected))
    elif not problems and _entry(history, spec, text) not in {None, text}:
        expected = f"the entry for {spec.version} to say what changed: run `vouch generate`"
        problems.append(Problem(changelog, 1, "changelog", "another state of the spec", expected))
    return Verdict(spec.vendor, tuple(problems), states.remark)


def is_told(spec: Path, version: str) -> bool:
    """Say whether the changelog beside the spec at the path has an entry for the version."""
    return version in versions(_text(spec.with_name("CHANGELOG.md")))


def write_changelogs(history: History | None, specs: Iterable[Spec]) -> tuple[Path, ...]:
    """Write the entry of each version that is not committed yet; return the files that changed.

    Outside git nothing is written: nobody knows what changed.
    """
    written = []
    for spec in specs if history else ():
        path = spec.source.path.with_name("CHANGELOG.md")
        text = _text(path)
        entry = _entry(history, spec, text) if history else None
        if entry is not None and entry != text:
            path.write_text(entry, encoding="utf-8", newline="")
            written.append(path)
    return tuple(written)


def _entry(history: History, spec: Spec, text: str) -> str | None:
    """Return the changelog as it should be; None where its entry is committed, or nothing can be said."""
    committed = (history.read("HEAD", _path(spec, "CHANGELOG.md")) or b"").decode(errors="replace")
    released = versions(committed)
    if spec.version in released:
        return None
    states = _states(history, spec)
    if states.remark or Version.read(spec.version) is None:
        return None
    if states.before is None and versions(text):
        return None  # the first version of a vendor is told by hand, if at all
    told = bullets(compare(spec.vendor, states.before, spec).changes)
    return updated(text, spec.title, spec.version, told, released)


def _states(history: History, spec: Spec) -> _States:
    """Find the committed states of a spec that matter."""
    path = _path(spec, "openapi.yaml")
    first = before = known = None
    for commit in history.commits(path):
        content = history.read(commit, path)
        if content is None:
            break
        version = _version(content)
        if version == spec.version and before is None:
            first = commit
        elif before is None or version == known:
            before, known = commit, version
        else:
            break
    try:
        older, oldest = (history.load(each, path, spec.vendor) if each else None for each in (first, before))
    except SpecError as error:
        told = f"{error.problems[0].path} cannot be read any more: the version is not compared with it"
        return _States(remark=told)
    cut = "the history is cut off (a shallow clone): the version before this one is not known"
    return _States(older, oldest, cut if before is None and history.is_cut else "")


def _lowest(spec: Spec, base: Spec | None) -> tuple[Version | None, str]:
    """Return the lowest version a spec may have after a committed one, and why."""
    known = Version.read(base.version) if base else None
    if base is None or known is None:
        return None, ""
    diff = compare(spec.vendor, base, spec)
    if diff.worst is None:
        return known, f"{known} is committed"
    (worst, *_), others = diff.changes, len(diff.changes) - 1
    more = f", and {others} more" if others else ""
    return known.raised(
        diff.worst
    ), f"{diff.worst} since {known}: {worst.told.replace('`', '').removesuffix('.')}{more}"


def _version(content: bytes) -> str | None:
    """Return the version a spec gives itself, None where it cannot be read."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "openapi.yaml")
        copy.write_bytes(content)
        try:
            return str(read(copy).document["info"]["version"])
        except (SpecError, KeyError, TypeError):
            return None


def _text(path: Path) -> str:
    return path.read_bytes().decode(errors="replace") if path.is_file() else ""


def _path(spec: Spec, name: str) -> str:
    """Return the path of a file beside a spec, from the root of the workspace."""
    return f"specs/{spec.vendor}/{name}"
