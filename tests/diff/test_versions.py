"""What a change asks of the version, and what `judge` says of one that does not rise."""

from __future__ import annotations

from contextlib import chdir
from pathlib import Path

import pytest
from tests.diff.projects import LONGER, REWORDED, SHORTER, change, changelog, clone, commit, raised, repository, spec_of

from vouch.diff import History, Verdict, Version, judge, write_changelogs
from vouch.spec import load
from vouch.workspace import Workspace


def judged(workspace: Workspace) -> Verdict:
    """Write the changelog of the one vendor and judge its version, from the project's folder."""
    with chdir(workspace.root):
        history, spec = History.find(workspace.root), load(Path("specs/shelf/openapi.yaml"))
        write_changelogs(history, [spec])
        return judge(history, spec)


def said(workspace: Workspace) -> list[tuple[str, str]]:
    """Return what is found and expected of the version."""
    return [(problem.found, problem.expected) for problem in judged(workspace).problems]


@pytest.mark.parametrize(
    ("version", "kind", "expected"),
    [
        ("1.2.3", "breaking", "2.0.0"),
        ("1.2.3", "addition", "1.3.0"),
        ("1.2.3", "wording", "1.2.4"),
        ("0.2.3", "breaking", "0.3.0"),
        ("0.2.3", "addition", "0.2.4"),
        ("0.2.3", "wording", "0.2.4"),
    ],
)
def test_what_a_change_asks_for(version: str, kind: str, expected: str) -> None:
    """Breaking asks for a new major version, an addition for a minor one, wording for a patch; below 1.0.0 less."""
    known = Version.read(version)

    assert known is not None
    assert expected == str(known.raised(kind))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["1.2", "v1.2.3", "1.2.3-rc.1", "01.2.3", "1.2.3.4", "2024-01-01", "", "1.2.3\n", "१.२.३"]
)
def test_another_form_is_no_version(text: str) -> None:
    """Three numbers with dots between them, and nothing else."""
    assert Version.read(text) is None


def test_an_unchanged_spec_is_fine(tmp_path: Path) -> None:
    """What is committed agrees with itself."""
    assert judged(repository(tmp_path)) == Verdict("shelf")


@pytest.mark.parametrize(
    ("edit", "enough", "too_little", "why"),
    [
        (SHORTER, "2.0.0", "1.9.9", "breaking since 1.0.0: books.list(author=): maxLength was 40, is 30"),
        (LONGER, "1.1.0", "1.0.1", "addition since 1.0.0: books.list(author=): maxLength was 40, is 50"),
        (REWORDED, "1.0.1", "1.0.0", "wording since 1.0.0: Shelf: description changed"),
    ],
)
@pytest.mark.parametrize("committed", [False, True], ids=["in the working tree", "committed"])
def test_the_version_rises_with_the_change(  # noqa: PLR0913 - one column each
    tmp_path: Path, edit: tuple[str, str], enough: str, too_little: str, why: str, *, committed: bool
) -> None:
    """Too low a version is refused, with what is needed and why; before the change is committed, and after."""
    workspace = repository(tmp_path)
    change(workspace, edit, raised(too_little))
    if committed:
        commit(workspace)

    assert said(workspace) == [(too_little, f"{enough} or higher: {why}")]
    change(workspace, raised(enough, too_little))
    if committed:
        commit(workspace)
    assert said(workspace) == []


def test_what_is_committed_is_released(tmp_path: Path) -> None:
    """A second change under a version that is committed asks for another one."""
    workspace = repository(tmp_path)
    change(workspace, LONGER, raised("1.1.0"))
    commit(workspace)
    change(workspace, REWORDED)

    assert said(workspace) == [("1.1.0", "1.1.1 or higher: wording since 1.1.0: Shelf: description changed")]


def test_many_commits_of_one_version_are_seen_through(tmp_path: Path) -> None:
    """A change is found however many commits, of other files or of comments, lie on top of it."""
    workspace = repository(tmp_path)
    change(workspace, SHORTER)
    commit(workspace)
    for number in range(3):
        spec_of(workspace).write_text(f"# {number}\n{spec_of(workspace).read_text('utf-8')}", "utf-8")
        commit(workspace)

    assert [found for found, _ in said(workspace)] == ["1.0.0"]


def test_a_version_never_falls(tmp_path: Path) -> None:
    """A lower version than the one before it is refused, even if nothing else changed."""
    workspace = repository(tmp_path)
    change(workspace, raised("0.9.0"))

    assert said(workspace) == [("0.9.0", "1.0.0 or higher: 1.0.0 is committed")]


def test_a_version_of_another_form_is_refused(tmp_path: Path) -> None:
    """What nobody can compare is no version."""
    workspace = repository(tmp_path)
    change(workspace, raised("next"))

    assert said(workspace) == [("next", "three numbers, such as 1.2.0")]


def test_a_new_vendor_may_have_any_version(tmp_path: Path) -> None:
    """Before the first commit there is nothing to rise from."""
    workspace = repository(tmp_path, "other")
    spec_of(workspace).parent.mkdir()
    spec_of(workspace).write_text(spec_of(workspace, "other").read_text("utf-8"), "utf-8")

    assert said(workspace) == []


def test_outside_git_there_is_nothing_to_compare_with(tmp_path: Path) -> None:
    """Without a repository that is said, and no changelog is written."""
    workspace = repository(tmp_path / "project")
    (workspace.root / ".git").rename(tmp_path / "git")
    before = changelog(workspace)
    change(workspace, LONGER, raised("1.1.0"))

    assert judged(workspace) == Verdict("shelf", remark="no git repository: version and changelog are not compared")
    assert changelog(workspace) == before


def test_a_shallow_clone_says_what_it_cannot_see(tmp_path: Path) -> None:
    """Where the history is cut off that is said; what can be compared still is."""
    workspace = repository(tmp_path / "whole")
    change(workspace, SHORTER)
    commit(workspace)
    shallow = clone(workspace, tmp_path / "shallow", "--depth=1")

    assert judged(workspace).problems != ()
    assert judged(shallow) == Verdict(
        "shelf", remark="the history is cut off (a shallow clone): the version before this one is not known"
    )
    change(shallow, REWORDED)
    assert [found for found, _ in said(shallow)] == ["1.0.0"]


def test_a_state_that_cannot_be_read_any_more_is_no_obstacle(tmp_path: Path) -> None:
    """Where an older spec breaks rules made since, that is said and nothing else can be."""
    workspace = repository(
        tmp_path, text=spec_of(repository(tmp_path / "fine")).read_text("utf-8").replace("get:", "gett:")
    )
    change(workspace, ("gett:", "get:"), raised("1.0.1"))
    verdict = judged(workspace)

    assert verdict.remark.endswith(
        ":specs/shelf/openapi.yaml cannot be read any more: the version is not compared with it"
    )
