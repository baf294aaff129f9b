"""The contact with schemathesis, besides its settings and its sending: one execution of its engine as plain values.

It is extended by its registered hooks and followed by the events of its engine.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import schemathesis
from schemathesis.core.errors import NoLinksFound
from schemathesis.engine import Status, events, from_schema
from schemathesis.engine.core import EventStream
from schemathesis.engine.recorder import Interaction, ScenarioRecorder
from schemathesis.engine.run import PhaseName
from schemathesis.generation.meta import CoveragePhaseData, ExamplesPhaseData, TestPhase
from schemathesis.schemas import BaseSchema

from vouch.contract.cases import Cases, Places
from vouch.contract.checks import Judged, is_below
from vouch.contract.deviations import LONGEST
from vouch.contract.exchange import Exchange
from vouch.contract.labels import labelled
from vouch.contract.report import UnjudgedError
from vouch.contract.sending import through
from vouch.contract.settings import settings
from vouch.contract.subject import Subject
from vouch.spec import Operation, is_overlooked
from vouch.spec.walk import walk

_UNSAFE = ["POST", "PUT", "PATCH", "DELETE"]
_NETWORK_ERRORS = {"Network Error", "Server Unavailable", "Unresponsive Operation", "Unhealthy API"}

Case = schemathesis.Case[Any]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one check says of one answer; `message` is empty where it has no objection."""

    check: str
    judged: Judged
    message: str
    objects: bool


@dataclass(frozen=True, slots=True)
class Silence:
    """An operation that did not answer, in the engine's words."""

    operation: Operation
    message: str


class Engine:
    """One execution of all phases: examples, coverage, fuzzing, stateful."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._operations = {f"{each.method.upper()} {each.path}": each for each in subject.operations}
        self._cases = Cases(subject.samples)
        self._stream: EventStream | None = None

    def run(self) -> Iterator[Opinion | Silence]:
        """Yield every opinion on every answer, in the order they come.

        Raises:
            UnjudgedError: the engine cannot make requests of this spec.

        """
        schema: BaseSchema = schemathesis.openapi.from_dict(self._document(), config=settings(self._subject))
        if not self._subject.allow_writes:
            # Excluded methods are not tried as undeclared ones either.
            schema = schema.exclude(method=_UNSAFE)
        self._extend(schema)
        through(self._subject.client, schema, self._stop)
        self._stream = from_schema(schema).execute()
        with warnings.catch_warnings():
            # Patterns that Python reads differently, and the like: nothing that a caller could act on.
            warnings.simplefilter("ignore")
            for event in self._stream:
                yield from self._follow(event)

    def _document(self) -> dict[str, Any]:
        """Return the document for the engine, which writes the targets of references into it, and overlooks nothing.

        How wide an integer is stored, nobody refuses by; and what is too long to be sent has no bound to be tried.
        """
        spec = self._subject.spec
        document = deepcopy(spec.document)
        for kind, _, node in walk(document):
            if kind in {"path-item", "operation"} and "parameters" in node:
                declared = [(entry, spec.resolve(entry)) for entry in node["parameters"]]
                node["parameters"] = [entry for entry, own in declared if not is_overlooked(own["in"], own["name"])]
            elif kind == "request-body":
                for media in node.get("content", {}).values():
                    media["schema"] = {} if media.get("schema", True) is True else media["schema"]
            elif kind == "schema" and isinstance(node, dict):
                if node.get("format") in {"int32", "int64"}:
                    del node["format"]
                for bound in ("maxLength", "maxItems"):
                    if node.get(bound, 0) > LONGEST:
                        del node[bound]
        return document

    def _extend(self, schema: BaseSchema) -> None:
        """Register our hooks and credentials. The registry wants plain functions, and a class that it instantiates."""

        @schema.hook("map_case")
        def adapt(_: schemathesis.HookContext, case: Case) -> Case:
            self._adapt(case)
            return case

        # Cases made of examples pass no other hook.
        @schema.hook("before_add_examples")
        def adapt_examples(_: schemathesis.HookContext, examples: list[Case]) -> None:
            spared = [case for case in examples if self._adapt(case)]
            # What they ask for is pinned: nothing can stand for it that the server has to know.
            examples[:] = [case for case in examples if case not in spared]

        @schema.hook("after_call")
        def learn(_: schemathesis.HookContext, case: Case, response: schemathesis.Response) -> None:
            self._learn(case, response)

        @schema.auth(refresh_interval=None)
        class Provider:
            """Hands every case the credentials of its operation's first usable alternative."""

            def get(_, case: Case, __: schemathesis.AuthContext) -> Any:  # noqa: N805 - self is the engine
                return self._subject.carried(self._operations[case.operation.label])

            def set(_, case: Case, data: Any, __: schemathesis.AuthContext) -> None:  # noqa: N805 - self is the engine
                case.headers.update(data.headers)
                case.query.update(data.query)
                case.cookies.update(data.cookies)

    def _adapt(self, case: Case) -> bool:
        """Change a case so that it may be sent; say whether it keeps away from something that is pinned."""
        operation, samples = self._operations[case.operation.label], self._subject.samples
        if isinstance(case.body, dict):
            # Whatever is wrong with a request, what it makes is to be found again.
            body = samples.pinning(operation, case.body) if _is_positive(case) else case.body
            case.body = labelled(samples.spec, operation, body, samples.maker)
        places: Places = {
            "query": case.query,
            "path": case.path_parameters,
            "header": case.headers,
            "cookie": case.cookies,
        }
        if _is_positive(case):
            follows = case.meta is not None and case.meta.phase.name is TestPhase.STATEFUL
            self._cases.adapt(operation, places, follows=follows)
        return self._cases.spare(operation, case.method, places)

    def _learn(self, case: Case, response: schemathesis.Response) -> None:
        """Learn the way to the next page."""
        if _is_positive(case) and case.operation.method == "get":
            self._cases.learn(self._operations[case.operation.label], case.query, _json(response.content))

    def _stop(self) -> None:
        if self._stream:
            self._stream.stop()

    def _follow(self, event: events.EngineEvent) -> Iterator[Opinion | Silence]:
        if isinstance(event, events.PhaseStarted) and event.phase.name is PhaseName.PROBING:
            # Asks what a server makes of odd bytes, without credentials; we never send those bytes.
            event.phase.is_enabled = False
        elif isinstance(event, events.ScenarioFinished):
            yield from self._opinions(event.recorder)
        elif isinstance(event, events.Interrupted) and not self._subject.client.budget.stopped:
            self._stop()
            raise KeyboardInterrupt
        elif isinstance(event, events.NonFatalError) and not self._subject.client.budget.stopped:
            if isinstance(event.value, NoLinksFound):
                return  # every chain of requests would have to write
            if event.info.title not in _NETWORK_ERRORS:
                message = " ".join(f"{event.info.title}: {event.info.message}".split())
                raise UnjudgedError(f"{event.label} cannot be tested: {self._subject.credentials.hide(message)}")
            yield Silence(self._operations.get(event.label, self._subject.operations[0]), event.info.message)

    def _opinions(self, recorder: ScenarioRecorder) -> Iterator[Opinion]:
        for case_id, nodes in recorder.checks.items():
            if recorder.interactions[case_id].response is not None:
                judged = self._judged(recorder, case_id)
                for node in nodes:
                    message = node.failure_info.failure.message if node.failure_info else ""
                    yield Opinion(node.name, judged, message, objects=node.status is Status.FAILURE)

    def _judged(self, recorder: ScenarioRecorder, case_id: str) -> Judged:
        node = recorder.cases[case_id]
        meta = node.value.meta
        data = meta.phase.data if meta else None
        operation = self._operations[node.value.operation.label]
        if node.value.method != operation.method.upper():
            # A method that no operation declares is the business of the path; its first operation stands for it.
            operation = next(first for first in self._subject.spec.operations if first.path == operation.path)
        return Judged(
            operation=operation,
            exchange=_exchange(recorder.interactions[case_id]),
            positive=_is_positive(node.value),
            deviation=data.scenario.value if isinstance(data, CoveragePhaseData) else "",
            location=str(data.parameter_location.value) if data and data.parameter_location else "",
            parameter=(data.parameter or "") if data else "",
            follows=node.is_transition_applied,
            made=node.is_transition_applied and self._made(recorder, node.parent_id, operation),
            example=isinstance(data, ExamplesPhaseData),
        )

    def _made(self, recorder: ScenarioRecorder, case_id: str | None, operation: Operation) -> bool:
        """Say whether a case made what an operation asks for."""
        if case_id is None or case_id not in recorder.cases:
            return False
        response = recorder.interactions[case_id].response if case_id in recorder.interactions else None
        maker = self._operations[recorder.cases[case_id].value.operation.label]
        return response is not None and response.status_code < HTTPStatus.BAD_REQUEST and is_below(operation, maker)


def _is_positive(case: Case) -> bool:
    return case.meta is not None and case.meta.generation.mode.is_positive


def _exchange(interaction: Interaction) -> Exchange:
    request, response = interaction.request, interaction.response
    if response is None:
        raise ValueError("an exchange needs an answer")
    return Exchange(
        method=request.method,
        url=request.uri,
        headers={name: values[0] for name, values in request.headers.items()},
        body=request.body or b"",
        status=response.status_code,
        answer_headers={name: values[0] for name, values in response.headers.items()},
        answer=response.content,
    )


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None
