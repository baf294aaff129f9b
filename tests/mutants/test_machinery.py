"""What judges the suite is right itself: mutants change one thing, children end, rates are what they say."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.mutants.equivalents import equivalents, stale
from tests.mutants.judge import Judge, specs
from tests.mutants.report import Finding, Report
from tests.mutants.syntax import Module
from tests.mutants.trials import fault_trials

from vouch.contract.relations.paging import paging

ROOT = Path(__file__).parents[2]
SOURCE = '''
"""A module."""
LIMIT = 3


def clip(numbers, most: int = LIMIT):
    """Return some."""
    if not numbers or most < 0:
        raise Refusal(400, "no numbers")
    return [min(number, most) for number in numbers if number][1:]
'''


def _module(folder: Path, source: str) -> Module:
    path = folder / "clip.py"
    path.write_text(source)
    return Module("clip", path)


def test_mutants_change_one_thing_each(tmp_path: Path) -> None:
    """Conditions, comparisons, constants, calls, slices, statements: not names, docstrings, types, words for people."""
    assert {mutant.key.removeprefix("clip clip: ") for mutant in _module(tmp_path, SOURCE).mutants} == {
        "if not numbers or most < 0 → if True",
        "if not numbers or most < 0 → if False",
        "not numbers or most < 0 → not numbers and most < 0",
        "not numbers or most < 0 → most < 0",
        "not numbers or most < 0 → not numbers",
        "not numbers → numbers",
        "most < 0 → most <= 0",
        "most < 0 → most >= 0",
        "most < 0 → most < 1",
        "most < 0 → most < -1",
        "raise Refusal(400, 'no numbers') → pass",
        "Refusal(400, 'no numbers') → Refusal(401, 'no numbers')",
        "Refusal(400, 'no numbers') → Refusal(399, 'no numbers')",
        "return [min(number, most) for number in numbers if number][1:] → return None",
        "min(number, most) → max(number, most)",
        "for number in numbers if number → for number in numbers",
        "1: → :",
        "1: → 2:",
        "1: → 0:",
    }


def test_a_mutant_is_compiled_and_the_module_stays(tmp_path: Path) -> None:
    """The code of a mutant has its change; the next one starts from the module as it was."""
    module = _module(tmp_path, SOURCE)
    [mutant] = [each for each in module.mutants if "→ max" in each.key]
    changed: dict[str, Any] = {}
    plain: dict[str, Any] = {}
    exec(module.mutated(mutant), changed)  # noqa: S102 - our own code
    exec(module.mutated(next(each for each in module.mutants if "if False" in each.key)), plain)  # noqa: S102 - same

    assert changed["clip"]([9, 1, 9]) == [3, 9]
    assert plain["clip"]([9, 1, 9]) == [1, 3]


def test_keys_are_unique_and_stay_when_lines_move(tmp_path: Path) -> None:
    """A list of mutants kept by hand survives an edit elsewhere in the file; equal changes are numbered."""
    before = [mutant.key for mutant in _module(tmp_path, SOURCE).mutants]
    after = [mutant.key for mutant in _module(tmp_path, "# moved\n\n" + SOURCE).mutants]
    twice = [m.key for m in _module(tmp_path, "def f(a):\n    return a < 1 or a < 1\n").mutants]

    assert before == after
    assert len(twice) == len(set(twice))


def _script(body: str) -> subprocess.CompletedProcess[str]:
    """Run a few lines in a process of its own: what forks must not have threads."""
    lines = ["import os, sys, time", "from tests.mutants.children import outcomes", body]
    return subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", "\n".join(lines)], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_children_return_or_are_ended() -> None:
    """A task that computes for ever or eats all memory is ended, and the others come back."""
    done = _script(
        "def loop():\n    while True: pass\n"
        "tasks = [lambda: 7, loop, lambda: len(bytearray(1 << 40)), lambda: 'x' * 200_000]\n"
        "found = {each.number: each.value for each in outcomes(tasks, workers=2, seconds=1)}\n"
        "print(found[0], found[1], found[2], len(found[3]))"
    )

    assert (done.stdout, done.stderr) == ("7 None None 200000\n", "")


def test_a_task_that_raises_is_a_mistake_of_ours() -> None:
    """It is shown, and ends the run: what raises must not count as killed."""
    done = _script("print(list(outcomes([lambda: 1 / 0], workers=1, seconds=1)))")

    assert "ZeroDivisionError" in done.stderr
    assert done.returncode == 1


def _found(fate: Any, *, family: str = "paging", part: Any = "catalogue", name: str = "a fault (x)") -> Finding:
    return Finding(part, family, name, fate, claim="pages lose nothing" if part == "catalogue" else "")


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([_found("killed")], []),
        ([_found("killed"), _found("idle")], []),
        ([_found("killed")] * 99 + [_found("survived")], ["catalogue: 99 of 100 killed, 99.0%; the floor is 100%"]),
        ([_found("killed", part="syntax tree")] * 19 + [_found("survived", part="syntax tree")], []),
        (
            [_found("killed", part="syntax tree")] * 18 + [_found("survived", part="syntax tree")],
            ["syntax tree: 18 of 19 killed, 94.7%; the floor is 95%"],
        ),
        (
            [_found("killed", part="syntax tree")] * 40 + [_found("survived", part="syntax tree", family="slice")],
            ["syntax tree, slice: none of 1 killed"],
        ),
        ([_found("killed"), _found("idle", name="another (x)")], ["catalogue: another changes no answer anywhere"]),
    ],
)
def test_a_suite_is_as_good_as_what_it_finds(findings: list[Finding], expected: list[str]) -> None:
    """Floors for all, something in every class, and no fault that is none."""
    assert expected == [each for each in Report(tuple(findings)).problems() if "claim" not in each]


def test_false_alarms_and_a_wrong_list_are_problems() -> None:
    """A mock that is blamed, a mutant that is listed as equivalent and is not, or not there any more."""
    killed = Finding("syntax tree", "slice", "paging f: a → b", "killed", "paging: no item comes twice")

    assert list(stale({killed.name, "paging g: a → b"}, [killed])) == [
        "not equivalent (paging: no item comes twice): paging f: a → b",
        "no such mutant: paging g: a → b",
    ]
    assert list(Report((killed,), alarms=("tolt, seed 3: …",), stale=("no such mutant: x",)).problems()) == [
        "false alarm: tolt, seed 3: …",
        "equivalent.yaml: no such mutant: x",
    ]


def test_every_equivalent_mutant_has_a_reason() -> None:
    """Nothing is listed without one."""
    assert all(why.strip() for why in equivalents().values())


def test_a_suite_that_looks_at_nothing_finds_nothing() -> None:
    """The judge adds no judgement of its own: without layers every twin passes, with the right one it does not."""
    spec = specs()["tolt"]
    judge = Judge.of(spec, layers=[paging])
    trial = next(each for each in fault_trials({"tolt": judge}) if "the total is one too high" in each.finding.name)
    blind = replace(judge, cheap=(), dear=())
    unseen = next(each for each in fault_trials({"tolt": blind}) if each.finding == trial.finding)

    assert trial.task().fate == "killed"
    assert unseen.task().fate == "survived"
