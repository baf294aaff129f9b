"""What runs leave behind: files that programs read and people look at, with nothing in them that does harm."""
# ruff: noqa: E501 - a row of the table is a line

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus
from xml.etree import ElementTree as ET

import pytest

from vouch.contract import (
    Assumption,
    Difference,
    Failure,
    Report,
    Result,
    Unjudged,
    render_json,
    render_junit,
    render_page,
    render_text,
)
from vouch.contract.access import access
from vouch.contract.refusals import refusals
from vouch.contract.relations.paging import paging
from vouch.spec import Spec

if TYPE_CHECKING:
    from tests.contract.conftest import Answer, Asked, Server

Twin = Callable[..., "Server"]

FAILURE = Failure(
    "specs/tolt/openapi.yaml:41", "documented", "curl 'http://h/?limit=101'", "200 OK {}", "a refusal: 400"
)
GUESS = Failure("specs/tolt/openapi.yaml:43", "assumed", "curl 'http://h/?limit=0'", "200 OK {}", "a refusal: 400")
REPORT = Report(
    vendor="tolt",
    url="http://127.0.0.1:1/v1",
    seed=1,
    profile="quick",
    requests=12,
    seconds=2.5,
    results=(
        Result("listCodes", "refusal", "limit is 101", 2, (FAILURE, GUESS), seconds=0.5, where="specs/x:1"),
        Result("listCodes", "refusal", "limit is 0", 1, refuted=(GUESS,), seconds=1),
        Result("list", "paging", "no item comes twice", 0, needs="a longer list"),
        Result("list", "paging", "pages come to an end", 3, seconds=1),
    ),
    started="2026-01-02T03:04:05+00:00",
    differences=(
        Difference("list", "specs/x:9", "/a is null", "curl x", 3, "--- a\n+++ b\n@@ -1 +1 @@\n-old\n+new\n same\n"),
    ),
    patch="--- a\n+++ b\n",
    assumptions=(
        Assumption(
            "/x", ("minimum",), "specs/x:3", "Limit", "minimum: 1", "a guess", "refuted", "limit is 0", ("was so",)
        ),
        Assumption("/y", (), "specs/x:4", "Limit", "type: x", "a guess", "open"),
    ),
)
UNJUDGED = Unjudged("spacebring", "nobody is there")


def parsed(outcomes: Sequence[Report | Unjudged]) -> ET.Element:
    """Return the document that a build server reads."""
    return ET.fromstring(render_junit(outcomes).encode())  # noqa: S314 - ours


def test_a_build_server_reads_the_verdicts() -> None:
    """A suite a vendor, a case a rule; broken is a failure, not exercised is skipped, not judged is an error."""
    root = parsed([REPORT, UNJUDGED])
    tolt, spacebring = root.findall("testsuite")
    cases = {case.get("name"): case for case in root.iter("testcase")}

    assert root.tag == "testsuites"
    assert root.attrib == {
        "tests": "5",
        "failures": "1",
        "errors": "1",
        "skipped": "1",
        "time": "2.500",
        "name": "vouch contract",
    }
    assert [tolt.get(name) for name in ("name", "tests", "failures", "errors", "skipped", "time", "timestamp", "hostname")] == [
        "tolt", "4", "1", "0", "1", "2.500", "2026-01-02T03:04:05", "127.0.0.1",
    ]  # fmt: skip
    assert [shown.get("message") for shown in cases["refusal: limit is 101"].findall("failure")] == [
        "a refusal: 400"
    ] * 2
    assert "request   curl 'http://h/?limit=101'" in (cases["refusal: limit is 101"].findtext("failure") or "")
    assert cases["refusal: limit is 101"].attrib == {
        "classname": "tolt.listCodes",
        "name": "refusal: limit is 101",
        "time": "0.500",
    }
    assert cases["paging: no item comes twice"].find("skipped") is not None
    assert (cases["refusal: limit is 0"].findtext("system-out") or "").startswith("refuted, an assumption\n")
    assert [each.get("message") for each in spacebring.iter("error")] == ["nobody is there"]


def test_what_a_strict_run_did_not_see_is_a_failure() -> None:
    """A build server fails with the command: strict, and stopped early."""
    strict = parsed([replace(REPORT, strict=True)])
    stopped = parsed([replace(REPORT, stopped="120 s have passed")])

    assert (strict.get("failures"), strict.get("skipped")) == ("2", "0")
    assert [each.get("message") for each in stopped.iter("error")] == ["120 s have passed"]


ALLOWED = {
    "testsuites": {"name", "tests", "failures", "errors", "skipped", "time"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time", "timestamp", "hostname"},
    "properties": set(),
    "property": {"name", "value"},
    "testcase": {"classname", "name", "time"},
    "failure": {"message", "type"},
    "error": {"message", "type"},
    "skipped": {"message", "type"},
    "system-out": set(),
}


def test_junit_is_of_the_usual_shape() -> None:
    """Elements and attributes are those that the common schema knows, each where it belongs."""
    root = parsed([REPORT, UNJUDGED, replace(REPORT, strict=True, stopped="x")])

    assert {element.tag for element in root.iter()} == ALLOWED.keys()
    assert all(set(element.attrib) <= ALLOWED[element.tag] for element in root.iter())
    assert {child.tag for case in root.iter("testcase") for child in case} == {
        "failure",
        "error",
        "skipped",
        "system-out",
    }
    assert {child.tag for suite in root for child in suite} == {"properties", "testcase"}


class Page(HTMLParser):
    """What a browser makes of a page: its elements, and its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element, and that it is open unless it is empty by nature."""
        self.elements.append((tag, dict(attrs)))
        if tag not in {"meta", "link", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element, which has to be this one."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep the words that are shown."""
        if self.open and self.open[-1] != "style":
            self.words += data


def test_the_page_shows_everything() -> None:
    """Every rule with its verdict, every failure with its request, differences, assumptions, and who was not judged."""
    page = Page(render_page([REPORT, UNJUDGED]))
    words = " ".join(page.words.split())

    for expected in (
        "limit is 101", "curl 'http://h/?limit=101'", "200 OK {}", "a refusal: 400", "specs/tolt/openapi.yaml:41",
        "needs a longer list", "500 ms", "/a is null 3 times", "+new", "minimum: 1", "refuted by limit is 0", "recorded: was so",
        "nobody is there", "2026-01-02 03:04:05 UTC", "12 requests in 2.5 s", "1 kept", "1 broken", "1 refuted", "1 not exercised",
    ):  # fmt: skip
        assert expected in words, expected
    assert page.open == []


def test_the_page_stands_alone() -> None:
    """It loads nothing, runs nothing, and a browser is told so."""
    page = Page(render_page([REPORT]))
    tags = {tag for tag, _ in page.elements}
    [policy] = [
        attrs["content"] for tag, attrs in page.elements if attrs.get("http-equiv") == "Content-Security-Policy"
    ]
    links = [attrs.get("href") or "" for tag, attrs in page.elements if "href" in attrs]

    assert not tags & {"script", "link", "img", "iframe", "object", "form", "base"}
    assert not [attrs for _, attrs in page.elements if "src" in attrs or any(name.startswith("on") for name in attrs)]
    assert all(link.startswith("#") for link in links)
    assert "default-src 'none'" in (policy or "")
    assert "url(" not in render_page([REPORT])


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]><!--</pre></code>--><b>",
    "{{ 7 * 7 }}{% raw %}",
    "\x00\x1b[2J\u202e\ud800\uffff&#0;&amp;",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_server_writes_no_markup(text: str) -> None:
    """Whatever a server sends or is called stands in the reports as text, and nowhere as a sign of theirs."""
    failure = replace(FAILURE, received=text, expected=text, request=text, where=text)
    result = Result(text, text, text, 1, (failure,), (failure,), needs=text, where=text)
    difference = Difference(text, text, text, text, 1, f"a\nb\n+{text}\n")
    assumption = Assumption(text, (text,), text, text, text, text, "refuted", text, (text,))
    hostile = replace(
        REPORT, vendor=text, url=text, stopped=text, results=(result, *REPORT.results), differences=(difference,),
        patch=f"+{text}", assumptions=(assumption,),
    )  # fmt: skip
    plain = replace(hostile, vendor="v", url="u", stopped="s")
    page, harmless = Page(render_page([hostile, Unjudged(text, text)])), Page(render_page([REPORT, UNJUDGED]))
    document = parsed([hostile, Unjudged(text, text)])

    assert {tag for tag, _ in page.elements} <= {tag for tag, _ in harmless.elements}
    assert {name for _, attrs in page.elements for name in attrs} <= {
        name for _, attrs in harmless.elements for name in attrs
    }
    assert {element.tag for element in document.iter()} <= ALLOWED.keys()
    assert all(line.isprintable() for line in render_text(plain).split("\n"))
    render_page([hostile]).encode()


SECRETS = ("s3cr/t+k&y=<\"'>%~", "abcdefghijklmnop", "k")


def forms(secret: str) -> set[str]:
    """Return a secret in every form it may come in."""
    raw = secret.encode()
    encoded = {base64.b64encode(before + raw + b" and more").decode() for before in (b"", b"a", b"ab")}
    return {secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1], html.escape(secret), *encoded}


def bare(secret: str) -> set[str]:
    """Return what must not be found: every form of a secret, of base64 the letters that are the secret's alone."""
    raw, found = secret.encode(), {secret, quote(secret, safe=""), quote_plus(secret), html.escape(secret)}
    for before in range(3):
        text = base64.b64encode(b"\0" * before + raw).decode().rstrip("=")
        found.add(text[2 if before else 0 : -2][:12])
    return found


@pytest.mark.parametrize("secret", SECRETS)
def test_credentials_are_nowhere(secret: str, specs: Mapping[str, Spec], twin: Twin) -> None:
    """A server that repeats the key in every form, wherever it can, finds it in no report, whole or in part."""

    def let_in(asked: Asked) -> Asked:
        return replace(asked, headers={**asked.headers, "authorization": "Bearer demo_api_key"})

    def repeat(_: Asked, answer: Answer) -> Answer:
        said = " ".join(sorted(forms(secret)))
        body = json.loads(answer.body) if answer.body else {}
        body = {"said": said, said: said, **body, "has_more": said}
        for code in body.get("data", ()):
            code.update(type=said, value=said)
        body["error"] = said
        headers = {**answer.headers, "content-type": "application/json", "x-said": quote(said)}
        return replace(answer, body=json.dumps(body).encode(), headers=headers)

    server = twin(specs["tolt"], ask=let_in, tell=repeat)
    report = server.judged(
        credentials={"api_key": secret}, allow_writes=False, ours=False, layers=(access, refusals, paging)
    )
    written = [render_text(report), render_json(report), render_junit([report]), render_page([report]), report.patch]
    shown = [*written, html.unescape(written[3]), html.unescape(written[2]), *map(str, json.loads(written[1]).values())]

    assert report.broken
    assert report.patch
    assert "$TOLT_API_KEY" in written[0]
    for each in bare(secret) if len(secret) > 1 else ():
        assert not [text for text in shown if each in text], each
    if len(secret) == 1:
        assert not [text for text in shown if re.search(rf"(?<!\w){secret}(?!\w)", text)]
