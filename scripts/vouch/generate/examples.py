"""Calls that run: examples for docstrings and READMEs, made from the examples of the spec."""

from __future__ import annotations

from typing import Any

from vouch.generate.arguments import Argument
from vouch.generate.layout import WIDTH
from vouch.generate.resources import Method, Resource
from vouch.generate.shapes import Array, Model, Scalar, literal, without_null
from vouch.generate.vendor import PackageView
from vouch.spec import names


def program(package: PackageView, resource: Resource, method: Method) -> str:
    """Return a program that makes one call; credentials come from the environment."""
    call = f"{package.variable}.{resource.name}.{method.operation.name}({_given(method)})"
    if method.pages:
        item = names.snake(method.pages.item.name) if isinstance(method.pages.item, Model) else "item"
        body = [f"    for {item} in {call}:", f"        print({item})"]
    else:
        body = [f"    print({call})"]
    if max(map(len, body)) > WIDTH:
        body = [line.replace(f"({_given(method)})", f"(\n        {_given(method)}\n    )") for line in body]
    opening = f"with {package.class_name}() as {package.variable}:  # {_environment(package)}"
    return "\n".join([f"from {package.module} import {package.class_name}", "", opening, *body])


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
        items = schema.get("items", {})
        return [*items.get("examples", ()), *items.get("enum", ()), "..."][:1]
    return {"integer": 1, "number": 1.0, "boolean": True}.get(_scalar(argument), "...")


def _scalar(argument: Argument) -> str:
    of = without_null(argument.type)
    return of.name if isinstance(of, Scalar) else ""
