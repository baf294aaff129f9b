"""The vendors there are, their lists and what they let be made: what tests of every vendor go through."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vouch.spec import Operation, Spec, load
from vouch.spec import pointer as ptr

SPECS: Mapping[str, Spec] = {
    path.parent.name: load(path) for path in sorted(Path(__file__).parents[2].glob("specs/*/openapi.yaml"))
}
OPERATIONS = [(vendor, operation) for vendor, spec in SPECS.items() for operation in spec.operations]
LISTS = [(vendor, operation.id) for vendor, operation in OPERATIONS if operation.pagination]
SIZED_LISTS = [
    (vendor, operation.id) for vendor, operation in OPERATIONS if operation.pagination and operation.pagination.limit
]
CREATIONS = [(vendor, operation.id) for vendor, operation in OPERATIONS if operation.creates]


def documented_request(spec: Spec, operation: Operation) -> dict[str, Any]:
    """Return the first request that a vendor's page shows for an operation."""
    assert operation.body
    content = spec.resolve(ptr.get(spec.document, operation.body.pointer))["content"]
    shown = next(iter(content["application/json"]["examples"].values()))
    request: dict[str, Any] = spec.resolve(shown)["value"]
    return request
