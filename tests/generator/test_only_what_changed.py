"""What `vouch generate` writes, what it leaves alone, and what `vouch check` says in between."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.generator.projects import contents, differences, edit, stamps, vouch

from vouch.workspace import Workspace

UNCHANGED = ["spacebring unchanged", "thought-industries unchanged", "tolt unchanged"]


def outcomes(output: str) -> list[str]:
    """Return the vendor and the status of each line that a person reads."""
    return [f"{line.split()[0]} {line.split()[-1]}" for line in output.splitlines()]


def test_nothing_to_do_touches_nothing(project: Workspace) -> None:
    """Where specs and packages agree, no file is written again, not even with the same bytes."""
    before = stamps(project.root / "generated")
    ended = vouch(project, "generate")

    assert outcomes(ended.stdout) == UNCHANGED
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert stamps(project.root / "generated") == before


def test_a_project_may_live_anywhere(pristine: Path, tmp_path: Path) -> None:
    """The name of a folder above the project is none of its business, even one that builds leave behind."""
    project = Workspace(Path(shutil.copytree(pristine, tmp_path / "dist" / "project")))

    assert outcomes(vouch(project, "generate").stdout) == UNCHANGED
    assert vouch(project, "check").exit_code == 0


def test_only_the_changed_vendor_is_written(project: Workspace) -> None:
    """A change in one spec rewrites one package."""
    others = stamps(project.package("spacebring")) | stamps(project.package("thought-industries"))
    edit(project.root / "specs/tolt/openapi.yaml", "version: 1.", "version: 2.")
    ended = vouch(project, "generate")

    assert outcomes(ended.stdout) == [*UNCHANGED[:2], "tolt written"]
    assert others == stamps(project.package("spacebring")) | stamps(project.package("thought-industries"))
    assert b'version = "2.' in contents(project.package("tolt"))["pyproject.toml"]


def test_a_vendor_alone_leaves_the_others(project: Workspace) -> None:
    """Naming a vendor generates its package and no other, whatever else is out of date."""
    for vendor in ("spacebring", "tolt"):
        edit(project.root / f"specs/{vendor}/openapi.yaml", "version: 1.", "version: 2.")
    before = stamps(project.package("spacebring"))

    assert outcomes(vouch(project, "generate", "tolt").stdout) == ["tolt written"]
    assert stamps(project.package("spacebring")) == before


def test_a_new_generator_makes_every_package_again(project: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Packages follow from the generator as much as from the specs: another one writes them all."""
    monkeypatch.setattr("vouch.generate.lock._own_code", lambda: "of another version")

    assert outcomes(vouch(project, "generate").stdout) == [line.replace("unchanged", "written") for line in UNCHANGED]


def test_a_removed_model_disappears(project: Workspace) -> None:
    """A model removed from the spec disappears from the client."""
    spec = project.root / "specs/tolt/openapi.yaml"
    edit(spec, "          program: {at: /program, ref: /program_id}\n", "")
    edit(spec, '        program:\n          $ref: "#/components/schemas/Program"\n', "        programme:\n")
    text = spec.read_text("utf-8")
    schema = text[text.index("    Program:\n      type: object") : text.index("    Error:\n      type: object")]
    edit(spec, schema, "")
    module = "tolt_client/models/program.py"

    assert module in contents(project.package("tolt"))
    assert vouch(project, "generate").exit_code == 0
    assert module not in contents(project.package("tolt"))
    assert b"Program\n" not in contents(project.package("tolt"))["tolt_client/models/__init__.py"]


def changed(package: Path) -> str:
    """Change one character of a module."""
    edit(package / "tolt_client/errors.py", "Everything", "everything")
    return "tolt_client/errors.py"


def removed(package: Path) -> str:
    """Remove a file that nothing imports."""
    (package / "tolt_client/py.typed").unlink()
    return "tolt_client/py.typed"


def added(package: Path) -> str:
    """Add a module of one's own."""
    (package / "tolt_client/extra.py").write_text("x = 1\n", "utf-8")
    return "tolt_client/extra.py"


def stamped(package: Path) -> str:
    """Change the part that says not to."""
    edit(package / "README.md", "do not edit", "do edit")
    return "README.md"


def locked(package: Path) -> str:
    """Spoil the lock file."""
    (package / "vouch.lock").write_text("{", "utf-8")
    return "vouch.lock"


HANDS = (changed, removed, added, stamped, locked)


@pytest.mark.parametrize("hand", HANDS, ids=[hand.__name__ for hand in HANDS])
def test_a_hand_in_a_package_is_reported_and_repaired(
    pristine: Path, project: Workspace, hand: Callable[[Path], str]
) -> None:
    """`check` exits 1 and names the file; `generate` gives it up if told to, and `check` is content."""
    said = hand(project.package("tolt"))
    checked = vouch(project, "check", "tolt")
    generated = vouch(project, "generate", "--force")

    assert checked.exit_code == 1
    assert [line.split("  ")[0] for line in checked.stderr.splitlines()[:-1]] == [f"generated/tolt-client/{said}"]
    assert "the spec or the templates" in checked.stderr.splitlines()[-1]
    assert outcomes(generated.stdout) == [*UNCHANGED[:2], "tolt written"]
    assert differences(pristine, project.root) == []
    assert vouch(project, "check", "tolt").exit_code == 0


@pytest.mark.parametrize("hand", [changed, added, stamped], ids=["changed", "added", "stamped"])
def test_work_that_is_nowhere_else_is_not_destroyed(project: Workspace, hand: Callable[[Path], str]) -> None:
    """Without `--force`, `generate` names the file and how to keep what it is for, and writes nothing, anywhere."""
    said = hand(project.package("tolt"))
    edit(project.root / "specs/spacebring/openapi.yaml", "version: 1.", "version: 2.")
    before = stamps(project.root)
    ended = vouch(project, "generate")

    assert ended.exit_code == 1
    assert ended.stderr.splitlines()[0] == f"generated/tolt-client/{said}  changed by hand, and not committed"
    assert "put the change into the spec or the templates" in ended.stderr
    assert stamps(project.root) == before


def test_work_that_is_committed_is_kept_by_git(project: Workspace) -> None:
    """What a commit holds is not lost by making the package anew; what was changed after it would be."""
    said = changed(project.package("tolt"))
    git(project.root, "init", "-q")
    git(project.root, "add", "-A")
    git(project.root, "commit", "-qm", "All of it")
    module = project.package("tolt") / said
    text = module.read_text("utf-8")
    module.write_text(f"{text}# more\n", "utf-8")

    assert vouch(project, "generate").exit_code == 1
    module.write_text(text, "utf-8")
    assert vouch(project, "generate").exit_code == 0
    assert module.read_text("utf-8") != text


def git(folder: Path, *arguments: str) -> None:
    """Run git as somebody, with no settings of this machine."""
    who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)  # noqa: S603, S607


def test_checking_writes_nothing(project: Workspace) -> None:
    """`check` only looks, whatever it finds; what it finds out of date it leaves so."""
    edit(project.root / "specs/tolt/openapi.yaml", "version: 1.", "version: 2.")
    before = stamps(project.root)
    ended = vouch(project, "check")

    assert ended.exit_code == 1
    assert "generated/tolt-client/pyproject.toml  " in ended.stderr
    assert stamps(project.root) == before


def test_what_python_leaves_behind_is_no_change(project: Workspace) -> None:
    """Compiled modules beside the sources make a package neither stale nor wrong."""
    cache = project.package("tolt") / "tolt_client" / "__pycache__"
    cache.mkdir()
    (cache / "errors.cpython-311.pyc").write_bytes(b"compiled")

    assert vouch(project, "check").exit_code == 0
    assert outcomes(vouch(project, "generate").stdout) == UNCHANGED
