"""Credentials: which of a spec's alternatives we can use, how they travel, and how they stay out of reports."""

from __future__ import annotations

import base64
import html
import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote, quote_plus

from vouch.contract.report import UnjudgedError
from vouch.spec import Operation, SecurityScheme, Spec, names

_SHORT = 6
"""Characters below which a credential is hidden only where it stands alone."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What one alternative adds to a request."""

    headers: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Credentials:
    """The values of a vendor's constructor arguments that say who is calling.

    `shown` is what stands for some of them in a shell; by default that is their variable. `right` are the values that
    these are spoilt from: a server may know them, so they are hidden as well.
    """

    spec: Spec
    values: Mapping[str, str]
    shown: Mapping[str, str] = field(default_factory=dict)
    right: Mapping[str, str] = field(default_factory=dict)

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

    def spoilt(self, argument: str, *, thorough: bool) -> Iterator[Credentials]:
        """Yield the credentials with a value for one argument that is nearly the right one.

        Where not `thorough` only such as no server could take for it: an id in capitals may well be the same.
        """
        value, variable = self.values[argument], names.environment(self.spec.vendor, argument)
        nearly = {f"{value}x": f"${{{variable}}}x"}
        if thorough:
            nearly |= {value[:-1]: f"${{{variable}%?}}", value.upper(): f'$(echo "${variable}" | tr a-z A-Z)'}
        for wrong, shown in nearly.items():
            if wrong not in {"", value}:
                yield replace(self, values={**self.values, argument: wrong}, shown={argument: shown}, right=self.values)

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
        """Replace every credential in a text by its variable, also where it is encoded, or inside what is."""
        for secret, variable in self._secrets():
            text = secret.sub(variable, text)
        return text

    def quote(self, text: str) -> str:
        """Quote a text as one word for the shell, every credential in it replaced by its variable."""
        for secret, variable in self._secrets():
            if secret.search(text):
                return f'"{variable}"'.join(self.quote(part) if part else "" for part in secret.split(text))
        return shlex.quote(text) if text.isprintable() else f"$'{_escaped(text)}'"

    def flag(self, name: str, value: str) -> str:
        """Return the curl option that sends a header; Basic credentials have one of their own."""
        scheme, _, token = value.partition(" ")
        for secret, variables in self._secrets():
            if name.lower() == "authorization" and scheme == "Basic" and ":" in variables and secret.fullmatch(token):
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

    def _secrets(self) -> Iterator[tuple[re.Pattern[str], str]]:
        """Yield what must not be shown with its stand-in, longest first."""
        forms: dict[str, str] = {}
        for values, shown in ((self.right, {}), (self.values, self.shown)):
            variables = {name: shown.get(name, f"${names.environment(self.spec.vendor, name)}") for name in values}
            forms |= {form: variables[name] for name, value in values.items() for form in _forms(value)}
            for scheme in self.spec.security_schemes.values():
                if scheme.kind == "basic" and values.keys() >= set(scheme.arguments):
                    pair = _encoded([values[argument] for argument in scheme.arguments])
                    forms[pair] = ":".join(variables[argument] for argument in scheme.arguments)
        for form, variable in sorted(forms.items(), key=lambda pair: -len(pair[0])):
            # Letters that short are in many words; alone they are the credential.
            whole = r"(?<!\w){}(?!\w)" if len(form) < _SHORT else "{}"
            yield re.compile(whole.format(re.escape(form))), variable


def _forms(value: str) -> Iterator[str]:
    """Yield a value as it is, and as it stands in URLs, JSON, HTML, and in base64 of anything around it."""
    yield from (value, json.dumps(value)[1:-1], html.escape(value))
    for encoded in (quote(value, safe=""), quote_plus(value)):
        yield encoded
        yield re.sub("%..", lambda code: code[0].lower(), encoded)
    for before in range(3) if len(value) >= _SHORT else ():
        # What comes before shifts the letters, and what comes after decides on the last one.
        bits = 8 * (before + len(value))
        text = base64.b64encode(bytes(before) + value.encode())[-(-8 * before // 6) : bits // 6].decode()
        yield from (text, text.replace("+", "-").replace("/", "_"))


def _escaped(text: str) -> str:
    """Write what cannot be seen as the shell does between $' and '."""
    quoted = text.replace("\\", "\\\\").replace("'", "\\'")
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in quoted)


def _encoded(pair: list[str]) -> str:
    return base64.b64encode(":".join(pair).encode()).decode()
