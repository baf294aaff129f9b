"""Credentials: which of a spec's alternatives we can use, how they travel, and how they stay out of reports."""

from __future__ import annotations

import base64
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from vouch.contract.report import UnjudgedError
from vouch.spec import Operation, SecurityScheme, Spec, names


@dataclass(frozen=True, slots=True)
class Carried:
    """What one alternative adds to a request."""

    headers: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Credentials:
    """The values of a vendor's constructor arguments that say who is calling."""

    spec: Spec
    values: Mapping[str, str]

    @classmethod
    def from_environment(cls, spec: Spec, environment: Mapping[str, str]) -> Credentials:
        """Read the variables that the generated client reads; empty ones count as unset."""
        arguments = {argument for scheme in spec.security_schemes.values() for argument in scheme.arguments}
        found = {argument: environment.get(names.environment(spec.vendor, argument)) for argument in arguments}
        return cls(spec, {argument: value for argument, value in found.items() if value})

    def check(self) -> None:
        """Raise UnjudgedError, naming the variable and not its value, where one cannot travel in a header."""
        for argument, value in self.values.items():
            if not (value.isascii() and value.isprintable() and value.strip() == value):
                variable = names.environment(self.spec.vendor, argument)
                raise UnjudgedError(f"{variable} must be printable ASCII, nothing blank around it")

    def alternatives(self, operation: Operation) -> tuple[tuple[str, ...], ...]:
        """Return the operation's alternatives, in the spec's order, for which every value is known."""
        return tuple(names for names in operation.security if not self._missing(names))

    def carried(self, alternative: tuple[str, ...]) -> Carried:
        """Return what the schemes of an alternative put into a request."""
        carried = Carried()
        for name in alternative:
            scheme = self.spec.security_schemes[name]
            places = {"query": carried.query, "cookie": carried.cookies}
            places.get(scheme.kind, carried.headers)[scheme.parameter] = self._value(scheme)
        return carried

    def wanted(self, *alternatives: tuple[str, ...]) -> str:
        """Return the environment variables that are still missing for any of the alternatives."""
        return ", or ".join(
            " and ".join(names.environment(self.spec.vendor, argument) for argument in self._missing(alternative))
            for alternative in alternatives
        )

    def hide(self, text: str) -> str:
        """Replace every credential in a text by its variable."""
        for secret, variable in self._secrets():
            text = text.replace(secret, variable)
        return text

    def quote(self, text: str) -> str:
        """Quote a text as one word for the shell, every credential in it replaced by its variable."""
        for secret, variable in self._secrets():
            if secret in text:
                return f'"{variable}"'.join(self.quote(part) if part else "" for part in text.split(secret))
        return shlex.quote(text)

    def flag(self, name: str, value: str) -> str:
        """Return the curl option that sends a header; Basic credentials have one of their own."""
        scheme, _, token = value.partition(" ")
        for secret, variables in self._secrets():
            if name.lower() == "authorization" and scheme == "Basic" and token == secret:
                return f'-u "{variables}"'
        return f"-H {self.quote(f'{name}: {value}')}"

    def _missing(self, alternative: tuple[str, ...]) -> list[str]:
        wanted = (argument for name in alternative for argument in self.spec.security_schemes[name].arguments)
        return [argument for argument in wanted if argument not in self.values]

    def _value(self, scheme: SecurityScheme) -> str:
        values = [self.values[argument] for argument in scheme.arguments]
        match scheme.kind:
            case "basic":
                return f"Basic {_encoded(values)}"
            case "bearer":
                return f"Bearer {values[0]}"
            case _:
                return values[0]

    def _secrets(self) -> Iterator[tuple[str, str]]:
        """Yield what must not be shown with its stand-in, longest first."""
        stand_ins = {value: f"${names.environment(self.spec.vendor, name)}" for name, value in self.values.items()}
        for scheme in self.spec.security_schemes.values():
            if scheme.kind == "basic" and not self._missing((scheme.name,)):
                variables = [f"${names.environment(self.spec.vendor, argument)}" for argument in scheme.arguments]
                stand_ins[_encoded([self.values[argument] for argument in scheme.arguments])] = ":".join(variables)
        yield from sorted(stand_ins.items(), key=lambda pair: -len(pair[0]))


def _encoded(pair: list[str]) -> str:
    return base64.b64encode(":".join(pair).encode()).decode()
