"""How well a fact is known is said by the claim nearest to it; every fact of a spec is listed with its page."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from vouch.contract import PROFILES
from vouch.contract.conformance import conformance
from vouch.evidence import Entry, Fact, Ledger, facts, level, render_json, render_text
from vouch.mock.pages.reference import reference
from vouch.spec import Spec, SpecError, load

if TYPE_CHECKING:
    from tests.contract.conftest import Server

DOCUMENT = {
    "paths": {"x-evidence": [{"level": "documented", "page": "P"}, {"level": "observed", "why": "w"}]},
    "limit": {
        "x-evidence": [{"level": "documented", "of": ["required"]}, {"level": "observed", "why": "w"}],
        "required": True,
        "name": "limit",
        "schema": {"x-evidence": [{"level": "assumed", "of": ["minimum"], "why": "w"}], "minimum": 1, "maximum": 9},
    },
    "rules": [{"at-least-one": ["a", "b"], "x-evidence": [{"level": "example", "why": "w"}]}],
}


@pytest.mark.parametrize(
    ("expected", "pointer"),
    [
        ("assumed", "/limit/schema/minimum"),
        ("observed", "/limit/schema/maximum"),
        ("documented", "/limit/required"),
        ("observed", "/limit"),
        ("observed", "/limit/nothing/there"),
        ("observed", "/paths"),
        ("example", "/rules/0/at-least-one"),
        ("documented", "/elsewhere"),
    ],
)
def test_the_nearest_claim_counts(expected: str, pointer: str) -> None:
    """About the keyword itself, else about the object around it, else further out; documented where nothing is said."""
    assert expected == level(DOCUMENT, pointer)


def fact(spec: Spec, pointer: str, *of: str) -> Fact:
    """Return the one fact of a place and of keywords there."""
    [found] = [each for each in facts(spec) if (each.pointer, each.of) == (pointer, of)]
    return found


def test_a_claim_is_a_fact_with_its_page_and_line(specs: Mapping[str, Spec]) -> None:
    """What is assumed of one keyword is listed apart from the rest of the object, with the reason."""
    tolt = specs["tolt"]
    limit = "/components/parameters/Limit/schema"

    assert fact(tolt, limit, "minimum") == Fact(
        pointer=limit,
        of=("minimum",),
        level="assumed",
        about="parameters/Limit/schema",
        says="minimum: 1",
        why="the page gives a maximum only",
        pages=("List promotion codes (Tolt)",),
        line=tolt.source.line(f"{limit}/minimum"),
    )
    assert fact(tolt, limit).level == "documented"
    assert fact(tolt, "/components/parameters/Limit").says == "Most codes to return in one page."


def test_a_component_belongs_to_every_page_that_uses_it(specs: Mapping[str, Spec]) -> None:
    """An answer of three operations is on three pages; what stands inside an object is as well known as that."""
    spec = specs["thought-industries"]

    assert len(fact(spec, "/components/responses/BadRequest").pages) == 3
    assert fact(spec, "/components/schemas/Course").pages == (
        "List Redemption Code Groups (Thought Industries)",
        "Create Redemption Code Group (Thought Industries)",
    )
    assert fact(spec, "/components/schemas/CourseCouponData/properties/APICourseCoupons").level == "example"


@pytest.mark.parametrize("vendor", ["spacebring", "thought-industries", "tolt"])
def test_no_claim_goes_unlisted(vendor: str, specs: Mapping[str, Spec]) -> None:
    """Every entry of every `x-evidence` in the file is a fact, at its level."""
    spec = specs[vendor]
    text = spec.source.path.read_text()
    listed = facts(spec)

    for name in ("assumed", "observed"):
        assert text.count(f"level: {name}") == sum(bool(each.why) for each in listed if each.level == name)
    assert len({(each.pointer, each.of, each.level) for each in listed}) == len(listed)


def entry(spec: Spec, host: str, date: str = "2026-01-02", **changes: str) -> Entry:
    """Return what a host showed of the smallest limit."""
    found = fact(spec, "/components/parameters/Limit/schema", "minimum")
    says = changes.get("says", found.says)
    return Entry(found.pointer, found.of, says, "refuted", "refused: limit is 0", host, date)


@pytest.fixture
def tolt(specs: Mapping[str, Spec], copied: Callable[[Spec], Spec]) -> Spec:
    """Return a spec in a folder of its own."""
    return copied(specs["tolt"])


def test_what_is_recorded_stands_beside_the_spec(tolt: Spec) -> None:
    """One entry for each fact and host, the latest; in the order of the spec, then of the hosts; read back alike."""
    first, again = entry(tolt, "b.example"), entry(tolt, "b.example", "2026-03-04")
    ledger = Ledger.beside(tolt).record(tolt, [first]).record(tolt, [entry(tolt, "a.example"), again])
    known = fact(tolt, "/components/parameters/Limit/schema", "minimum")

    assert ledger == Ledger.beside(tolt)
    assert ledger.about(known) == (entry(tolt, "a.example"), again)
    assert ledger.path.read_text().startswith("# What runs against the vendor's servers showed")
    assert "      refuted by b.example on 2026-03-04: refused: limit is 0" in render_text(tolt, ledger, "assumed")
    [listed] = [each for each in json.loads(render_json(tolt, ledger, "assumed"))["facts"] if each["runs"]]
    assert listed["says"] == "minimum: 1"
    assert listed["runs"][0]["host"] == "a.example"


def test_what_the_spec_no_longer_says_is_dropped(tolt: Spec) -> None:
    """An entry about another value of the keyword is nobody's, and gone with the next record."""
    ledger = Ledger.beside(tolt).record(tolt, [entry(tolt, "a.example")])
    ledger.path.write_text(ledger.path.read_text().replace("minimum: 1", "minimum: 5"))
    stale = Ledger.beside(tolt)

    assert stale.about(fact(tolt, "/components/parameters/Limit/schema", "minimum")) == ()
    assert stale.record(tolt, []).entries == ()


def test_what_was_recorded_is_in_the_documentation(tolt: Spec) -> None:
    """The mock's page says beside an assumption what a run showed of it; a broken ledger hides no page."""
    before = str(reference(tolt, "http://x"))
    path = Ledger.beside(tolt).record(tolt, [entry(tolt, "a.example")]).path
    told = "**Assumed** (`minimum`): the page gives a maximum only"
    shown = "; refuted by a.example on 2026-01-02: refused: limit is 0"

    assert f"{told}." in before
    assert f"{told}{shown}." in str(reference(tolt, "http://x"))
    path.write_text("broken")
    assert str(reference(tolt, "http://x")) == before


def test_nothing_to_record_makes_no_file(tolt: Spec) -> None:
    """A run that settled nothing leaves no trace."""
    ledger = Ledger.beside(tolt).record(tolt, [])

    assert not ledger.path.exists()


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("assumptions: {}", 1, "{} is not of type"),
        (
            "assumptions:\n  - {at: /x, of: [], says: s, verdict: guessed, shown: r, host: h, date: '2026-01-02'}",
            2,
            "guessed",
        ),
        ("assumptions:\n  - 1\n  - {at: /x}", 2, "1 is not of type"),
        ("assumptions: [", 2, "did not find"),
    ],
)
def test_a_broken_ledger_is_told_with_its_line(text: str, line: int, found: str, tolt: Spec) -> None:
    """What somebody did to the file by hand is a problem like those of a spec."""
    path = tolt.source.path.parent / "evidence.yaml"
    path.write_text(text)
    with pytest.raises(SpecError) as caught:
        Ledger.beside(tolt)

    assert f"{path}:{line}  " in str(caught.value)
    assert found in str(caught.value)


def test_a_run_settles_assumptions(specs: Mapping[str, Spec], twin: Callable[..., Server]) -> None:
    """A rule kept confirms what it rests on, an answer what it shows; a rule broken refutes; the rest is open."""
    tolt = specs["tolt"]
    server = twin(tolt, ask=lambda asked: asked.without("limit") if asked.given("limit") == ["0"] else asked)
    report = server.judged(ours=False)
    found = {(each.about, *each.of): each for each in report.assumptions}

    assert found["parameters/Limit/schema", "minimum"].verdict == "refuted"
    assert (
        found["parameters/Limit/schema", "minimum"].shown == "listPromotionCodes: refused: limit is 0, against minimum"
    )
    assert found["parameters/CreatedGte/x-filter", "match"].verdict == "confirmed"
    assert found["listPromotionCodes x-pagination", "id"].verdict == "confirmed"
    assert found["schemas/PromotionCode/partner_id", "type"].shown == "listPromotionCodes: an answer of this shape"
    assert found["parameters/CreatedGte/schema", "format"].verdict == "confirmed"
    assert found["parameters/Expand", "style", "explode"].verdict == "confirmed"
    assert found["schemas/PromotionCode/partner", "anyOf"].verdict == "open"
    assert [(each.at, each.of) for each in report.assumptions] == [
        (each.pointer, each.of) for each in facts(tolt) if each.level == "assumed"
    ]


def test_a_rule_about_several_things_refutes_the_one_that_does_not_hold(
    specs: Mapping[str, Spec], twin: Callable[..., Server]
) -> None:
    """A filter that is dropped takes nothing with it that the spec only assumes of another."""
    server = twin(specs["tolt"], ask=lambda asked: asked.without("partner_id"))
    report = server.judged(ours=False)
    broken = {result.rule: result.failures for result in report.broken}

    assert not [each for each in report.assumptions if each.verdict == "refuted"]
    assert {failure.pointer for failure in broken["partner_id and created_gte hold together"]} == {
        "/components/parameters/PartnerId/x-filter/match"
    }


def test_a_mock_settles_nothing(specs: Mapping[str, Spec], twin: Callable[..., Server]) -> None:
    """A server made of the spec says what the spec says: neither assumptions nor differences come of it."""
    server = twin(specs["tolt"])
    report = server.judged(layers=())

    assert report.assumptions == ()
    assert report.differences == ()


def test_a_run_leaves_the_spec_as_it_was(specs: Mapping[str, Spec], twin: Callable[..., Server]) -> None:
    """What is told of a spec after a run is what its file says."""
    spec = load(specs["thought-industries"].source.path)
    server = twin(spec)
    server.judged(layers=(conformance,), profile=replace(PROFILES["quick"], examples=1))

    assert load(spec.source.path).document == spec.document
