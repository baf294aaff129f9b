"""Credentials: which are used, what is asked for, and that nothing shows them."""

import base64
import copy
import pickle
from typing import Any

import httpx
import pytest

from vouch.generate.runtime.credentials import Secrets
from vouch.generate.runtime.errors import InvalidRequestError
from vouch.generate.runtime.security import ApiKey, Basic, Bearer, Scheme, Signer, check, choose

BASIC = (Basic("client_id", "client_secret"),)
BEARER = (Bearer("access_token"), ApiKey("network_id", "network"))
EITHER = (BASIC, BEARER)


def secrets(**given: str | None) -> Secrets:
    """Give these, and no others."""
    every = {"client_id": None, "client_secret": None, "access_token": None, "network_id": None}
    return Secrets("ACME", **{**every, **given})


def refusal(found: Secrets) -> tuple[str, tuple[str, ...]]:
    """Check what is no good, and return what the error says and names."""
    with pytest.raises(InvalidRequestError) as caught:
        check("Acme", EITHER, found)
    return str(caught.value), caught.value.arguments


def signed(alternative: tuple[Any, ...], found: Secrets, url: str = "https://a.example/x?q=1,2%2C3") -> httpx.Request:
    """Sign a request."""
    return next(Signer(alternative, found).auth_flow(httpx.Request("GET", url)))


def test_takes_the_complete_alternative() -> None:
    """Of two ways, the one whose arguments are all there is used."""
    assert choose("list", EITHER, secrets(client_id="i", client_secret="s")) is BASIC
    assert choose("list", EITHER, secrets(access_token="t", network_id="n")) is BEARER


def test_reads_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not given comes from the environment, where an empty variable is none."""
    monkeypatch.setenv("ACME_ACCESS_TOKEN", "t")
    monkeypatch.setenv("ACME_NETWORK_ID", "n")
    monkeypatch.setenv("ACME_CLIENT_ID", "")
    found = secrets()
    check("Acme", EITHER, found)

    assert choose("list", EITHER, found) is BEARER
    assert signed(BEARER, found).headers["network"] == "n"


def test_arguments_win_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given credentials are used although the environment has another complete set, first in the spec."""
    monkeypatch.setenv("ACME_CLIENT_ID", "i")
    monkeypatch.setenv("ACME_CLIENT_SECRET", "s")
    monkeypatch.setenv("ACME_ACCESS_TOKEN", "old")
    found = secrets(access_token="new", network_id="n")
    check("Acme", EITHER, found)

    assert choose("list", EITHER, found) is BEARER
    assert signed(BEARER, found).headers["Authorization"] == "Bearer new"


def test_nothing_at_all_names_every_way() -> None:
    """Without credentials, the error names the arguments and the variables of each alternative."""
    expected = (
        (
            "Acme needs client_id and client_secret (or ACME_CLIENT_ID and ACME_CLIENT_SECRET in the environment), "
            "or access_token and network_id (or ACME_ACCESS_TOKEN and ACME_NETWORK_ID in the environment)"
        ),
        ("client_id", "client_secret", "access_token", "network_id"),
    )

    assert refusal(secrets()) == expected


@pytest.mark.parametrize(
    ("expected", "given"),
    [
        ("Acme needs client_secret (or ACME_CLIENT_SECRET in the environment) besides client_id", {"client_id": "i"}),
        ("Acme needs network_id (or ACME_NETWORK_ID in the environment) besides access_token", {"access_token": "t"}),
        ("Acme needs access_token (or ACME_ACCESS_TOKEN in the environment) besides network_id", {"network_id": "n"}),
    ],
)
def test_half_of_a_way_names_the_other_half(
    expected: str, given: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Credentials given in part are not replaced by other ones that happen to be in the environment."""
    assert refusal(secrets(**given))[0] == expected
    other = {"ACCESS_TOKEN", "NETWORK_ID"} if "client_id" in given else {"CLIENT_ID", "CLIENT_SECRET"}
    for name in other:
        monkeypatch.setenv(f"ACME_{name}", "from the environment")

    assert refusal(secrets(**given))[0] == expected


def test_optional_security_uses_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where credentials are optional, none are needed and those given are used."""
    optional = ((), (Bearer("access_token"),))
    check("Acme", optional, secrets())

    assert choose("list", optional, secrets()) == ()
    assert choose("list", optional, secrets(access_token="t")) == (Bearer("access_token"),)
    assert choose("list", (), secrets()) == ()

    monkeypatch.setenv("ACME_ACCESS_TOKEN", "t")
    assert choose("list", optional, secrets()) == (Bearer("access_token"),)


@pytest.mark.parametrize("value", ["", "key\n", " key", "ключ", "a\x00b"])
def test_refuses_what_cannot_travel(value: str) -> None:
    """A key with a line break or the like is refused by the name of its argument, its value unseen."""
    told, arguments = refusal(secrets(access_token=value, network_id="n"))

    assert told == "access_token must be printable ASCII, not empty, nothing blank around it"
    assert arguments == ("access_token",)


@pytest.mark.parametrize(("expected", "value"), [("int", 5), ("bytes", b"key"), ("list", ["key"]), ("bool", True)])
def test_refuses_what_is_no_string(expected: str, value: Any) -> None:
    """A key of another type is told that a string is expected, its value unseen."""
    told, arguments = refusal(secrets(access_token=value, network_id="n"))

    assert told == f"access_token must be a string, got {expected}"
    assert arguments == ("access_token",)


def test_names_the_variable_that_cannot_travel(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the environment is at fault, its variable is named."""
    monkeypatch.setenv("ACME_ACCESS_TOKEN", "t\n")

    assert refusal(secrets(network_id="n"))[0].startswith("ACME_ACCESS_TOKEN must be")


def test_signs_with_each_scheme() -> None:
    """Basic and bearer go into `Authorization`, a key into the header, query or cookie it is for."""
    found = secrets(client_id="i", client_secret="s:s", access_token="t t&", network_id="n")
    basic = base64.b64encode(b"i:s:s").decode()
    cookies = signed((ApiKey("access_token", "a", "cookie"), ApiKey("network_id", "b", "cookie")), found)

    assert signed(BASIC, found).headers["Authorization"] == f"Basic {basic}"
    assert signed(BEARER, found).headers["Authorization"] == "Bearer t t&"
    assert signed(BEARER, found).headers["network"] == "n"
    assert signed((ApiKey("access_token", "k[]", "query"),), found).url.query == b"q=1,2%2C3&k%5B%5D=t%20t%26"
    assert signed((ApiKey("access_token", "k", "query"),), found, "https://a.example/x").url.query == b"k=t%20t%26"
    assert cookies.headers["Cookie"] == "a=t t&; b=n"


def test_signs_a_copy() -> None:
    """The request that is kept and shown never carries the credentials."""
    request = httpx.Request("POST", "https://a.example/x", content=b"{}")
    copied = next(
        Signer((*BEARER, ApiKey("access_token", "k", "query")), secrets(access_token="t", network_id="n")).auth_flow(
            request
        )
    )

    assert "authorization" not in request.headers
    assert request.url.query == b""
    assert copied.headers["content-length"] == "2"
    assert copied.read() == b"{}"


def test_nothing_shows_a_secret() -> None:
    """Neither a repr nor a string shows a secret, and there is no pickle or copy of one."""
    found = secrets(access_token="sesame-opens", network_id="n")
    request = signed((ApiKey("access_token", "key", "query"),), found)
    shown = [repr(found), str(found), repr(Signer(BEARER, found)), repr(request), str(request.url), repr(request.url)]

    assert repr(found) == "Secrets(access_token=[hidden], network_id=[hidden])"
    assert "sesame" not in " ".join(shown)
    for export in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="neither pickled nor copied"):
            export(found)


def test_hides_what_a_vendor_repeats() -> None:
    """A secret is taken out of any text; one so short that it could be part of any word, where it is a word."""
    found = secrets(access_token="sesame-opens", network_id="s3", client_id="sesame")
    for told, hidden in {
        "bad key xsesame-opensx": "bad key x[hidden]x",
        "bad key s3, 's3' or key=s3.": "bad key [hidden], '[hidden]' or key=[hidden].",
        "the s3cond of aws3": "the s3cond of aws3",
        "sesame": "[hidden]",
    }.items():
        assert found.hide(told) == hidden


@pytest.mark.parametrize(
    ("scheme", "argument", "value", "why"),
    [
        (Basic("client_id", "client_secret"), "client_id", "me:too", "what follows a colon is the password"),
        (ApiKey("api_key", "session", "cookie"), "api_key", "a;b=c", "another cookie begins there"),
    ],
)
def test_refuses_what_would_end_early(scheme: Scheme, argument: str, value: str, why: str) -> None:
    """A credential whose rest would pass for something else is refused without being shown."""
    given = secrets(**{"client_secret": "a:b", "api_key": "k", argument: value})
    with pytest.raises(InvalidRequestError, match=rf"{argument} must not hold '.': {why}") as caught:
        check("Acme", ((scheme,),), given)

    assert value not in str(caught.value)
    check("Acme", ((scheme,),), secrets(client_id="me", client_secret="a:b", api_key="k"))
