"""What a package knows about its vendor as a whole: names, credentials, server and pace, as code."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from vouch.generate.shapes import literal
from vouch.spec import SecurityScheme, Spec, names

_SCHEMES = {"basic": "Basic", "bearer": "Bearer"}
_RELEASE = re.compile(r"[0-9]+(\.[0-9]+)*((a|b|rc)[0-9]+)?(\.post[0-9]+)?(\.dev[0-9]+)?")
CLIENT_NAMES = frozenset(
    {"AsyncClient", "Mapping", "Retry", "Secrets", "SyncClient", "TYPE_CHECKING", "Timeout", "VENDOR"}
)
"""What stands beside the client and its resources in their module."""
_TAKEN = CLIENT_NAMES | {"AsyncPager", "ModuleType", "Page", "Pager", "RawResponse"}
"""What stands beside the client there, and where it is imported from."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A constructor argument that the environment can stand in for."""

    name: str
    variable: str
    text: str


@dataclass(frozen=True, slots=True)
class PackageView:
    """The names of a package and what its client is made with.

    Only packages of our own specs have pydantic models: the second generator is no match for any document there is.
    """

    vendor: str
    title: str
    version: str
    class_name: str
    prefix: str
    source: str
    command: str
    has_pydantic: bool
    credentials: tuple[Setting, ...]
    variables: tuple[Setting, ...]
    security: str
    server: str
    pace: str
    alternatives: tuple[tuple[str, ...], ...]

    @property
    def ways(self) -> str:
        """The sentence that says which credentials to give."""
        told = [" and ".join(f"`{name}`" for name in alternative) for alternative in self.alternatives if alternative]
        return f"Give {', or '.join(told)}." if told else "It needs no credentials."

    @property
    def distribution(self) -> str:
        """The name to install: `tolt-client`."""
        return self.module.replace("_", "-")

    @property
    def module(self) -> str:
        """The name to import: `tolt_client`."""
        return f"{names.snake(self.vendor).strip('_')}_client"

    @property
    def variable(self) -> str:
        """The name examples give to a client: `tolt`."""
        return names.snake(self.vendor)

    @property
    def settings(self) -> tuple[Setting, ...]:
        """Credentials and server variables, in the order of the constructor."""
        return (*self.credentials, *self.variables)


def package_view(spec: Spec) -> PackageView:
    """Return the view of a spec's package."""
    ours = spec.source.path.parts[-3:] == ("specs", spec.vendor, "openapi.yaml")
    name = re.sub(r"[^\w.-]|--", "_", spec.source.path.name)
    called = {variable.name: variable.argument for variable in spec.server_variables}
    url = re.sub(r"{([^}]*)}", lambda hole: f"{{{called.get(hole[1], hole[1])}}}", spec.server.rstrip("/"))
    return PackageView(
        vendor=spec.vendor,
        title=" ".join(spec.title.split()).removesuffix(" API") or spec.vendor,
        version=_release(spec.version),
        class_name=_class_name(spec.vendor),
        source=f"specs/{spec.vendor}/openapi.yaml" if ours else name,
        command=f"vouch generate {spec.vendor}" if ours else f"vouch generate --spec {name}",
        prefix=names.snake(spec.vendor).upper(),
        has_pydantic=ours,
        credentials=tuple(_credentials(spec)),
        variables=tuple(
            Setting(variable.argument, names.environment(spec.vendor, variable.argument), variable.description)
            for variable in spec.server_variables
        ),
        security=alternatives(spec, spec.security) if spec.security else "",
        server=f"Server({literal(url)}{_variables(spec)})",
        pace=f"Pace(requests={spec.rate_limit.requests}, seconds={spec.rate_limit.seconds!r})"
        if spec.rate_limit
        else "",
        alternatives=tuple(
            tuple(argument for name in together for argument in spec.security_schemes[name].arguments)
            for together in spec.security
        ),
    )


def _class_name(vendor: str) -> str:
    name = names.pascal(vendor)
    return f"{name}Client" if {name, f"Async{name}"} & _TAKEN or name.endswith("Error") else name


def _release(version: str) -> str:
    """Return a version that a package can have, which is the spec's own if that can."""
    if _RELEASE.fullmatch(version):
        return version
    return ".".join(str(int(number)) for number in re.findall(r"[0-9]{1,9}", version)[:4]) or "0"


def alternatives(spec: Spec, security: Iterable[tuple[str, ...]]) -> str:
    """Return the expression for the alternatives of the document or an operation, empty for none at all."""
    ways = ["".join(f"{_scheme(spec.security_schemes[name])}, " for name in alternative) for alternative in security]
    return f"({''.join(f'({way}), ' for way in ways)})"


def _credentials(spec: Spec) -> list[Setting]:
    found: dict[str, Setting] = {}
    for scheme in spec.security_schemes.values():
        parts = ("The user part. ", "The password part. ") if scheme.kind == "basic" else ("",)
        for argument, part in zip(scheme.arguments, parts, strict=True):
            variable = names.environment(spec.vendor, argument)
            found.setdefault(argument, Setting(argument, variable, part + scheme.description))
    return list(found.values())


def _scheme(scheme: SecurityScheme) -> str:
    arguments = ", ".join(map(literal, scheme.arguments))
    if scheme.kind in _SCHEMES:
        return f"{_SCHEMES[scheme.kind]}({arguments})"
    return f"ApiKey({arguments}, {literal(scheme.parameter)}, {literal(scheme.kind)})"


def _tuple(values: tuple[str, ...]) -> str:
    return f"({', '.join(map(literal, values))}{',' * (len(values) == 1)})"


def _variables(spec: Spec) -> str:
    if not spec.server_variables:
        return ""
    each = []
    for variable in spec.server_variables:
        default = f"default={literal(variable.default)}" if variable.default is not None else ""
        values = f"values={_tuple(variable.values)}" if variable.values else ""
        each.append(f"{literal(variable.argument)}: Variable({', '.join(filter(None, [default, values]))})")
    return f", {{{', '.join(each)}}}"
