"""`vouch contract`: exit 0 where a server keeps its spec, 1 where it breaks it, 2 where nobody can tell."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.generator.projects import vouch

from vouch.workspace import Workspace

PAGE = Path(__file__).parents[1] / "specs" / "pages" / "tolt.listPromotionCodes.200.json"


class Parrot(BaseHTTPRequestHandler):
    """Answers everything with the page's own example: the right shape, and no behaviour at all."""

    protocol_version = "HTTP/1.1"

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
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


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
