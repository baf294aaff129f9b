"""One server judged: by every layer of the suite, the cheapest first, until one rule is broken."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Self

from tests.mutants.direct import Direct, Serve, serving

from vouch.contract import LAYERS, Credentials, Report, Result, UnjudgedError, render_text, run
from vouch.contract.subject import Layer, Subject
from vouch.mock import Endpoint, Mock, create_app
from vouch.spec import Spec, load

URL = "http://127.0.0.1"
_ROOT = Path(__file__).parents[2]
_DEAR = 0.4
"""Seconds of processor time from which on a layer is left for last."""

_REQUESTS = 20_000
"""More than any run needs: one that stops early says nothing."""

Rule = tuple[str, str, str]
"""An operation, a check and the rule in words."""


def specs() -> dict[str, Spec]:
    """Return the specs whose mocks are judged, the smallest first: the project's, and one that uses every word."""
    paths = {path.parent.name: path for path in sorted(_ROOT.glob("specs/*/openapi.yaml"))}
    paths["bazaar"] = Path(__file__).with_name("bazaar.yaml")
    loaded = [load(path, vendor) for vendor, path in paths.items()]
    return {spec.vendor: spec for spec in sorted(loaded, key=lambda spec: len(spec.operations))}


@dataclass(frozen=True)
class Judge:
    """Judges servers that claim to be one vendor, all with the same seed.

    `exercised` are the rules that the vendor's own mock, which breaks none, puts to the test; `cheap` and `dear` the
    layers by what they took there. `mock` is one that nobody has asked anything yet, `endpoint` says how it is reached.
    """

    spec: Spec
    seed: int
    mock: Mock
    endpoint: Endpoint
    exercised: frozenset[Rule]
    cheap: tuple[Layer, ...]
    dear: tuple[Layer, ...]

    @classmethod
    def of(cls, spec: Spec, seed: int = 1, *, layers: Sequence[Layer] = LAYERS) -> Self:
        """Judge the vendor's own mock by some layers, and learn from it; those left out are taken for dear.

        Raises:
            FalseAlarmError: a rule is broken.

        """
        spent: dict[Layer, float] = {}

        def timed(layer: Layer) -> Layer:
            @wraps(layer)
            def results(subject: Subject) -> Iterator[Result]:
                began = time.process_time()
                yield from list(layer(subject))
                spent[layer] = time.process_time() - began

            return results

        mock = create_app(spec)
        endpoint = mock.describe(URL)
        report = _run(spec, serving(mock), endpoint, seed, tuple(map(timed, layers)), fail_fast=False)
        if report.exit_code:
            raise FalseAlarmError(render_text(report))
        cheap = tuple(layer for layer in sorted(spent, key=spent.__getitem__) if spent[layer] < _DEAR)
        # What reads along has seen more than any one layer shows it.
        exercised = frozenset(_rule(result) for result in report.results if result.cases and result.check != "answer")
        return cls(
            spec,
            seed,
            create_app(spec),
            endpoint,
            exercised,
            cheap,
            tuple(layer for layer in LAYERS if layer not in cheap),
        )

    def broken(self, serve: Serve, layers: Sequence[Layer]) -> str:
        """Return the first rule that a server is found to break, in words; empty where it breaks none.

        A rule that is not put to the test any more is one: on servers of ours all are.
        """
        try:
            report = _run(self.spec, serve, self.endpoint, self.seed, layers, fail_fast=True)
        except UnjudgedError as error:
            return f"unjudged: {error}"
        for result in report.results:
            if result.failures:
                return f"{result.check}: {result.rule}"
            if not result.cases and _rule(result) in self.exercised:
                return f"{result.check}, not exercised: {result.rule}"
        return f"unjudged: {report.stopped}" if report.stopped else ""


class FalseAlarmError(Exception):
    """A mock without a fault is said to break its spec; the message is the report."""


def _run(  # noqa: PLR0913 - what a run is about
    spec: Spec, serve: Serve, endpoint: Endpoint, seed: int, layers: Sequence[Layer], *, fail_fast: bool
) -> Report:
    return run(
        spec,
        url=URL,
        credentials=Credentials.from_environment(spec, endpoint.env).values,
        params=endpoint.params,
        seed=seed,
        allow_writes=True,
        layers=layers,
        fail_fast=fail_fast,
        max_requests=_REQUESTS,
        transport=Direct(serve),
    )


def _rule(result: Result) -> Rule:
    return result.operation, result.check, result.rule
