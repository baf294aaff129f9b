"""Faults on demand: each kind as a client meets it, at the requests it is meant for, the same ones every time."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
from tests.mocks.vendors import LISTS, SPECS, documented_request

import spacebring_client
import thought_industries_client
from spacebring_client import Spacebring
from thought_industries_client import ThoughtIndustries
from tolt_client import APIConnectionError, PaginationError, Retry, Tolt
from vouch.mock import PROFILES, FaultError, Mock, Mounted, Rule, create_app, read_faults, read_rules, serving
from vouch.mock.faults.kinds import Latency, RateLimit, Reset, Status
from vouch.spec import Operation, Spec
from vouch.spec import pointer as ptr

Ask = Callable[..., httpx.Response]
LAST: Mapping[str, Any] = {"times": 1}
CLIENTS: Mapping[str, Callable[[], Any]] = {
    "spacebring": partial(Spacebring, retry=spacebring_client.Retry(attempts=20, backoff=0.01)),
    "thought-industries": partial(ThoughtIndustries, retry=thought_industries_client.Retry(attempts=20, backoff=0.01)),
    "tolt": partial(Tolt, retry=Retry(attempts=20, backoff=0.01)),
}


class Served:
    """The mock of one vendor on a socket, and how to ask for its first list."""

    def __init__(self, mock: Mock, url: str) -> None:
        self.mock = mock
        self.url = url

    def get(self, **options: Any) -> httpx.Response:
        """Ask for the first page."""
        return httpx.get(**self.request(), **options)

    def request(self) -> dict[str, Any]:
        """Return the request for the first page."""
        params, headers = asked(self.mock)
        return {"url": f"{self.url}{first_list(self.mock.spec).path}", "params": params, "headers": headers}


def walked(served: Served) -> list[str]:
    """Return the first list of a vendor, read to its end by its client."""
    operation = first_list(served.mock.spec)
    params = served.mock.lists[operation.id].telling_arguments()
    arguments = {served.mock.spec.argument_names(operation)[name]: value for name, value in params.items()}
    with CLIENTS[served.mock.spec.vendor]() as client:
        return [str(item.to_dict()) for item in getattr(client, operation.resource).list(**arguments)]


def first_list(spec: Spec) -> Operation:
    """Return the first list of a vendor."""
    return next(operation for operation in spec.operations if operation.pagination)


def asked(mock: Mock) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the parameters and headers of a request for the first list."""
    env = mock.describe("").env
    secret = next((value for name, value in env.items() if name.endswith(("API_KEY", "ACCESS_TOKEN"))), "")
    operation = first_list(mock.spec)
    headers = {"authorization": f"Bearer {secret}", "spacebring-network-id": "demo_network_id"}
    return mock.lists[operation.id].telling_arguments(), headers


@pytest.fixture(scope="module")
def all_served() -> Iterator[Mapping[str, Served]]:
    """Serve every vendor as long as this module's tests run."""
    mocks = [create_app(spec) for spec in SPECS.values()]
    with serving(*mocks) as endpoints:
        yield {mock.spec.vendor: Served(mock, endpoints[mock.spec.vendor].url) for mock in mocks}


@pytest.fixture
def served(all_served: Mapping[str, Served], monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Served]:
    """Return every vendor's mock as on its first day; the environment leads the clients there."""
    for each in all_served.values():
        each.mock.backstage.reset()
        for name, value in each.mock.describe(each.url).env.items():
            monkeypatch.setenv(name, value)
    return all_served


@pytest.mark.parametrize("vendor", SPECS)
def test_a_status_has_the_vendors_shape(vendor: str, served: Mapping[str, Served]) -> None:
    """A status that the spec declares is answered as it says, with the headers asked for, once."""
    spec = served[vendor].mock.spec
    for status in (429, 401, 400):
        declared = first_list(spec).response(status)
        assert declared
        served[vendor].mock.backstage.fail_next(status, retry_after=7, headers={"x-more": "yes"})
        answer = served[vendor].get()

        assert (answer.status_code, answer.headers["retry-after"], answer.headers["x-more"]) == (status, "7", "yes")
        if declared.schema is None:
            assert answer.content == b""
        else:
            jsonschema_rs.Draft202012Validator(spec.standalone(declared.schema)).validate(answer.json())
        assert served[vendor].get().status_code == 200


def test_a_status_that_nobody_declares_looks_like_the_others(served: Mapping[str, Served]) -> None:
    """So is one that the spec knows nothing of, unless its body is given."""
    tolt = served["tolt"]
    tolt.mock.backstage.fail_next(503)
    tolt.mock.backstage.fail_next(599, body={"oh": None})
    first, second = tolt.get(), tolt.get()

    assert (first.status_code, first.json()["error"]["message"]) == (503, "Service Unavailable")
    assert (second.status_code, second.json()) == (599, {"oh": None})
    tolt.mock.backstage.fail_next(299)
    tolt.mock.backstage.fail_next("html", status=599)
    assert (tolt.get().json()["error"]["message"], tolt.get().status_code) == ("Error", 599)
    for status in (204, 304):
        tolt.mock.backstage.fail_next(status)
        assert (tolt.get().status_code, tolt.get().status_code) == (status, 200)


def test_pages_for_people(served: Mapping[str, Served]) -> None:
    """HTML instead of JSON, as a proxy has it."""
    served["tolt"].mock.backstage.fail_next("html")
    answer = served["tolt"].get()

    assert (answer.status_code, answer.headers["content-type"]) == (502, "text/html; charset=utf-8")
    assert "<h1>502 Bad Gateway</h1>" in answer.text


def test_a_connection_is_reset(served: Mapping[str, Served]) -> None:
    """A reset is one: no byte of an answer comes."""
    served["tolt"].mock.backstage.fail_next("reset")

    with pytest.raises(httpx.ReadError, match="reset"):
        served["tolt"].get()
    assert [(asked.status, asked.fault) for asked in served["tolt"].mock.log] == [(None, "reset")]
    assert served["tolt"].get().status_code == 200


def test_a_body_is_cut_short(served: Mapping[str, Served]) -> None:
    """Half of the body comes, then nobody is there; an answer without a body is cut short, too."""
    served["tolt"].mock.backstage.fail_next("truncated")
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
        served["tolt"].get()

    served["thought-industries"].mock.backstage.fail_next("truncated")
    with pytest.raises(httpx.RemoteProtocolError, match="received 0 bytes, expected 1"):
        httpx.get(served["thought-industries"].request()["url"])


def test_a_body_comes_a_little_at_a_time(served: Mapping[str, Served]) -> None:
    """A dripping body is whole in the end."""
    served["tolt"].mock.backstage.fail_next("drip", seconds=0.2)
    with httpx.stream("GET", **served["tolt"].request()) as answer:
        pieces = list(answer.iter_raw())

    assert len(pieces) > 5
    assert json.loads(b"".join(pieces)) == served["tolt"].get().json()


def test_an_answer_comes_late(served: Mapping[str, Served]) -> None:
    """Whoever waits less than the latency hears nothing; the log has what would have been."""
    served["tolt"].mock.backstage.fail_next("latency", seconds=30, jitter=5)

    with pytest.raises(httpx.ReadTimeout):
        served["tolt"].get(timeout=httpx.Timeout(None, read=0.1))
    while not served["tolt"].mock.log:
        time.sleep(0.001)
    (late,) = served["tolt"].mock.log
    assert (late.status, late.fault) == (200, "latency seconds=30 jitter=5")
    assert 25_000 < late.milliseconds < 36_000


def test_garbage_is_no_text(served: Mapping[str, Served]) -> None:
    """Bytes that nobody can read come as what the spec declares."""
    served["tolt"].mock.backstage.fail_next("garbage")
    answer = served["tolt"].get()

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    with pytest.raises(UnicodeDecodeError):
        answer.content.decode()


@pytest.mark.parametrize("vendor", SPECS)
def test_a_repeated_cursor_is_no_way_on(vendor: str, served: Mapping[str, Served]) -> None:
    """A page that leads to itself is met on the second page at the earliest; a client that trusted it never ended."""
    served[vendor].mock.backstage.fail_next("repeated-cursor")

    with pytest.raises(Exception, match=r"repeat|again|before|twice") as caught:
        walked(served[vendor])

    assert type(caught.value).__name__ == PaginationError.__name__
    assert [received.fault for received in served[vendor].mock.log][:2] == [None, "repeated-cursor"]


@pytest.mark.parametrize("vendor", ["spacebring", "thought-industries"])
@pytest.mark.parametrize("after", [0, 1])
def test_an_empty_page_is_followed(vendor: str, after: int, served: Mapping[str, Served]) -> None:
    """Where a token leads on, an empty page in the middle loses nothing."""
    whole = walked(served[vendor])
    rule = {"fault": "empty-page", "times": 1, "after": after}
    served[vendor].mock.backstage.arm([rule])
    found = walked(served[vendor])

    assert [received.fault for received in served[vendor].mock.log].count("empty-page") == 1
    assert found == whole


@pytest.mark.parametrize(("vendor", "operation_id"), LISTS)
def test_an_empty_page_says_there_is_more(vendor: str, operation_id: str, ask: Ask) -> None:
    """It has no items, counts the same total, and stands in the middle only: not at the end."""
    mock = create_app(SPECS[vendor])
    whole, empty = (listed(ask, mock, operation_id, "empty-page" if index else None) for index in range(2))
    pages = SPECS[vendor].by_id[operation_id].pagination
    assert pages

    assert ptr.get(empty, pages.items) == []
    assert ptr.get(empty, pages.total or "") == ptr.get(whole, pages.total or "") or pages.total is None
    assert pages.more is None or ptr.get(empty, pages.more) is True
    mock.backstage.hold(collection_of(mock, operation_id), [])
    assert listed(ask, mock, operation_id, "empty-page") == listed(ask, mock, operation_id, None)


@pytest.mark.parametrize("vendor", SPECS)
def test_a_lost_item_is_lost(vendor: str, served: Mapping[str, Served]) -> None:
    """All but one come, and nothing says so."""
    whole = walked(served[vendor])
    served[vendor].mock.backstage.fail_next("lost-item")
    found = walked(served[vendor])

    assert len(found) == len(whole) - 1
    assert set(found) < set(whole)


def collection_of(mock: Mock, operation_id: str) -> str:
    """Return the name of a list."""
    resource = mock.spec.by_id[operation_id].resource
    return next(name for name in mock.backstage.collections if name.startswith(resource))


def shown(spec: Spec, schema: Any) -> list[Any]:
    """Return a schema and all that it refers to."""
    found = [schema]
    for part in found:
        text = json.dumps(part)
        found += [
            node
            for name, node in spec.document["components"]["schemas"].items()
            if f'schemas/{name}"' in text and node not in found
        ]
    return found


def listed(ask: Ask, mock: Mock, operation_id: str, fault: str | None, **options: Any) -> Any:
    """Return the body of the first page, with a fault if one is named."""
    operation = mock.spec.by_id[operation_id]
    mock.backstage.faults.clear()
    if fault:
        mock.backstage.fail_next(fault, **options)
    query = httpx.QueryParams(mock.lists[operation_id].telling_arguments())
    return ask(mock, "GET", f"{operation.path}?{query}").json()


@pytest.mark.parametrize("fault", ["missing-field", "wrong-type", "new-enum-value"])
@pytest.mark.parametrize(("vendor", "operation_id"), LISTS)
def test_one_value_is_wrong(vendor: str, operation_id: str, fault: str, ask: Ask) -> None:
    """One place of the body, another each time, breaks its schema; a new enum value breaks none that is open."""
    spec = SPECS[vendor]
    mock = create_app(spec)
    success = spec.by_id[operation_id].success
    assert success
    validator = jsonschema_rs.Draft202012Validator(spec.standalone(success.schema))
    honest = listed(ask, mock, operation_id, None)
    spoilt = []
    for _ in range(6):
        mock.backstage.fail_next(fault)
        query = httpx.QueryParams(mock.lists[operation_id].telling_arguments())
        spoilt.append(ask(mock, "GET", f"{spec.by_id[operation_id].path}?{query}").json())

    if fault == "new-enum-value" and not any("enum" in json.dumps(schema) for schema in shown(spec, success.schema)):
        assert spoilt == [honest] * 6
        return
    assert honest not in spoilt
    assert all(validator.is_valid(body) == (fault == "new-enum-value") for body in spoilt)
    assert len({json.dumps(body) for body in spoilt}) > 1
    assert fault != "new-enum-value" or all("unheard_of" in json.dumps(body) for body in spoilt)


def test_a_value_can_be_named(ask: Ask) -> None:
    """What is spoilt can be told by its name, required or not; a fault that finds nothing waits for the next answer."""
    mock = create_app(SPECS["tolt"])
    lacking = listed(ask, mock, "listPromotionCodes", "missing-field", field="created_at")
    assert sum("created_at" not in item for item in lacking["data"]) == 1

    honest = listed(ask, mock, "listPromotionCodes", "wrong-type", field="nothing_is_called_so")
    assert honest == listed(ask, mock, "listPromotionCodes", None)
    assert mock.log.after(1)[0].fault is None

    mock.backstage.fail_next("wrong-type", field="total_count")
    assert ask(mock, "GET", "/v1/promotion-codes").status_code == 400
    assert [rule.fault.name for rule in mock.backstage.faults.rules] == ["wrong-type"]


def test_what_is_carried_out(ask: Ask) -> None:
    """A status stands in for the answer, and nothing happened; an answer that gets lost was one: the thing is there."""
    spec = SPECS["thought-industries"]
    mock = create_app(spec)
    request = documented_request(spec, spec.by_id["createRedemptionCodeGroup"])
    before = len(mock.backstage.items("redemption_codes"))
    for fault, made in ((503, 0), ("html", 0), ("reset", 1), ("truncated", 1), ("garbage", 1)):
        mock.backstage.fail_next(fault)
        ask(mock, "POST", "/redemptionCodes", body=request)
        before += made

        assert len(mock.backstage.items("redemption_codes")) == before


def test_faults_come_in_the_order_they_were_asked_for(ask: Ask) -> None:
    """Each next request has the next fault, and what is asked for goes before what just happens."""
    mock = create_app(SPECS["tolt"], faults=[Rule(Status(500))])
    mock.backstage.fail_next(429)
    mock.backstage.fail_next(503, times=2)

    assert [ask(mock, "GET", "/v1/promotion-codes").status_code for _ in range(5)] == [429, 503, 503, 500, 500]
    mock.backstage.faults.clear()
    assert ask(mock, "GET", "/v1/promotion-codes").status_code == 400
    mock.backstage.reset()
    assert ask(mock, "GET", "/v1/promotion-codes").status_code == 500


def test_rules_say_which_requests(ask: Ask) -> None:
    """An operation, arguments, how many go well first, and how many are struck."""
    mock = create_app(SPECS["thought-industries"])
    mock.backstage.arm([{"fault": "status", "operation": "listCourseCoupons", "after": 1, "times": 1}])
    mock.backstage.arm([{"fault": "status", "status": 503, "arguments": {"cursor": "é x", "sort": "a"}}])

    coupons = [ask(mock, "GET", "/course-coupons?courseIds=a").status_code for _ in range(3)]
    others = [
        ask(mock, "GET", f"/redemptionCodes?{query}").status_code
        for query in ("", "cursor=%C3%A9+x", "sort=a&cursor=%C3%A9%20x", "sort=a&cursor=%ff")
    ]

    assert coupons == [200, 500, 200]
    assert others == [200, 400, 503, 400]


@pytest.mark.parametrize("profile", ["flaky", "hostile"])
def test_profiles_repeat_themselves(profile: str, ask: Ask) -> None:
    """The same seed and requests meet the same faults and bodies; all of the profile's, and no more than it says."""

    def run(seed: int, requests: int) -> list[tuple[str | None, bytes]]:
        mock = create_app(SPECS["tolt"], seed=seed, faults=PROFILES[profile])
        query = httpx.QueryParams({**mock.lists["listPromotionCodes"].telling_arguments(), "limit": 2})
        answers = [ask(mock, "GET", f"/v1/promotion-codes?{query}").content for _ in range(requests)]
        return [(received.fault, body) for received, body in zip(mock.log, answers, strict=True)]

    first = run(3, 600)
    faults = [fault or "" for fault, _ in first]

    assert first[:60] == run(3, 60)
    assert first[:60] != run(4, 60)
    for rule in PROFILES[profile]:
        expected = 600 * rule.rate
        # The first page has no cursor to repeat; and of several faults that are due only one happens.
        least = 0 if rule.fault.name == "repeated-cursor" else expected / 3
        assert least <= sum(str(rule.fault) in fault for fault in faults) <= 2 * expected, rule


def test_the_vendors_limit_is_enforced(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The request past the spec's limit is refused with the seconds to wait, whatever it asks for."""
    now = 1000.0
    monkeypatch.setattr("vouch.mock.faults.plan.time.monotonic", lambda: now)
    mock = create_app(SPECS["tolt"], faults=PROFILES["rate-limited"])
    limit = SPECS["tolt"].rate_limit
    assert limit

    statuses = [ask(mock, "GET", "/nowhere").status_code for _ in range(limit.requests)]
    refused = ask(mock, "GET", "/v1/promotion-codes")
    now += limit.seconds
    assert set(statuses) == {404}
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    assert refused.json()["error"]["type"] == "rate_limit_error"
    assert list(mock.log)[-1].fault == "rate-limit"
    assert ask(mock, "GET", "/nowhere").status_code == 404


def test_a_limit_of_ones_own(ask: Ask) -> None:
    """A vendor whose spec has no limit has none, unless it is said."""
    mock = create_app(SPECS["thought-industries"], faults=PROFILES["rate-limited"])
    assert {ask(mock, "GET", "/nowhere").status_code for _ in range(100)} == {404}

    mock.backstage.arm([Rule(RateLimit(requests=2, seconds=3600))])
    answers = [ask(mock, "GET", "/nowhere") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [404, 404, 429]
    assert 3590 <= int(answers[2].headers["retry-after"]) <= 3600


def test_clients_get_through_a_bad_day(served: Mapping[str, Served]) -> None:
    """With the profile for bad days a client that tries again reads every list as on a good one."""
    for vendor, each in served.items():
        whole = walked(each)
        rules = [rule.as_json() for rule in PROFILES["flaky"]]
        each.mock.backstage.arm([{**rule, "retry_after": 0} if rule["fault"] == "status" else rule for rule in rules])

        assert [walked(each) for _ in range(3)] == [whole] * 3, vendor
        assert any(received.fault for received in each.mock.log)


def test_clients_tell_of_what_breaks(served: Mapping[str, Served]) -> None:
    """A connection that breaks more often than a client tries is its connection error."""
    served["tolt"].mock.backstage.fail_next("reset", times=9)

    with Tolt(retry=Retry(attempts=1)) as tolt, pytest.raises(APIConnectionError):
        tolt.promotion_codes.list(program_id="p").pages().__next__()


@pytest.fixture
def anyio_backend() -> str:
    """Run asynchronous tests on asyncio."""
    return "asyncio"


@pytest.mark.anyio
async def test_inside_a_process_connections_break_as_on_a_socket() -> None:
    """Without a server the transport raises what a socket would have made of it; everything else is the same."""
    mock = create_app(SPECS["tolt"])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(Mounted([mock])), base_url="http://mock") as client:
        for fault, error in (("reset", httpx.ReadError), ("truncated", httpx.RemoteProtocolError)):
            mock.backstage.fail_next(fault)
            with pytest.raises(error):
                await client.get("/tolt/v1/promotion-codes")
        mock.backstage.fail_next("drip", seconds=0.1)
        mock.backstage.fail_next("latency", seconds=0.01)

        assert (await client.get("/tolt/v1/promotion-codes")).json()["success"] is False


def test_rules_are_read_from_json() -> None:
    """What a rule says comes back from its JSON; what is wrong with several is said at once."""
    rules = [Rule(Latency(0.5, 0.1), rate=0.5), Rule(Reset(), operation="x", after=2, times=1, arguments={"a": "b"})]
    assert read_rules([rule.as_json() for rule in rules]) == rules

    assert read_rules([{"fault": "status", "status": 429.0, "times": 2.0}]) == [Rule(Status(429), times=2)]
    for headers in ({"a b": "c"}, {"a": "b\r\nc: d"}, {"a": "é"}):
        with pytest.raises(FaultError, match="headers"):
            read_rules([{"fault": "status", "headers": headers}])

    with pytest.raises(FaultError) as caught:
        read_rules([7, {"fault": "flood"}, {"fault": "status", "status": 9, "retry_after": "x", "rate": 2, "tiems": 1}])

    told = str(caught.value).splitlines()
    assert len(told) == 6
    assert told[0].startswith("a rule without fault; expected one of status, html, ")
    assert told[1].startswith("no fault flood; ")
    assert all(any(word in line for line in told[2:]) for word in ("status: 9", "retry_after: ", "rate: 2", "tiems"))


def test_rules_are_read_from_a_file(tmp_path: Path) -> None:
    """A file has rules, too; what is wrong with them is said with its line."""
    file = tmp_path / "faults.yaml"
    file.write_text("rules:\n  - {fault: status, status: 503, rate: 0.25}\n  - fault: reset\n")
    assert read_faults(str(file)) == [Rule(Status(503), rate=0.25), Rule(Reset())]

    for text, found in (
        ("rules:\n  - {fault: reset}\n  - {fault: flood}\n", f"{file}:3  no fault flood; expected one of "),
        ("rules: 7\n", f"{file}:1  expected rules: [...] and nothing beside"),
        ("- fault: reset\n", "no mapping at the top"),
        ("rules: [\n", f"{file}:2"),
    ):
        file.write_text(text)
        with pytest.raises(FaultError) as caught:
            read_faults(str(file))
        assert found in str(caught.value)
    with pytest.raises(FaultError, match="no profile and no file calm; the profiles are flaky, hostile, slow"):
        read_faults("calm")
    with pytest.raises(FaultError, match="tolt has no operation listCodes; it has listPromotionCodes"):
        create_app(SPECS["tolt"], faults=[Rule(Reset(), operation="listCodes")])


def test_it_stops_though_answers_are_under_way(specs: Mapping[str, Spec]) -> None:
    """A server that answers late, and one that drips, are stopped without waiting for either."""
    mock = create_app(
        specs["tolt"], faults=[Rule(Latency(60), rate=1, times=1), *read_rules([{"fault": "drip", "seconds": 60}])]
    )
    connections = []
    with serving(mock) as endpoints:
        address = httpx.URL(endpoints["tolt"].url)
        for _ in range(2):
            connection = socket.create_connection((address.host, address.port or 80), timeout=60)
            connection.sendall(b"GET /tolt/v1/promotion-codes HTTP/1.1\r\nHost: mock\r\n\r\n")
            connections.append(connection)
        while len(mock.log) < 2:
            time.sleep(0.001)

    for connection in connections:
        with connection:
            heard = b""
            while part := connection.recv(10_000):
                heard += part
        assert not heard.endswith(b"}")
