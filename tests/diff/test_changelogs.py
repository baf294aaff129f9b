"""Changelogs: an entry for the version that is being worked on, in callers' words; what people wrote stays."""

from __future__ import annotations

from contextlib import chdir
from pathlib import Path

import pytest
from tests.diff.projects import LONGER, REWORDED, SHORTER, change, changelog, commit, raised, repository, spec_of

from vouch.diff import History, updated, write_changelogs
from vouch.diff.change import Change
from vouch.diff.changelog import END, START, bullets
from vouch.spec import load
from vouch.workspace import Workspace

ENTRY = f"""\
# Changelog

Ours.

## 1.1.0

{START}
- `books.list(author=)`: maxLength was `40`, is `50`.
{END}

## 1.0.0

- `books.list()` lists books.
"""


def write(workspace: Workspace) -> bool:
    """Write the changelog of the one vendor; say whether there was anything to write."""
    with chdir(workspace.root):
        return bool(write_changelogs(History.find(workspace.root), [load(Path("specs/shelf/openapi.yaml"))]))


def test_a_raised_version_gets_an_entry(tmp_path: Path) -> None:
    """What changed since the last commit is told, newest first; doing so again changes nothing."""
    workspace = repository(tmp_path)
    change(workspace, LONGER, raised("1.1.0"))

    assert write(workspace)
    assert changelog(workspace) == ENTRY
    assert not write(workspace)


@pytest.mark.parametrize(("expected", "number"), [("`e`", 4), ("`e`, 1 more place", 5), ("`e`, 2 more places", 6)])
def test_rewording_in_many_places_is_counted(expected: str, number: int) -> None:
    """Four places are named, and the others counted."""
    places = ["b", "c", "d", "e", "f", "g"][:number]
    (told,) = bullets(Change("wording", place, "told", "", "", text=True) for place in places)

    assert told == f"- Documented in other words: `b`, `c`, `d`, {expected}."


def test_no_entry_without_a_new_version(tmp_path: Path) -> None:
    """As long as the version is the committed one, its entry is what was committed."""
    workspace = repository(tmp_path)
    change(workspace, LONGER)

    assert not write(workspace)


def test_the_entry_follows_the_spec(tmp_path: Path) -> None:
    """Until it is committed an entry is written again: other changes, another version; notes stay where they are."""
    workspace = repository(tmp_path)
    change(workspace, LONGER, raised("1.1.0"))
    write(workspace)
    path = spec_of(workspace).with_name("CHANGELOG.md")
    path.write_text(changelog(workspace).replace(END, f"{END}\n\nThank you, Ada."), "utf-8")
    change(workspace, LONGER[::-1], SHORTER, REWORDED, raised("2.0.0", "1.1.0"))

    assert write(workspace)
    assert changelog(workspace) == ENTRY.replace("## 1.1.0", "## 2.0.0").replace(
        "- `books.list(author=)`: maxLength was `40`, is `50`.\n",
        "- Breaking: `books.list(author=)`: maxLength was `40`, is `30`: what was accepted is refused now.\n"
        "- Documented in other words: `Shelf`.\n",
    ).replace(END, f"{END}\n\nThank you, Ada.")


def test_a_committed_entry_is_left_alone(tmp_path: Path) -> None:
    """Once it is committed people may polish an entry; the next one goes above it."""
    workspace = repository(tmp_path)
    change(workspace, LONGER, raised("1.1.0"))
    write(workspace)
    commit(workspace)
    polished = changelog(workspace).replace("maxLength was `40`, is `50`", "names may be longer")
    spec_of(workspace).with_name("CHANGELOG.md").write_text(polished, "utf-8")

    assert not write(workspace)
    change(workspace, REWORDED, raised("1.1.1", "1.1.0"))
    assert write(workspace)
    assert changelog(workspace) == polished.replace(
        "## 1.1.0", f"## 1.1.1\n\n{START}\n- Documented in other words: `Shelf`.\n{END}\n\n## 1.1.0"
    )


def test_an_entry_that_was_forgotten_is_written_later(tmp_path: Path) -> None:
    """A version that was committed without its entry gets it all the same."""
    workspace = repository(tmp_path)
    change(workspace, LONGER, raised("1.1.0"))
    commit(workspace)

    assert write(workspace)
    assert changelog(workspace) == ENTRY


def test_the_entry_tells_all_since_the_version_before(tmp_path: Path) -> None:
    """What was committed without a new version is told together with what comes after."""
    workspace = repository(tmp_path)
    change(workspace, REWORDED)
    commit(workspace)
    change(workspace, LONGER, raised("1.1.0"))
    write(workspace)

    assert (
        "- `books.list(author=)`: maxLength was `40`, is `50`.\n- Documented in other words: `Shelf`.\n"
        in changelog(workspace)
    )


def test_a_new_vendor_gets_a_changelog(tmp_path: Path) -> None:
    """The first entry names what there is."""
    workspace = repository(tmp_path, "other")
    spec_of(workspace).parent.mkdir()
    spec_of(workspace).write_text(spec_of(workspace, "other").read_text("utf-8"), "utf-8")
    write(workspace)

    assert changelog(workspace) == (
        "# Changelog\n\nWhat changes for callers of the Shelf client, newest first.\n\n"
        f"## 1.0.0\n\n{START}\n- `books.list()` is new.\n{END}\n"
    )


NOTED = (
    f"# Changelog\n\n## 2.0.0\n\nBy hand.\n\n{START}\n- Old.\n  More of it.\n{END}\n- A note.\n\n## 1.0.0\n\n- First.\n"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (NOTED, NOTED.replace("- Old.\n  More of it.\n", "- New.\n")),
        (
            NOTED.replace(f"{END}\n", ""),
            NOTED.replace("- Old.\n  More of it.\n", "- New.\n").replace("- A note.\n", ""),
        ),
        (NOTED.replace("## 2.0.0", "## 1.5.0"), NOTED.replace("- Old.\n  More of it.\n", "- New.\n")),
        ("# C\n\n## 2.0.0\n\n- A note.\n", f"# C\n\n## 2.0.0\n\n{START}\n- New.\n{END}\n\n- A note.\n"),
        ("# C\n\n## 1.0.0\n\n- First.\n", f"# C\n\n## 2.0.0\n\n{START}\n- New.\n{END}\n\n## 1.0.0\n\n- First.\n"),
        ("Notes.\n", f"Notes.\n\n## 2.0.0\n\n{START}\n- New.\n{END}\n"),
    ],
    ids=["between notes", "without its end", "of another version", "beside notes", "above the last", "the first"],
)
def test_notes_stay(text: str, expected: str) -> None:
    """Whatever stands outside of our two marks is kept."""
    assert expected == updated(text, "Shelf", "2.0.0", ["- New."], released=["1.0.0"])
    assert expected == updated(expected, "Shelf", "2.0.0", ["- New."], released=["1.0.0"])
