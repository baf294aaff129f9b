"""The control interface: what a mock holds, does and heard, over HTTP, and only where it was asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from vouch.mock import Mock, Mounted, create_app
from vouch.mock.faults import KINDS
from vouch.spec import Spec

Ask = Callable[..., httpx.Response]


@pytest.fixture
def anyio_backend() -> str:
    """Run asynchronous tests on asyncio."""
    return "asyncio"


class Controlled:
    """Calls the control interface of a mock, without a server."""

    def __init__(self, mock: Mock) -> None:
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(mock), base_url="http://mock")

    async def __call__(self, method: str, path: str, body: Any = None, **options: Any) -> httpx.Response:
        """Send a request; what comes back is JSON."""
        sent = {} if body is None else {"json": body}
        answer = await self._client.request(method, f"/_vouch{path}", **sent, **options)
        assert answer.headers["content-type"] == "application/json"
        return answer


@pytest.fixture
def mock(specs: Mapping[str, Spec]) -> Mock:
    """Return a mock with its control interface open."""
    return create_app(specs["thought-industries"], control=True, size=4)


@pytest.fixture
def control(mock: Mock) -> Controlled:
    """Return what calls its control interface."""
    return Controlled(mock)


@pytest.mark.anyio
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "PUT"])
async def test_it_is_off_unless_asked_for(method: str, specs: Mapping[str, Spec]) -> None:
    """Without being asked for there is nothing there: the vendor's own answer to unknown paths, and it is logged."""
    closed = create_app(specs["tolt"])
    transport = httpx.ASGITransport(Mounted([closed]))
    async with httpx.AsyncClient(transport=transport, base_url="http://mock") as client:
        for path in ("/tolt/_vouch", "/tolt/_vouch/reset", "/tolt/_vouch/faults"):
            answer = await client.request(method, path)
            assert (answer.status_code, answer.json()["success"]) == (404, False)
        assert (await client.request(method, "/_vouch/reset")).status_code == 404

    assert len(closed.log) == 3


@pytest.mark.anyio
async def test_it_says_what_there_is(control: Controlled) -> None:
    """The overview has the vendor, the lists with their sizes, the clock, the faults and every call there is."""
    told = (await control("GET", "")).json()

    assert told["lists"] == {"redemption_codes": 4, "course_coupons": 4}
    assert told["clock"] == {"now": "2025-06-15T12:00:00.000Z", "frozen": False}
    assert (told["vendor"], told["faults"], told["requests"]) == ("thought-industries", [], 0)
    for path, methods in told["calls"].items():
        refused = await control("PATCH", path.removeprefix("/_vouch"))
        assert (refused.status_code, refused.headers["allow"]) == (405, ", ".join(methods))


@pytest.mark.anyio
async def test_items_are_added_and_exchanged(control: Controlled, mock: Mock, ask: Ask) -> None:
    """One item or several are taken, made whole, and listed; a list can be emptied; all until the reset."""
    one = (await control("POST", "/items/course_coupons", {"code": "ONE", "courseId": "c1"})).json()["items"]
    two = (
        await control("POST", "/items/course_coupons", [{"courseId": "c1"}, {"courseId": "c1", "more": "é"}])
    ).json()["items"]
    listed = ask(mock, "GET", "/course-coupons?courseIds=c1").json()["data"]["APICourseCoupons"]

    assert [*one, *two] == next(value for value in listed.values() if isinstance(value, list))
    assert (one[0]["code"], two[1]["more"]) == ("ONE", "é")
    assert (await control("GET", "/items/course_coupons")).json()["items"][4:] == [*one, *two]

    assert (await control("PUT", "/items/course_coupons", [])).json() == {"items": []}
    assert (await control("GET", "")).json()["lists"]["course_coupons"] == 0
    assert (await control("POST", "/reset")).json()["lists"]["course_coupons"] == 4


@pytest.mark.anyio
async def test_items_that_break_the_spec_are_refused(control: Controlled) -> None:
    """All that is wrong is said with its place, and nothing is added."""
    items = [{"id": "a"}, {"id": "a", "active": "yes", "maxRedemptions": "3"}, 7]
    refused = await control("POST", "/items/course_coupons", items)

    assert refused.status_code == 422
    assert [error.partition(": ")[0] for error in refused.json()["errors"]] == [
        f"/course_coupons/{place}" for place in ("1/maxRedemptions", "1/active", "1/id", "2")
    ]
    assert (await control("GET", "")).json()["lists"]["course_coupons"] == 4


NOTES = """\
openapi: 3.1.0
info: {title: Shelf, version: 0.1.0}
servers: [{url: "https://api.shelf.example"}]
paths:
  /notes:
    post:
      operationId: createNote
      x-creates: {list: listNotes, id: /id}
      requestBody: {content: {application/json: {schema: {properties: {text: {type: string}}}}}}
      responses:
        "201": {description: Made., content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}}
    get:
      operationId: listNotes
      x-pagination: {style: id, parameter: after, items: /data, id: /id, more: /more}
      parameters: [{name: after, in: query, schema: {type: string}}]
      responses:
        "200":
          description: Notes.
          content:
            application/json:
              schema: {properties: {more: {type: boolean}, data: {items: {$ref: "#/components/schemas/Note"}}}}
components:
  schemas:
    Note:
      type: object
      required: [id, made_at]
      properties: {id: {type: string}, made_at: {type: string, format: date-time}, text: {type: string}}
"""


@pytest.mark.anyio
async def test_the_clock_is_set(fragment: Callable[[str], Spec], ask: Ask) -> None:
    """What is created is of the moment that the clock shows: frozen, moved on, or a second later each time."""
    mock = create_app(fragment(NOTES), control=True)
    control = Controlled(mock)

    def created() -> str:
        return str(ask(mock, "POST", "/notes", headers={}, body={"text": "Été"}).json()["made_at"])

    assert [created(), created()] == ["2025-06-15T12:00:01.000Z", "2025-06-15T12:00:02.000Z"]
    now = (await control("POST", "/clock", {"freeze": "2031-02-03T04:05:06+01:00"})).json()
    assert now == {"now": "2031-02-03T03:05:06.000Z", "frozen": True}
    assert [created(), created()] == ["2031-02-03T03:05:06.000Z"] * 2
    await control("POST", "/clock", {"advance": 86_400})
    assert created() == "2031-02-04T03:05:06.000Z"
    assert mock.backstage.clock.now == datetime(2031, 2, 4, 3, 5, 6, tzinfo=UTC)
    await control("POST", "/reset")
    assert created() == "2025-06-15T12:00:01.000Z"
    assert (await control("POST", "/clock", {"freeze": True})).json()["frozen"] is True


@pytest.mark.anyio
async def test_requests_are_read_back(control: Controlled, mock: Mock, ask: Ask) -> None:
    """Requests come with their outcome, without credentials, from a number on; those of the interface are not there."""
    ask(mock, "GET", "/redemptionCodes?sort=a%20b")
    ask(mock, "POST", "/redemptionCodes", body={"label": "Été"})
    first, second = (await control("GET", "/requests")).json()["requests"]

    assert (first["number"], first["query"], first["status"], first["fault"]) == (1, "sort=a%20b", 200, None)
    assert (second["body"], second["operation"]) == ('{"label": "\\u00c9t\\u00e9"}', "createRedemptionCodeGroup")
    assert ["authorization", "Bearer [redacted]"] in first["headers"]
    assert (await control("GET", "/requests", params={"after": 1})).json()["requests"] == [second]
    assert (await control("DELETE", "/requests")).json() == {"requests": []}
    assert (await control("GET", "/requests")).json() == {"requests": []}


@pytest.mark.anyio
async def test_faults_are_armed(control: Controlled, mock: Mock, ask: Ask) -> None:
    """A rule, several, or a profile: what is in force is said in the words in which it is armed."""
    rule = {"fault": "status", "status": 503, "retry_after": 2, "times": 1, "rate": 1.0, "after": 0}
    armed = (await control("POST", "/faults", {"fault": "status", "status": 503, "retry_after": 2, "times": 1})).json()
    assert armed == {"faults": [rule]} == (await control("GET", "/faults")).json()

    answer = ask(mock, "GET", "/redemptionCodes")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert (await control("GET", "/faults")).json() == {"faults": []}

    for kind in KINDS:
        assert (await control("POST", "/faults", [{"fault": kind, "rate": 0}])).status_code == 200
    assert len((await control("DELETE", "/faults")).json()["faults"]) == 0
    assert len((await control("POST", "/faults", {"profile": "flaky"})).json()["faults"]) > 3


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("method", "path", "body", "status", "told"),
    [
        ("GET", "/nothing", None, 404, "there is no /_vouch/nothing; there are /_vouch, /_vouch/reset"),
        ("GET", "/items/promotions", None, 404, "/_vouch/items/course_coupons"),
        ("GET", "/reset", None, 405, "/_vouch/reset takes POST, not GET"),
        ("GET", "/requests?after=x", None, 422, "after is 'x'; expected the number of a request"),
        ("POST", "/clock", {"freeze": "tomorrow"}, 422, 'expected {"freeze": "2025-01-31T12:00:00Z"}'),
        ("POST", "/clock", {"advance": 1, "freeze": True}, 422, "expected"),
        ("POST", "/clock", {"advance": True}, 422, "expected"),
        ("POST", "/clock", {"advance": 1e300}, 422, "seconds lead out of the calendar"),
        ("POST", "/clock", [], 422, "expected"),
        ("POST", "/clock", b"{", 400, "the body is not JSON"),
        ("POST", "/clock", b"\xff", 400, "the body is not JSON"),
        ("POST", "/faults", b"[" * 100_000, 400, "the body is not JSON"),
        ("POST", "/items/course_coupons", b" " * 1_000_001, 413, "the body is larger than 1,000,000 bytes"),
        ("POST", "/faults", {"profile": "calm"}, 422, "no profile calm; there are flaky, hostile"),
        ("POST", "/faults", {"profile": []}, 422, "no profile []; there are flaky, hostile"),
        ("POST", "/faults", {"fault": []}, 422, "no fault []; expected one of status"),
        ("POST", "/faults", {"fault": "reset", "operation": "x"}, 422, "has no operation x; it has listRedemption"),
        ("POST", "/faults", "flaky", 422, "a rule without fault; expected one of status"),
        ("PUT", "/items/course_coupons", {"code": "A"}, 422, "expected a list of items"),
        ("POST", "/items/course_coupons", None, 400, "the body is not JSON"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_said_in_json(  # noqa: PLR0913, PLR0917 - the request and its answer
    method: str, path: str, body: Any, status: int, told: str, control: Controlled
) -> None:
    """Whatever comes, the answer is JSON that says what is wrong and what would be right."""
    if isinstance(body, bytes):
        answer = await control(method, path, content=body)
    else:
        answer = await control(method, path, body)

    assert answer.status_code == status
    assert any(told in error for error in answer.json()["errors"]), answer.text
