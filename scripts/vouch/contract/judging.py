"""One run: reach the server, look at it layer by layer, report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx

from vouch.contract.access import access
from vouch.contract.address import Address
from vouch.contract.agreement import Agreement, Reader
from vouch.contract.answers import Answers
from vouch.contract.client import Budget, Client, ExhaustedError, UnansweredError, UnreadableError
from vouch.contract.conformance import conformance
from vouch.contract.credentials import Credentials
from vouch.contract.departures import Departures
from vouch.contract.differences import differences
from vouch.contract.exchange import Exchange
from vouch.contract.findings import assumptions
from vouch.contract.journal import Journal
from vouch.contract.machine import creation
from vouch.contract.oddities import oddities
from vouch.contract.refusals import refusals
from vouch.contract.relations import RELATIONS
from vouch.contract.report import Failure, Report, Result, UnjudgedError, keep_smallest
from vouch.contract.samples import Samples
from vouch.contract.subject import PROFILES, Layer, Profile, SilentError, Subject
from vouch.evidence import Ledger, level
from vouch.spec import Operation, Spec, is_json

LAYERS: tuple[Layer, ...] = (access, refusals, oddities, *RELATIONS, creation, conformance)
"""The stock checks come last: what they create makes lists longer, which all others read."""


def run(  # noqa: PLR0913 - what may differ from run to run, each by name
    spec: Spec,
    *,
    url: str,
    credentials: Mapping[str, str],
    seed: int = 1,
    profile: Profile = PROFILES["quick"],
    params: Mapping[str, Any] | None = None,
    allow_writes: bool = False,
    probe: bool | None = None,
    ours: bool | None = None,
    strict: bool = False,
    max_requests: int | None = None,
    layers: Sequence[Layer] = LAYERS,
    fail_fast: bool = False,
    transport: httpx.AsyncBaseTransport | None = None,
    reader: Reader | None = None,
) -> Report:
    """Judge whether the server at `url` keeps the spec.

    `url` stands for the spec's server URL, path included. `credentials` and `params` are keyed by the arguments of the
    generated client; params that are texts are read as the parameter's type, arrays separated by commas. Without
    `allow_writes` only safe methods are used. Without `probe` every request keeps the spec and carries credentials;
    left out, servers of ours are probed and others not. The same seed sends the same requests.

    A server is `ours` where that is said, else where it is on loopback. One that is not may refuse a made-up request
    with a declared error, and breaks nothing where the spec only assumes, unless the run is `strict`: then a rule that
    nothing put to the test fails it as well. Servers elsewhere have their rate limit kept.

    With `fail_fast` the run ends at the first broken rule. `transport` stands for the network, for a server that is
    an object of this process. `reader` is the generated client; without it nothing is said about clients.

    Raises:
        SpecError: the ledger beside the spec is none.
        UnjudgedError: the server cannot be reached, is another one, or refuses the credentials; credentials are
            missing or cannot be sent; a param fits no argument; the URL or a proxy of the environment is none.

    """
    started = datetime.now(UTC).isoformat(timespec="seconds")
    address = Address.read(url)
    ours = address.loopback if ours is None else ours
    ledger = None if ours else Ledger.beside(spec)
    rate = None if address.loopback else spec.rate_limit
    gap = rate.seconds / rate.requests if rate else 0.0
    budget = Budget(profile.requests if max_requests is None else max_requests, profile.seconds, gap)
    results: list[Result] = []
    journal = Journal(spec, address.url)
    with Client(budget, journal, seconds=profile.patience, abroad=not address.loopback, transport=transport) as client:
        subject = Subject(
            spec=spec,
            url=address.url,
            credentials=Credentials(spec, credentials),
            samples=Samples(spec, params or {}, f"vouch contract {seed}"),
            client=client,
            profile=profile,
            seed=seed,
            allow_writes=allow_writes,
            probe=address.loopback if probe is None else probe,
            ours=ours,
            strict=strict,
        )
        subject.credentials.check()
        subject.samples.check()
        departures = Departures(spec)
        if not ours:  # a server made of the spec tells nothing about it
            journal.follow(departures.read)
        answers = Answers(subject)
        journal.follow(answers.read)
        layers = (*layers, answers.results)
        if reader:
            agreement = Agreement(subject, reader)
            journal.follow(agreement.read)
            layers = (*layers, agreement.results)
        with suppress(ExhaustedError):
            _reach(subject)
        for layer in layers:
            began = budget.elapsed
            journal.purpose = layer.__name__
            found = _results(subject, layer)
            told = list(_to_the_first_broken(found) if fail_fast else found)
            results += _told(subject, told, budget.elapsed - began)
            if fail_fast and told and told[-1].failures:
                break
    news, patch = differences(subject, departures.found.values(), started.partition("T")[0])
    return Report(
        vendor=spec.vendor,
        url=address.url,
        seed=seed,
        profile=profile.name,
        requests=budget.used,
        seconds=budget.elapsed,
        results=tuple(merge(results)),
        stopped=budget.stopped,
        started=started,
        strict=strict,
        sent=tuple((*entry, count) for entry, count in journal.sent.items()),
        differences=news,
        patch=patch,
        assumptions=assumptions(subject, results, departures, ledger) if ledger else (),
    )


def _results(subject: Subject, layer: Layer) -> Iterator[Result]:
    """Yield the results of a layer, as they count for this server."""
    try:
        for result in layer(subject):
            yield result if subject.ours or subject.strict else result.fair()
    except SilentError as error:
        yield error.result
    except ExhaustedError:
        return  # what needs no request is still said


def _to_the_first_broken(results: Iterator[Result]) -> Iterator[Result]:
    for result in results:
        yield result
        if result.failures:
            return


def _told(subject: Subject, results: list[Result], seconds: float) -> Iterator[Result]:
    """Yield the results of a layer with where each rule is declared, how well it is known, and how long it took.

    What a run that ended early did not come to needs no more than its rest.
    """
    stopped = subject.client.budget.stopped
    cases = sum(result.cases for result in results) or 1
    for result in results:
        yield replace(
            result,
            needs="a run that goes on to its end" if stopped else result.needs,
            where=subject.where(result.pointer),
            evidence=level(subject.spec.document, result.pointer),
            seconds=seconds * result.cases / cases,
        )


def _is_declared(operation: Operation, exchange: Exchange) -> bool:
    """Say whether the spec declares an answer that is not JSON: its media type, or that there is no body."""
    response = operation.response(exchange.status)
    if response is None:
        return False
    return exchange.media_type in response.media_types if response.content else not exchange.answer


def merge(results: Iterable[Result]) -> Iterable[Result]:
    """Return the results, a rule that several layers judged only once: that every request is answered is one."""
    merged: dict[tuple[str, str, str], Result] = {}
    for result in results:
        key = result.operation, result.check, result.rule
        if known := merged.get(key):
            merged[key] = replace(
                known,
                cases=known.cases + result.cases,
                failures=_smallest((*known.failures, *result.failures)),
                refuted=_smallest((*known.refuted, *result.refuted)),
                seconds=known.seconds + result.seconds,
            )
        else:
            merged[key] = result
    return merged.values()


def _smallest(failures: Iterable[Failure]) -> tuple[Failure, ...]:
    kept: dict[tuple[str, str], Failure] = {}
    for failure in failures:
        keep_smallest(kept, failure)
    return tuple(kept.values())


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
        except UnreadableError:
            return  # there is a server, and the layers say what is wrong with it
        except UnansweredError as error:
            message = subject.credentials.hide(str(error))
            raise UnjudgedError(f"{subject.url} cannot be judged: {message}") from None
        if exchange.status in {401, 403}:
            raise UnjudgedError(f"the credentials are refused: {exchange.received(subject.credentials)}")
        if is_json(exchange.media_type) or _is_declared(operation, exchange):
            return
        strange.append(exchange.received(subject.credentials))
    if strange:
        raise UnjudgedError(f"{subject.url} is no such API: {strange[0]}")
