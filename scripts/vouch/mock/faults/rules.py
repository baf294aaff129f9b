"""Rules: a fault, and which requests it strikes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jsonschema_rs

from vouch.mock.faults.kinds import KINDS, Fault
from vouch.spec.wording import expectation

_WHEN: Mapping[str, Mapping[str, Any]] = {
    "operation": {"type": "string"},
    "arguments": {"type": "object", "additionalProperties": {"type": "string"}},
    "rate": {"type": "number", "minimum": 0, "maximum": 1},
    "after": {"type": "integer", "minimum": 0},
    "times": {"type": "integer", "minimum": 1},
}


class FaultError(ValueError):
    """Rules that cannot be followed; the message says all that is wrong with them, a line each."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One fault, and when it strikes.

    `operation` is an operationId, `arguments` are query parameters with a value that the request must have. Of the
    requests that match, the first `after` go well; of the others that share strikes which `rate` says, `times` at
    most.
    """

    fault: Fault
    operation: str | None = None
    arguments: Mapping[str, str] = field(default_factory=dict)
    rate: float = 1.0
    after: int = 0
    times: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return what `read_rules` reads."""
        options = {name: getattr(self.fault, name) for name in self.fault.options()}
        when = {name: getattr(self, name) for name in _WHEN}
        said = {name: value for name, value in {**options, **when}.items() if value not in (None, {})}
        return {"fault": self.fault.name, **said}


def read_rules(values: Sequence[Any]) -> list[Rule]:
    """Read rules from JSON: `{"fault": "status", "status": 503, "rate": 0.1}`.

    Raises:
        FaultError: some are none.

    """
    problems = [problem for value in values for problem in _problems(value)]
    if problems:
        raise FaultError("\n".join(problems))
    return [_rule(value) for value in values]


def _rule(value: Mapping[str, Any]) -> Rule:
    kind = KINDS[value["fault"]]
    options = {name: _whole(value[name]) for name in kind.options() if name in value}
    return Rule(kind(**options), **{name: _whole(value[name]) for name in _WHEN if name in value})


def _whole(value: Any) -> Any:
    """Return an integer for one that is written with a fraction: JSON knows no difference."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _problems(value: Any) -> Iterator[str]:
    name = value.get("fault") if isinstance(value, dict) else None
    if not isinstance(name, str) or name not in KINDS:
        found = "a rule without fault" if name is None else f"no fault {name}"
        yield f"{found}; expected one of {', '.join(KINDS)}"
        return
    for error in _validator(name).iter_errors(value):
        place = "/".join(map(str, error.instance_path))
        yield f"fault {name}: {place and f'{place}: '}{error.message}; expected {expectation(error)}"


@cache
def _validator(name: str) -> jsonschema_rs.Draft202012Validator:
    properties = {"fault": True, **{key: dict(schema) for key, schema in KINDS[name].options().items()}, **_WHEN}
    return jsonschema_rs.Draft202012Validator({"properties": properties, "additionalProperties": False})
