"""Every promise about answers, kept by every package in threads and in tasks, over sockets that misbehave."""

from __future__ import annotations

import copy
import operator
import pickle
from typing import Any, NamedTuple

import pytest
from tests.clients.operations import (
    CODES,
    COUPON,
    COUPONS,
    CREATE,
    GROUP,
    GROUPS,
    KEY,
    LISTS,
    REDEMPTIONS,
    List,
    Operation,
    Run,
    in_tasks,
    in_threads,
)
from tests.clients.runtime.fake_clock import FakeClock
from tests.clients.runtime.socket_server import HASTY, STEADY, Action, SocketServer, cut_short, hang, raw, reply, reset

pytestmark = pytest.mark.usefixtures("nowhere")

each_list = pytest.mark.parametrize("listed", LISTS, ids=str)
NOON = "Wed, 01 Jan 2025 12:00:00 GMT"
HTML = "<html><head><title>Bad gateway</title></head></html>"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    """The clock of every client: waiting takes no time and is written down."""
    fake = FakeClock()
    for listed in LISTS:
        monkeypatch.setattr(f"{listed.operation.package.__name__}._runtime.client.CLOCK", fake)
    return fake


@pytest.fixture(params=[in_threads, in_tasks], ids=["sync", "async"])
def run(request: pytest.FixtureRequest) -> Run:
    """In threads, then in tasks."""
    found: Run = request.param
    return found


def ids(listed: List, items: list[Any]) -> list[str]:
    """Return the ids of items."""
    return [listed.id(item) for item in items]


def queries(server: SocketServer) -> list[dict[str, str]]:
    """Return what was asked beyond the first question."""
    first = server.requests[0].query
    return [{name: value for name, value in each.query.items() if name not in first} for each in server.requests]


# What passes


class Hiccup(NamedTuple):
    """A failure that does not last: how long it is waited for, and what is raised if it does."""

    action: Action
    error: str
    waits: tuple[float, float] = (0.5, 1.0)


HICCUPS = {
    "429 with seconds": Hiccup(reply(429, retry_after="7"), "RateLimitError", (7.0, 7.0)),
    "429 with a date": Hiccup(
        reply(429, retry_after="Wed, 01 Jan 2025 12:00:09 GMT", date=NOON), "RateLimitError", (9.0, 9.0)
    ),
    "429 with an eternity": Hiccup(reply(429, retry_after="86400"), "RateLimitError", (30.0, 30.0)),
    "429 with nonsense": Hiccup(reply(429, retry_after="soon"), "RateLimitError"),
    "408": Hiccup(reply(408), "APIStatusError"),
    "500 in HTML": Hiccup(reply(500, HTML), "InternalServerError"),
    "503 with seconds": Hiccup(reply(503, retry_after="2"), "InternalServerError", (2.0, 2.0)),
    "reset": Hiccup(reset, "APIConnectionError"),
    "cut short": Hiccup(cut_short(b'{"success": tr'), "APIConnectionError"),
    "no HTTP": Hiccup(raw(b"what?\r\n\r\n", stay=False), "APIConnectionError"),
    "no gzip": Hiccup(reply(body=b"plain", content_encoding="gzip"), "APIConnectionError"),
    "slow": Hiccup(hang, "APITimeoutError"),
}
each_hiccup = pytest.mark.parametrize("hiccup", HICCUPS.values(), ids=HICCUPS)


@each_list
@each_hiccup
def test_reading_outlasts_it(listed: List, hiccup: Hiccup, run: Run, clock: FakeClock) -> None:
    """A list is asked for again, after the time the vendor names or a growing one, and nothing is lost or repeated."""
    with SocketServer(hiccup.action, hiccup.action, reply(body=listed.page("a", "b"))) as server:
        found = run(listed.operation, base_url=server.url, timeout=STEADY if hiccup.action is hang else None)

    assert ids(listed, found) == ["a", "b"]
    assert len(server.requests) == 3
    assert tuple(clock.slept) == hiccup.waits


@each_list
@each_hiccup
def test_reading_gives_up(listed: List, hiccup: Hiccup, run: Run) -> None:
    """What does not pass is raised as what it is, with what was asked, after the third attempt."""
    with SocketServer(*[hiccup.action] * 3) as server:
        with pytest.raises(listed.operation.error("APIError")) as raised:
            run(listed.operation, base_url=server.url, timeout=HASTY if hiccup.action is hang else None)
        assert server.seen(3) == 3

    assert type(raised.value) is listed.operation.error(hiccup.error)
    assert str(raised.value).startswith(f"GET {server.url}/")
    assert raised.value.__notes__[0].startswith("That was attempt 3")


@each_hiccup
def test_writing_is_repeated_only_after_429(hiccup: Hiccup, run: Run, clock: FakeClock) -> None:
    """A create is sent again when it was turned away for certain, the same bytes, and otherwise never."""
    with SocketServer(hiccup.action, reply(201, GROUP)) as server:
        if hiccup.error == "RateLimitError":
            assert run(CREATE, base_url=server.url).id == "g"
            assert clock.slept == [hiccup.waits[0]]
            assert len({request.body for request in server.requests}) == 1
        else:
            with pytest.raises(CREATE.error(hiccup.error)):
                run(CREATE, base_url=server.url, timeout=HASTY if hiccup.action is hang else None)
            assert server.seen(1) == 1

    assert len(server.requests) == (2 if hiccup.error == "RateLimitError" else 1)


# What does not


class Refusal(NamedTuple):
    """A final answer: what is raised, and a part of what it says."""

    action: Action
    error: str
    says: str


REFUSALS = {
    "an object": Refusal(reply(400, {"message": "No such order", "type": "x"}), "BadRequestError", "No such order"),
    "an object inside": Refusal(
        reply(404, {"success": False, "error": {"message": "Gone", "type": "y"}}), "NotFoundError", "Gone"
    ),
    "a string for the object": Refusal(reply(403, {"error": "Not yours"}), "PermissionDeniedError", "Not yours"),
    "a list": Refusal(reply(422, {"errors": ["Too long.", "Too many."]}), "UnprocessableEntityError", "Too many."),
    "a bare list": Refusal(reply(409, [{"message": "Taken"}]), "ConflictError", "Taken"),
    "fields": Refusal(reply(422, {"errors": {"label": ["is required"]}}), "UnprocessableEntityError", "is required"),
    "a bare string": Refusal(reply(400, '"Nonsense"'), "BadRequestError", "Nonsense"),
    "plain text": Refusal(reply(418, "short and stout"), "APIStatusError", "short and stout"),
    "HTML": Refusal(reply(403, HTML), "PermissionDeniedError", "Bad gateway"),
    "nothing": Refusal(reply(401), "AuthenticationError", "401 Unauthorized"),
    "JSON cut short": Refusal(reply(400, '{"message": "Half a sen'), "BadRequestError", "Half a sen"),
    "null": Refusal(reply(400, "null"), "BadRequestError", "400 Bad Request"),
    "a number": Refusal(reply(400, "7"), "BadRequestError", "400 Bad Request"),
    "not even UTF-8": Refusal(reply(400, b"\xff\xfe\x00"), "BadRequestError", "400 Bad Request"),
    "a redirect away": Refusal(reply(302, location="http://localhost:1/login"), "APIStatusError", "redirects to"),
    "success in HTML": Refusal(reply(200, HTML), "ResponseDecodeError", "expected JSON, got HTML"),
    "success in broken JSON": Refusal(reply(200, '{"a": '), "ResponseDecodeError", "expected JSON, got broken JSON"),
    "success with nothing": Refusal(reply(200), "ResponseDecodeError", "expected JSON, got nothing"),
    "success with a list": Refusal(reply(200, []), "ResponseDecodeError", "expected object, got array"),
    "success with null": Refusal(reply(200, "null"), "ResponseDecodeError", "expected object, got null"),
    "success with a string": Refusal(reply(200, '"ok"'), "ResponseDecodeError", 'expected object, got "ok"'),
    "success that is false": Refusal(
        reply(200, {"success": False, "error": {"message": "No such thing"}}),
        "ResponseDecodeError",
        " was answered 200 OK: No such thing)",
    ),
}
OPERATIONS = (*(listed.operation for listed in LISTS), CREATE)


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_says_what_can_be_found(operation: Operation, refusal: Refusal, run: Run) -> None:
    """Whatever the body is, the error has the right class and message, is final, pickles, and shows no key."""
    with SocketServer(refusal.action) as server, pytest.raises(operation.error("APIError")) as raised:
        run(operation, base_url=server.url)
    error = raised.value
    twin = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own

    assert type(error) is type(twin) is operation.error(refusal.error)
    assert refusal.says in str(error)
    assert f"{server.requests[0].method} {server.url}/" in str(error)
    assert str(twin) == str(copy.copy(error)) == str(error)
    assert twin.response.status_code == error.response.status_code
    assert len(server.requests) == 1
    assert KEY not in f"{error} {error!r} {error.response.request.headers.raw!r}"


@each_list
@pytest.mark.parametrize(
    ("given", "got"), [(None, "null"), ({}, "object"), ("none", '"none"'), ([None], "null"), ([[]], "array")]
)
def test_a_wrong_container_is_told_with_its_path(listed: List, given: object, got: str, run: Run) -> None:
    """Items that are no list, or no objects, raise with the path, what was expected and what came."""
    body = listed.page()
    *parents, last = listed.container.split(".")
    holder = body
    for name in parents:
        holder = holder[name]
    holder[last] = given
    path, expected = (f"{listed.container}[0]", "object") if isinstance(given, list) else (listed.container, "array")
    with (
        SocketServer(reply(body=body, x_request_id="r-7")) as server,
        pytest.raises(listed.operation.error("ResponseDecodeError")) as raised,
    ):
        run(listed.operation, base_url=server.url)

    assert str(raised.value).startswith(f"{path}: expected {expected}, got {got} (GET {server.url}/")
    assert str(raised.value).endswith("was answered 200 OK [request id r-7])")
    assert (raised.value.path, raised.value.expected, raised.value.got) == (path, expected, got)


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_another_host_is_never_asked(operation: Operation, run: Run) -> None:
    """A redirect to another host, or port, is an error; nobody there hears anything."""
    with SocketServer() as other, SocketServer(reply(307, location=f"{other.url}/take")) as server:
        with pytest.raises(operation.error("APIStatusError"), match="which is not followed"):
            run(operation, base_url=server.url)

        assert other.requests == []


# What is odd, and read all the same


class Oddity(NamedTuple):
    """Values as no page of the vendor shows them, and the attributes that they become."""

    listed: List
    sent: dict[str, Any]
    read: dict[str, Any]


ODDITIES = (
    Oddity(
        REDEMPTIONS,
        {
            "coupon": {"id": COUPON, "amountOff": "12.50", "percentOff": None, "currencyCode": None},
            "customer": {"type": "robot", "id": "c"},
            "product": {"type": "spaceship", "bookingRef": None},
            "promocodeRef": None,
        },
        {
            "coupon.amount_off": 12.5,
            "coupon.percent_off": None,
            "coupon.currency_code": None,
            "customer.type": "robot",
            "product.type": "spaceship",
            "product.booking_ref": None,
            "promocode_ref": None,
        },
    ),
    Oddity(
        COUPONS,
        {"timesRedeemed": "3", "percentOff": "12", "appliesToUser": "brand-new", "redeemBy": None},
        {"times_redeemed": 3, "percent_off": 12, "applies_to_user": "brand-new", "redeem_by": None},
    ),
    Oddity(
        GROUPS,
        {"redeemedCodesCount": "3", "totalCodesCount": 5.0, "expirationDate": None, "accessDays": "7", "client": None},
        {
            "redeemed_codes_count": 3,
            "total_codes_count": 5,
            "expiration_date": None,
            "access_days": 7,
            "client": None,
        },
    ),
    Oddity(
        CODES,
        {"type": "brand-new", "value": "20", "partner_id": None},
        {"type": "brand-new", "value": 20, "partner_id": None},
    ),
)


@pytest.mark.parametrize("oddity", ODDITIES, ids=lambda oddity: str(oddity.listed))
def test_nulls_new_values_and_numbers_as_strings_are_read(oddity: Oddity, run: Run) -> None:
    """Null where it may be, a value and a field of tomorrow, a number in quotes: all are read, and none is lost."""
    page = oddity.listed.page("a")
    holder = page
    *parents, last = oddity.listed.container.split(".")
    for name in parents:
        holder = holder[name]
    holder[last] = [{**item, **oddity.sent, "brandNew": [None]} for item in holder[last]]
    with SocketServer(reply(body=page)) as server:
        (found,) = run(oddity.listed.operation, base_url=server.url)

    assert {path: operator.attrgetter(path)(found) for path in oddity.read} == oddity.read
    assert found.additional_properties == {"brandNew": [None]}
    assert type(found).from_dict(found.to_dict()) == found
    assert [name for name, value in oddity.sent.items() if value is None] == [
        name for name in oddity.sent if name in found.to_dict() and found.to_dict()[name] is None
    ]


# Pages that lead nowhere


@each_list
def test_the_same_page_again(listed: List, run: Run) -> None:
    """A server that sends the same items for whatever is asked is found out at the second page."""
    same = [reply(body=listed.page("a", "b", token=str(number))) for number in range(2, 9)]
    with SocketServer(*same) as server, pytest.raises(listed.operation.error("PaginationError")):
        run(listed.operation, base_url=server.url)

    assert len(server.requests) == 2


@each_list
def test_pages_in_a_circle(listed: List, run: Run) -> None:
    """Tokens that lead back are followed once, then it is an error; numbers, which we count, lead on."""
    circle = [reply(body=listed.page(each, token="2")) for each in "aba"]
    with SocketServer(*circle) as server, pytest.raises(listed.operation.error("PaginationError"), match="never end"):
        run(listed.operation, base_url=server.url)

    assert len(server.requests) in {2, 3}


@pytest.mark.parametrize("listed", [REDEMPTIONS, GROUPS], ids=str)
def test_an_empty_page_with_a_token(listed: List, run: Run) -> None:
    """A page without items that leads to another one is not the end."""
    answers = [listed.page("a", token="1"), listed.page(token="2"), listed.page(token="3"), listed.page("b")]
    with SocketServer(*[reply(body=each) for each in answers]) as server:
        found = run(listed.operation, base_url=server.url)

    assert ids(listed, found) == ["a", "b"]
    assert [list(each.values()) for each in queries(server)] == [[], ["1"], ["2"], ["3"]]
