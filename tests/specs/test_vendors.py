"""The specs say what the vendors' pages say, and where the pages leave something open, what was decided.

`pages/` holds the JSON bodies of the pages, a file each: `<vendor>.<operation>.<status, or request>.json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import jsonschema_rs
import pytest
from pydantic import BaseModel
from tests.specs.decisions import (
    ABSENT,
    ASSUMED,
    BODIES,
    ITEMS,
    PARAMETERS,
    SPACEBRING,
    THOUGHT_INDUSTRIES,
    TOLT,
)

import spacebring_client.models
import spacebring_client.pydantic
import thought_industries_client.models
import thought_industries_client.pydantic
import tolt_client.models
import tolt_client.pydantic
from vouch.spec import Operation, Spec, load
from vouch.spec import pointer as ptr
from vouch.spec.walk import walk

SPECS = Path(__file__).parents[2] / "specs"
VENDORS = ("spacebring", "thought-industries", "tolt")
PAGES = sorted((Path(__file__).parent / "pages").glob("*.json"))


class Documented(NamedTuple):
    """A JSON body of a page: which part of which operation it is, and what it holds."""

    spec: Spec
    operation: Operation
    part: str
    body: Any

    @property
    def schema(self) -> Any:
        """The schema of that part."""
        if self.part == "request":
            assert self.operation.body
            return self.operation.body.content["application/json"]
        return self.operation.responses[self.part].schema


@cache
def spec_of(vendor: str) -> Spec:
    """Load a vendor's spec, once."""
    return load(SPECS / vendor / "openapi.yaml")


def read(path: Path) -> Documented:
    """Read one of the pages' bodies."""
    vendor, operation, part = path.stem.split(".")
    return Documented(spec_of(vendor), spec_of(vendor).by_id[operation], part, json.loads(path.read_text("utf-8")))


def faults(spec: Spec, schema: Any, value: object) -> list[str]:
    """Return what a JSON Schema validator has against a value."""
    validator = jsonschema_rs.Draft202012Validator(spec.standalone(schema), validate_formats=True)
    return [error.message for error in validator.iter_errors(value)]


def in_utc(value: Any) -> Any:
    """Return a JSON value in which equal instants are written alike."""
    if isinstance(value, dict):
        return {key: in_utc(child) for key, child in value.items()}
    if isinstance(value, list):
        return [in_utc(child) for child in value]
    try:
        return datetime.fromisoformat(value).astimezone(UTC).isoformat() if isinstance(value, str) else value
    except ValueError:
        return value


def exactly(value: object) -> str:
    """Return JSON that tells 0 from false and 20 from 20.0, as `==` does not."""
    return json.dumps(value, sort_keys=True)


# What each page documents: the call, its parameters with (required), its body, and the answers that are declared.
CALLS = {
    "spacebring listRedemptions": (
        "GET /discounts/redemptions/v1",
        "couponRef promocodeRef limit nextPageToken",
        "",
        "200 400 401 429",
    ),
    "thought-industries listRedemptionCodeGroups": (
        "GET /redemptionCodes",
        "cursor query sort",
        "",
        "200 400 401 422 429",
    ),
    "thought-industries createRedemptionCodeGroup": (
        "POST /redemptionCodes",
        "",
        (
            "(label) (codeLength) (totalCodesCount) client expirationDate accessDays accessExpirationDate "
            "courses bundles licenses learningPaths"
        ),
        "200 201 400 401 422 429",
    ),
    "thought-industries listCourseCoupons": (
        "GET /course-coupons",
        "(courseIds) page code active",
        "",
        "200 400 401 422 429",
    ),
    "tolt listPromotionCodes": (
        "GET /v1/promotion-codes",
        "(program_id) partner_id order expand[] created_gte created_lte limit starting_after ending_before",
        "",
        "200 400 401 429",
    ),
}


def test_the_specs_are_the_five_documented_calls() -> None:
    """The first three vendors have the five endpoints, with every parameter, body property and status."""
    found = {}
    for vendor in VENDORS:
        spec = spec_of(vendor)
        for call in spec.operations:
            parameters = " ".join(f"({each.name})" if each.required else each.name for each in call.parameters)
            schemas = call.body.content.values() if call.body else ()
            body = " ".join(
                f"({name})" if required else name
                for schema in schemas
                for name, _, required in spec.property_schemas(schema)
            )
            signature = (f"{call.method.upper()} {call.path}", parameters, body, " ".join(sorted(call.responses)))
            found[f"{vendor} {call.id}"] = signature

    assert found == CALLS


def test_every_success_has_its_page() -> None:
    """No documented answer is left out of the tests below: each operation's 200 has one, and the create its request."""
    expected = {f"{call.replace(' ', '.')}.200" for call in CALLS}
    expected |= {f"thought-industries.createRedemptionCodeGroup.{part}" for part in ("request", "422")}

    assert expected == {path.stem for path in PAGES}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_an_example_is_the_pages_own(path: Path) -> None:
    """The spec carries the body that the page shows, unchanged, as an example of that part of that operation."""
    page = read(path)
    examples = [] if page.part == "request" else list(page.operation.responses[page.part].examples.values())
    if page.part == "request":
        named = ptr.get(page.spec.document, f"{page.operation.pointer}/requestBody/content/application~1json/examples")
        examples = [page.spec.resolve(example)["value"] for example in named.values()]

    assert exactly(page.body) in map(exactly, examples)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_documented_body_keeps_the_schema(path: Path) -> None:
    """What the page shows is what the schema admits, formats included."""
    page = read(path)

    assert faults(page.spec, page.schema, page.body) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_documented_field_is_declared(path: Path) -> None:
    """No field that the page shows is merely let through: each is a property of its schema."""
    page = read(path)

    assert list(undeclared(page.spec, page.schema, page.body)) == []


def undeclared(spec: Spec, schema: Any, value: Any, pointer: str = "") -> Iterator[str]:
    """Yield the pointers of the values that a schema has no property for."""
    schema = spec.resolve(schema)
    branches = [schema, *map(spec.resolve, schema.get("anyOf", ()))]
    if isinstance(value, dict):
        known = {key: child for branch in branches for key, child in branch.get("properties", {}).items()}
        for key, child in value.items():
            if key not in known:
                yield f"{pointer}/{key}"
            else:
                yield from undeclared(spec, known[key], child, f"{pointer}/{key}")
    elif isinstance(value, list):
        items = next(branch["items"] for branch in branches if "items" in branch)
        for index, child in enumerate(value):
            yield from undeclared(spec, items, child, f"{pointer}/{index}")


class Model(Protocol):
    """What every model of a client offers."""

    @classmethod
    def from_dict(cls, value: object) -> Model:
        """Read it from JSON data."""

    @classmethod
    def from_json(cls, data: str) -> Model:
        """Read it from a JSON document."""

    def to_dict(self) -> dict[str, Any]:
        """Write it as JSON data."""


MODELS: dict[str, tuple[type[Model], type[BaseModel]]] = {
    "spacebring.listRedemptions.200": (
        spacebring_client.models.RedemptionList,
        spacebring_client.pydantic.RedemptionList,
    ),
    "thought-industries.createRedemptionCodeGroup.200": (
        thought_industries_client.models.RedemptionCodeGroup,
        thought_industries_client.pydantic.RedemptionCodeGroup,
    ),
    "thought-industries.listCourseCoupons.200": (
        thought_industries_client.models.CourseCouponList,
        thought_industries_client.pydantic.CourseCouponList,
    ),
    "thought-industries.listRedemptionCodeGroups.200": (
        thought_industries_client.models.RedemptionCodeGroupList,
        thought_industries_client.pydantic.RedemptionCodeGroupList,
    ),
    "tolt.listPromotionCodes.200": (tolt_client.models.PromotionCodeList, tolt_client.pydantic.PromotionCodeList),
}


@pytest.mark.parametrize("name", MODELS)
def test_a_documented_answer_survives_the_client(name: str) -> None:
    """A model reads what the page shows and writes it back: nothing lost, nothing added, each instant the same."""
    model, _ = MODELS[name]
    body = read(Path(__file__).parent / "pages" / f"{name}.json").body

    assert exactly(in_utc(body)) == exactly(in_utc(model.from_dict(body).to_dict()))
    assert exactly(in_utc(body)) == exactly(in_utc(model.from_json(json.dumps(body)).to_dict()))


@pytest.mark.parametrize("name", MODELS)
def test_both_readings_take_a_documented_answer(name: str) -> None:
    """The pydantic models, made by another generator, find the same values in what the page shows."""
    _, model = MODELS[name]
    body = read(Path(__file__).parent / "pages" / f"{name}.json").body
    found = model.model_validate(body).model_dump(mode="json", by_alias=True, exclude_unset=True)

    assert in_utc(body) == in_utc(found)


DECISIONS = [
    pytest.param(vendor, pointer, expected, id=f"{vendor}: {reason}: {pointer.rpartition('components/')[2]}")
    for vendor, rows in {"thought-industries": THOUGHT_INDUSTRIES, "spacebring": SPACEBRING, "tolt": TOLT}.items()
    for reason, pointer, expected in rows
]


@pytest.mark.parametrize(("vendor", "pointer", "expected"), DECISIONS)
def test_a_decision_stands(vendor: str, pointer: str, expected: object) -> None:
    """Where a page is silent or contradicts itself, the spec says what was decided; the reason is in the table."""
    document = spec_of(vendor).document
    parent, _, key = pointer.rpartition("/")

    # What is absent must be absent from something that is there.
    assert ptr.get(document, parent, ABSENT) != ABSENT
    assert exactly(expected) == exactly(ptr.get(document, f"{parent}/{key}", ABSENT))


@pytest.mark.parametrize(("vendor", "pointer", "of"), ASSUMED)
def test_an_assumption_is_marked(vendor: str, pointer: str, of: set[str]) -> None:
    """What no page states carries its evidence level, the keywords it is about, and a reason."""
    claims = ptr.get(spec_of(vendor).document, f"{pointer}/x-evidence", [])
    assumed = [claim for claim in claims if claim["level"] == "assumed"]

    assert of in [set(claim.get("of", ())) for claim in assumed]
    assert all(claim["why"] for claim in assumed)


@pytest.mark.parametrize(("given", "accepted"), [row[1:] for row in BODIES], ids=[row[0] for row in BODIES])
def test_a_new_group_gives_access_to_something_in_one_way(given: dict[str, Any], *, accepted: bool) -> None:
    """A request for a group names an item, absent and empty alike refused, and at most one end of access."""
    spec = spec_of("thought-industries")
    found = faults(spec, {"$ref": "#/components/schemas/NewRedemptionCodeGroup"}, ITEMS | given)

    assert accepted is not bool(found), found


@pytest.mark.parametrize("vendor", VENDORS)
def test_claims_nothing_that_no_page_says(vendor: str) -> None:
    """Objects are open and strings unbounded; a minimum that no page gives says that it is assumed."""
    documented = {
        ("spacebring", f"{PARAMETERS}/Limit/schema"),
        ("thought-industries", f"{PARAMETERS}/CourseIds/schema"),
    }
    closing = {"additionalProperties", "unevaluatedProperties", "propertyNames", "maxProperties", "minProperties"}
    bounding = {"minLength", "maxLength", "pattern", "maxItems", "uniqueItems", "exclusiveMinimum", "multipleOf"}
    found = []
    for kind, pointer, node in walk(spec_of(vendor).document):
        if kind == "schema" and "/not/" not in pointer:
            found += [f"{pointer}/{key}" for key in sorted((closing | bounding) & node.keys())]
            assumed = [key for claim in node.get("x-evidence", ()) for key in claim.get("of", ())]
            if {"minimum", "minItems"} & node.keys() and (vendor, pointer) not in documented:
                found += [f"{pointer}/{key}" for key in {"minimum", "minItems"} & node.keys() if key not in assumed]

    assert found == []


@pytest.mark.parametrize("vendor", VENDORS)
def test_answers_have_no_format_but_date_time(vendor: str) -> None:
    """Ids in answers, and whatever else looks like a format in the samples, are plain strings."""
    spec = spec_of(vendor)
    schemas = spec.document["components"]["schemas"]
    waiting = [answer.schema for call in spec.operations for answer in call.responses.values() if answer.schema]
    reached: set[str] = set()
    formats: set[str] = set()
    while waiting:
        for _, _, node in walk(waiting.pop(), "schema"):
            formats |= {node["format"]} if "format" in node else set()
            name = node.get("$ref", "").rpartition("/")[2]
            if name and name not in reached:
                reached.add(name)
                waiting.append(schemas[name])

    assert {"date-time"} == formats


def test_a_path_is_written_once() -> None:
    """An endpoint whose path is likely to move is one line to edit."""
    lines = (SPECS / "spacebring" / "openapi.yaml").read_text("utf-8").splitlines()

    assert [line.strip() for line in lines if "/discounts/redemptions/v1" in line] == ["/discounts/redemptions/v1:"]


def test_no_header_is_a_parameter() -> None:
    """The network id, a UUID by its page, travels with the credentials and has no format to be sent in."""
    locations = {each.location for vendor in VENDORS for call in spec_of(vendor).operations for each in call.parameters}
    scheme = spec_of("spacebring").security_schemes["networkId"]

    assert {"query"} == locations
    assert (scheme.kind, scheme.arguments) == ("header", ("network_id",))


def test_names_travel() -> None:
    """Tags and operation ids become the names that callers type."""
    found = {f"{vendor}: {call.resource}.{call.name}" for vendor in VENDORS for call in spec_of(vendor).operations}

    assert found == {
        "spacebring: redemptions.list",
        "thought-industries: course_coupons.list",
        "thought-industries: redemption_codes.create",
        "thought-industries: redemption_codes.list",
        "tolt: promotion_codes.list",
    }
    assert spec_of("tolt").operations[0].parameter("expand[]").argument == "expand"
