"""What a server answers otherwise than the spec says comes with a patch: applied, spec and server agree."""
# ruff: noqa: E501 - a row of the table is a line

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.contract.conftest import Answer, Asked, Tell, Twin

from vouch.contract import LAYERS, Difference, Report, render_text, run
from vouch.contract.access import access
from vouch.contract.conformance import conformance
from vouch.contract.refusals import refusals
from vouch.contract.relations.paging import paging
from vouch.mock import create_app
from vouch.mock.security import demo_credential
from vouch.spec import Spec, load
from vouch.spec import pointer as ptr

Change = Callable[[Any], object]
Copied = Callable[[Spec], Spec]

TI, SB, TO = "thought-industries", "spacebring", "tolt"
SCHEMAS = "/components/schemas"


def each(at: str, change: Change) -> Tell:
    """Return how every item of the lists at a place is told otherwise."""

    def tell(_: Asked, answer: Answer) -> Answer:
        return answer.edited(lambda body: [change(item) for item in ptr.get(body, at, ())])

    return tell


def codes(change: Change) -> Tell:
    """Return how every promotion code is told otherwise."""
    return each("/data", change)


@dataclass(frozen=True)
class Case:
    """How a server differs, what is said of that, and what the mended spec has at which place."""

    name: str
    vendor: str
    tell: Tell
    found: str
    pointer: str
    value: Any


CASES = [
    Case("a new field", TO, codes(lambda c: c.update(color="red")), "/data/*/color, string, is not in the spec", f"{SCHEMAS}/PromotionCode/properties/color/type", "string"),
    Case("a new field that is an object", TO, codes(lambda c: c.update(meta={"a": 1})), "/data/*/meta, object, is not in the spec", f"{SCHEMAS}/PromotionCode/properties/meta/type", "object"),
    Case("a new field that is a list", TO, codes(lambda c: c.update(tags=["a", None])), "/data/*/tags, array, is not in the spec", f"{SCHEMAS}/PromotionCode/properties/tags/items/type", ["string", "null"]),
    Case("a new field that is null", TO, codes(lambda c: c.update(note=None)), "/data/*/note, null, is not in the spec", f"{SCHEMAS}/PromotionCode/properties/note/description", "Not on the page; answers carry it."),
    Case("a new field of an odd name", TO, codes(lambda c: c.update({"on: [x]": 1})), "/data/*/on: [x], integer, is not in the spec", f"{SCHEMAS}/PromotionCode/properties/on: [x]/type", "integer"),
    Case("null", TO, codes(lambda c: c.update(value=None)), "/data/*/value is null, which the spec does not allow for", f"{SCHEMAS}/PromotionCode/properties/value/type", ["number", "null"]),
    Case("null for an object", SB, each("/redemptions", lambda r: r["coupon"].update(limitedItems=None)), "/redemptions/*/coupon/limitedItems is null, which the spec does not allow for", f"{SCHEMAS}/Coupon/properties/limitedItems/anyOf", [{"$ref": f"#{SCHEMAS}/LimitedItems"}, {"type": "null"}]),
    Case("null for what is one of several", SB, each("/redemptions", lambda r: r["coupon"].update(type=None)), "/redemptions/*/coupon/type is null, which the spec does not allow for", f"{SCHEMAS}/Coupon/properties/type/anyOf/1", {"type": "null"}),
    Case("another type", TI, each("/redemptionCodeGroups", lambda g: g.update(label=7)), "/redemptionCodeGroups/*/label is integer, which the spec does not allow for", f"{SCHEMAS}/RedemptionCodeGroup/properties/label/type", ["integer", "string"]),
    Case("a broken number", TI, each("/redemptionCodeGroups", lambda g: g.update(totalCodesCount=9e9 + 0.5)), "/redemptionCodeGroups/*/totalCodesCount is number, which the spec does not allow for", f"{SCHEMAS}/RedemptionCodeGroup/properties/totalCodesCount/type", "number"),
    Case("a new value", TO, codes(lambda c: c.update(type="points")), "/data/*/type is points, which is none of percentage, fixed", f"{SCHEMAS}/DiscountType/anyOf/0/enum", ["percentage", "fixed", "points"]),
    Case("a required field that is missing", TO, codes(lambda c: c.pop("code")), "/data/*/code is missing, though the spec requires it", f"{SCHEMAS}/PromotionCode/required", ["id"]),
    Case("nothing that was required", SB, each("/redemptions", lambda r: r["coupon"].pop("id")), "/redemptions/*/coupon/id is missing, though the spec requires it", f"{SCHEMAS}/Coupon/required", []),
]  # fmt: skip


Judge = Callable[..., Report]


@pytest.fixture(scope="module")
def judge(specs: Mapping[str, Spec]) -> Judge:
    """Return a function that judges a vendor's mock, told otherwise, as somebody else's: `judge(spec, tell)`."""
    mocks = {vendor: create_app(spec) for vendor, spec in specs.items()}

    def judge(spec: Spec, tell: Tell, **options: Any) -> Report:
        mock, url = mocks[spec.vendor], "http://127.0.0.1:1"
        arguments = {argument for scheme in spec.security_schemes.values() for argument in scheme.arguments}
        chosen = {
            "layers": (access,),
            "transport": httpx.ASGITransport(Twin(mock, lambda asked: asked, tell)),
            **options,
        }
        credentials = {argument: demo_credential(argument) for argument in arguments}
        return run(spec, url=url, credentials=credentials, params=mock.describe(url).params, ours=False, **chosen)

    return judge


def applied(spec: Spec, patch: str) -> Spec:
    """Apply a patch in the folder that holds `specs/`, as a person would, and load the spec under the house's rules."""
    root = spec.source.path.parents[2]
    command = ["git", "apply", "--verbose", "-"]
    done = subprocess.run(command, cwd=root, input=patch, text=True, capture_output=True, check=False)  # noqa: S603
    assert done.returncode == 0, f"{done.stderr}\n{patch}"
    return load(spec.source.path, house=True)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_patch_makes_the_spec_right(case: Case, specs: Mapping[str, Spec], judge: Judge, copied: Copied) -> None:
    """One thing differs, one difference is told, and with its patch applied nothing differs any more."""
    spec = copied(specs[case.vendor])
    told = {each.found: each for each in judge(spec, case.tell).differences}
    difference = told[case.found]
    mended = applied(spec, difference.patch)
    again = {each.found for each in judge(mended, case.tell).differences}

    assert case.value == ptr.get(mended.document, case.pointer)
    assert again == told.keys() - {case.found}
    assert all("unlisted" in found for found in again)
    assert difference.where.startswith(f"{spec.source.path}:")
    assert difference.request.startswith("curl ")


def test_one_patch_settles_all(specs: Mapping[str, Spec], judge: Judge, copied: Copied) -> None:
    """Everything differs at once, one patch is applied, and the next run is kept, in every layer."""

    def differ(code: dict[str, Any]) -> None:
        code.update(color="red", type="points", value=None, size=1, organization_id=7)
        del code["code"]

    spec = copied(specs["tolt"])
    before = judge(spec, codes(differ), layers=(refusals, paging))
    mended = applied(spec, before.patch)
    after = judge(mended, codes(differ), layers=LAYERS)

    assert len(before.differences) >= 6
    assert not after.broken, render_text(after)
    assert after.exit_code == 0
    assert not after.differences
    assert not after.patch


def test_comments_and_order_stay(specs: Mapping[str, Spec], judge: Judge, copied: Copied) -> None:
    """A patch adds the lines that it needs, with their evidence, and touches no other."""
    spec = copied(specs["tolt"])
    report = judge(spec, codes(lambda code: code.update(value=None)))
    [difference] = [each for each in report.differences if "value" in each.found]
    lines = difference.patch.splitlines()

    assert lines[:2] == ["--- a/specs/tolt/openapi.yaml", "+++ b/specs/tolt/openapi.yaml"]
    assert [line[1:].strip() for line in lines[2:] if line.startswith("-")] == [
        "type: number",
        'x-evidence: [{level: example, why: "only the sample shows it; 20 does not rule out 12.5"}]',
    ]
    assert [line[1:].strip().partition(" on 20")[0] for line in lines[2:] if line.startswith("+")] == [
        'type: [number, "null"]',
        "x-evidence:",
        '- {level: example, why: "only the sample shows it; 20 does not rule out 12.5"}',
        '- {level: observed, of: [type], why: "in answers of 127.0.0.1',
    ]


FLAT = """\
openapi: 3.1.0
info: {title: Library, version: "1"}
servers: [{url: "https://library.example/v1"}]
paths:
  /books:
    get:
      operationId: listBooks
      tags: [books]
      x-pagination: {style: cursor, parameter: page, items: /data, next: [{at: /next}]}
      parameters: [{name: page, in: query, schema: {type: integer}}]
      responses: {"200": {description: ok, content: {application/json: {schema: {type: object, properties: {next: {type: string}, data: {type: array, items: {$ref: "#/components/schemas/Book"}}}}}}}}
components: {schemas: {Book: {allOf: [{type: object, required: [id], properties: {id: {type: string}}}, {type: object, properties: {kind: {type: string, enum: [map]}, parts: {type: object, additionalProperties: {type: integer}}}}]}}}
"""


def differing(folder: Path, answer: Any) -> tuple[Difference, ...]:
    """Return how an answer of the library differs from its spec."""
    path = folder / "openapi.yaml"
    path.write_text(FLAT)
    spec = load(path, "library")

    def handle(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"data": [answer]})

    transport = httpx.MockTransport(handle)
    report = run(spec, url="http://127.0.0.1:1", credentials={}, ours=False, layers=(), transport=transport)
    return report.differences


@pytest.mark.parametrize(
    ("book", "found"),
    [
        ({"id": "1", "kind": "map", "parts": {"any": 1}}, []),
        ({"id": "1", "kind": "globe"}, ["/data/*/kind is globe, which is none of map"]),
        ({"id": "1", "size": 3}, ["/data/*/size, integer, is not in the spec"]),
        ({"kind": None}, ["/data/*/id is missing, though the spec requires it", "/data/*/kind is null, which the spec does not allow for"]),
        ({"id": "1", "parts": {"any": "x"}}, []),
        ({"id": "1", **{f"k{number}": 1 for number in range(60)}}, [f"/data/*/k{number}, integer, is not in the spec" for number in sorted(range(60), key=str)[:20]]),
    ],
)  # fmt: skip
def test_what_counts_as_different(book: dict[str, Any], found: list[str], tmp_path: Path) -> None:
    """Parts of a schema are read as one, free keys are none of ours, and a map is not taken for sixty fields."""
    told = differing(tmp_path, book)

    assert sorted(found) == sorted(difference.found for difference in told)


def test_a_closed_choice_takes_a_new_value(tmp_path: Path) -> None:
    """Where a schema is written in one line, so is what is added."""
    [difference] = differing(tmp_path, {"id": "1", "kind": 'a "new" one'})

    assert '"a \\"new\\" one"], x-evidence: [{level: observed, of: [enum], why: ' in difference.patch


@pytest.mark.parametrize(("name", "patched"), [("x" * 1_000, True), ("x" * 2_000, False), ("\x00" * 200, False)])
def test_a_name_may_be_too_long_for_a_patch(name: str, patched: bool, tmp_path: Path) -> None:  # noqa: FBT001
    """A field whose name no YAML takes for a key is told of, and left to people."""
    [difference] = differing(tmp_path, {"id": "1", name: 1})

    assert difference.found.startswith(f"/data/*/{name[:50]}")
    assert bool(difference.patch) is patched


def test_a_spec_that_changed_meanwhile_is_not_patched(specs: Mapping[str, Spec], judge: Judge, copied: Copied) -> None:
    """A patch is for the text that was read: where the file says something else by now, there is none."""
    spec = copied(specs["tolt"])
    spec.source.path.write_text(spec.source.path.read_text().replace("title: Tolt", "title: Other"))
    report = judge(spec, codes(lambda code: code.update(value=None)))

    assert report.differences
    assert {difference.patch for difference in report.differences} == {report.patch} == {""}


def test_an_assumption_hides_no_violation(specs: Mapping[str, Spec], judge: Judge) -> None:
    """Where one answer lacks what is only assumed and breaks what is known, both are told: refuted, and broken."""

    def differ(code: dict[str, Any]) -> None:
        code["value"] = None
        del code["code"]

    report = judge(specs["tolt"], codes(differ), layers=(conformance,), max_requests=20)
    [result] = [each for each in report.results if each.check == "response_schema_conformance"]

    assert {failure.expected for failure in result.failures} == {'/data/0/value: null is not of type "number"'}
    assert {failure.expected for failure in result.refuted} == {'/data/0: "code" is a required property'}
