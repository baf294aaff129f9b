"""What is created stays, is found, and changes nothing else: a model goes along, and every departure is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from vouch.contract import LAYERS, PROFILES, Report, render_text
from vouch.contract.machine import creation
from vouch.spec import Spec

if TYPE_CHECKING:
    from tests.contract.conftest import Answer, Asked, Server

Twin = Callable[..., "Server"]

VALID = {"label": "Spring", "codeLength": 8, "totalCodesCount": 1, "courses": ["c"]}
REFUSAL = json.dumps({"errors": ["no"]}).encode()
NUMBERS = count()
SHORT = replace(PROFILES["quick"], examples=1, sequences=1, steps=5)


def only(asked: Asked, method: str, answer: Answer, change: Callable[[Any], object]) -> Answer:
    """Change the body of a success of one method."""
    return answer.edited(change) if asked.method == method else answer


def _groups(body: Any, keep: Callable[[int, Any], bool]) -> None:
    kept = [group for number, group in enumerate(body["redemptionCodeGroups"]) if keep(number, group)]
    body["redemptionCodeGroups"] = kept


def _make_all_the_same(asked: Asked) -> Asked:
    return replace(asked, body=json.dumps(VALID).encode()) if asked.method == "POST" else asked


def _refuse_what_was_made(asked: Asked, answer: Answer) -> Answer:
    if asked.method == "POST" and b"codeLength" not in asked.body:
        return replace(answer, status=400, body=REFUSAL)
    return answer


def _courses(body: bytes) -> list[str]:
    """Return the courses that a request names; one that is none names what nobody has."""
    try:
        found: list[str] = json.loads(body)["courses"]
    except (ValueError, KeyError, TypeError):
        return ["?"]
    return found or ["?"]


def _rename_the_old(asked: Asked, answer: Answer) -> Answer:
    return only(asked, "GET", answer, lambda b: [g.update(label=f"{next(NUMBERS)}") for g in b["redemptionCodeGroups"]])


FAULTS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "creates are refused": (
        "a create made of what server and spec know is accepted",
        {"tell": lambda q, a: replace(a, status=422, body=REFUSAL) if q.method == "POST" else a},
    ),
    "every new thing has the same id": (
        "every new thing has an id of its own",
        {"tell": lambda q, a: only(q, "POST", a, lambda body: body.update(id="rc1"))},
    ),
    "nothing new is listed": (
        "what was created is found by",
        {"tell": lambda q, a: only(q, "GET", a, lambda b: _groups(b, lambda _, g: "number" not in g["label"]))},
    ),
    "the total does not rise": (
        "the total of listRedemptionCodeGroups rises by one",
        {"tell": lambda q, a: only(q, "GET", a, lambda body: body["pageInfo"].update(total=137))},
    ),
    "what is there changes": ("a create changes nothing else", {"tell": _rename_the_old}),
    "a refused create is made all the same": (
        "a refused create changes nothing",
        {"ask": _make_all_the_same, "tell": _refuse_what_was_made},
    ),
    "a search knows nothing new": (
        "query of listRedemptionCodeGroups finds",
        {"ask": lambda q: q.having(query="zzz") if "vouch" in "".join(q.given("query")) else q},
    ),
    "an order knows nothing new": (
        "sort of listRedemptionCodeGroups puts",
        {"tell": lambda q, a: only(q, "GET", a, lambda b: _groups(b, lambda n, _: n != 3)) if q.given("sort") else a},
    ),
    "a full last page is not the last": (
        "pages follow each other to the end",
        {
            "tell": lambda q, a: only(
                q,
                "GET",
                a,
                lambda b: b["pageInfo"].update(hasMore=len(b["redemptionCodeGroups"]) == 50, cursor="eyJhIjoxfQ=="),
            )
        },
    ),
}


def rules(report: Report, verdict: str) -> set[str]:
    """Return the rules about creating that have a verdict."""
    return {each.rule for each in report.results if each.check == "create" and each.verdict == verdict}


@pytest.mark.parametrize("name", FAULTS)
def test_a_departure_from_the_model_is_told(name: str, specs: Mapping[str, Spec], twin: Twin) -> None:
    """Whatever is wrong with what was created, the rule that it breaks says so."""
    rule, changes = FAULTS[name]
    server = twin(specs["thought-industries"], **changes)
    report = server.judged(layers=[creation])

    assert any(broken.startswith(rule) for broken in rules(report, "broken")), render_text(report)


def test_the_mock_keeps_every_rule(specs: Mapping[str, Spec], twin: Twin) -> None:
    """Nothing about creating is left out, by any seed."""
    server = twin(specs["thought-industries"])
    report = server.judged(layers=[creation], seed=23)

    assert set() == rules(report, "broken") | rules(report, "not exercised")


def test_sequences_follow_from_the_seed(specs: Mapping[str, Spec], twin: Twin) -> None:
    """The same seed does the same, another one something else."""

    def bodies(seed: int) -> list[bytes]:
        server = twin(specs["thought-industries"])
        server.judged(layers=[creation], seed=seed, profile=SHORT)
        return [asked.body for asked, _ in server.twin.seen]

    first = bodies(1)

    assert first == bodies(1)
    assert first != bodies(2)


def test_what_is_made_says_who_made_it(specs: Mapping[str, Spec], twin: Twin) -> None:
    """Every group that a whole run leaves behind can be told from those that were there."""
    server = twin(specs["thought-industries"])
    server.judged(layers=LAYERS, seed=7, profile=SHORT)
    made = [
        json.loads(answer.body) for asked, answer in server.twin.seen if (asked.method, answer.status) == ("POST", 201)
    ]

    assert len(made) > 20
    assert {group["label"][: len("vouch contract 7")] for group in made} == {"vouch contract 7"}


def test_without_writes_nothing_is_created(specs: Mapping[str, Spec], twin: Twin) -> None:
    """Not a single create is sent, and every rule says what it would need."""
    server = twin(specs["thought-industries"])
    report = server.judged(layers=[creation], allow_writes=False)
    sent = server.twin.seen

    asked = [result for result in report.results if result.check != "answer"]
    assert {result.needs for result in asked} == {"writes (--allow-writes)"}
    assert {asked.method for asked, _ in sent} == {"GET"}


def test_what_a_run_did_not_come_to_needs_no_more_writes(specs: Mapping[str, Spec], twin: Twin) -> None:
    """A list that is not answered in time, or at all, is no reason to allow what is allowed already."""
    server = twin(specs["thought-industries"])
    silent = twin(specs["thought-industries"], tell=lambda _, a: replace(a, body=b"1" * 5_000))
    reports = [server.judged(layers=[creation], max_requests=2), silent.judged(layers=[creation])]
    needs = [{each.needs for each in report.results if each.check == "create"} for report in reports]

    assert needs == [{"a run that goes on to its end"}, {"an answer to every request"}]


def test_creates_are_made_of_what_the_server_knows(specs: Mapping[str, Spec], twin: Twin) -> None:
    """A server elsewhere knows no course of the spec's examples: the ids come from its own answers."""
    listed: set[str] = set()

    def choosy(asked: Asked, answer: Answer) -> Answer:
        if asked.method == "GET" and answer.status == 200:
            listed.update(each["id"] for group in answer.json["redemptionCodeGroups"] for each in group["courses"])
        elif asked.method == "POST" and not listed.issuperset(_courses(asked.body)):
            return replace(answer, status=422, body=REFUSAL)
        return answer

    server = twin(specs["thought-industries"], tell=choosy)
    report = server.judged(layers=[creation], ours=False)

    assert not rules(report, "broken"), render_text(report)
    assert "what was created is found by listRedemptionCodeGroups, once and alike" in rules(report, "kept")
