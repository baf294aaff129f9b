"""The client agrees with the wire: it reads what the server answers and gives it back, and raises what fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.contract.test_any_vendor import LIBRARY

from vouch.contract import Report
from vouch.contract.relations import RELATIONS
from vouch.generate.package import build
from vouch.generate.reader import Reader, reader
from vouch.generate.writing import write_package
from vouch.spec import Operation, Spec, load

if TYPE_CHECKING:
    from tests.contract.conftest import Answer, Server

Twin = Callable[..., "Server"]

PACKAGE = Path(__file__).parents[2] / "generated" / "tolt-client"
READS, RAISES = (
    "the client reads every success and gives it back unchanged",
    "the client raises the class of every error",
)


def found(report: Report, rule: str) -> tuple[str, list[str]]:
    """Return the verdict of a rule about clients, and what came instead."""
    [result] = [each for each in report.results if each.check == "client" and each.rule == rule]
    return result.verdict, [failure.received for failure in result.failures]


class Sloppy:
    """A client that changes what passes through it."""

    def __init__(self, client: Reader, change: Callable[[str, Any], tuple[str, Any]]) -> None:
        self._client = client
        self._change = change

    def read(self, operation: Operation, arguments: Mapping[str, Any], *answer: Any) -> tuple[str, Any]:
        """Read as the client does, and change what it made of it."""
        return self._change(*self._client.read(operation, arguments, *answer))


def lose(raised: str, data: Any) -> tuple[str, Any]:
    """Lose a field."""
    return raised, data if raised else {**data, "data": [{**code, "id": None} for code in data["data"]]}


def invent(raised: str, data: Any) -> tuple[str, Any]:
    """Invent a field."""
    return raised, data if raised else {**data, "cost": 1}


def blur(raised: str, data: Any) -> tuple[str, Any]:
    """Raise the same for every status."""
    return raised and "APIStatusError", data


def mishear(raised: str, data: Any) -> tuple[str, Any]:
    """Lose the words of an error."""
    return raised, {} if raised else data


@pytest.mark.parametrize(
    ("change", "rule", "received"),
    [
        (lose, READS, "None"),
        (invent, READS, "1"),
        (blur, RAISES, "APIStatusError: "),
        (mishear, RAISES, "nothing"),
    ],
)
def test_a_client_that_changes_something(
    change: Callable[[str, Any], tuple[str, Any]], rule: str, received: str, specs: Mapping[str, Spec], twin: Twin
) -> None:
    """What it loses, adds or calls by another name is found."""
    server = twin(specs["tolt"])
    with reader(specs["tolt"], PACKAGE) as client:
        whole = server.judged(reader=client, max_requests=60)
        report = server.judged(reader=Sloppy(client, change), max_requests=60)

    assert found(whole, READS) == found(whole, RAISES) == ("kept", [])
    assert found(report, rule)[0] == "broken"
    assert found(report, rule)[1][0].startswith(received)


def test_an_answer_that_the_client_cannot_read(specs: Mapping[str, Spec], twin: Twin) -> None:
    """Where a server departs from the spec, the report says what callers will see."""

    def untyped(_: object, answer: Answer) -> Answer:
        return answer.edited(lambda body: [code.update(code=7) for code in body["data"][:1]])

    server = twin(specs["tolt"], tell=untyped)
    with reader(specs["tolt"], PACKAGE) as client:
        report = server.judged(reader=client, layers=RELATIONS)

    assert found(report, READS) == ("broken", ["ResponseDecodeError: data[0].code: expected string, got 7"])


def test_headers_need_not_be_ascii(specs: Mapping[str, Spec], twin: Twin) -> None:
    """What a header holds besides what HTTP allows keeps no client from reading the answer."""

    def located(_: object, answer: Answer) -> Answer:
        return replace(answer, headers={**answer.headers, "x-place": "Zürich"})

    server = twin(specs["tolt"], tell=located)
    with reader(specs["tolt"], PACKAGE) as client:
        report = server.judged(reader=client, max_requests=20)

    assert found(report, READS) == ("kept", [])


def test_nothing_to_read_is_not_exercised(specs: Mapping[str, Spec], twin: Twin) -> None:
    """A run without a single error says nothing about errors."""
    server = twin(specs["tolt"])
    with reader(specs["tolt"], PACKAGE) as client:
        report = server.judged(reader=client, layers=RELATIONS[:1])

    assert found(report, READS)[0] == "kept"
    assert found(report, RAISES)[0] == "not exercised"


def test_a_package_of_another_state_of_the_spec_is_not_judged(tmp_path: Path, twin: Twin) -> None:
    """Whoever has not generated yet is told what the client of this spec makes of the answers."""
    path = tmp_path / "specs" / "openapi.yaml"
    path.parent.mkdir()
    path.write_text(LIBRARY)
    package = tmp_path / "library-client"
    write_package(package, build(load(path, "library")))
    path.write_text(LIBRARY.replace("listBooks", "browseBooks"))
    spec = load(path, "library")
    with reader(spec, package) as client:
        report = twin(spec).judged(reader=client)

    assert found(report, READS) == found(report, RAISES) == ("kept", [])


def test_a_package_is_made_where_there_is_none(tmp_path: Path, twin: Twin) -> None:
    """A vendor outside the project is judged with the client it would have."""
    path = tmp_path / "openapi.yaml"
    path.write_text(LIBRARY)
    spec = load(path, "library")
    server = twin(spec)
    with reader(spec, tmp_path / "nowhere" / "library-client") as client:
        report = server.judged(reader=client)

    assert found(report, READS) == found(report, RAISES) == ("kept", [])
    assert not (tmp_path / "nowhere").exists()
