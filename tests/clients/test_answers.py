"""What a client makes of answers that are new, odd or wrong: it reads on, or says exactly what does not fit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from spacebring_client import PaginationError as SpacebringPaginationError
from spacebring_client import Spacebring
from thought_industries_client import PaginationError, ResponseDecodeError, ThoughtIndustries
from tolt_client import ResponseDecodeError as ToltResponseDecodeError
from tolt_client import Tolt
from tolt_client.models import PromotionCode

pytestmark = pytest.mark.usefixtures("nowhere")

COUPON = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
REDEMPTION = {
    "coupon": {"id": COUPON},
    "createDate": "2023-11-07T05:31:56Z",
    "customer": {},
    "locationRef": "l",
    "networkRef": "n",
    "product": {},
}
GROUP = {
    "id": "rc100000-1111-2222-3333-444455556666",
    "label": "Spring",
    "redeemedCodesCount": 0,
    "totalCodesCount": 1,
    "courses": [],
    "learningPaths": [],
    "bundles": [],
    "licenses": [],
}


class Server:
    """Answers with what it was given, one after the other, and keeps the queries it was asked."""

    def __init__(self, *bodies: Any) -> None:
        self.bodies = list(bodies)
        self.queries: list[dict[str, str]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        self.queries.append(dict(request.url.params))
        return httpx.Response(200, json=self.bodies.pop(0))


def tolt(server: Server, read: Callable[[Any], Any] = list) -> Any:
    """Read Tolt's codes from that server."""
    with httpx.Client(transport=httpx.MockTransport(server)) as http, Tolt(api_key="k", http_client=http) as client:
        return read(client.promotion_codes.list(program_id="p"))


def groups(server: Server, read: Callable[[Any], Any] = list) -> Any:
    """Read Thought Industries' groups from that server."""
    with (
        httpx.Client(transport=httpx.MockTransport(server)) as http,
        ThoughtIndustries(api_key="k", instance="acme", http_client=http) as client,
    ):
        return read(client.redemption_codes.list())


def coupons(server: Server) -> Any:
    """Read Thought Industries' coupons from that server."""
    with (
        httpx.Client(transport=httpx.MockTransport(server)) as http,
        ThoughtIndustries(api_key="k", instance="acme", http_client=http) as client,
    ):
        return list(client.course_coupons.list(course_ids=["c"]))


def redemptions(server: Server) -> Any:
    """Read Spacebring's redemptions from that server."""
    with (
        httpx.Client(transport=httpx.MockTransport(server)) as http,
        Spacebring(client_id="a", client_secret="b", http_client=http) as client,
    ):
        return list(client.redemptions.list(coupon_ref=COUPON, limit=1))


def codes(*items: dict[str, Any], **rest: Any) -> dict[str, Any]:
    """Return a page of promotion codes."""
    return {"success": True, "has_more": False, "total_count": len(items), "data": list(items), **rest}


def page(*labels: str, cursor: str | None = None, more: bool = False) -> dict[str, Any]:
    """Return a page of groups; without a cursor it has none at all."""
    info = {"total": 9, "hasMore": more} | ({} if cursor is None else {"cursor": cursor})
    return {"redemptionCodeGroups": [{**GROUP, "id": label, "label": label} for label in labels], "pageInfo": info}


def numbered(*ids: str, current: int | None, more: bool | None) -> dict[str, Any]:
    """Return a page of coupons."""
    times = {"createdAt": "2024-01-01T00:00:00.000Z", "updatedAt": "2024-01-01T00:00:00.000Z"}
    coupon = {"courseId": "c", "code": "C", **times, "timesRedeemed": 0, "active": True, "generated": False}
    info = {"perPage": 1, "currentPage": current, "total": None, "hasMore": more}
    return {"data": {"APICourseCoupons": {"pageInfo": info, "courseCoupons": [{"id": each, **coupon} for each in ids]}}}


def test_what_is_new_survives() -> None:
    """An unknown value of an open enum, an unknown field and an id of another form are kept as they came."""
    item = {"id": "0d44", "code": "A", "type": "free_month", "partner_id": None, "colour": {"name": "red"}}
    (code,) = tolt(Server(codes(item)))

    assert (code.type, code.partner_id, code.additional_properties) == ("free_month", None, {"colour": {"name": "red"}})
    assert code.to_dict() == item


def test_what_is_missing_stays_missing() -> None:
    """A missing optional field reads None and is not written; null reads None and is written."""
    (bare, empty) = tolt(Server(codes({"id": "1", "code": "A"}, {"id": "2", "code": "B", "partner": None})))

    assert (bare.type, bare.value, bare.created_at, bare.partner) == (None, None, None, None)
    assert bare.to_dict() == {"id": "1", "code": "A"}
    assert empty.to_dict() == {"id": "2", "code": "B", "partner": None}


@pytest.mark.parametrize(("sent", "expected"), [("12.50", 12.5), ("20", 20), (20, 20), (12.5, 12.5)])
def test_money_sent_as_text_is_a_number(sent: object, expected: float) -> None:
    """A number that comes as a string neither crashes the client nor stays a string."""
    (code,) = tolt(Server(codes({"id": "1", "code": "A", "value": sent})))

    assert code.value == expected
    assert not isinstance(code.value, str)


def test_times_are_instants() -> None:
    """A date-time is aware, whatever its offset."""
    code = PromotionCode.from_dict({"id": "1", "code": "A", "created_at": "2025-01-15T16:30:00+02:00"})

    assert code.created_at == datetime(2025, 1, 15, 14, 30, tzinfo=UTC)
    assert code.to_dict()["created_at"] == "2025-01-15T14:30:00.000Z"


def test_a_success_that_failed_is_an_error() -> None:
    """200 with `success: false` raises, and the answer is at hand."""
    with pytest.raises(ToltResponseDecodeError) as raised:
        tolt(Server({"success": False, "error": {"message": "nope", "type": "x"}}))

    assert raised.value.path == "success"
    assert raised.value.response is not None
    assert raised.value.response.json()["error"]["message"] == "nope"


def test_a_wrong_value_is_told_with_its_path() -> None:
    """A value of the wrong type raises when it is read, and the error leads to it."""
    body = page("a", "b")
    body["redemptionCodeGroups"][1]["label"] = None
    with pytest.raises(ResponseDecodeError) as raised:
        groups(Server(body))

    assert raised.value.path == "redemptionCodeGroups[1].label"
    assert str(raised.value).startswith("redemptionCodeGroups[1].label: expected string, got null")


def test_a_cursor_ends_with_the_flag_or_with_itself() -> None:
    """Groups go on only while there is more *and* a cursor; an empty page in between is followed."""
    server = Server(page("a", cursor="1", more=True), page(cursor="2", more=True), page("b", cursor="3", more=False))

    assert [group.label for group in groups(server)] == ["a", "b"]
    assert server.queries == [{}, {"cursor": "1"}, {"cursor": "2"}]
    assert [group.label for group in groups(Server(page("a", more=True)))] == ["a"]
    assert [group.label for group in groups(Server(page("a", cursor="", more=True)))] == ["a"]


def test_a_cursor_that_comes_back_is_an_error() -> None:
    """A cursor seen before raises instead of going round for ever."""
    server = Server(
        page("a", cursor="1", more=True), page("b", cursor="2", more=True), page("c", cursor="1", more=True)
    )
    with pytest.raises(PaginationError, match="cursor '1' comes up again"):
        groups(server)

    assert len(server.queries) == 3


def test_pages_are_counted_from_the_number_reported() -> None:
    """Coupons ask for the page reported last, plus one, until there is no more or a page is empty."""
    server = Server(numbered("a", current=1, more=True), numbered("b", current=2, more=False))
    assert [coupon.id for coupon in coupons(server)] == ["a", "b"]
    assert [query.get("page") for query in server.queries] == [None, "2"]

    server = Server(
        numbered("a", current=0, more=None), numbered("b", current=1, more=None), numbered(current=2, more=True)
    )
    assert [coupon.id for coupon in coupons(server)] == ["a", "b"]
    assert [query.get("page") for query in server.queries] == [None, "1", "2"]


def test_the_next_code_follows_the_last_id() -> None:
    """Codes start after the last id; an empty page is the end, whatever it says."""
    server = Server(
        codes({"id": "1", "code": "A"}, {"id": "2", "code": "B"}, has_more=True),
        codes({"id": "3", "code": "C"}, has_more=True),
        codes(has_more=True),
    )

    assert [code.id for code in tolt(server)] == ["1", "2", "3"]
    assert [query.get("starting_after") for query in server.queries] == [None, "2", "3"]


def test_a_server_that_ignores_the_id_is_an_error() -> None:
    """The same page again, though another was asked for, raises instead of going round for ever."""
    same = codes({"id": "1", "code": "A"}, has_more=True)
    with pytest.raises(Exception, match="so the pages would never end"):
        tolt(Server(same, same, same))


TOKENS = {
    "the token itself": {"nextPageToken": "t 1"},
    "the token before the query": {"nextPageToken": "t 1", "searchQueryNext": "nextPageToken=other"},
    "the token inside a query": {"searchQueryNext": f"couponRef={COUPON}&limit=1&nextPageToken=t%201"},
    "an empty token and a query": {"nextPageToken": "", "searchQueryNext": "?nextPageToken=t+1"},
}


@pytest.mark.parametrize("more", TOKENS.values(), ids=TOKENS)
def test_the_token_is_found_where_it_is(more: dict[str, str]) -> None:
    """Spacebring's next page is asked for by the token, never by the whole query string."""
    server = Server({"redemptions": [REDEMPTION], **more}, {"redemptions": [{**REDEMPTION, "locationRef": "m"}]})
    found = redemptions(server)

    assert [each.location_ref for each in found] == ["l", "m"]
    assert [query.get("nextPageToken") for query in server.queries] == [None, "t 1"]
    assert [query["couponRef"] for query in server.queries] == [COUPON, COUPON]


def test_a_query_without_a_token_is_an_error() -> None:
    """A next page that cannot be asked for raises, rather than ending the list or starting it again."""
    with pytest.raises(SpacebringPaginationError, match="nextPageToken"):
        redemptions(Server({"redemptions": [REDEMPTION], "searchQueryNext": f"couponRef={COUPON}"}))
