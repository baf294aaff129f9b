"""One server judged: by every layer of the suite, the cheapest first, until one rule is broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tests.mutants.direct import Direct, Serve, serving

from vouch.contract import LAYERS, Credentials, Report, Result, UnjudgedError, render_text, run
from vouch.contract.conformance import conformance
from vouch.contract.machine import creation
from vouch.contract.subject import Layer
from vouch.mock import Endpoint, Mock, create_app
from vouch.spec import Spec, load

URL = "http://127.0.0.1"
_ROOT = Path(__file__).parents[2]
_DEAR: tuple[Layer, ...] = (creation, conformance)
"""Layers that are left for last: each takes longer than all the others together."""
OURS: tuple[Layer, ...] = tuple(layer for layer in LAYERS if layer is not conformance)
"""All layers but the stock suite."""

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
    layers, asked in this order. `mock` is one that nobody has asked anything yet, `endpoint` says how it is reached.
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
        """Judge the vendor's own mock by some layers, and learn from it.

        Raises:
            FalseAlarmError: a rule is broken.

        """
        mock = create_app(spec)
        endpoint = mock.describe(URL)
        cheap = tuple(layer for layer in layers if layer not in _DEAR)
        dear = tuple(layer for layer in _DEAR if layer in layers)
        # In the order in which twins are judged: what one layer creates is there for the next.
        serve = serving(create_app(spec))
        reports = [
            judged(spec, serve, endpoint, seed=seed, layers=group, max_requests=_REQUESTS) for group in (cheap, dear)
        ]
        for report in reports:
            if report.exit_code:
                raise FalseAlarmError(render_text(report))
        results = [result for report in reports for result in report.results]
        # What reads along has seen more than any one layer shows it.
        exercised = frozenset(_rule(result) for result in results if result.cases and result.check != "answer")
        return cls(spec, seed, mock, endpoint, exercised, cheap, dear)

    def broken(self, serve: Serve, layers: Sequence[Layer]) -> str:
        """Return the first rule that a server is found to break, in words; empty where it breaks none.

        A rule that is not put to the test any more is one: on servers of ours all are.
        """
        try:
            report = judged(
                self.spec,
                serve,
                self.endpoint,
                seed=self.seed,
                layers=layers,
                fail_fast=True,
                max_requests=_REQUESTS,
            )
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


def judged(spec: Spec, serve: Serve, endpoint: Endpoint, **options: Any) -> Report:
    """Run the suite on a server, writes allowed unless said otherwise."""
    credentials = Credentials.from_environment(spec, endpoint.env).values
    chosen = {"url": URL, "allow_writes": True, "params": endpoint.params, "transport": Direct(serve)}
    return run(spec, **{**chosen, "credentials": credentials, **options})


def _rule(result: Result) -> Rule:
    return result.operation, result.check, result.rule
