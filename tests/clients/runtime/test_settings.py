"""What a client is made with, and a call may replace: whatever cannot work is refused at once, in plain words."""

import math
from typing import Any

import httpx
import pytest
from tests.clients.runtime.acme import KEY, LIST, Flavour
from tests.clients.runtime.conftest import Start
from tests.clients.runtime.socket_server import reply

from vouch.generate.runtime.call import Call, Operation
from vouch.generate.runtime.errors import InvalidRequestError
from vouch.generate.runtime.reading import no_body
from vouch.generate.runtime.security import ApiKey

TIMEOUTS = (0, -1, math.nan, math.inf, 1e300, True, "3", [3], (1, 2))
WRONG: list[tuple[str, object]] = [
    *(("timeout", value) for value in TIMEOUTS),
    *(("headers", value) for value in (5, "x: y", [("x", "y")], {1: "y"}, {"content-length": "5"})),
    *(("headers", {"x-name": value}) for value in (1, None, True, b"y", ["y"], {"y": "z"})),
    *(("retry", value) for value in (3, 0, False, "3", {"attempts": 3}, object)),
    *(("http_client", value) for value in (0, "http", httpx, httpx.get)),
    *(("base_url", value) for value in (5, "", "x", b"https://x", ["https://x"])),
    *(("api_key", value) for value in ("", 5, b"k", "k\n", " k", "ключ", ["k"], True)),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_setting_that_cannot_work_is_refused(flavour: Flavour, name: str, value: object) -> None:
    """It is refused when the client is made, and the error names the argument."""
    with pytest.raises(InvalidRequestError) as caught:
        flavour(**{name: value})

    assert caught.value.arguments == (name,)
    assert str(caught.value).startswith((f"{name} must ", "content-length follows from what is sent"))


def test_a_header_that_is_no_text_is_named(flavour: Flavour) -> None:
    """The refusal says which header it is and what it holds, not the value."""
    with pytest.raises(InvalidRequestError) as caught:
        flavour(headers={"x-one": "1", "x-two": 2})

    assert str(caught.value) == "headers must map names to strings, as in {'X-Name': 'value'}, got {'x-two': int}"


@pytest.mark.parametrize("value", ["a\nb", "ä"])
def test_a_header_that_cannot_travel_is_refused(flavour: Flavour, value: object) -> None:
    """The error names the header."""
    with pytest.raises(InvalidRequestError, match="x-name"):
        flavour(headers={"x-name": value})


@pytest.mark.parametrize(("name", "value"), [each for each in WRONG if each[0] in {"timeout", "headers"}])
def test_a_call_is_held_to_the_same(start: Start, name: str, value: object) -> None:
    """What one call replaces is checked before it is sent."""
    given: dict[str, Any] = {name: value}
    caller, server = start()
    with pytest.raises(InvalidRequestError):
        caller.execute(Call(LIST, **given))

    assert server.requests == []


@pytest.mark.parametrize("name", ["Authorization", "authorization"])
def test_a_header_that_credentials_make_is_refused(start: Start, flavour: Flavour, name: str) -> None:
    """It would be replaced: the error names it, and the argument that it follows from."""
    caller, server = start()
    calls = (
        lambda: flavour(headers={name: "Bearer other"}),
        lambda: caller.execute(Call(LIST, headers={name: "Bearer other"})),
    )
    for call in calls:
        with pytest.raises(InvalidRequestError) as caught:
            call()

        assert str(caught.value) == f"{name} follows from api_key: give that instead"
        assert caught.value.arguments == ("headers",)
    assert server.requests == []


def test_a_header_that_no_credentials_make_is_sent(start: Start) -> None:
    """Where an operation needs no credentials, or has them elsewhere, a header of that name is the caller's."""
    caller, server = start(reply(204), reply(204), reply(204))
    for security in ((), ((ApiKey("api_key", "key", "query"),),), ((ApiKey("api_key", "key", "cookie"),),)):
        operation = Operation("x.y", "GET", "/x", no_body, security=security)
        caller.execute(Call(operation, headers={"Authorization": "Bearer mine", "Cookie": "a=b"}))

    assert [request.headers["authorization"] for request in server.requests] == ["Bearer mine"] * 3
    assert [request.headers["cookie"] for request in server.requests] == ["a=b", "a=b", f"a=b; key={KEY}"]


@pytest.mark.parametrize("timeout", [None, 1, 0.5, httpx.Timeout(3, connect=None), httpx.Timeout(None)])
def test_a_timeout_that_works_is_taken(flavour: Flavour, timeout: Any) -> None:
    """Seconds, or all that httpx can say."""
    flavour(timeout=timeout).close()
