"""`python -m tests.mutants`: whether the suite that judges servers is any good.

The mocks themselves, every fault of the catalogue and every mutant of the mock engine are put before it. Exit 0 where
it blames none of the mocks, finds out every fault and 95 of a hundred mutants; else 1.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from functools import partial

from tests.mutants.catalogue import FAMILIES
from tests.mutants.children import outcomes
from tests.mutants.engine import DECIDING, executed
from tests.mutants.equivalents import equivalents, stale
from tests.mutants.judge import FalseAlarmError, Judge, specs
from tests.mutants.report import Report
from tests.mutants.trials import Trial, fault_trials, mutant_trials

from vouch.spec import Spec

_SECONDS = 120
"""Processor time that one mutant may use."""
_SAMPLE = 20
"""Of a thousand: how many are drawn for a sample."""


def main(arguments: Sequence[str]) -> int:
    """Run, print a report, return the exit code."""
    options = _options(arguments)
    judges = {vendor: Judge.of(spec) for vendor, spec in specs().items()}
    alarms = () if options.only or options.sample else _alarms(list(judges), options)
    trials = _trials(judges, options)
    findings = []
    for outcome in outcomes([trial.task for trial in trials], workers=options.jobs, seconds=_SECONDS):
        findings.append(outcome.value or trials[outcome.number].hung)
        _progress(len(findings), len(trials))
    findings.sort(
        key=lambda finding: (finding.part, list(FAMILIES).index(finding.family) if finding.family in FAMILIES else 0)
    )
    whole = not (options.only or options.sample)
    report = Report(
        findings=tuple(findings),
        seeds=options.seeds if whole else 0,
        alarms=tuple(alarms),
        stale=tuple(stale(set(equivalents()), findings)) if whole else (),
        kinds=sum(len(kinds) for claims in FAMILIES.values() for kinds in claims.values()),
        whole=whole,
    )
    problems = list(report.problems())
    sys.stdout.write(f"{json.dumps(report.json(), indent=2) if options.json else report.text()}\n")
    sys.stderr.write("".join(f"{problem}\n" for problem in problems))
    return 1 if problems else 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description="Test the contract suite by mutants.")
    parser.add_argument("only", nargs="*", help="families of the catalogue or modules of the engine; all unless given")
    parser.add_argument("--sample", action="store_true", help="a fixed few, quickly")
    parser.add_argument("--seeds", type=int, default=20, help="how many seeds no mock may be blamed under")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many processes at a time")
    parser.add_argument("--json", action="store_true", help="for machines")
    return parser.parse_args(arguments)


def _trials(judges: dict[str, Judge], options: argparse.Namespace) -> list[Trial]:
    chosen = set(options.only)
    trials = [trial for trial in fault_trials(judges) if not chosen or trial.finding.family in chosen]
    if not chosen or chosen & set(DECIDING):
        modules = [name for name in DECIDING if not chosen or name in chosen]
        lines = {} if options.sample else {vendor: executed(judge) for vendor, judge in judges.items()}
        trials += mutant_trials(judges, modules, lines, set(equivalents()))
    if not options.sample:
        return trials
    # Of every claim one at least.
    first = {trial.finding.claim: trial for trial in sorted(trials, key=lambda each: -each.draw) if trial.finding.claim}
    return [trial for trial in trials if trial.draw < _SAMPLE or trial is first.get(trial.finding.claim)]


def _alarms(vendors: Sequence[str], options: argparse.Namespace) -> list[str]:
    """Return the rules that the mocks themselves are said to break, under any seed."""
    trials = [(vendor, seed) for seed in range(1, options.seeds + 1) for vendor in vendors]
    known = specs()
    tasks = [partial(_alarm, known[vendor], seed) for vendor, seed in trials]
    found = outcomes(tasks, workers=options.jobs, seconds=_SECONDS)
    return [outcome.value or "no answer in time" for outcome in found if outcome.value != ""]


def _alarm(spec: Spec, seed: int) -> str:
    try:
        Judge.of(spec, seed)
    except FalseAlarmError as error:
        return f"{spec.vendor}, seed {seed}: {error}"
    return ""


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done:,} of {of:,}" if done < of else "\r\033[K")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
