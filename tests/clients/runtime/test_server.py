"""Where requests go."""

import pytest

from vouch.generate.runtime.errors import InvalidRequestError
from vouch.generate.runtime.server import Server, Variable

PLAIN = Server("https://api.example.com/v1/")
BLANK = Server("https://{instance}.example.com/v2", {"instance": Variable()})
REGION = Server("https://{region}.example.com", {"region": Variable("eu.west", ("eu.west", "us"))})


def test_is_the_vendors_own() -> None:
    """Without a word from the caller it is the spec's server, with no slash at the end."""
    assert PLAIN.resolve("ACME", None, {}) == "https://api.example.com/v1"
    assert REGION.resolve("ACME", None, {}) == "https://eu.west.example.com"
    assert REGION.resolve("ACME", None, {"region": "us"}) == "https://us.example.com"


def test_base_url_replaces_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A base URL stands for host and path, from the argument first, then from the environment."""
    monkeypatch.setenv("ACME_BASE_URL", "http://127.0.0.1:8000/acme/")

    assert BLANK.resolve("ACME", "http://localhost:1/x", {"instance": "shop"}) == "http://localhost:1/x"
    assert BLANK.resolve("ACME", None, {"instance": "shop"}) == "http://127.0.0.1:8000/acme"


def test_blanks_are_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A blank is filled from the argument, else from the environment."""
    monkeypatch.setenv("ACME_INSTANCE", "env")

    assert BLANK.resolve("ACME", None, {"instance": "shop"}) == "https://shop.example.com/v2"
    assert BLANK.resolve("ACME", None, {"instance": None}) == "https://env.example.com/v2"


def test_a_blank_that_stays_empty_is_refused() -> None:
    """The error names the argument, its variable, and the way around it."""
    with pytest.raises(InvalidRequestError) as caught:
        BLANK.resolve("ACME", None, {"instance": None})

    assert str(caught.value) == "instance (or ACME_INSTANCE in the environment) must be given, or base_url instead"
    assert caught.value.arguments == ("instance",)


@pytest.mark.parametrize(
    "value",
    [
        "evil.com/",
        "evil.com#",
        "a@evil",
        "a:80",
        "shop.example.com",
        "https://x",
        "a b",
        "-a",
        "a-",
        "..",
        "ä",
        "a" * 64,
        "",
        5,
        b"acme",
        True,
    ],
)
def test_a_blank_cannot_lead_elsewhere(value: str) -> None:
    """Nothing but one name fits: no host, no path, no port."""
    with pytest.raises(InvalidRequestError, match="instance must be a single name"):
        BLANK.resolve("ACME", None, {"instance": value})


def test_a_blank_keeps_to_its_values() -> None:
    """Where the spec lists values, it is one of them."""
    with pytest.raises(InvalidRequestError, match=r"region must be one of eu\.west, us, got 'moon'"):
        REGION.resolve("ACME", None, {"region": "moon"})


@pytest.mark.parametrize(
    "value",
    [
        *("", "api.example.com", "ftp://x", "https://", "http://x:port", 5, b"https://x", "/v1"),
        *("https://a..b", f"https://{'a' * 64}.example", "https://x y", "https://x\n", "https://[", "\ud800"),
        *("https://x/?q=1", "https://x/#f", "https://x/?", "https://x/#"),
    ],
)
def test_refuses_what_is_no_base_url(value: str) -> None:
    """What no request can be sent to is refused at once."""
    with pytest.raises(InvalidRequestError, match="base_url must be"):
        PLAIN.resolve("ACME", value, {})


def test_refuses_credentials_in_the_base_url() -> None:
    """A base URL is shown, so it cannot hold a password, and the refusal does not show it either."""
    with pytest.raises(InvalidRequestError) as caught:
        PLAIN.resolve("ACME", "https://user:secret@example.com", {})

    assert str(caught.value) == "base_url must not hold credentials"


@pytest.mark.parametrize("rest", ["?token=secret", "#secret", "?", "#"])
def test_says_what_a_base_url_must_be_without(rest: str) -> None:
    """What follows `?` and `#` may be secret and is not repeated: the refusal names the two, and what may stay."""
    with pytest.raises(InvalidRequestError) as caught:
        PLAIN.resolve("ACME", f"https://example.com/v1{rest}", {})

    assert str(caught.value) == "base_url must be without '?' and '#', as in 'https://example.com/v1'"
