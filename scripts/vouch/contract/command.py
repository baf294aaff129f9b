"""`vouch contract`: from what a person typed to verdicts on standard output and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import jsonschema_rs

from vouch.contract.address import Address
from vouch.contract.agreement import Reader
from vouch.contract.credentials import Credentials
from vouch.contract.judging import run
from vouch.contract.outputs import Outputs, record
from vouch.contract.plan import render_plan
from vouch.contract.processes import Died, side_by_side
from vouch.contract.report import Report, Unjudged, UnjudgedError
from vouch.contract.reports import render_json, render_text, visible
from vouch.contract.samples import Samples
from vouch.contract.subject import PROFILES
from vouch.spec import Spec


class Endpoint(Protocol):
    """A server that was started for the occasion."""

    @property
    def url(self) -> str:
        """What stands for the spec's server URL."""

    @property
    def env(self) -> Mapping[str, str]:
        """The client's environment variables that sign in to it."""

    @property
    def params(self) -> Mapping[str, Any]:
        """Arguments with which its lists have several pages."""


Serve = Callable[[Spec], AbstractContextManager[Mapping[str, Endpoint]]]
"""Starts a server for a spec, as `vouch.mock.running` does."""


Open = Callable[[Spec], AbstractContextManager[Reader]]
"""Opens the generated client of a spec, as `vouch.generate.reader.reader` does."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What the suite cannot know of itself; what travels to another process, so functions of modules."""

    serve: Serve
    open: Open | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What a person may say about a run; `params` are texts such as `course_ids=A,B`."""

    params: Iterable[str] = ()
    allow_writes: bool = False
    probe: bool | None = None
    strict: bool = False
    seed: int = 1
    profile: str = "quick"
    max_requests: int | None = None
    as_json: bool = False
    dry_run: bool = False
    outputs: Outputs = field(default_factory=Outputs)


@dataclass(frozen=True, slots=True)
class _Job:
    """One vendor to judge, at a URL or else its mock; all of it can travel to another process."""

    spec: Spec
    url: str | None
    environment: Mapping[str, str]
    tools: Tools
    options: Options


def contract(
    specs: Sequence[Spec], url: str | None, environment: Mapping[str, str], tools: Tools, options: Options
) -> int:
    """Judge the server at a URL, or each spec's mock where none is given; print a report for each, in their order.

    Returns 0 where every spec is kept, 1 where one is broken, 2 where one could not be judged and none is broken.

    Raises:
        OSError: a file that was asked for cannot be written.
        SpecError: the ledger beside a spec is none.

    """
    if options.dry_run and options.outputs != Outputs():
        sys.stderr.write("a dry run has nothing to write or to record\n")
        return 2
    try:
        options.outputs.check(url)
    except UnjudgedError as error:
        sys.stderr.write(f"{visible(str(error))}\n")
        return 2
    jobs = [_Job(spec, url, dict(environment), tools, options) for spec in specs]
    outcomes: list[Report | Unjudged] = []
    try:
        for spec, outcome in zip(specs, side_by_side(_judged, jobs), strict=True):
            outcomes.append(_told(spec, outcome, options))
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        return 2
    if options.dry_run:
        return 0 if all(isinstance(outcome, Report) for outcome in outcomes) else 2
    options.outputs.write(outcomes)
    codes = [outcome.exit_code if isinstance(outcome, Report) else 2 for outcome in outcomes]
    return max(codes, key=[0, 2, 1].index, default=0)


def _told(spec: Spec, outcome: Report | str | Died, options: Options) -> Report | Unjudged:
    """Print what came of a vendor, and record it where that was asked for."""
    if not isinstance(outcome, Report):
        why = f"its process ended with {outcome.exit_code}" if isinstance(outcome, Died) else outcome
        sys.stderr.write(f"{spec.vendor}: {visible(why)}\n")
        return Unjudged(spec.vendor, why)
    if options.dry_run:
        sys.stdout.write(f"{render_plan(spec, outcome, as_json=options.as_json)}\n")
        return outcome
    sys.stdout.write(f"{render_json(outcome) if options.as_json else render_text(outcome)}\n")
    if options.outputs.record:
        recorded = record(spec, outcome)
        sys.stdout.write("" if options.as_json else f"{recorded}\n")
    return outcome


def _judged(job: _Job) -> Report | str:
    """Return the report of a run, or why there is none."""
    try:
        if job.options.dry_run:
            return _rehearsal(job)
        if job.url is not None:
            return _report(job, job.url, job.environment, _parsed(job.options.params), ours=False)
        with job.tools.serve(job.spec) as endpoints:
            server = endpoints[job.spec.vendor]
            # What is made there is gone with the server.
            there = replace(job, options=replace(job.options, allow_writes=True))
            params = {**server.params, **_parsed(job.options.params)}
            return _report(there, server.url, server.env, params, ours=True)
    except UnjudgedError as error:
        return str(error)
    except jsonschema_rs.ValidationError as error:
        return f"nothing can be checked by a schema of the spec: {error.message}"


def _rehearsal(job: _Job) -> Report:
    """Judge the mock as the server would be judged: what it is asked is what would be sent.

    Arguments that lists need have the values that the mock knows.
    """
    given = _parsed(job.options.params)
    Samples(job.spec, given).check()
    address = Address.read(job.url) if job.url is not None else None
    probe = job.options.probe if job.options.probe is not None else address is None or address.loopback
    writes = job.options.allow_writes or address is None
    there = replace(job, options=replace(job.options, probe=probe, allow_writes=writes), tools=Tools(job.tools.serve))
    with job.tools.serve(job.spec) as endpoints:
        server = endpoints[job.spec.vendor]
        report = _report(there, server.url, server.env, {**given, **server.params}, ours=address is None)
        return replace(report, url=address.url if address else server.url)


def _report(job: _Job, url: str, environment: Mapping[str, str], params: Mapping[str, Any], *, ours: bool) -> Report:
    options = job.options
    if options.profile not in PROFILES:
        raise UnjudgedError(f"no profile {options.profile}; there are {' and '.join(PROFILES)}")
    with job.tools.open(job.spec) if job.tools.open else nullcontext() as reader:
        return run(
            job.spec,
            url=url,
            credentials=Credentials.from_environment(job.spec, environment).values,
            seed=options.seed,
            profile=PROFILES[options.profile],
            params=params,
            allow_writes=options.allow_writes,
            probe=options.probe,
            ours=ours,
            strict=options.strict,
            max_requests=options.max_requests,
            reader=reader,
        )


def _parsed(params: Iterable[str]) -> dict[str, str]:
    parsed = {}
    for param in params:
        name, found, value = param.partition("=")
        if not found:
            raise UnjudgedError(f"--param {param} is not NAME=VALUE")
        parsed[name] = value
    return parsed
