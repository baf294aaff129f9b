"""What a person typed wrong is said in one line on standard error, with exit code 2 and without secrets."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from vouch.contract import Options, Tools, contract
from vouch.mock import running
from vouch.spec import Spec

NOWHERE = "http://127.0.0.1:9"
KEY = {"TOLT_API_KEY": "demo_api_key"}
PROGRAM = "program_id=prg_1"

NO_URL = "what is to be judged is not a URL such as https://host/path"
TOO_MUCH = "the URL must hold no credentials, query or fragment, as in https://host/path"
URLS: Mapping[str, str] = {
    "http://[::1": NO_URL,
    "http://xn--a": NO_URL,
    "http://\N{SNOWMAN}": NO_URL,
    "http://127.0.0.1:abc/": NO_URL,
    f"http://{'a' * 300}": NO_URL,
    "http://127.0.0.1\x1b[2J/": NO_URL,
    "http://h\udcff/": NO_URL,
    "http://someone:s3cret@127.0.0.1:9": TOO_MUCH,
    "http://s3cret@127.0.0.1:9/v1": TOO_MUCH,
    "ftp://someone:s3cret@127.0.0.1": TOO_MUCH,
    "http://127.0.0.1:9/?k=s3cret": TOO_MUCH,
    "http://127.0.0.1:9/#s3cret": TOO_MUCH,
    "ftp://example.com": "'ftp://example.com' is not an http or https URL",
    "example.com": "'example.com' is not an http or https URL",
    f"http://{'.'.join(['a' * 50] * 6)}": f"'http://{'.'.join(['a' * 50] * 6)}' is not an http or https URL",
}


def said(
    spec: Spec,
    capsys: pytest.CaptureFixture[str],
    *,
    url: str = NOWHERE,
    environment: Mapping[str, str] = KEY,
    options: Options,
) -> str:
    """Return the one line that is printed."""
    code = contract([spec], url, environment, Tools(running), options)
    printed = capsys.readouterr()

    assert code == 2
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert printed.err[:-1].isprintable()
    return printed.err.removeprefix("tolt: ").removesuffix("\n")


@pytest.mark.parametrize("url", URLS)
def test_a_url_that_is_none(url: str, specs: Mapping[str, Spec], capsys: pytest.CaptureFixture[str]) -> None:
    """A URL that leads nowhere, or holds more than an address, is refused; what may be secret is not repeated."""
    message = said(specs["tolt"], capsys, url=url, options=Options([PROGRAM]))

    assert message == URLS[url]
    assert "s3cret" not in message


@pytest.mark.parametrize("proxy", ["garbage://x", "http://me:s3cret@h:abc", "http://\N{SNOWMAN}"])
def test_a_proxy_that_is_none(
    proxy: str, specs: Mapping[str, Spec], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The variables that may name it are told, not what is in them."""
    monkeypatch.setenv("HTTP_PROXY", proxy)

    assert said(specs["tolt"], capsys, url="http://server.example", options=Options([PROGRAM])) == (
        "HTTP_PROXY, HTTPS_PROXY, ALL_PROXY or NO_PROXY names no usable proxy"
    )


@pytest.mark.parametrize("key", ["cl\N{LATIN SMALL LETTER E WITH ACUTE}", "k\udcff", "key\n", " key", "a\x1bb"])
def test_a_credential_that_no_header_carries(
    key: str, specs: Mapping[str, Spec], capsys: pytest.CaptureFixture[str]
) -> None:
    """Its variable is named."""
    message = said(specs["tolt"], capsys, environment={"TOLT_API_KEY": key}, options=Options([PROGRAM]))

    assert message == "TOLT_API_KEY must be printable ASCII, nothing blank around it"


@pytest.mark.parametrize(
    ("param", "expected"),
    [
        ("\udcff=x", "no operation has an argument \\udcff; there are "),
        ("\udcff", "--param \\udcff is not NAME=VALUE"),
        ("\x1b[2J=x", "no operation has an argument \\x1b[2J; there are "),
        ("partner_id=\udcff", "the value of partner_id is not text"),
        ("limit=101", "limit cannot be 101: 101 is greater than the maximum of 100"),
        ("limit=ten", "limit=ten is not of type integer"),
        ("created_gte=yesterday", 'created_gte cannot be yesterday: "yesterday" is not a "date-time"'),
        ("expand=partner,pet", "expand cannot be partner,pet: "),
        (f"partner_id={'x' * 70_000}", "listPromotionCodes cannot be asked: URL component 'query' too long"),
    ],
)
def test_an_argument_that_cannot_be_sent(
    param: str, expected: str, specs: Mapping[str, Spec], capsys: pytest.CaptureFixture[str]
) -> None:
    """Bytes that are no text, and texts that fit no URL, are refused before anything is sent."""
    assert said(specs["tolt"], capsys, options=Options([PROGRAM, param])).startswith(expected)


def test_a_profile_that_there_is_not(specs: Mapping[str, Spec], capsys: pytest.CaptureFixture[str]) -> None:
    """The ones there are are named."""
    message = said(specs["tolt"], capsys, options=Options([PROGRAM], profile="lazy"))

    assert message == "no profile lazy; there are quick and thorough"
