"""The stock checks as rules: what each asks, of which operations and answers, and where the spec says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from vouch.contract.exchange import Exchange
from vouch.contract.statuses import declared_instead
from vouch.spec import Operation, Response, Spec
from vouch.spec import pointer as ptr


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer that was put before the checks.

    `deviation` names what is wrong with the request (empty: nothing), `location` and `parameter` where it is wrong,
    `follows` whether values of an earlier answer are in it, `made` whether that answer made what it asks for,
    `example` whether it was made of the spec's examples.
    """

    operation: Operation
    exchange: Exchange
    positive: bool
    deviation: str = ""
    location: str = ""
    parameter: str = ""
    follows: bool = False
    made: bool = False
    example: bool = False

    @property
    def probe(self) -> bool:
        """Whether the request is malformed as a whole, so that its answer says nothing about the operation."""
        return self.deviation in {"unspecified_http_method", "malformed_content_type", "unsupported_content_type"}

    @property
    def response(self) -> Response | None:
        """What the spec declares for the status that came."""
        return self.operation.response(self.exchange.status)


@dataclass(frozen=True, slots=True)
class Check:
    """A stock check.

    `concerns` says of which operations it can ever be asked, `judges` which answers put it to the test: a check that
    looks the other way passes in silence, and that must not count as kept.
    """

    rule: str
    expected: Callable[[Judged], str]
    place: Callable[[Judged], str]
    judges: Callable[[Judged], bool] = lambda _: True
    concerns: Callable[[Spec, Operation], bool] = lambda _, __: True
    needs: str = "an answer from the server"


def _operation(judged: Judged) -> str:
    return judged.operation.pointer


def _responses(judged: Judged) -> str:
    return judged.response.pointer if judged.response else judged.operation.pointer + "/responses"


_KEYWORDS = {
    "missing_parameter": "required",
    "incorrect_type": "schema/type",
    "invalid_enum_value": "schema/enum",
    "invalid_format": "schema/format",
    "invalid_pattern": "schema/pattern",
    "value_above_maximum": "schema/maximum",
    "value_below_minimum": "schema/minimum",
    "array_below_min_items": "schema/minItems",
    "array_above_max_items": "schema/maxItems",
    "string_below_min_length": "schema/minLength",
    "string_above_max_length": "schema/maxLength",
}
"""The keyword of a parameter that a deviation is about."""


def _deviant(judged: Judged) -> str:
    for parameter in judged.operation.parameters:
        if (parameter.name, parameter.location) == (judged.parameter, judged.location):
            return f"{parameter.pointer}/{_KEYWORDS.get(judged.deviation, '')}".rstrip("/")
    body = judged.operation.body
    return body.pointer if body and judged.location == "body" else judged.operation.pointer


def _statuses(judged: Judged) -> str:
    return f"a declared status: {', '.join(judged.operation.responses)}"


def _media_types(judged: Judged) -> str:
    return " or ".join(judged.response.content) if judged.response else "a declared media type"


def _stands_for_path(spec: Spec, operation: Operation) -> bool:
    return operation is next(first for first in spec.operations if first.path == operation.path)


def _is_secured(_: Spec, operation: Operation) -> bool:
    return bool(operation.security) and () not in operation.security


def _has_headers(_: Spec, operation: Operation) -> bool:
    # Those of 429 are never seen: a run keeps the rate limit.
    return any(response.headers for status, response in operation.responses.items() if status != "429")


def _has_required_header(_: Spec, operation: Operation) -> bool:
    return any(parameter.required and parameter.location == "header" for parameter in operation.parameters)


def _has_bodies(_: Spec, operation: Operation) -> bool:
    return any(response.content for status, response in operation.responses.items() if status != "429")


def _can_be_broken(_: Spec, operation: Operation) -> bool:
    return bool(operation.parameters or operation.body)


def _is_deletable(spec: Spec, operation: Operation) -> bool:
    return "{" in operation.path and any(other.method == "delete" for other in spec.operations)


def _is_created(spec: Spec, operation: Operation) -> bool:
    # The check looks away where anything in a request is not of the answer before.
    alone = all(parameter.location == "path" for parameter in operation.parameters)
    return alone and any(is_below(operation, other) for other in spec.operations)


def is_below(operation: Operation, other: Operation) -> bool:
    """Say whether an operation asks for what another makes, going by their paths, as the stock check does."""
    return other.method == "post" and operation.path.startswith(other.path.rstrip("/") + "/{")


CHECKS: Mapping[str, Check] = {
    "not_a_server_error": Check(
        rule="no request makes the server fail",
        expected=lambda _: "an answer below 500",
        place=_operation,
    ),
    "status_code_conformance": Check(
        rule="every status is a declared one",
        expected=_statuses,
        place=lambda judged: declared_instead(judged.operation, judged.exchange.status),
        judges=lambda judged: not judged.probe,
    ),
    "content_type_conformance": Check(
        rule="every body has a declared media type",
        expected=_media_types,
        place=_responses,
        judges=lambda judged: not judged.probe and judged.response is not None and bool(judged.response.content),
        concerns=_has_bodies,
        needs="an answer whose status has a body declared",
    ),
    "response_headers_conformance": Check(
        rule="declared headers are there and keep their schemas",
        expected=lambda _: "the headers that the spec declares for this status",
        place=_responses,
        judges=lambda judged: not judged.probe and judged.response is not None and bool(judged.response.headers),
        concerns=_has_headers,
        needs="an answer whose status has headers declared",
    ),
    "response_schema_conformance": Check(
        rule="every body keeps its schema",
        expected=lambda _: "a body that keeps its schema",
        place=_responses,
        judges=lambda judged: not judged.probe and judged.response is not None and judged.response.schema is not None,
        concerns=_has_bodies,
        needs="an answer whose status has a schema",
    ),
    "positive_data_acceptance": Check(
        rule="what the spec allows is accepted",
        expected=lambda _: "2xx: the request keeps the spec",
        place=_operation,
        judges=lambda judged: judged.positive and not judged.probe,
        needs="a request that the server accepts (--param)",
    ),
    "negative_data_rejection": Check(
        rule="what the spec forbids is refused",
        expected=lambda _: "a refusal (4xx)",
        place=_deviant,
        judges=lambda judged: not judged.positive and not judged.probe,
        concerns=_can_be_broken,
        needs="probing (--probe)",
    ),
    "missing_required_header": Check(
        rule="a required header that is missing is refused",
        expected=lambda _: "a refusal (4xx)",
        place=_deviant,
        judges=lambda judged: judged.deviation == "missing_parameter" and judged.location == "header",
        concerns=_has_required_header,
        needs="probing (--probe)",
    ),
    "ignored_auth": Check(
        rule="missing and wrong credentials are refused",
        expected=lambda _: "401 or 403",
        place=lambda judged: ptr.join(judged.operation.pointer, "security"),
        judges=lambda judged: judged.exchange.accepted and not judged.probe,
        concerns=_is_secured,
        needs="probing (--probe), and a request that the server accepts",
    ),
    "unsupported_method": Check(
        rule="methods that are not declared get 405 and Allow",
        expected=lambda _: "405 with an Allow header",
        place=_operation,
        judges=lambda judged: judged.deviation == "unspecified_http_method",
        concerns=_stands_for_path,
        needs="probing (--probe)",
    ),
    "allow_header_conformance": Check(
        rule="Allow names exactly the declared methods",
        expected=lambda _: "Allow with the methods that the spec declares for this path",
        place=_operation,
        judges=lambda judged: (
            judged.exchange.method == "OPTIONS"
            and any(name.lower() == "allow" for name in judged.exchange.answer_headers)
        ),
        concerns=_stands_for_path,
        needs="probing (--probe), and an answer to OPTIONS with an Allow header",
    ),
    "use_after_free": Check(
        rule="what was deleted is gone",
        expected=lambda _: "404",
        place=_operation,
        judges=lambda judged: judged.follows,
        concerns=_is_deletable,
        needs="a delete whose thing can be asked for",
    ),
    "ensure_resource_availability": Check(
        rule="what was created is there",
        expected=lambda _: "2xx",
        place=_operation,
        judges=lambda judged: (
            judged.made and (judged.exchange.accepted or judged.exchange.status == HTTPStatus.NOT_FOUND)
        ),
        concerns=_is_created,
        needs="a create whose thing can be asked for",
    ),
}

EXCLUDED: Mapping[str, str] = {
    "object_level_authorization": "needs two identities with things of their own; a vendor's environment holds one",
    "max_response_time": "no spec promises a time; an answer that takes too long ends the run instead",
}
"""The stock checks that are switched off, each with the reason."""

STATEFUL = frozenset({"use_after_free", "ensure_resource_availability"})
"""The checks of things that are read or deleted one by one, for which specs have no word yet, and mocks no memory."""

PROBING = frozenset(
    {
        "negative_data_rejection",
        "missing_required_header",
        "ignored_auth",
        "unsupported_method",
        "allow_header_conformance",
    }
)
"""The checks that need requests which are invalid, unauthenticated or of an undeclared method."""
