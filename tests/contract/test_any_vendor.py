"""The suite knows no vendor: a few lines of YAML are one, and their mock and its twins are judged by them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vouch.contract import render_text
from vouch.spec import Spec, load

if TYPE_CHECKING:
    from tests.contract.conftest import Server

Twin = Callable[..., "Server"]

LIBRARY = """
openapi: 3.1.0
info: {title: Library, version: "1"}
servers: [{url: "https://library.example/v1"}]
security: [{key: []}]
paths:
  /shelves/{shelf}/books:
    get:
      operationId: listBooks
      tags: [books]
      x-pagination: {style: page, parameter: page, items: /books, current: /page, more: /more, total: /total, limit: per}
      parameters:
        - {name: shelf, in: path, required: true, schema: {type: string, examples: [a-1]}}
        - {name: page, in: query, schema: {type: integer}}
        - {name: per, in: query, schema: {type: integer, minimum: 2, maximum: 20, default: 5}}
        - {name: genre, in: query, schema: {type: string}, x-filter: {field: /genre, match: equals}}
        - {name: X-Reader, in: header, required: true, schema: {type: string, minLength: 3, examples: [ann]}}
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Page"}}}}
        "400": {$ref: "#/components/responses/Refused"}
        "401": {$ref: "#/components/responses/Refused"}
components:
  securitySchemes: {key: {type: apiKey, in: query, name: key}}
  responses: {Refused: {description: no, content: {application/json: {schema: {type: object}}}}}
  schemas:
    Page: {type: object, required: [books, page, more, total], properties: {books: {type: array, items: {$ref: "#/components/schemas/Book"}}, page: {type: integer}, more: {type: boolean}, total: {type: integer}}}
    Book: {type: object, required: [id, genre], properties: {id: {type: string}, genre: {type: string, enum: [novel, verse, map]}}}
"""  # noqa: E501 - one schema a line


@pytest.fixture
def library(tmp_path: Path) -> Spec:
    """Return the vendor."""
    path = tmp_path / "openapi.yaml"
    path.write_text(LIBRARY)
    return load(path, "library")


def test_a_new_vendor_needs_yaml_alone(library: Spec, twin: Twin) -> None:
    """Paths with holes, required headers and keys in the query are put to the test, and the mock keeps its spec."""
    server = twin(library)
    report = server.judged()
    tried = {(result.check, result.rule) for result in report.results if result.cases}

    assert not report.broken, render_text(report)
    assert {
        ("missing_required_header", "a required header that is missing is refused"),
        ("access", "key is refused with a wrong api_key"),
        ("refusal", "refused: per is 1, against minimum"),
        ("refusal", "refused: per is 21, against maximum"),
        ("paging", "every size gives the same list"),
        ("filter", "genre leaves exactly the items that match"),
    } <= tried


@pytest.mark.parametrize("match", ["equals", "in", "contains", "at-least", "at-most"])
def test_ids_may_be_filtered_by(match: str, tmp_path: Path, twin: Twin) -> None:
    """A mock whose items are looked for by their ids keeps every rule: no two items have the same one."""
    path = tmp_path / "openapi.yaml"
    kind = "{type: array, items: {type: string}}" if match == "in" else "{type: string}"
    wanted = f"        - {{name: wanted, in: query, schema: {kind}, x-filter: {{field: /id, match: {match}}}}}\n"
    path.write_text(LIBRARY.replace("      responses:\n", wanted + "      responses:\n", 1))
    report = twin(load(path, "library")).judged()

    assert not report.broken, render_text(report)
    assert not report.not_exercised


_TEXTS = {
    "without an example": "{type: string}",
    "with one example": "{type: string, examples: [ann]}",
    "with room for little": "{type: string, maxLength: 3, examples: [ann]}",
    "with a pattern": '{type: string, pattern: "^[a-z]{3}$", examples: [ann]}',
    "with a format": "{type: string, format: ipv4, examples: [192.0.2.1]}",
    "that may be null": '{type: [string, "null"], examples: [ann]}',
}


@pytest.mark.parametrize("match", ["equals", "contains"])
@pytest.mark.parametrize("schema", _TEXTS.values(), ids=_TEXTS)
def test_any_text_may_be_filtered_by(schema: str, match: str, tmp_path: Path, twin: Twin) -> None:
    """The items of a mock differ in what they are looked for by, whatever is known of it."""
    path = tmp_path / "openapi.yaml"
    wanted = f"        - {{name: by, in: query, schema: {{type: string}}, x-filter: {{field: /by, match: {match}}}}}\n"
    text = LIBRARY.replace("      responses:\n", wanted + "      responses:\n", 1)
    path.write_text(text.replace("genre: {type: string, enum", f"by: {schema}, genre: {{type: string, enum"))
    report = twin(load(path, "library")).judged()

    assert not report.broken, render_text(report)
    assert not report.not_exercised


def test_a_faulty_twin_of_it_is_found_out(library: Spec, twin: Twin) -> None:
    """What holds for the vendors of the project holds for any."""
    server = twin(library, ask=lambda asked: asked.without("genre"))
    report = server.judged()

    assert {(result.check, result.rule) for result in report.broken} == {
        ("filter", "genre leaves exactly the items that match"),
        ("filter", "genre that nothing matches gives an empty list"),
        ("odd", "refused: genre given twice"),
    }


def test_what_hardly_anybody_asks_must_not_make_it_fail(library: Spec, twin: Twin) -> None:
    """Numbers without end and bytes that are no text are refused; they are no reason to fail."""
    server = twin(
        library,
        tell=lambda asked, a: replace(a, status=500) if {"1e999", "\udcff"} & {v for _, v in asked.query} else a,
    )
    report = server.judged()

    assert {
        ("odd", "refused: an address that is not UTF-8"),
        ("odd", "refused: a per of 1e999"),
        ("odd", "refused: a page of 1e999"),
    } <= {(result.check, result.rule) for result in report.broken}


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ('"400":', "a declared refusal: 400"),
        ('"422":', "a declared refusal: 422"),
        ('"409":', "a declared refusal: 409"),
        ('"403":', "a declared refusal: 400, 422, 4XX or default, but none is declared"),
    ],
)
def test_a_refusal_has_to_be_declared(declared: str, expected: str, tmp_path: Path, twin: Twin) -> None:
    """Where a request is rightly refused but the status is not declared, that is what the report asks for."""
    path = tmp_path / "openapi.yaml"
    path.write_text(LIBRARY.replace('"400":', declared))
    server = twin(load(path, "library"), tell=lambda _, a: replace(a, status=418) if a.status in {400, 422} else a)
    report = server.judged()
    found = [failure for each in report.broken if each.check == "refusal" for failure in each.failures]

    assert {expected} == {failure.expected for failure in found}
    assert all(failure.received.startswith("418 ") for failure in found)


@pytest.mark.parametrize("declared", ['"4XX":', "default:"])
def test_a_range_of_refusals_is_declared(declared: str, tmp_path: Path, twin: Twin) -> None:
    """`4XX` and `default` declare a refusal as well as a status does; an answer without fault is none."""
    path = tmp_path / "openapi.yaml"
    path.write_text(LIBRARY.replace('"400":', declared))
    server = twin(load(path, "library"), ask=lambda asked: asked.having(per="20") if asked.given("per") else asked)
    report = server.judged()
    [failure] = next(each.failures for each in report.broken if each.rule == "refused: per is 21, against maximum")

    assert f"a refusal: {declared.strip(':').strip(chr(34))}" == failure.expected


def test_credentials_in_the_query_are_in_no_report(library: Spec, twin: Twin) -> None:
    """A key that travels in the URL is a variable in the request that is shown."""
    server = twin(library, ask=lambda asked: asked.without("genre"))
    report = server.judged()
    [failure] = report.broken[0].failures

    assert "key='\"$LIBRARY_API_KEY\"'&genre=" in failure.request
    assert "demo_api_key" not in render_text(report)


_AUTHOR = "        - {name: author, in: query, schema: {type: string}, x-filter: {field: /author, match: equals}}\n"
_RULES = {
    "one of both at most": "[{at-most-one: [genre, author]}]",
    "exactly one of both": "[{at-least-one: [genre, author]}, {at-most-one: [genre, author]}]",
    "exactly one, the other way round": "[{at-least-one: [author, genre]}, {at-most-one: [author, genre]}]",
}


@pytest.mark.parametrize("rules", _RULES.values(), ids=_RULES)
def test_filters_that_exclude_each_other(rules: str, tmp_path: Path, twin: Twin) -> None:
    """Each of them is put to the test without the other, and nobody asks whether they hold together."""
    text = LIBRARY.replace("      parameters:\n", f"      x-rules: {rules}\n      parameters:\n{_AUTHOR}")
    text = text.replace("required: [id, genre]", "required: [id, genre, author]")
    path = tmp_path / "openapi.yaml"
    path.write_text(text.replace("genre: {type: string, enum", "author: {type: string}, genre: {type: string, enum"))
    server = twin(load(path, "library"))
    report = server.judged()
    tried = {result.rule for result in report.results if result.cases}

    assert not report.broken, render_text(report)
    assert not report.not_exercised
    assert {f"{name} leaves exactly the items that match" for name in ("genre", "author")} <= tried
    assert not [rule for rule in tried if "hold together" in rule]
