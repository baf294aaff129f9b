"""One run: reach the server, look at it layer by layer, report."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from vouch.contract.access import access
from vouch.contract.client import Budget, Client, ExhaustedError, UnansweredError
from vouch.contract.conformance import conformance
from vouch.contract.credentials import Credentials
from vouch.contract.refusals import refusals
from vouch.contract.relations import RELATIONS
from vouch.contract.report import Report, Result, UnjudgedError
from vouch.contract.samples import Samples
from vouch.contract.subject import PROFILES, Layer, SilentError, Subject
from vouch.spec import Spec, is_json

LAYERS: tuple[Layer, ...] = (conformance, access, refusals, *RELATIONS)


def run(  # noqa: PLR0913 - what may differ from run to run, each by name
    spec: Spec,
    *,
    url: str,
    credentials: Mapping[str, str],
    seed: int = 1,
    profile: str = "quick",
    params: Mapping[str, Any] | None = None,
    allow_writes: bool = False,
    probe: bool | None = None,
    max_requests: int | None = None,
) -> Report:
    """Judge whether the server at `url` keeps the spec.

    `url` stands for the spec's server URL, path included. `credentials` and `params` are keyed by the arguments of the
    generated client; params that are texts are read as the parameter's type, arrays separated by commas. Without
    `allow_writes` only safe methods are used. Without `probe` every request keeps the spec and carries credentials;
    left out, loopback servers are probed and others not. The same seed sends the same requests.

    A server that is not on loopback has its rate limit kept, may refuse a made-up request with a declared error, and
    breaks nothing where the spec only assumes.

    Raises:
        UnjudgedError: the server cannot be reached, is another one, or refuses the credentials; credentials are
            missing; a param fits no argument; the URL or profile makes no sense.

    """
    if profile not in PROFILES:
        raise UnjudgedError(f"no profile {profile}; there are {' and '.join(PROFILES)}")
    ours = _is_loopback(url)
    limits = PROFILES[profile]
    rate = None if ours else spec.rate_limit
    gap = rate.seconds / rate.requests if rate else 0.0
    budget = Budget(max_requests or limits.requests, limits.seconds, gap)
    results: list[Result] = []
    stopped = ""
    with Client(budget) as client:
        subject = Subject(
            spec=spec,
            url=url.rstrip("/"),
            credentials=Credentials(spec, credentials),
            samples=Samples(spec, params or {}),
            client=client,
            profile=limits,
            seed=seed,
            allow_writes=allow_writes,
            probe=ours if probe is None else probe,
            ours=ours,
        )
        subject.samples.check()
        _reach(subject)
        for layer in LAYERS:
            try:
                results.extend(result if ours else result.fair() for result in layer(subject))
            except SilentError as error:
                results.append(error.result)
            except ExhaustedError as error:
                stopped = str(error)
        stopped = stopped or budget.exhausted
    return Report(spec.vendor, subject.url, seed, profile, budget.used, budget.elapsed, tuple(results), stopped)


def _is_loopback(url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UnjudgedError(f"{url} is not an http or https URL")
    try:
        return parts.hostname == "localhost" or ipaddress.ip_address(parts.hostname).is_loopback
    except ValueError:
        return False


def _reach(subject: Subject) -> None:
    """Ask the safe operations until one answers: is there a server, is it this API, and does it know us."""
    if not subject.operations:
        raise UnjudgedError("no operation may be called without writes (--allow-writes)")
    strange: list[str] = []
    for operation in filter(lambda each: each.safe, subject.operations):
        if operation.security and not subject.credentials.alternatives(operation):
            raise UnjudgedError(f"credentials are missing: {subject.credentials.wanted(*operation.security)}")
        request = subject.samples.call(operation).request(subject.url, subject.carried(operation))
        try:
            exchange = subject.client.send(request)
        except UnansweredError as error:
            raise UnjudgedError(f"{subject.url} cannot be judged: {error}") from None
        if exchange.status in {401, 403}:
            raise UnjudgedError(f"the credentials are refused: {exchange.received(subject.credentials)}")
        if is_json(exchange.media_type):
            return
        strange.append(exchange.received(subject.credentials))
    if strange:
        raise UnjudgedError(f"{subject.url} is no such API: {strange[0]}")
