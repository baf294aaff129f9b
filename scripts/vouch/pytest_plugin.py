"""pytest fixtures: for each vendor a mock that runs, `tolt_mock`; vendors are found, and nothing else done, at start.

    def test_codes(tolt_mock):
        tolt_mock.fail_next(429, retry_after=1)
        with Tolt() as tolt:  # the environment variables lead to the mock, credentials included
            assert next(iter(tolt.promotion_codes.list(**tolt_mock.params)))

Specs are those of the folders that the ini option `vouch_specs` names, `<vendor>/openapi.yaml` each; without it those
of the nearest folder `specs` at pytest's rootdir or above.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from vouch.mock import VendorMock

_OPTION = "vouch_specs"
_LOST = f"""\
{{vendor}} needs a spec, and there is no specs/<vendor>/openapi.yaml in {{folder}} or above.
If it is elsewhere, say so in pytest's settings: {_OPTION} = path/to/specs"""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the ini option."""
    parser.addini(_OPTION, "folders with <vendor>/openapi.yaml: each vendor has a fixture <vendor>_mock", type="paths")


def pytest_configure(config: pytest.Config) -> None:
    """Offer a fixture for each vendor; reads names of files only."""
    fixtures = ModuleType("vouch_mocks")
    for vendor, path in _specs(config):
        name = f"{vendor.replace('-', '_')}_mock"
        for fixture_name, fixture in _fixtures(vendor, path, name):
            setattr(fixtures, fixture_name, fixture)
    config.pluginmanager.register(fixtures)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say below the error of a test that asks for a mock where specs were looked for, if there are none at all."""
    report = yield
    error = call.excinfo.value if call.excinfo else None
    asked = str(error.argname) if isinstance(error, pytest.FixtureLookupError) else ""
    if asked.endswith("_mock") and not any(_specs(item.config)):
        report.sections.append(("vouch", _LOST.format(vendor=asked, folder=item.config.rootpath)))
    return report


def _specs(config: pytest.Config) -> Iterator[tuple[str, Path]]:
    named = config.getini(_OPTION)
    for folder in named:
        found = sorted(folder.glob("*/openapi.yaml"))
        if not found:
            raise pytest.UsageError(f"{_OPTION}: no <vendor>/openapi.yaml in {folder}")
        yield from ((path.parent.name, path) for path in found)
    if not named:
        here = config.rootpath
        nearest = next((folder for folder in (here, *here.parents) if (folder / "specs").is_dir()), here)
        yield from ((path.parent.name, path) for path in sorted(nearest.glob("specs/*/openapi.yaml")))


def _fixtures(vendor: str, path: Path, name: str) -> Iterator[tuple[str, object]]:
    server = f"_{name}_server"

    @pytest.fixture(name=server, scope="session")
    def served() -> Iterator[VendorMock]:
        """Run a mock as long as the session lasts."""
        from vouch.mock import VendorMock, create_app, serving  # noqa: PLC0415 - whoever asks for no mock waits for none
        from vouch.spec import SpecError, load  # noqa: PLC0415

        try:
            mock = create_app(load(path, vendor))
        except SpecError as error:
            pytest.fail(str(error), pytrace=False)
        with serving(mock) as endpoints:
            yield VendorMock(mock, endpoints[vendor].url)

    def fresh(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> VendorMock:
        mock: VendorMock = request.getfixturevalue(server)
        mock.reset()
        for variable, value in mock.env.items():
            monkeypatch.setenv(variable, value)
        return mock

    # What `pytest --fixtures` shows.
    fresh.__doc__ = f"The mock of {vendor}, as on its first day; the environment leads its client there."
    yield server, served
    yield name, pytest.fixture(name=name)(fresh)
