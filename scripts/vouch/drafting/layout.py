"""A document as YAML, in the order and the manner of the house."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import yaml

_WIDTH = 105
_DOCUMENT = ("openapi", "info", "servers", "security", "tags", "x-rate-limit", "paths", "components")
_OPERATION = (
    *("operationId", "summary", "description", "tags", "x-evidence", "x-pagination", "x-rules", "x-creates"),
    *("parameters", "requestBody", "responses"),
)
_COMPONENTS = ("securitySchemes", "parameters", "requestBodies", "headers", "responses", "examples", "schemas")
# What YAML 1.1 or 1.2 takes for something other than text, some tool will.
_RETYPED = re.compile(r"[-+.0-9].*|~|null|true|false|yes|no|on|off|y|n|=|<<|", re.IGNORECASE)


class _Dumper(yaml.SafeDumper):
    """Lists indented, and quotes in double where there have to be any."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - a file to read says a thing where it stands
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = '"' if _RETYPED.fullmatch(value) or not value.isprintable() else None
    if "\n" in value.strip() and "\n" not in value[:1] and not re.search(r"[^\n\t\x20-\x7e\xa0-\ud7ff]| \n", value):
        style = "|"
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def laid_out(document: dict[str, Any]) -> str:
    """Return the text of a document; every section, operation and component has air around it."""
    document = {**_ordered(document, _DOCUMENT), "components": _ordered(document.get("components", {}), _COMPONENTS)}
    document["paths"] = {
        path: {method: _ordered(node, _OPERATION) if isinstance(node, dict) else node for method, node in item.items()}
        for path, item in document["paths"].items()
    }
    text = yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)
    lines = text.splitlines()
    airy = [
        f"\n{line}" if at and _starts_a_part(line) and not _is_heading(lines[at - 1]) else line
        for at, line in enumerate(lines)
    ]
    return "\n".join(airy) + "\n"


def _ordered(node: dict[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    known = {key: node[key] for key in keys if key in node}
    return known | node


def _starts_a_part(line: str) -> bool:
    """Whether a section starts here, or a path, or a kind of component, or a component."""
    return re.match(r"[^ ]|  /|  [a-zA-Z]+:$|    [A-Z][^ ]*:$", line) is not None


def _is_heading(line: str) -> bool:
    return re.fullmatch(r"(  )?[a-zA-Z]+:", line) is not None
