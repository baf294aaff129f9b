"""What is put to the test: faults of the catalogue and mutants by syntax tree, each as a task for a child."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import partial
from itertools import zip_longest

from tests.mutants.catalogue import Fault, faults
from tests.mutants.direct import Serve, serving
from tests.mutants.engine import FOLDER, Lines, broken
from tests.mutants.equivalents import covered
from tests.mutants.judge import Judge
from tests.mutants.messages import Answer
from tests.mutants.probe import Probe
from tests.mutants.report import Finding
from tests.mutants.syntax import Module, Mutant

from vouch.mock import create_app


@dataclass(frozen=True)
class Trial:
    """A task, what it finds before it has run, and what becomes of that when it does not come back.

    `draw` is a number between 0 and 999 that follows from the name: a fixed sample is what draws less than so much.
    """

    finding: Finding
    draw: int
    task: Callable[[], Finding]

    @property
    def hung(self) -> Finding:
        """A server that uses up its time, or all memory, is found out by whoever waits for it."""
        return replace(self.finding, fate="killed", rule="answers: no answer in time")


def fault_trials(judges: Mapping[str, Judge]) -> Iterator[Trial]:
    """Yield a trial for every fault of the catalogue."""
    for judge in judges.values():
        for fault in faults(judge.mock):
            finding = Finding("catalogue", fault.family, fault.name, "survived", claim=fault.breaks)
            yield Trial(finding, fault.draw, partial(_faulty, judge, fault, finding))


def mutant_trials(
    judges: Mapping[str, Judge], modules: Sequence[str], lines: Mapping[str, Lines], equivalent: AbstractSet[str]
) -> Iterator[Trial]:
    """Yield a trial for every mutant of some modules.

    A vendor whose run does not come by the changed line has nothing to say, where `lines` are known.
    """
    for name in modules:
        module = Module(name, FOLDER / f"{name}.py")
        for mutant in module.mutants:
            reached = {v: j for v, j in judges.items() if not lines or not lines[v][name].isdisjoint(mutant.lines)}
            finding = Finding("syntax tree", mutant.family, mutant.key, "survived")
            task = partial(_spared if covered(mutant.key, equivalent) else _mutated, reached, module, mutant, finding)
            yield Trial(finding, mutant.draw, task)


def _faulty(judge: Judge, fault: Fault, finding: Finding) -> Finding:
    """Judge a twin with one fault; the mock is this process' own, which is a child.

    One that is killed has shown itself: without it no rule is broken by the same requests. Of one that is not, the
    answers to a caller who asks for more than the suite does are compared with the mock's own.
    """
    twin = fault.twin(judge.mock, serving(judge.mock))
    if rule := judge.broken(twin, judge.cheap) or judge.broken(twin, judge.dear):
        return replace(finding, fate="killed", rule=rule)
    return finding if _shows(judge, fault) else replace(finding, fate="idle")


def _shows(judge: Judge, fault: Fault) -> bool:
    mock, plain = create_app(judge.spec), create_app(judge.spec)
    twin: Serve = fault.twin(mock, serving(mock))
    probe = Probe(create_app(judge.spec), judge.endpoint)
    pairs = zip_longest(map(_read, probe.answers(twin)), map(_read, probe.answers(serving(plain))))
    return any(one != other for one, other in pairs)


def _read(answer: Answer) -> tuple[int, Mapping[str, str], object]:
    """Return what an answer says, however it is written."""
    headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
    return answer.status, headers, answer.body if answer.json is None else answer.json


def _mutated(judges: Mapping[str, Judge], module: Module, mutant: Mutant, finding: Finding) -> Finding:
    rule = broken(judges, mutant.module, module.mutated(mutant), ("cheap", "dear"))
    return replace(finding, fate="killed" if rule else "survived", rule=rule)


def _spared(judges: Mapping[str, Judge], module: Module, mutant: Mutant, finding: Finding) -> Finding:
    """Look whether a mutant that is called equivalent is, as far as that is quickly said."""
    rule = broken(judges, mutant.module, module.mutated(mutant), ("cheap",))
    return replace(finding, fate="killed" if rule else "equivalent", rule=rule)
