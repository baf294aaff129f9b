"""A generated package that is given answers instead of a network: what its client makes of them."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import httpx

from vouch.generate.lock import is_made_of
from vouch.generate.package import build
from vouch.generate.vendor import package_view
from vouch.generate.writing import write_package
from vouch.spec import Operation, Spec

_UNPACKED = {"content-encoding", "content-length", "transfer-encoding"}
"""Headers about how an answer travelled; what is given here has arrived."""


@contextmanager
def reader(spec: Spec, folder: Path) -> Iterator[Reader]:
    """Load the package of a vendor from its folder, or make it for the occasion where there is none of this spec.

    Raises:
        SpecError: there is none, and something in the spec cannot be expressed.

    """
    with TemporaryDirectory() as made:
        if not is_made_of(spec.source.path, folder):
            folder = Path(made) / folder.name
            write_package(folder, build(spec))
        module = package_view(spec).module
        # Packages refer to themselves relatively. Under a name of its own this one gets in nobody's way.
        name = f"_vouch_reads_{module}"
        try:
            yield Reader(spec, _load(name, folder / module))
        finally:
            for loaded in [each for each in sys.modules if each.partition(".")[0] == name]:
                del sys.modules[loaded]


class Reader:
    """The client of one package."""

    def __init__(self, spec: Spec, package: ModuleType) -> None:
        self._spec = spec
        self._package = package
        self._class_name = package_view(spec).class_name
        self._answer = httpx.Response(200)
        self._http = httpx.Client(transport=httpx.MockTransport(lambda _: self._answer))
        self._clients: dict[tuple[str, ...], Any] = {}

    def read(
        self, operation: Operation, arguments: Mapping[str, Any], status: int, headers: Mapping[str, str], body: bytes
    ) -> tuple[str, Any]:
        """Make the call that gets this answer.

        Returns the name of the class that was raised, empty for none, and the data of what came: of a model its JSON,
        of an error for a status its body, of anything else that was raised its words.
        """
        # As bytes: as text, httpx takes only ASCII, though it gives us more than that.
        kept = [(name.encode(), value.encode()) for name, value in headers.items() if name.lower() not in _UNPACKED]
        self._answer = httpx.Response(status, headers=kept, content=body)
        resource = getattr(self._client(operation), operation.resource)
        try:
            parsed = getattr(resource.with_raw_response, operation.name)(**arguments).parse()
            return "", _plain(parsed)
        except self._package.APIStatusError as error:
            return type(error).__name__, error.body
        except self._package.ResponseDecodeError as error:
            error.response = None  # nobody asked what it says was asked
            return type(error).__name__, str(error)
        except Exception as error:  # noqa: BLE001 - whatever a client raises is what is asked for
            return type(error).__name__, str(error)

    def _client(self, operation: Operation) -> Any:
        schemes = next(iter(operation.security), None) or next(iter(self._spec.security), ())
        wanted = tuple(argument for name in schemes for argument in self._spec.security_schemes[name].arguments)
        if wanted not in self._clients:
            self._clients[wanted] = getattr(self._package, self._class_name)(
                base_url="http://127.0.0.1",
                http_client=self._http,
                retry=self._package.Retry(attempts=1),
                **dict.fromkeys(wanted, "nobody"),
            )
        return self._clients[wanted]


def _load(name: str, folder: Path) -> ModuleType:
    found = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if found is None or found.loader is None:
        raise ImportError(f"no package in {folder}")
    package = sys.modules[name] = importlib.util.module_from_spec(found)
    found.loader.exec_module(package)
    client = importlib.import_module(f"{name}._runtime.client")

    class Hasty(type(client.CLOCK)):  # type: ignore[misc]
        """A clock by which waiting takes no time: nobody is there to be hurried."""

        def __init__(self) -> None:
            self._now = 0.0

        def now(self) -> float:
            return self._now

        def sleep(self, seconds: float, *_: object) -> None:
            self._now += seconds

    client.CLOCK = Hasty()  # type: ignore[attr-defined]
    return package


def _plain(value: Any) -> Any:
    """Return what a client returned as JSON data."""
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.to_dict() if hasattr(value, "to_dict") else value
