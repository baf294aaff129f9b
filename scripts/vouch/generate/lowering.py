"""Rewriting a document, in memory, into what openapi-python-client can digest.

Nothing is lost: what is lowered away is still enforced by client, mock and contract suite, which read the original.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from vouch.spec import Spec
from vouch.spec import pointer as ptr
from vouch.spec.walk import walk

ORIGIN = "x-origin"
"""The key under which a lowered schema says where it stands in the original document."""


_CONSTRAINTS = frozenset({"required", "not", "description", "x-message", "x-evidence", ORIGIN})


def lower(spec: Spec) -> dict[str, Any]:
    """Return a lowered copy of the spec's document."""
    document = deepcopy(spec.document)
    for kind, pointer, node in list(walk(document)):
        if kind == "schema":
            node[ORIGIN] = pointer
            _open_enum(node)
            _constraints(node)
            if "const" in node:
                node.pop("type", None)  # beside a type, the constant would be overlooked
    for operation in spec.operations:
        node = ptr.get(document, operation.pointer)
        node["operationId"] = operation.id
        node["tags"] = [operation.resource]
    return document


def _constraints(node: dict[str, Any]) -> None:
    """Take out branches that only say which properties go together: they make no difference to the types."""
    for word in ("allOf", "anyOf", "oneOf"):
        branches = node.get(word, ())
        if branches and all(isinstance(branch, dict) and branch.keys() <= _CONSTRAINTS for branch in branches):
            del node[word]


def _open_enum(node: dict[str, Any]) -> None:
    """Turn "one of these, or any other string" into a string: every value is kept as it comes."""
    branches = [branch for branch in node.get("anyOf", ()) if isinstance(branch, dict)]
    if any(set(branch) <= {"type", "description", ORIGIN} and branch.get("type") == "string" for branch in branches):
        kept = [branch for branch in branches if not ("enum" in branch and branch.get("type", "string") == "string")]
        if len(kept) == 1:
            del node["anyOf"]
            node["type"] = "string"
        else:
            node["anyOf"] = kept
