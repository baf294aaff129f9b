"""Specs: OpenAPI files with behaviour, loaded, located, linted and read into typed values.

Imports point down:

    loading                    load(path) -> Spec, or every problem at once
    house lint  reading        is it our style, do the parts agree;  document -> model
    access shapes              do servers and credentials, do the parts of a schema
    mending     upgrade        documents of others: doing without what is wrong;  OpenAPI 3.0 as 3.1
    structure   navigation     is it well-formed;  the way through schemas
    model       places  editing  what readers see;  places as people name them;  changes to a file's text
    walk wording  constraints behaviour names  objects by kind;  rules and x- fields;  Python names
    source json_text pointer problems counting shown
"""

from vouch.spec.behaviour import (
    Claim,
    Creates,
    Embedding,
    Expand,
    Filter,
    NextToken,
    Order,
    Pagination,
    RateLimit,
    Rule,
    Sort,
)
from vouch.spec.loading import checked, load, load_any
from vouch.spec.model import Body, Operation, Parameter, Response, SecurityScheme, ServerVariable, Spec, is_json
from vouch.spec.navigation import descend, example_of, is_required, item_schema
from vouch.spec.problems import Problem, SpecError
from vouch.spec.reading import is_overlooked

__all__ = [
    "Body",
    "Claim",
    "Creates",
    "Embedding",
    "Expand",
    "Filter",
    "NextToken",
    "Operation",
    "Order",
    "Pagination",
    "Parameter",
    "Problem",
    "RateLimit",
    "Response",
    "Rule",
    "SecurityScheme",
    "ServerVariable",
    "Sort",
    "Spec",
    "SpecError",
    "checked",
    "descend",
    "example_of",
    "is_json",
    "is_overlooked",
    "is_required",
    "item_schema",
    "load",
    "load_any",
]
