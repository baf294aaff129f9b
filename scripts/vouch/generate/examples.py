"""Calls that run: examples for docstrings and READMEs, made from the examples of the spec."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vouch.generate.arguments import Argument
from vouch.generate.layout import WIDTH
from vouch.generate.resources import Method, Resource
from vouch.generate.shapes import Array, Model, Scalar, literal, without_null
from vouch.generate.vendor import PackageView
from vouch.spec import names


def program(package: PackageView, resource: Resource, method: Method) -> str:
    """Return a program that makes one call; credentials come from the environment."""
    called = call(package, resource, method)
    body = (
        [f"    for {item(method)} in {called}:", f"        print({item(method)})"]
        if method.pages
        else [f"    print({called})"]
    )
    if max(map(len, body)) > WIDTH:
        body = [line.replace(f"({_given(method)})", f"(\n        {_given(method)}\n    )") for line in body]
    return "\n".join([f"from {package.module} import {package.class_name}", "", opening(package), *body])


def opening(package: PackageView) -> str:
    """Return the line that opens a client, and says what it reads in the environment."""
    return f"with {package.class_name}() as {package.variable}:  # {_environment(package)}"


def call(package: PackageView, resource: Resource, method: Method, part: str = "") -> str:
    """Return a call with what it needs, of a part of the resource such as `.with_raw_response`."""
    return f"{package.variable}.{resource.name}{part}.{method.operation.name}({_given(method)})"


def item(method: Method) -> str:
    """Return the name of what a list has many of."""
    of = method.pages.item if method.pages else None
    return names.snake(of.name) if isinstance(of, Model) else "item"


def shown(resources: Sequence[Resource]) -> tuple[Resource, Method]:
    """Return the method to show things with, a list of models if there is one."""
    every = [(resource, method) for resource in resources for method in resource.methods]
    lists = [each for each in every if each[1].pages and isinstance(each[1].pages.item, Model)]
    return (*lists, *every)[0]


def _environment(package: PackageView) -> str:
    first = package.alternatives[0] if package.alternatives else ()
    needed = {*first, *(setting.name for setting in package.variables)}
    wanted = [setting.variable for setting in package.settings if setting.name in needed]
    return f"reads {', '.join(wanted)}" if wanted else "no credentials needed"


def _given(method: Method) -> str:
    wanted = {argument.name for argument in method.arguments if argument.required}
    for rule in method.rules:
        if rule.function == "at_least_one" and not wanted & set(rule.arguments):
            wanted.add(rule.arguments[0])
    return ", ".join(
        f"{argument.name}={literal(_example(argument))}" for argument in method.arguments if argument.name in wanted
    )


def _example(argument: Argument) -> Any:
    schema = argument.schema
    for found in (
        [schema["example"]] if "example" in schema else [],
        schema.get("examples", ()),
        schema.get("enum", ()),
    ):
        if found:
            return found[0]
    if isinstance(argument.type, Array):
        items = schema["items"] if isinstance(schema.get("items"), dict) else {}
        return [*items.get("examples", ()), *items.get("enum", ()), "..."][:1]
    return {"integer": 1, "number": 1.0, "boolean": True}.get(_scalar(argument), "...")


def _scalar(argument: Argument) -> str:
    of = without_null(argument.type)
    return of.name if isinstance(of, Scalar) else ""
