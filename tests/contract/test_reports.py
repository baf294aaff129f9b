"""A verdict people can act on: where, what was sent, what came, what was expected; credentials nowhere."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from starlette.types import ASGIApp

from vouch.contract import (
    Assumption,
    Credentials,
    Difference,
    Failure,
    Options,
    Report,
    Result,
    Tools,
    contract,
    render_json,
    render_text,
)
from vouch.contract.exchange import Exchange
from vouch.mock import running
from vouch.spec import Spec

if TYPE_CHECKING:
    from tests.contract.conftest import Server

Twin = Callable[..., "Server"]
Served = Callable[[ASGIApp], AbstractContextManager[str]]

FAILURE = Failure(
    where="specs/tolt/openapi.yaml:41",
    evidence="documented",
    request="curl 'http://127.0.0.1:1/v1?limit=101'",
    received="200 OK application/json {}",
    expected="a refusal: 400",
    times=2,
)
GUESS = Failure("specs/tolt/openapi.yaml:43", "assumed", "curl 'http://127.0.0.1:1/v1?limit=0'", "200 OK", "400")
REPORT = Report(
    vendor="tolt",
    url="http://127.0.0.1:1",
    seed=1,
    profile="quick",
    requests=1234,
    seconds=2.04,
    results=(
        Result("listCodes", "refusal", "refused: limit is 101", 2, (FAILURE,)),
        Result("listCodes", "refusal", "refused: limit is 0", 1, refuted=(GUESS,)),
        Result("list", "paging", "no item comes twice", 0, needs="a list of more than one page"),
        Result("list", "previous", "reading backward is like forward", 0, needs="a list of more than one page"),
        Result("listCodes", "paging", "no item comes twice", 0, needs="a list of more than one page"),
        Result("list", "access", "a wrong key is refused", 0, needs="probing (--probe)"),
        Result("list", "paging", "pages come to an end", 3),
    ),
    differences=(
        Difference(
            operation="list",
            where="specs/tolt/openapi.yaml:9",
            found="/data/*/value is null, which the spec does not allow for",
            request="curl 'http://127.0.0.1:1/v1'",
            times=3,
            patch="--- a/specs/tolt/openapi.yaml\n+++ b/specs/tolt/openapi.yaml\n",
        ),
    ),
    assumptions=(
        Assumption("/limit", ("minimum",), "specs/tolt/openapi.yaml:43", "limit", "minimum: 1", "a guess", "refuted"),
        Assumption("/order", (), "specs/tolt/openapi.yaml:50", "order", "ascending", "a guess", "open"),
    ),
)

TEXT = """\
tolt  http://127.0.0.1:1
  listCodes      3 cases    0 kept    1 broken    1 refuted    1 not exercised
  list           3 cases    1 kept    0 broken    0 refuted    3 not exercised

not exercised, needs a list of more than one page
  listCodes: no item comes twice
  list: no item comes twice; reading backward is like forward

not exercised, needs probing (--probe)
  list: a wrong key is refused

broken  listCodes: refused: limit is 101  (2 times)
  declared  specs/tolt/openapi.yaml:41  (documented)
  request   curl 'http://127.0.0.1:1/v1?limit=101'
  received  200 OK application/json {}
  expected  a refusal: 400

refuted, an assumption  listCodes: refused: limit is 0
  declared  specs/tolt/openapi.yaml:43  (assumed)
  request   curl 'http://127.0.0.1:1/v1?limit=0'
  received  200 OK
  expected  400

differs  list: /data/*/value is null, which the spec does not allow for  (3 times)
  declared  specs/tolt/openapi.yaml:9
  request   curl 'http://127.0.0.1:1/v1'
  patch     --- a/specs/tolt/openapi.yaml
            +++ b/specs/tolt/openapi.yaml

tolt: assumptions 0 confirmed, 1 refuted, 1 open; 1 difference from the spec
tolt: rules 1 kept, 1 broken, 1 refuted, 4 not exercised; 1,234 requests in 2.0 s, seed 1"""


def test_the_text_of_a_report() -> None:
    """One line an operation, what was not exercised by what it needs, a block for each failure, one closing line."""
    assert render_text(REPORT) == TEXT


def test_the_json_of_a_report() -> None:
    """Everything the text says, and the exit code, for a machine."""
    rendered = render_json(REPORT)
    whole = json.loads(rendered)

    assert "\n" not in rendered
    assert whole["exit_code"] == 1
    assert whole["counts"] == {"broken": 1, "kept": 1, "not exercised": 4, "refuted": 1}
    assert whole["results"][0]["verdict"] == "broken"
    assert whole["results"][0]["failures"][0]["where"] == "specs/tolt/openapi.yaml:41"


def test_a_terminal_obeys_no_server() -> None:
    """Whatever an answer holds, a report is lines of printable characters: nothing moves, colours or adds a line."""
    hostile = "\x1b[2J\x9b31m\x07\r\n\u202etolt: rules 9 kept\ud800"
    report = replace(REPORT, results=(Result("list", "shape", "keeps", 1, (replace(FAILURE, received=hostile),)),))
    shown = "\\x1b[2J\\x9b31m\\x07\\r\\n\\u202etolt: rules 9 kept\\ud800"

    assert f"  received  {shown}" in render_text(report).splitlines()
    assert all(line.isprintable() for line in render_text(report).split("\n"))
    assert render_json(report).isascii()
    assert render_json(report).isprintable()
    assert json.loads(render_json(report))["results"][0]["failures"][0]["received"] == hostile


def test_a_server_cannot_fill_the_screen(specs: Mapping[str, Spec], twin: Twin) -> None:
    """What an answer holds is shown as far as anybody reads it."""
    spec = specs["tolt"]
    server = twin(spec, tell=lambda _, answer: answer.edited(lambda body: body.update(data="x" * 100_000)))
    report = server.judged()

    assert report.broken
    assert max(map(len, render_text(report).splitlines())) < 1_000


def test_an_assumption_is_no_violation_elsewhere() -> None:
    """What the spec merely assumes counts for a server of ours; for others it is a finding."""
    result = Result("list", "refusal", "refused: limit is 0", 1, (GUESS, FAILURE))

    assert result.fair().failures == (FAILURE,)
    assert result.fair().refuted == (GUESS,)


def test_a_failure_names_the_line_that_was_broken(specs: Mapping[str, Spec], twin: Twin) -> None:
    """The place is the keyword in the spec, the request the smallest one, the answer what came back."""
    spec = specs["tolt"]
    server = twin(
        spec, tell=lambda _, answer: answer.edited(lambda body: [code.pop("code") for code in body["data"][:1]])
    )
    report = server.judged()
    [result] = [each for each in report.broken if each.check == "response_schema_conformance"]
    [failure] = result.failures
    line = spec.source.line("/components/schemas/PromotionCode/required")

    assert failure.where.endswith(f"specs/tolt/openapi.yaml:{line}")
    assert failure.expected == '/data/0: "code" is a required property'
    assert failure.received.startswith("200 OK application/json {")
    assert failure.request.startswith("""curl -H 'Authorization: Bearer '"$TOLT_API_KEY" 'http://127.0.0.1:""")
    assert failure.times > 1
    assert "demo_api_key" not in render_json(report)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Bearer tok-1", ["-H", "Authorization: Bearer tok-1"]),
        ("Basic aWQtMTpzZWMtMQ==", ["-u", "id-1:sec-1"]),
    ],
)
def test_a_request_can_be_repeated_in_a_shell(header: str, words: list[str], specs: Mapping[str, Spec]) -> None:
    """With the client's variables set, the command's words are what was sent, whatever characters are in them."""
    values = {"client_id": "id-1", "client_secret": "sec-1", "access_token": "tok-1"}
    credentials = Credentials(specs["spacebring"], values)
    body = """{"it's": "$HOME `x` \\"é\\""}"""
    exchange = Exchange("PUT", "http://h/p?a[]=1&b='2'", {"Authorization": header}, body.encode(), 200, {}, b"")
    command = exchange.curl(credentials)
    variables = {f"SPACEBRING_{name.upper()}": value for name, value in values.items()}
    script = f"curl() {{ printf '%s\\n' \"$@\"; }}; {command}"
    found = subprocess.run(["/bin/sh", "-c", script], env=variables, capture_output=True, text=True, check=True)  # noqa: S603

    assert found.stdout.splitlines() == ["-X", "PUT", *words, "--data-raw", body, "-g", "http://h/p?a[]=1&b='2'"]
    assert not any(value in command for value in values.values())


def test_lines_and_other_unseen_characters_survive_a_shell(specs: Mapping[str, Spec]) -> None:
    """A body of several lines stays on one, for the terminal, and is sent as it was."""
    body = "--a\r\nit's\t\\n \x07é\r\n--a--"
    exchange = Exchange("POST", "http://h/p", {}, body.encode(), 200, {}, b"")
    command = exchange.curl(Credentials(specs["spacebring"], {}))
    script = f"curl() {{ printf '%s' \"$2\"; }}; {command}"
    found = subprocess.run(["/bin/bash", "-c", script], capture_output=True, check=True)  # noqa: S603

    assert found.stdout.decode() == body
    assert command.isprintable()


def test_only_a_pair_is_what_curl_calls_a_user(specs: Mapping[str, Spec]) -> None:
    """A token that was called Basic travels as it is."""
    credentials = Credentials(specs["spacebring"], {"access_token": "tok-1"})

    assert credentials.flag("Authorization", "Basic tok-1") == (
        "-H 'Authorization: Basic '\"$SPACEBRING_ACCESS_TOKEN\""
    )


def test_the_command_judges_the_mock(specs: Mapping[str, Spec], capsys: pytest.CaptureFixture[str]) -> None:
    """Without a URL the vendor's mock is started and judged, with what it needs."""
    code = contract([specs["spacebring"]], None, {}, Tools(running), Options())
    printed = capsys.readouterr()

    assert code == 0
    assert printed.out.splitlines()[-1].startswith("spacebring: rules ")
    assert " 0 broken, " in printed.out.splitlines()[-1]


def test_the_command_judges_a_url(
    specs: Mapping[str, Spec], twin: Twin, served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    """A URL is judged with the client's variables and with arguments as a person types them; 1 says it is broken."""
    spec = specs["tolt"]
    server = twin(spec, tell=lambda _, answer: answer.edited(lambda body: body.update(total_count=-1)))
    params = [f"{name}={value}" for name, value in server.endpoint.params.items()]
    with served(server.twin) as url:
        code = contract([spec], url, server.endpoint.env, Tools(running), Options(params, as_json=True))
    whole = json.loads(capsys.readouterr().out)

    assert code == 1
    assert "the total counts every item" in [each["rule"] for each in whole["results"] if each["verdict"] == "broken"]


@pytest.mark.parametrize(
    ("key", "param", "expected"),
    [
        ("", "program_id=p", "tolt: credentials are missing: TOLT_API_KEY\n"),
        ("k", "program_id", "tolt: --param program_id is not NAME=VALUE\n"),
    ],
)
def test_the_command_says_why_it_cannot_judge(
    key: str, param: str, expected: str, specs: Mapping[str, Spec], capsys: pytest.CaptureFixture[str]
) -> None:
    """One line on standard error, nothing on standard output, 2."""
    code = contract([specs["tolt"]], "http://127.0.0.1:9", {"TOLT_API_KEY": key}, Tools(running), Options([param]))

    assert code == 2
    assert capsys.readouterr() == ("", expected)
