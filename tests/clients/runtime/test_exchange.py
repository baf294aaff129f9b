"""From a call to its answer, over a socket that misbehaves, in threads and in tasks."""

import asyncio
import gzip
import json
import logging
import pickle
import sys
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import httpx
import pytest
from tests.clients.runtime.acme import CREATE, KEY, LIST, Acme, AsyncAcme, Flavour
from tests.clients.runtime.conftest import Start
from tests.clients.runtime.fake_clock import FakeClock
from tests.clients.runtime.socket_server import HASTY, STEADY, SocketServer, cut_short, hang, raw, reply, reset
from tests.clients.runtime.test_model import GROUP

from vouch.generate.runtime import errors
from vouch.generate.runtime.call import Call, Operation
from vouch.generate.runtime.pacing import Pace
from vouch.generate.runtime.reading import no_body
from vouch.generate.runtime.retry import Retry
from vouch.generate.runtime.security import ApiKey

PAGE = {"success": True, "groups": []}
ONCE = Retry(attempts=1)


def test_sends_what_the_call_says(start: Start) -> None:
    """Path, query, headers and body arrive as given, None nowhere, credentials and introduction added."""
    operation = Operation("x.y", "POST", "/groups/{id}", no_body)
    caller, server = start(reply(204), headers={"x-all": "1", "x-both": "all"})
    caller.execute(
        Call(
            operation,
            path={"id": "a/b"},
            query={"expand[]": ["p", "q"], "order": None},
            header={"x-network": 7},
            body={"label": "é", "at": datetime(2025, 1, 1, tzinfo=UTC), "gone": None, "inner": {"kept": None}},
            headers={"x-both": "one"},
        )
    )
    (request,) = server.requests
    python = ".".join(map(str, sys.version_info[:3]))

    assert (request.method, request.target) == ("POST", "/v1/groups/a%2Fb?expand%5B%5D=p&expand%5B%5D=q")
    assert json.loads(request.body) == {"label": "é", "at": "2025-01-01T00:00:00.000Z", "inner": {"kept": None}}
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["accept"] == request.headers["content-type"] == "application/json"
    assert request.headers["user-agent"] == f"acme-client/1.2.0 python/{python} httpx/{httpx.__version__}"
    assert [request.headers[name] for name in ("x-all", "x-both", "x-network")] == ["1", "one", "7"]


def test_sends_nothing_that_was_not_given(start: Start) -> None:
    """A bare call has no query, no body and no content type."""
    caller, server = start(reply(body=PAGE))
    caller.execute(Call(LIST))

    assert server.requests[0].target == "/v1/groups"
    assert server.requests[0].body == b""
    assert "content-type" not in server.requests[0].headers


def test_reads_the_answer(start: Start) -> None:
    """A success is read as the operation's model, compressed or not."""
    packed = gzip.compress(json.dumps({**PAGE, "total": 3}).encode())
    caller, _ = start(reply(body={**PAGE, "total": 2}), reply(body=packed, content_encoding="gzip"))

    assert caller.execute(Call(LIST)).total == 2
    assert caller.execute(Call(LIST)).total == 3


def test_gives_the_raw_answer(start: Start) -> None:
    """Status, headers and bytes are there before anything is read."""
    caller, server = start(reply(201, "not json", x_thing="1"))
    answer = caller.raw(Call(LIST, query={"limit": 3}))

    assert (answer.status_code, answer.headers["X-Thing"], answer.content) == (201, "1", b"not json")
    assert server.requests[0].query == {"limit": "3"}
    assert repr(answer) == "<RawResponse 201, 8 bytes>"
    with pytest.raises(errors.ResponseDecodeError, match="expected JSON, got broken JSON"):
        answer.parse()


@pytest.mark.parametrize(
    ("expected", "body"),
    [
        ("body: expected JSON, got HTML", "<html>Sign in</html>"),
        ("body: expected JSON, got broken JSON (line 1, column 12)", '{"success":'),
        ("body: expected JSON, got nothing", b""),
        ("body: expected object, got array", []),
        ("groups[0].courses: expected array, got null", {**PAGE, "groups": [{**GROUP, "courses": None}]}),
    ],
)
def test_a_success_that_is_none_is_an_error(start: Start, expected: str, body: Any) -> None:
    """A 2xx with another body than documented says where, what was asked, and is not asked again."""
    caller, server = start(reply(body=body, x_request_id="r1"))
    with pytest.raises(errors.ResponseDecodeError) as caught:
        caller.execute(Call(LIST))

    assert str(caught.value) == f"{expected} (GET {server.url}/v1/groups was answered 200 OK [request id r1])"
    assert len(server.requests) == 1


def test_a_success_that_says_it_failed_is_an_error(start: Start) -> None:
    """A 2xx that carries `success: false` says what the vendor says, like any refusal."""
    body = {"success": False, "error": {"message": "No such program", "type": "x"}}
    caller, server = start(reply(body=body, x_request_id="r1"))
    with pytest.raises(errors.ResponseDecodeError) as caught:
        caller.execute(Call(LIST))
    told = f"GET {server.url}/v1/groups was answered 200 OK: No such program [request id r1]"

    assert str(caught.value) == f"success: expected true, got false ({told})"
    assert (caught.value.messages, caught.value.body) == (("No such program",), body)


@pytest.mark.parametrize(
    ("expected", "action"),
    [
        (errors.APIConnectionError, reset),
        (errors.APIConnectionError, cut_short(b'{"success": tr')),
        (errors.APIConnectionError, raw(b"what?\r\n\r\n", stay=False)),
        (errors.APIConnectionError, reply(body=b"no gzip", content_encoding="gzip")),
        (errors.APITimeoutError, hang),
        (errors.InternalServerError, reply(503)),
        (errors.InternalServerError, reply(500, "<html><title>Oops</title></html>")),
        (errors.RateLimitError, reply(429)),
        (errors.APIStatusError, reply(408)),
    ],
)
def test_reading_is_tried_again(start: Start, clock: FakeClock, expected: type[Exception], action: Any) -> None:
    """Whatever goes wrong with a GET, it is asked three times, and then the error is of its kind."""
    caller, server = start(action, action, reply(body=PAGE), timeout=STEADY if action is hang else None)

    assert caller.execute(Call(LIST)).groups == []
    assert (server.seen(3), clock.slept) == (3, [0.5, 1.0])

    server.script.extend([action] * 3)
    with pytest.raises(expected) as caught:
        caller.execute(Call(LIST, timeout=HASTY if action is hang else None))

    assert server.seen(6) == 6
    assert caught.value.__notes__ == ["That was attempt 3, 1.5 s after the first began."]
    assert f"GET {server.url}/v1/groups was" in str(caught.value)


@pytest.mark.parametrize("action", [reset, cut_short(b"{"), hang, reply(500), reply(503, retry_after="0"), reply(408)])
def test_writing_is_not(start: Start, action: Any) -> None:
    """What may have been done already is asked once."""
    caller, server = start(action, timeout=HASTY if action is hang else None)
    with pytest.raises(errors.APIError):
        caller.execute(Call(CREATE, body={"label": "x"}))

    assert server.seen(1) == 1


def test_writing_is_tried_again_after_429(start: Start, clock: FakeClock) -> None:
    """429 says that nothing was done; the same body goes again, after the time the vendor asks for."""
    caller, server = start(reply(429, retry_after="7"), reply(201, GROUP))

    assert caller.execute(Call(CREATE, body={"label": "x"})).id == GROUP["id"]
    assert [request.body for request in server.requests] == [b'{"label":"x"}'] * 2
    assert 7.0 in clock.slept


def test_refusals_are_not_tried_again(start: Start) -> None:
    """A 4xx other than those is final, and says what the vendor said."""
    caller, server = start(reply(422, {"errors": ["Choose an item."]}))
    with pytest.raises(
        errors.UnprocessableEntityError, match=r"was answered 422 Unprocessable Entity: Choose an item\."
    ):
        caller.execute(Call(CREATE, body={}))

    assert len(server.requests) == 1


def test_the_pace_keeps_below_a_limit(start: Start, clock: FakeClock) -> None:
    """Requests wait for their turn before they are sent, repeated ones too."""
    caller, server = start(*[reply(body=PAGE)] * 3, reply(503), *[reply(body=PAGE)] * 2, pace=Pace(2, 10.0))
    for _ in range(5):
        caller.execute(Call(LIST))

    assert len(server.requests) == 6
    assert [round(pause, 1) for pause in clock.slept] == [10.0, 0.5, 9.5]


def test_the_pace_is_not_waited_for_beyond_the_deadline(start: Start, clock: FakeClock) -> None:
    """A repetition that the pace would let begin after the deadline is given up at once, for the error before it."""
    caller, server = start(*[reply(503)] * 9, pace=Pace(1, 10.0), retry=Retry(deadline=9.9))
    with pytest.raises(errors.InternalServerError) as caught:
        caller.execute(Call(LIST))

    assert (len(server.requests), clock.slept) == (1, [0.5])
    assert not hasattr(caught.value, "__notes__")


def test_the_deadline_begins_with_the_first_request(start: Start, clock: FakeClock) -> None:
    """However long the pace holds the first attempt back, the deadline is as far as ever; it bounds the last one."""
    caller, server = start(reply(body=PAGE), *[reply(503)] * 9, pace=Pace(1, 10.0), retry=Retry(deadline=10.0))
    caller.execute(Call(LIST))
    with pytest.raises(errors.InternalServerError) as caught:
        caller.execute(Call(LIST))

    assert (len(server.requests), clock.slept) == (3, [10.0, 0.5, 9.5])
    assert caught.value.__notes__ == ["That was attempt 2, 10.0 s after the first began."]


def test_a_timeout_of_the_call_wins(flavour: Flavour) -> None:
    """The call's own patience counts, else the client's, else that of a custom httpx client."""
    seen: list[float] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.extensions["timeout"]["read"])
        return httpx.Response(200, json=PAGE)

    for timeout in (None, 2.0):
        http = flavour.http(transport=httpx.MockTransport(answer), timeout=1.0)
        caller = flavour(http_client=http, timeout=timeout)
        caller.execute(Call(LIST))
        caller.execute(Call(LIST, timeout=3.0))
        close_http(caller, http)
        caller.close()

    assert seen == [1.0, 3.0, 2.0, 3.0]


def test_nobody_listens(flavour: Flavour, clock: FakeClock) -> None:
    """A server that is not there is a connection error, with httpx's as its cause."""
    with SocketServer() as server:
        url = server.url
    caller = flavour(base_url=url)
    with pytest.raises(errors.APIConnectionError) as caught:
        caller.execute(Call(LIST))
    caller.close()

    assert str(caught.value).startswith(f"GET {url}/groups was not answered: ")
    assert isinstance(caught.value.__cause__, httpx.ConnectError)
    assert clock.slept == [0.5, 1.0]


def test_a_timeout_has_the_same_words_in_threads_and_tasks(start: Start) -> None:
    """It says that time ran out, and by its name in httpx which of the waits took too long."""
    caller, server = start(hang, timeout=HASTY, retry=ONCE)
    with pytest.raises(errors.APITimeoutError) as caught:
        caller.execute(Call(LIST))

    assert str(caught.value) == f"GET {server.url}/v1/groups was not answered: timed out (ReadTimeout)"


@pytest.mark.parametrize("host", ["a..b", f"{'a' * 64}.example"])
def test_a_host_that_is_no_name_is_a_connection_error(flavour: Flavour, clock: FakeClock, host: str) -> None:
    """What the resolver of the system chokes on is told like a server that is not there."""
    caller = flavour()
    caller.client.transport._exchange.writer.base_url = f"http://{host}"  # noqa: SLF001 - refused by any other way
    with pytest.raises(errors.APIConnectionError, match=rf"GET http://{host}/groups was not answered: "):
        caller.execute(Call(LIST))
    caller.close()

    assert len(clock.slept) == 2


# Redirects


def test_follows_a_redirect_of_the_same_server(start: Start) -> None:
    """The vendor's own server may send a GET elsewhere within itself, credentials and all."""
    caller, server = start(
        reply(307, location="/v2/groups?limit=3"), reply(302, location="groups?x=1"), reply(body=PAGE)
    )
    caller.execute(Call(LIST))

    assert [request.target for request in server.requests] == ["/v1/groups", "/v2/groups?limit=3", "/v2/groups?x=1"]
    assert {request.headers["authorization"] for request in server.requests} == {f"Bearer {KEY}"}


def test_does_not_follow_to_another_host(start: Start) -> None:
    """Another host is never asked, least of all with our credentials."""
    with SocketServer(reply(body=PAGE)) as other:
        caller, _ = start(reply(302, location=f"{other.url}/v1/groups"))
        with pytest.raises(errors.APIStatusError) as caught:
            caller.execute(Call(LIST))

        assert f"302 Found: it redirects to {other.url}/v1/groups, which is not followed" in str(caught.value)
        assert caught.value.response.next_request is None
        assert other.requests == []


def test_does_not_follow_in_circles(start: Start) -> None:
    """After a few redirects there is an error."""
    caller, server = start(*[reply(302, location="/v1/groups")] * 20)
    with pytest.raises(errors.APIStatusError, match="302 Found: it redirects to"):
        caller.execute(Call(LIST))

    assert len(server.requests) == 6


@pytest.mark.parametrize(
    ("expected", "location"),
    [
        (errors.APIStatusError, "http://["),
        (errors.APIStatusError, "http://x:99999999/"),
        (errors.APIStatusError, "http://a..b/"),
        # httpx looks at it first, and takes an answer with nonsense in it for none.
        (errors.APIConnectionError, "http://\N{PILE OF POO}\u200b.example/"),
        (errors.APIConnectionError, "mailto:a@b"),
    ],
)
def test_a_redirect_to_nowhere_is_an_error_of_ours(
    start: Start, expected: type[errors.APIError], location: str
) -> None:
    """What is no address is not followed either, and does not get in the way of saying so."""
    nowhere = raw(f"HTTP/1.1 302 Found\r\ncontent-length: 0\r\nlocation: {location}\r\n\r\n".encode())
    caller, server = start(nowhere, retry=ONCE)
    with pytest.raises(expected, match=f"GET {server.url}/v1/groups was ") as caught:
        caller.execute(Call(LIST))

    assert type(caught.value) is expected
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_does_not_follow_with_a_body(start: Start, status: int) -> None:
    """What creates something is never sent to a second place."""
    caller, server = start(reply(status, location="/v1/other"))
    with pytest.raises(errors.APIStatusError):
        caller.execute(Call(CREATE, body={}))

    assert len(server.requests) == 1


# Trust


def test_no_credentials_in_what_is_kept(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    """An error, its cause, its response, its pickle, our frames and every log line are free of the key."""
    caplog.set_level(logging.DEBUG)
    echo = reply(401, {"message": f"bad key {KEY}"}, x_request_id="r")
    caller, _ = start(echo, reset, reply(body={**PAGE, "groups": None}), retry=ONCE)
    kept: list[object] = [caller.client, caller.client.transport]
    for kind in (errors.AuthenticationError, errors.APIConnectionError, errors.ResponseDecodeError):
        with pytest.raises(kind) as caught:
            caller.execute(Call(LIST))
        error = caught.value
        kept += [error, error.__cause__, *ours(error.__traceback__), pickle.dumps(error)]
        # httpx blots out some values in the repr of headers; not in this one.
        holders: list[Any] = [error.__cause__, getattr(error, "response", None)]
        for holder in filter(None, holders):
            kept += [holder.request, holder.request.headers.raw]

    shown = " ".join([*map(repr, kept), *map(str, kept), caplog.text])
    assert "bad key [hidden]" in shown
    # The body as bytes is the vendor's and is left alone.
    assert KEY not in shown.replace(repr(f'{{"message": "bad key {KEY}"}}'.encode())[2:-1], "")


def ours(traceback: TracebackType | None) -> list[object]:
    """Collect the locals of the runtime's frames."""
    found: list[object] = []
    while traceback is not None:
        if (
            "/runtime/" in traceback.tb_frame.f_code.co_filename
            and "/tests/" not in traceback.tb_frame.f_code.co_filename
        ):
            found += traceback.tb_frame.f_locals.values()
        traceback = traceback.tb_next
    return found


def test_httpx_does_not_log_a_key_in_the_query(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    """The log of httpx has every URL; a key that has to be in one is not in the log."""
    caplog.set_level(logging.DEBUG)
    operation = Operation("x.y", "GET", "/x", no_body, security=((ApiKey("api_key", "key", "query"),),))
    caller, server = start(reply(204))
    answer = caller.raw(Call(operation, query={"q": 1}))

    assert server.requests[0].target == f"/v1/x?q=1&key={KEY}"
    assert str(answer.response.url) == f"{server.url}/v1/x?q=1"
    assert "HTTP Request: GET" in caplog.text
    assert KEY not in caplog.text


def test_an_operation_without_security_sends_no_credentials(start: Start) -> None:
    """Where the spec says that none are needed, none are sent."""
    caller, server = start(reply(204))
    caller.execute(Call(Operation("x.y", "GET", "/x", no_body, security=())))

    assert "authorization" not in server.requests[0].headers


def test_credentials_of_a_custom_http_client_are_not_kept(start: Start, flavour: Flavour) -> None:
    """What a user's own httpx client signs with is not in what we keep either, and that can be pickled."""
    http = flavour.http(auth=("user", "pass"), cookies={"session": "s"}, default_encoding=lambda _: "utf-8")
    caller, server = start(reply(404), reset, http_client=http, retry=ONCE)
    call = Call(Operation("x.y", "GET", "/x", no_body, security=()))
    with pytest.raises(errors.NotFoundError) as refused:
        caller.execute(call)
    with pytest.raises(errors.APIConnectionError) as broken:
        caller.execute(call)
    cause = broken.value.__cause__

    assert server.requests[0].headers["authorization"].startswith("Basic ")
    assert not {"authorization", "cookie"} & set(refused.value.response.request.headers)
    assert isinstance(cause, httpx.RequestError)
    assert not {"authorization", "cookie"} & set(cause.request.headers)
    assert pickle.loads(pickle.dumps(refused.value)).status_code == 404  # noqa: S301 - our own
    close_http(caller, http)


def test_logs_a_line_a_request_and_each_retry(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    """Under the package's name: DEBUG for each request, INFO when one is repeated."""
    caplog.set_level(logging.DEBUG, logger="acme_client")
    caller, server = start(reply(503, "busy"), reply(body=PAGE))
    caller.execute(Call(LIST))
    lines = [(record.levelname, record.message) for record in caplog.records if record.name == "acme_client"]

    assert lines == [
        ("DEBUG", f"GET {server.url}/v1/groups: 503 in 0.000 s"),
        ("INFO", f"GET {server.url}/v1/groups was answered 503 Service Unavailable: busy; attempt 2 follows in 0.5 s"),
        ("DEBUG", f"GET {server.url}/v1/groups: 200 in 0.000 s"),
    ]


# Life


def test_a_closed_client_says_so(start: Start) -> None:
    """Closing twice is fine; a call afterwards is refused in plain words."""
    caller, server = start()
    close(caller)
    close(caller)
    with pytest.raises(errors.APIError, match=rf"the client for {server.url}/v1 is closed"):
        caller.execute(Call(LIST))

    assert server.requests == []


def test_another_event_loop_is_told_apart() -> None:
    """An async client in the hands of another loop than its first says so, in an error of ours."""
    with SocketServer(reply(body=PAGE)) as server:
        client = AsyncAcme(base_url=server.url)
        with asyncio.Runner() as first:
            first.run(client.transport.execute(Call(LIST)))
            with asyncio.Runner() as second, pytest.raises(errors.APIError, match="serves one event loop"):
                second.run(client.transport.execute(Call(LIST)))
            first.run(client.close())

        assert server.seen(1) >= 1


def close(caller: Any) -> None:
    """Close the client, not the loop it needs."""
    closing = caller.client.close()
    if closing is not None:
        caller.loop.run(closing)


def close_http(caller: Any, http: Any) -> None:
    """Close an httpx client of either kind."""
    if isinstance(http, httpx.Client):
        http.close()
    else:
        caller.loop.run(http.aclose())


def test_a_custom_http_client_stays_open(start: Start, flavour: Flavour) -> None:
    """An httpx client that was handed in is used with its own headers, by our rules, and left open."""
    http = flavour.http(headers={"x-proxy": "1"}, follow_redirects=True)
    caller, server = start(reply(302, location="http://127.0.0.1:1/"), http_client=http)
    with pytest.raises(errors.APIStatusError):
        caller.execute(Call(LIST))
    close(caller)
    with pytest.raises(errors.APIError, match="is closed"):
        caller.execute(Call(LIST))

    assert server.requests[0].headers["x-proxy"] == "1"
    assert not http.is_closed
    close_http(caller, http)


def test_a_custom_http_client_adds_its_own(flavour: Flavour) -> None:
    """Headers, cookies and parameters of an httpx client that was handed in go with the call's, whose headers win."""
    seen: list[tuple[str, list[list[str]]]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        names = ("x-proxy", "x-both", "accept", "cookie")
        seen.append((request.url.raw_path.decode(), [request.headers.get_list(name) for name in names]))
        return httpx.Response(200, json=PAGE)

    http = flavour.http(
        headers={"x-proxy": "1", "x-both": "http", "accept": "text/html"},
        cookies={"session": "s"},
        params={"tenant": "a b"},
        base_url="http://elsewhere.example",
        transport=httpx.MockTransport(answer),
    )
    caller = flavour(http_client=http, headers={"X-Both": "client"})
    caller.execute(Call(LIST, query={"limit": 3}))
    http.params, http.cookies, http.headers = {}, {}, {"x-proxy": "2"}
    caller.execute(Call(LIST, headers={"x-BOTH": "call"}))

    assert seen == [
        ("/v1/groups?limit=3&tenant=a+b", [["1"], ["client"], ["application/json"], ["session=s"]]),
        ("/v1/groups", [["2"], ["call"], ["application/json"], []]),
    ]
    close_http(caller, http)
    caller.close()


def test_refuses_the_wrong_http_client(flavour: Flavour) -> None:
    """The other one of httpx's clients is refused when the client is made."""
    with pytest.raises(errors.InvalidRequestError, match=r"http_client must be an httpx\."):
        flavour(http_client=object())


def test_refuses_bad_headers_before_sending(start: Start) -> None:
    """A header that would break the request is refused, and so is a URL that cannot be."""
    caller, server = start()
    for call in (Call(LIST, headers={"x": "a\r\nb: c"}), Call(LIST, query={"x": "y" * 70_000})):
        with pytest.raises(errors.InvalidRequestError):
            caller.execute(call)

    assert server.requests == []


def test_a_client_is_not_pickled(flavour: Flavour) -> None:
    """A client holds credentials and sockets, shows neither, and stays where it is."""
    caller = flavour()

    assert repr(caller.client) == f"{type(caller.client).__name__}(base_url='https://api.acme.example/v1')"
    assert caller.client.base_url == "https://api.acme.example/v1"
    with pytest.raises(TypeError, match="holds credentials and connections"):
        pickle.dumps(caller.client)
    caller.close()


def test_needs_credentials() -> None:
    """Without credentials no client is made, and the error names both ways to give them."""
    with pytest.raises(errors.InvalidRequestError, match=r"Acme needs api_key \(or ACME_API_KEY in the environment\)"):
        Acme(api_key=None)
