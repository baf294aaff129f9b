"""Documentation runs: every Python example of a package, against its mock, with nothing but the environment."""

from __future__ import annotations

import importlib
import re
import textwrap
from collections.abc import Mapping
from pathlib import Path

import pytest

from vouch.mock import Endpoint

REPOSITORY = Path(__file__).parents[2]
READMES = sorted(REPOSITORY.glob("generated/*/README.md"))
EXAMPLES = [
    pytest.param(block, id=f"{readme.parent.name} {index}")
    for readme in [REPOSITORY / "README.md", *READMES]
    for index, block in enumerate(
        re.findall(r"^```python\n(.*?)^```$", readme.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    )
    # A test that is shown is run as one: by those of the pytest plugin.
    if "def test_" not in block
]
PACKAGES = ("spacebring_client", "thought_industries_client", "tolt_client")


def run(program: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Run an example and return the lines it prints."""
    exec(compile(program, "example", "exec"), {"__name__": "__main__"})  # noqa: S102 - that is what it is for
    return capsys.readouterr().out.splitlines()


def test_every_readme_has_examples() -> None:
    """Each method of each package has one, and the project's own README has one too."""
    calls = [re.findall(r"\.(\w+\.\w+)\(", str(param.values[0])) for param in EXAMPLES]

    assert {name for names in calls for name in names} >= {
        "redemptions.list",
        "course_coupons.list",
        "redemption_codes.list",
        "redemption_codes.create",
        "promotion_codes.list",
    }
    assert REPOSITORY.name in {str(param.id).rpartition(" ")[0] for param in EXAMPLES}


@pytest.mark.parametrize("program", EXAMPLES)
def test_an_example_runs(program: str, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> None:
    """An example of a README runs, pasted as it is; one that calls a method prints what the vendor has."""
    assert request.getfixturevalue("own_mocks" if ".create(" in program else "mocks")
    printed = run(program, capsys)

    assert bool(printed) is bool(re.search(r"\.(list|create)\(", program))


@pytest.mark.parametrize("package", PACKAGES)
def test_the_docstring_of_a_package_runs(
    package: str, mocks: Mapping[str, Endpoint], capsys: pytest.CaptureFixture[str]
) -> None:
    """So does the example in the docstring of the package."""
    assert mocks
    told = importlib.import_module(package).__doc__ or ""
    (program,) = re.findall(r"^    from .*?(?=^\S)", told, re.MULTILINE | re.DOTALL)

    assert len(run(textwrap.dedent(program), capsys)) > 20
