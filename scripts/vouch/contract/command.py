"""`vouch contract`: from what a person typed to a verdict on standard output and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any, Protocol

from vouch.contract.credentials import Credentials
from vouch.contract.judging import run
from vouch.contract.rendering import render_json, render_text, visible
from vouch.contract.report import UnjudgedError
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


@dataclass(frozen=True, slots=True)
class Options:
    """What a person may say about a run; `params` are texts such as `course_ids=A,B`."""

    params: Iterable[str] = ()
    allow_writes: bool = False
    probe: bool | None = None
    seed: int = 1
    profile: str = "quick"
    max_requests: int | None = None
    as_json: bool = False


def contract(spec: Spec, url: str | None, environment: Mapping[str, str], serve: Serve, options: Options) -> int:
    """Judge the server at a URL, or the spec's mock where none is given; print the report.

    Returns 0 where the spec is kept, 1 where it is broken, 2 where that could not be judged.
    """
    try:
        if url is not None:
            return _judge(spec, url, environment, _parsed(options.params), options)
        with serve(spec) as endpoints:
            server = endpoints[spec.vendor]
            # What is made there is gone with the server.
            options = replace(options, allow_writes=True)
            return _judge(spec, server.url, server.env, {**server.params, **_parsed(options.params)}, options)
    except UnjudgedError as error:
        sys.stderr.write(f"{spec.vendor}: {visible(str(error))}\n")
        return 2


def _judge(spec: Spec, url: str, environment: Mapping[str, str], params: Mapping[str, Any], options: Options) -> int:
    if options.profile not in PROFILES:
        raise UnjudgedError(f"no profile {options.profile}; there are {' and '.join(PROFILES)}")
    report = run(
        spec,
        url=url,
        credentials=Credentials.from_environment(spec, environment).values,
        seed=options.seed,
        profile=PROFILES[options.profile],
        params=params,
        allow_writes=options.allow_writes,
        probe=options.probe,
        max_requests=options.max_requests,
    )
    sys.stdout.write(f"{render_json(report) if options.as_json else render_text(report)}\n")
    return report.exit_code


def _parsed(params: Iterable[str]) -> dict[str, str]:
    parsed = {}
    for param in params:
        name, found, value = param.partition("=")
        if not found:
            raise UnjudgedError(f"--param {param} is not NAME=VALUE")
        parsed[name] = value
    return parsed
