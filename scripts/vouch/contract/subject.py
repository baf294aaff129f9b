"""What a run is about: one spec, one server, and what may be sent to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from vouch.contract.calls import Call
from vouch.contract.client import Client, UnansweredError
from vouch.contract.credentials import Carried, Credentials
from vouch.contract.exchange import Exchange, brief
from vouch.contract.report import Failure, Result
from vouch.contract.samples import Samples
from vouch.evidence import level
from vouch.spec import Operation, Spec

EVERY_ANSWER = "every request is answered"
"""The rule that a server breaks by its silence."""


class SilentError(Exception):
    """A request of a layer got no answer; the layer cannot go on, and `result` says so."""

    def __init__(self, result: Result) -> None:
        self.result = result
        super().__init__(result.rule)


@dataclass(frozen=True, slots=True)
class Profile:
    """How much a run does: generated examples, pages of one walk, seconds and requests in all.

    Besides the values of a filter and the sizes of a page that tell most, it tries up to so many `others`. Where things
    are created, it goes through as many `sequences` of that many `steps`; on a server elsewhere, where they stay, these
    make so many `things` at most.

    `patience` is how many seconds one answer may take, from the first byte sent to the last one received.
    """

    name: str
    examples: int
    pages: int
    seconds: float
    requests: int
    patience: float = 10
    others: int = 0
    sequences: int = 3
    steps: int = 8
    things: int = 12


PROFILES: Mapping[str, Profile] = {
    "quick": Profile("quick", examples=10, pages=40, seconds=120, requests=4_000),
    "thorough": Profile(
        "thorough",
        examples=200,
        pages=400,
        seconds=1_800,
        requests=50_000,
        others=40,
        sequences=30,
        steps=30,
        things=60,
    ),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """A server to judge; one that is not `ours` never saw our assumptions, and is held to them only where `strict`."""

    spec: Spec
    url: str
    credentials: Credentials
    samples: Samples
    client: Client
    profile: Profile
    seed: int
    allow_writes: bool
    probe: bool
    ours: bool
    strict: bool = False

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The operations that may be called."""
        return tuple(operation for operation in self.spec.operations if operation.safe or self.allow_writes)

    @property
    def lists(self) -> tuple[Operation, ...]:
        """The operations that list things page by page."""
        return tuple(operation for operation in self.operations if operation.safe and operation.pagination)

    def carried(self, operation: Operation) -> Carried:
        """Return the credentials of the first alternative that we have; none where the operation asks for none."""
        return self.credentials.carried(next(iter(self.credentials.alternatives(operation)), ()))

    def ask(self, call: Call) -> Exchange:
        """Send a call with credentials; raises what `send` raises."""
        return self.send(call, self.carried(call.operation))

    def send(self, call: Call, carried: Carried) -> Exchange:
        """Send a call.

        Raises:
            ExhaustedError: nothing more may be sent.
            SilentError: no complete answer came.

        """
        request = call.request(self.url, carried)
        try:
            return self.client.send(request)
        except UnansweredError as error:
            sent = Exchange(request.method, str(request.url), dict(request.headers), request.content, 0, {}, b"")
            failure = self.silence(sent, call.operation, str(error))
            raise SilentError(
                Result(call.operation.id, "answer", EVERY_ANSWER, 1, (failure,), pointer=call.operation.pointer)
            ) from None

    def silence(self, sent: Exchange, operation: Operation, received: str) -> Failure:
        """Return the failure that a request without a usable answer is."""
        expected = f"an answer that can be read, within {self.profile.patience:g} s"
        return self.failure(sent, operation.pointer, expected, received)

    def where(self, pointer: str) -> str:
        """Return the file and line of what stands at a pointer."""
        return f"{self.spec.source.path}:{self.spec.source.line(pointer)}"

    def failure(self, exchange: Exchange, pointer: str, expected: str, received: str = "", times: int = 1) -> Failure:
        """Return a failure that an exchange showed; what was received is the answer unless said otherwise."""
        return Failure(
            where=self.where(pointer),
            evidence=level(self.spec.document, pointer),
            request=exchange.curl(self.credentials),
            received=brief(self.credentials.hide(received)) or exchange.received(self.credentials),
            expected=brief(self.credentials.hide(expected)),
            times=times,
            pointer=pointer,
        )


Layer = Callable[[Subject], Iterator[Result]]
"""One way of looking at a server: yields a result for every rule it knows of."""
