"""The mock engine with one module changed: imported anew in this process, which is a child made for it."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from tests.mutants.direct import Serve, serving
from tests.mutants.judge import Judge
from tests.mutants.messages import Answer, Asked

import vouch.mock
from vouch.mock import create_app

PACKAGE = "vouch.mock"
FOLDER = Path(vouch.mock.__file__).parent
Lines = Mapping[str, frozenset[int]]
"""The lines of each module that were executed."""

DECIDING: tuple[str, ...] = (
    "answers",
    "bodies",
    "calls",
    "creation",
    "filters",
    "handler",
    "lists",
    "paging",
    "parameters",
    "query",
    "readings",
    "refusals",
    "routes",
    "security",
    "store",
    "validation",
)
"""The modules that decide what is answered. The others make up the data, which may be any that keeps its schema, put
these together, or serve people: `tests/mocks` proves those."""


class _Changed(MetaPathFinder):
    """Finds one module with other code than its file has."""

    def __init__(self, name: str, code: CodeType) -> None:
        self._name = name
        self._code = code

    def find_spec(self, name: str, path: Any, target: Any = None) -> ModuleSpec | None:
        """Find the module; leave others to those who come after."""
        if name != self._name:
            return None
        found = PathFinder.find_spec(name, path, target)
        assert found
        assert found.origin
        found.loader = _Loader(name, found.origin, self._code)
        return found


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, code: CodeType) -> None:
        super().__init__(name, path)
        self._code = code

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - there is one
        """Return the changed code."""
        return self._code


def broken(judges: Mapping[str, Judge], module: str, code: CodeType, groups: Sequence[str]) -> str:
    """Judge the engine with another module: by one group of layers (`cheap`, `dear`) after the other, every vendor.

    Returns the first rule that is broken, in words; empty where none is.
    """
    for name in [name for name in sys.modules if name == PACKAGE or name.startswith(f"{PACKAGE}.")]:
        del sys.modules[name]
    sys.meta_path.insert(0, _Changed(f"{PACKAGE}.{module}", code))
    servers: dict[str, Serve] = {}
    for group in groups:
        for vendor, judge in judges.items():
            if vendor not in servers:
                try:
                    servers[vendor] = serving(importlib.import_module(f"{PACKAGE}.app").create_app(judge.spec))
                except Exception as error:  # noqa: BLE001 - whatever a mutant raises
                    return f"{vendor}, does not start: {type(error).__name__}"
            if rule := judge.broken(servers[vendor], getattr(judge, group)):
                return f"{vendor}, {rule}"
    return ""


def executed(judge: Judge) -> Lines:
    """Return the lines of the engine that judging a vendor's mock executes."""
    lines: dict[str, set[int]] = {}
    files = {str(FOLDER / f"{module}.py"): lines.setdefault(module, set()) for module in DECIDING}

    def trace(frame: FrameType, _: str, __: Any) -> Callable[..., Any] | None:
        found = files.get(frame.f_code.co_filename)
        if found is None:
            return None

        def local(frame: FrameType, _: str, __: Any) -> Callable[..., Any]:
            found.add(frame.f_lineno)
            return local

        return local(frame, _, __)

    with _tracing(trace):
        serve = serving(create_app(judge.spec))

    def traced(asked: Asked) -> Answer:
        """Trace the server alone: the suite that asks it would take ten times as long."""
        with _tracing(trace):
            return serve(asked)

    judge.broken(traced, (*judge.cheap, *judge.dear))
    return {module: frozenset(found) for module, found in lines.items()}


@contextmanager
def _tracing(trace: Callable[..., Any]) -> Iterator[None]:
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)
