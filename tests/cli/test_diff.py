"""`vouch diff`: what it compares, what it prints, and how it ends."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.diff.projects import LONGER, REWORDED, SHORTER, change, commit, git, raised, remove, repository, spec_of
from tests.generator.projects import vouch, vouch_apart

from vouch.workspace import Workspace

BREAKING = """\
shelf  1.0.0  1 breaking; asks for 2.0.0 or higher

  breaking
    books.list(author=): maxLength was 40, is 30.
      place   books.list(author=)
      in      books.list
      before  40
      after   30
      why     what was accepted is refused now
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project in git with one vendor, and three commits that change it; for copying only."""
    workspace = repository(tmp_path_factory.mktemp("shelf") / "project")
    git(workspace.root, "tag", "first")
    for edits in ((LONGER, raised("1.1.0")), (REWORDED, raised("1.1.1", "1.1.0"))):
        change(workspace, *edits)
        commit(workspace)
    return workspace.root


@pytest.fixture
def shelf(made: Path, tmp_path: Path) -> Workspace:
    """Return a copy of that project."""
    return Workspace(Path(shutil.copytree(made, tmp_path / "project")))


def test_the_last_commit_against_the_files_as_they_are(tmp_path: Path) -> None:
    """Without arguments, what is not committed yet is told: grouped, each change with its facts."""
    workspace = repository(tmp_path)
    change(workspace, SHORTER)
    ended = vouch(workspace, "diff")

    assert ended.stdout == BREAKING
    assert (ended.exit_code, ended.stderr) == (0, "")


def test_nothing_to_tell(shelf: Workspace) -> None:
    """A vendor that did not change has one line."""
    assert vouch(shelf, "diff").stdout == "shelf  1.1.1  unchanged\n"


@pytest.mark.parametrize(
    ("arguments", "first"),
    [
        (("first",), "shelf  1.0.0 → 1.1.1  1 addition, 1 wording; asks for 1.1.0 or higher"),
        (("first", "HEAD~1"), "shelf  1.0.0 → 1.1.0  1 addition; asks for 1.1.0 or higher"),
        (("HEAD~1", "HEAD"), "shelf  1.1.0 → 1.1.1  1 wording; asks for 1.1.1 or higher"),
        (("HEAD", "first"), "shelf  1.1.1 → 1.0.0  1 breaking, 1 wording; asks for 2.0.0 or higher"),
        (("first:specs/shelf/openapi.yaml", "HEAD~1:specs/shelf/openapi.yaml"), "shelf  1.0.0 → 1.1.0  1 addition"),
        (("first:specs/shelf/openapi.yaml",), "shelf  1.0.0 → 1.1.1  1 addition, 1 wording"),
        (("first", "specs/shelf/openapi.yaml"), "shelf  1.0.0 → 1.1.1  1 addition, 1 wording"),
        (("specs/shelf/openapi.yaml", "first"), "shelf  1.1.1 → 1.0.0  1 breaking, 1 wording"),
        (("specs/shelf/openapi.yaml", "specs/shelf/openapi.yaml"), "shelf  1.1.1  unchanged"),
        (("first", "--vendor", "shelf"), "shelf  1.0.0 → 1.1.1  1 addition, 1 wording"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)
def test_what_is_compared(shelf: Workspace, arguments: tuple[str, ...], first: str) -> None:
    """Revisions of all specs, files, and files of a revision, in any mixture that makes sense."""
    ended = vouch(shelf, "diff", *arguments)

    assert ended.stderr == ""
    assert ended.stdout.startswith(first)


def test_from_a_folder_below(shelf: Workspace) -> None:
    """In any folder of the project the command finds the same, and files are named from there."""
    below = Workspace(shelf.root / "specs" / "shelf")

    assert vouch(below, "diff", "first").stdout == vouch(shelf, "diff", "first").stdout
    assert vouch(below, "diff", "first", "openapi.yaml").stdout == vouch(shelf, "diff", "first").stdout


def test_a_project_below_the_top_of_its_repository(shelf: Workspace, tmp_path: Path) -> None:
    """The repository may be larger than the project: nothing is looked for elsewhere in it."""
    workspace = Workspace(tmp_path / "large" / "inner")
    shutil.copytree(shelf.root / "specs", workspace.root / "specs")
    git(workspace.root.parent, "init", "--quiet")
    commit(Workspace(workspace.root.parent))
    change(workspace, LONGER[::-1])
    (below,) = json.loads(vouch(workspace, "diff", "--json").stdout)
    ended = vouch(workspace, "check")

    assert (below["worst"], below["asks_for"]) == ("breaking", "2.0.0")
    assert "expected  2.0.0 or higher" in ended.stderr
    for path in ("inner/specs/shelf/openapi.yaml", "./specs/shelf/openapi.yaml"):
        assert vouch(workspace, "diff", f"HEAD:{path}").stdout == vouch(workspace, "diff").stdout
    assert vouch(workspace, "diff", "HEAD:specs/shelf/openapi.yaml").exit_code == 2


def test_files_need_no_project(tmp_path: Path, shelf: Workspace) -> None:
    """Two files anywhere can be compared, without git and without specs."""
    for name, edits in {"old.yaml": (), "new.yaml": (("description: Books.", "description: All."),)}.items():
        text = spec_of(shelf).read_text("utf-8")
        for old, new in edits:
            text = text.replace(old, new)
        (tmp_path / name).write_text(text, "utf-8")

    assert vouch(Workspace(tmp_path), "diff", "old.yaml", "new.yaml").stdout.startswith("new  1.1.1  1 wording")


def test_several_changes_of_a_kind_are_counted_as_such(tmp_path: Path) -> None:
    """Two of them are additions; what is no noun stays as it is."""
    workspace = repository(tmp_path)
    title = "author: {type: string, examples: [Ada]}\n        title: {type: string, examples: [Notes]}"
    change(workspace, LONGER, ("author: {type: string, examples: [Ada]}", title), REWORDED)
    first = vouch(workspace, "diff").stdout.partition("\n")[0]

    assert first == "shelf  1.0.0  2 additions, 1 wording; asks for 1.1.0 or higher"


def test_vendors_that_come_and_go(shelf: Workspace) -> None:
    """A new vendor is all additions, one that is gone breaks everybody."""
    text = spec_of(shelf).read_text("utf-8")
    remove(shelf)
    spec_of(shelf, "other").parent.mkdir()
    spec_of(shelf, "other").write_text(text, "utf-8")
    lines = vouch(shelf, "diff", "--fail-on", "breaking").stdout.splitlines()

    assert lines[0] == "other  1.1.1  new, 1 addition"
    assert "shelf  1.1.1  gone, 1 breaking" in lines


@pytest.mark.parametrize(
    ("edit", "codes"),
    [(SHORTER, (1, 1, 1)), (LONGER, (0, 1, 1)), (REWORDED, (0, 0, 1)), (raised("1.0.1"), (0, 0, 0))],
    ids=["breaking", "addition", "wording", "none"],
)
def test_fail_on(tmp_path: Path, edit: tuple[str, str], codes: tuple[int, ...]) -> None:
    """With `--fail-on` a change of that kind, or a worse one, ends in exit code 1; else it is 0."""
    workspace = repository(tmp_path)
    change(workspace, edit)

    assert vouch(workspace, "diff").exit_code == 0
    assert codes == tuple(
        vouch(workspace, "diff", "--fail-on", kind).exit_code for kind in ("breaking", "addition", "wording")
    )


def test_json(tmp_path: Path) -> None:
    """For machines: a vendor each, with the same facts and where they stand in either document."""
    workspace = repository(tmp_path)
    change(workspace, SHORTER)

    assert json.loads(vouch(workspace, "diff", "--json").stdout) == [
        {
            "vendor": "shelf",
            "old": "1.0.0",
            "new": "1.0.0",
            "worst": "breaking",
            "asks_for": "2.0.0",
            "changes": [
                {
                    "kind": "breaking",
                    "place": "books.list(author=)",
                    "told": "`books.list(author=)`: maxLength was `40`, is `30`.",
                    "before": "40",
                    "after": "30",
                    "why": "what was accepted is refused now",
                    "old": "/components/parameters/Author/schema/maxLength",
                    "new": "/components/parameters/Author/schema/maxLength",
                    "operations": ["books.list"],
                }
            ],
        }
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nothing",), "no file and no revision nothing\n"),
        (("HEAD", "nothing"), "no file and no revision nothing\n"),
        (("HEAD:nothing.yaml",), "no file nothing.yaml in HEAD\n"),
        (("--output=x",), "No such option: --output"),
        (("--", "--output=x"), "no file and no revision --output=x\n"),
        (("specs",), "no file and no revision specs\n"),
        (("specs/shelf/openapi.yaml",), "compare specs/shelf/openapi.yaml with what?"),
        (("--vendor", "nobody"), "no vendor nobody; there are shelf\n"),
        (("first:specs/shelf/openapi.yaml", "--vendor", "shelf"), "a file is of one vendor: leave --vendor out\n"),
        (("--fail-on", "anything"), "'anything' is not one of"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)
def test_what_cannot_be_compared(shelf: Workspace, arguments: tuple[str, ...], said: str) -> None:
    """What names nothing is said on standard error, with exit code 2."""
    ended = vouch(shelf, "diff", *arguments)

    assert ended.exit_code == 2
    assert said in ended.stderr
    assert ended.stdout == ""


def test_without_git(tmp_path: Path, shelf: Workspace) -> None:
    """Outside a repository there are no revisions, and that is said; nor are there any without git itself."""
    path = (shelf.root / "specs").rename(tmp_path / "specs")
    alone = Workspace(path.parent)
    said = "no file HEAD, and no git repository here that could have such a revision\n"

    assert (vouch(alone, "diff").exit_code, vouch(alone, "diff").stderr) == (2, said)
    ended = vouch_apart(alone, "diff", PATH=str(tmp_path))
    assert (ended.returncode, ended.stderr) == (2, said)


def test_a_mistake_in_either_document(shelf: Workspace) -> None:
    """What is wrong with a spec is said with its line, as everywhere, and with the revision it is in."""
    change(shelf, ("in: query", "in: qwery"))
    commit(shelf)
    change(shelf, ("in: qwery", "in: qwerty"))
    ended = vouch(shelf, "diff")

    assert ended.exit_code == 1
    assert [line.partition("  ")[0] for line in ended.stderr.splitlines() if not line.startswith(" ")] == [
        "HEAD:specs/shelf/openapi.yaml:19",
        "specs/shelf/openapi.yaml:19",
    ]


def test_generate_tells_callers_and_check_asks_for_it(shelf: Workspace) -> None:
    """`generate` writes the entry of a new version, `check` misses one that is not there or not true any more."""
    change(shelf, LONGER[::-1], raised("2.0.0", "1.1.1"))
    assert vouch(shelf, "generate").stdout.splitlines()[1:] == ["specs/shelf/CHANGELOG.md  written"]
    assert vouch(shelf, "generate").stdout.splitlines()[1:] == []
    assert vouch(shelf, "check").exit_code == 0

    change(shelf, REWORDED[::-1])
    stale = vouch(shelf, "check")
    assert "another state of the spec" in stale.stderr
    spec_of(shelf).with_name("CHANGELOG.md").unlink()
    missing = vouch(shelf, "check")

    assert (stale.exit_code, missing.exit_code) == (1, 1)
    assert "specs/shelf/CHANGELOG.md:1  changelog\n  found     newest is no entry\n" in missing.stderr
    assert vouch(shelf, "generate").exit_code == 0
    assert vouch(shelf, "check").exit_code == 0
