"""The reference that `help()` and editors show: every argument with its bounds and its evidence, and every error."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Mapping
from typing import Any

import pytest
from tests.clients.conftest import SPECS, VENDORS
from tests.clients.operations import CREATE, LISTS, Operation

from vouch.spec import Operation as Declared
from vouch.spec import Spec, load

OPERATIONS = (*(listed.operation for listed in LISTS), CREATE)
LOADED: Mapping[str, Spec] = {
    f"{vendor.replace('-', '_')}_client": load(SPECS / vendor / "openapi.yaml") for vendor in VENDORS
}
BOUNDS = {"minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"}
each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=str)


def method(operation: Operation, prefix: str = "") -> Any:
    """Return the method as its class has it."""
    module = importlib.import_module(f"{operation.package.__name__}.resources.{operation.resource}")
    words = operation.resource.title().replace("_", "")
    return getattr(getattr(module, prefix + words), operation.method)


def declared(operation: Operation) -> Declared:
    """Return what the spec says of the method."""
    spec = LOADED[operation.package.__name__]
    names = (operation.resource, operation.method)
    return next(each for each in spec.operations if (each.resource, each.name) == names)


def section(text: str, name: str) -> dict[str, str]:
    """Return the entries of a section of a docstring, each on one line."""
    (found,) = re.findall(rf"^{name}:\n((?:    .*\n?|\n)+)", text, re.MULTILINE)
    entries = re.findall(r"^    (\w+): (.*(?:\n        .*)*)", found, re.MULTILINE)
    return {entry: " ".join(told.split()) for entry, told in entries}


@each_operation
def test_every_argument_is_explained(operation: Operation) -> None:
    """`Args` has the arguments of the signature in its order, each with a sentence; sync and async say the same."""
    found = method(operation)
    explained = section(inspect.getdoc(found) or "", "Args")

    assert list(explained) == list(inspect.signature(found).parameters)[1:]
    assert all(len(told) > 10 for told in explained.values())
    assert inspect.getdoc(method(operation, "Async")) == inspect.getdoc(found)


@each_operation
def test_bounds_and_evidence_are_told(operation: Operation) -> None:
    """A bound of the spec is in the argument's text as a number, and one that is assumed says so with the reason."""
    stated = declared(operation)
    explained = section(inspect.getdoc(method(operation)) or "", "Args")
    schemas = {each.argument: each.schema for each in stated.parameters}
    spec = LOADED[operation.package.__name__]
    named = spec.argument_names(stated)
    for body in stated.body.content.values() if stated.body else ():
        schemas |= {named.get(wire, wire): schema for wire, schema, _ in spec.property_schemas(spec.resolve(body))}

    for name, schema in schemas.items():
        told = re.sub(r"(?<=\d),(?=\d{3})", "", explained[name])
        for bound in BOUNDS & schema.keys():
            assert re.search(rf"\b{schema[bound]}\b", told), (name, bound)
        for claim in schema.get("x-evidence", ()):
            if claim["level"] == "assumed" and BOUNDS & set(claim.get("of", ())):
                assert f"Assumed ({', '.join(claim['of'])}): {claim['why']}" in told, name


@each_operation
def test_errors_are_told(operation: Operation) -> None:
    """`Raises` has a class for each declared answer that is no success, and the refusal before sending."""
    stated = declared(operation)
    text = inspect.getdoc(method(operation)) or ""
    raised = section(text, "Raises")
    statuses = {status for status in stated.responses if not status.startswith("2")}

    assert set(re.findall(r": (\d\d\d|[45]XX)\. ", text)) == statuses
    assert all(issubclass(operation.error(name), operation.error("APIError")) for name in raised)
    assert {"InvalidRequestError", "APIError"} <= raised.keys()


@each_operation
def test_what_is_returned_is_told(operation: Operation) -> None:
    """`Returns` names the model, which the signature that threads and tasks share cannot."""
    told = re.findall(r"^Returns:\n    (.*)$", inspect.getdoc(method(operation)) or "", re.MULTILINE)
    named = re.findall(r"`(\w+)`", " ".join(told))

    assert len(named) == 1
    assert named[0] in operation.package.models.__all__


@pytest.mark.parametrize("package", LOADED)
def test_all_that_is_public_has_a_docstring(package: str) -> None:
    """Every public class, its methods and every model says what it is."""
    root, models = importlib.import_module(package), importlib.import_module(f"{package}.models")
    classes = [each for each in (getattr(root, name) for name in root.__all__) if inspect.isclass(each)]
    classes += [getattr(models, name) for name in models.__all__]
    missing = [
        f"{cls.__name__}.{name}"
        for cls in classes
        for name, member in [
            ("", cls),
            *inspect.getmembers(cls, lambda it: inspect.isfunction(it) or isinstance(it, property)),
        ]
        if not name.startswith("_") and not inspect.getdoc(member)
    ]

    assert missing == []


@pytest.mark.parametrize("package", LOADED)
def test_what_is_named_is_called_as_in_python(package: str) -> None:
    """Whatever a package says of an argument or a field, it calls it by the name that it has there, not on the wire."""
    spec, folder = LOADED[package], SPECS.parent / "generated" / package.replace("_", "-")
    called = [pair for operation in spec.operations for pair in spec.argument_names(operation).items()]
    wires = {wire for wire, argument in called if wire != argument}
    told = {name for path in folder.glob("**/*.py") for name in re.findall(r"`([^`\n]+)`", path.read_text("utf-8"))}

    assert wires
    assert wires & told == set()
