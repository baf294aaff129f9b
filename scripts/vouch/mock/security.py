"""Who may call: the security schemes of a spec, and the one credential that each of them accepts here."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs

from vouch.mock.calls import Call
from vouch.spec import Operation, SecurityScheme, Spec, names

Proof = Callable[[Call], bool]


def demo_credential(argument: str) -> str:
    """Return the value that a mock accepts for a credential argument: `demo_api_key`."""
    return f"demo_{argument}"


def demo_environment(spec: Spec) -> Mapping[str, str]:
    """Return the client's environment variables that sign in to a mock, in every way there is."""
    arguments = (argument for scheme in spec.security_schemes.values() for argument in scheme.arguments)
    return {names.environment(spec.vendor, argument): demo_credential(argument) for argument in arguments}


class Guard:
    """Decides who may call one operation."""

    def __init__(self, spec: Spec, operation: Operation) -> None:
        self._alternatives = tuple(
            tuple(_proof(spec.security_schemes[name]) for name in alternative) for alternative in operation.security
        )

    def admits(self, call: Call) -> bool:
        """Say whether the call satisfies every scheme of one alternative, or none is asked for."""
        return not self._alternatives or any(all(proof(call) for proof in proofs) for proofs in self._alternatives)


def _proof(scheme: SecurityScheme) -> Proof:
    values = [demo_credential(argument) for argument in scheme.arguments]
    match scheme.kind:
        case "basic":
            return _authorization("basic", b64encode(":".join(values).encode()).decode())
        case "bearer":
            return _authorization("bearer", values[0])
        case "header":
            return lambda call: call.headers.getlist(scheme.parameter) == values
        case "query":
            return lambda call: parse_qs(call.query.decode("latin-1")).get(scheme.parameter) == values
        case "cookie":
            return lambda call: call.cookies().get(scheme.parameter) == values[0]


def _authorization(kind: str, expected: str) -> Proof:
    def proof(call: Call) -> bool:
        sent = call.headers.getlist("authorization")
        scheme, _, credentials = sent[0].partition(" ") if len(sent) == 1 else ("", "", "")
        return scheme.lower() == kind and credentials.strip() == expected

    return proof
