"""`vouch contract`: exit 0 where a server keeps its spec, 1 where it breaks it, 2 where nobody can tell."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from tests.contract.second_server import COURSES, second_server
from tests.generator.projects import vouch

from vouch.cli.contract import Profile
from vouch.contract import PROFILES
from vouch.workspace import Workspace

PAGE = Path(__file__).parents[1] / "specs" / "pages" / "tolt.listPromotionCodes.200.json"


class Parrot(BaseHTTPRequestHandler):
    """Answers everything with the page's own example: the right shape, and no behaviour at all."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer."""
        body = PAGE.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def parrot() -> Iterator[str]:
    """Serve a vendor that always says the same."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Parrot) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_the_profiles_are_those_there_are() -> None:
    """What can be chosen on the command line is what the suite knows."""
    assert [each.value for each in Profile] == list(PROFILES)


def test_a_mock_keeps_its_spec(ours: Workspace) -> None:
    """Without a URL the vendor's mock is judged: exit 0, and the last line counts the rules."""
    ended = vouch(ours, "contract", "tolt")

    assert ended.stderr == ""
    assert ended.exit_code == 0
    assert ended.stdout.splitlines()[-1].startswith("tolt: rules ")
    assert " 0 broken" in ended.stdout.splitlines()[-1]


def test_a_server_without_behaviour_breaks_it(ours: Workspace, parrot: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server with the right shape and no behaviour is found out: exit 1, each broken rule with a request to try."""
    monkeypatch.setenv("TOLT_API_KEY", "a key of ours")
    ended = vouch(ours, "contract", "tolt", "--url", parrot, "--max-requests", "100")

    assert ended.exit_code == 1
    assert " 0 broken" not in ended.stdout.splitlines()[-1]
    assert "curl" in ended.stdout
    assert "a key of ours" not in ended.stdout + ended.stderr


def test_a_verdict_for_machines(ours: Workspace, parrot: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--json` prints one JSON document with the same verdict."""
    monkeypatch.setenv("TOLT_API_KEY", "a key of ours")
    ended = vouch(ours, "contract", "tolt", "--url", parrot, "--max-requests", "20", "--json")

    assert ended.exit_code == 1
    assert json.loads(ended.stdout)["vendor"] == "tolt"


def test_a_server_that_nobody_reaches_is_not_judged(ours: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody listens there is no verdict: exit 2, and the URL is named."""
    monkeypatch.setenv("TOLT_API_KEY", "a key of ours")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    ended = vouch(ours, "contract", "tolt", "--url", url)

    assert ended.exit_code == 2
    assert ended.stderr.startswith(f"tolt: {url} cannot be judged: ")
    assert ended.stdout == ""


def test_a_server_that_nobody_may_ask_is_not_judged(
    ours: Workspace, parrot: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without credentials there is no verdict: exit 2, and the variable to set is named."""
    monkeypatch.delenv("TOLT_API_KEY", raising=False)
    ended = vouch(ours, "contract", "tolt", "--url", parrot)

    assert ended.exit_code == 2
    assert ended.stderr == "tolt: credentials are missing: TOLT_API_KEY\n"


def test_reports_are_written(ours: Workspace, parrot: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One file of each kind, whatever the verdict, with the same verdict in it; the key is in none."""
    monkeypatch.setenv("TOLT_API_KEY", "a key of ours")
    files = {kind: tmp_path / f"out.{kind}" for kind in ("junit", "html", "patch")}
    asked = [word for kind, path in files.items() for word in (f"--{kind}", str(path))]
    ended = vouch(ours, "contract", "tolt", "--url", parrot, "--max-requests", "100", *asked)
    suites = ET.fromstring(files["junit"].read_text())  # noqa: S314 - ours

    assert ended.exit_code == 1
    assert int(suites.get("failures", 0)) > 0
    assert files["html"].read_text().startswith("<!doctype html>")
    assert files["patch"].exists()
    assert not any("a key of ours" in path.read_text() for path in files.values())


def test_one_file_for_all_vendors(ours: Workspace, tmp_path: Path) -> None:
    """Several vendors share a file: a suite each, a section each; what could not be judged is in it, too."""
    junit, html = tmp_path / "junit.xml", tmp_path / "page.html"
    vendors = ["spacebring", "tolt"]
    vouch(ours, "contract", *vendors, "--max-requests", "3", "--junit", str(junit), "--html", str(html))
    suites = ET.fromstring(junit.read_text())  # noqa: S314 - ours

    assert [suite.get("name") for suite in suites] == vendors
    assert all(f"<h2>{vendor}</h2>" in html.read_text() for vendor in vendors)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--junit", "no/such/folder/x.xml"), "no/such/folder/x.xml cannot be written: it must be a file in a folder"),
        (("--html", "."), ". cannot be written: it must be a file in a folder"),
        (("--record",), "--record needs a --url elsewhere: what runs on this machine proves nothing of a vendor"),
        (("--record", "--url", "http://127.0.0.1:9"), "--record needs a --url elsewhere"),
        (("--record", "--url", "nonsense"), "'nonsense' is not an http or https URL"),
    ],
)
def test_what_cannot_be_written_is_said_first(words: tuple[str, ...], expected: str, ours: Workspace) -> None:
    """Nobody waits for a run whose outcome would be lost: one line, exit 2, nothing is sent."""
    ended = vouch(ours, "contract", "tolt", *words)

    assert ended.exit_code == 2
    assert ended.stderr.startswith(expected)
    assert ended.stdout == ""


def test_a_run_elsewhere_is_recorded(project: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a vendor's server settled stands beside the spec, with host and day, and is listed; requests are not."""
    key = "key-1"
    monkeypatch.setenv("THOUGHT_INDUSTRIES_API_KEY", key)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with second_server() as url:
        monkeypatch.setenv("http_proxy", url)
        words = ["--url", "http://learn.example", "--param", f"course_ids={','.join(COURSES)}", "--record"]
        ended = vouch(project, "contract", "thought-industries", *words)
    ledger = (project.root / "specs" / "thought-industries" / "evidence.yaml").read_text()
    listed = vouch(project, "evidence", "thought-industries", "--level", "assumed").stdout

    assert ended.exit_code == 0, ended.stdout
    assert "entries in specs/thought-industries/evidence.yaml" in ended.stdout.splitlines()[-1]
    assert "verdict: confirmed" in ledger
    assert "host: learn.example" in ledger
    assert key not in ledger
    assert COURSES[0] not in ledger
    assert "      confirmed by learn.example on 20" in listed
    assert vouch(project, "check", "thought-industries").exit_code == 0
