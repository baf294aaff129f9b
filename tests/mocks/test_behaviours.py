"""The mocks over a real socket, request by request, as the vendors' pages and what is known beside them have it."""
# ruff: noqa: E501 - a row of the table is a line

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from vouch.mock import Endpoint, running
from vouch.spec import Spec
from vouch.spec import pointer as ptr

TI, SB, TO = "thought-industries", "spacebring", "tolt"
GROUPS, COUPONS, REDEMPTIONS, CODES = (
    "/redemptionCodes",
    "/course-coupons",
    "/discounts/redemptions/v1",
    "/v1/promotion-codes",
)
COURSE = "8f2a1c34-5b6d-4e7f-9a01-2b3c4d5e6f70"
COUPON = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
PROMOCODE = "b7c2d9e4-6f18-4a3b-8c5d-2e1f0a9b8c7d"
PROGRAM, PARTNER, CODE = "prg_YRsbPDAKhWfdqJbFACheh", "part_s7mbzRGn46BhVgNFHD6fDgXW", "prc_dK9bzRGn46BhVgNFHD6fDgXW"
C, R, T = f"{COUPONS}?courseIds={COURSE}", f"{REDEMPTIONS}?couponRef={COUPON}", f"{CODES}?program_id={PROGRAM}"

LIST = "/data/APICourseCoupons/courseCoupons"
PAGE = "/data/APICourseCoupons/pageInfo"
NOTHING_CHOSEN = "Please choose at least one item to give access to, or select a license."
NO_LENGTH = "Generated Redemption Code Groups must have a value for code length and total codes."
NEW = {"label": "Spring Promo", "codeLength": 8, "totalCodesCount": 100, "courses": [COURSE]}

ABSENT = object()
NO_BODY = object()
MESSAGE = str
"""Any message: what is checked is that it stands in the vendor's place for it."""


def every(pointer: str, test: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Say of a list: it is not empty, and each item has something at the pointer that passes."""
    return lambda items: bool(items) and all(test(ptr.get(item, pointer)) for item in items)


def ordered(pointer: str, *, descending: bool = False) -> Callable[[Any], bool]:
    """Say of a list: it has several items, in order."""

    def test(items: Any) -> bool:
        values = [item[pointer] for item in items if pointer in item]
        return len(values) > 1 and values == sorted(values, reverse=descending)

    return test


def count(number: int) -> Callable[[Any], bool]:
    """Say of a list: it is that long."""
    return lambda items: len(items) == number


@dataclass(frozen=True)
class Row:
    """A request and its answer: status, and what stands at pointers into the body."""

    vendor: str
    request: str
    status: int
    expected: Any = field(default_factory=dict)
    headers: Mapping[str, str] | None = None
    body: Any = None
    answer_headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """Name the row in the output of pytest."""
        return f"{self.vendor} {self.request} {self.status}"


def new(**changes: Any) -> dict[str, Any]:
    """Return a request for a group of codes; None takes a property out."""
    return {name: value for name, value in {**NEW, **changes}.items() if value is not None}


def refused(**changes: Any) -> Row:
    """Return a row for a group that is not made, for a reason that no page words."""
    return Row(TI, f"POST {GROUPS}", 422, {"/errors/0": MESSAGE}, body=new(**changes))


BASIC = {"authorization": "Basic ZGVtb19jbGllbnRfaWQ6ZGVtb19jbGllbnRfc2VjcmV0"}
TOKEN = {"authorization": "Bearer demo_access_token"}
NETWORK = {"spacebring-network-id": "demo_network_id"}
TEXT = {"authorization": "Bearer demo_api_key", "content-type": "text/plain"}
JSON = {"authorization": "Bearer demo_api_key", "content-type": "application/json"}

ROWS = [
    # Thought Industries: groups of codes, fifty to a page.
    Row(TI, f"GET {GROUPS}", 200, {"/redemptionCodeGroups": count(50), "/pageInfo/hasMore": True}),
    Row(TI, f"GET {GROUPS}", 200, {"/pageInfo/cursor": str, "/redemptionCodeGroups/0/id": "rc100000-1111-2222-3333-444455556666"}),
    Row(TI, f"GET {GROUPS}", 200, {"/redemptionCodeGroups": every("/id", lambda i: i.startswith("rc100000-"))}),
    Row(TI, f"GET {GROUPS}?query=sPRing", 200, {"/redemptionCodeGroups": every("/label", lambda t: "spring" in t.lower())}),
    Row(TI, f"GET {GROUPS}?query=%C3%89T%C3%89", 200, {"/redemptionCodeGroups": every("/label", lambda t: "Été" in t)}),
    Row(TI, f"GET {GROUPS}?query=nothing+is+called+this", 200, {"/pageInfo/total": 0, "/pageInfo/hasMore": False, "/pageInfo/cursor": ABSENT, "/redemptionCodeGroups": count(0)}),
    Row(TI, f"GET {GROUPS}?query=%00", 200, {"/pageInfo/total": 0}),
    Row(TI, f"GET {GROUPS}?sort=label:asc", 200, {"/redemptionCodeGroups": ordered("label")}),
    Row(TI, f"GET {GROUPS}?sort=label%3Adesc", 200, {"/redemptionCodeGroups": ordered("label", descending=True)}),
    Row(TI, f"GET {GROUPS}?sort=no+such+order", 200, {"/redemptionCodeGroups/0/id": "rc100000-1111-2222-3333-444455556666"}),
    Row(TI, f"GET {GROUPS}?unknown=1&unknown=2", 200, {"/redemptionCodeGroups": count(50)}),
    Row(TI, f"GET {GROUPS}?cursor=eyJwYWdlIjoyfQ==", 400, {"/errors/0": MESSAGE}),
    Row(TI, f"GET {GROUPS}?cursor=", 400, {"/errors/0": MESSAGE}),
    Row(TI, f"GET {GROUPS}?query=a&query=b", 400, {"/errors/0": MESSAGE}),
    Row(TI, f"GET {GROUPS}?query=%FF", 400, {"/errors/0": MESSAGE}),
    # … who may see them, and how else they are not reached.
    Row(TI, f"GET {GROUPS}", 401, NO_BODY, headers={}),
    Row(TI, f"GET {GROUPS}", 401, NO_BODY, headers={"authorization": "Bearer wrong"}),
    Row(TI, f"GET {GROUPS}", 401, NO_BODY, headers={"authorization": "demo_api_key"}),
    Row(TI, f"GET {GROUPS}", 401, NO_BODY, headers={"authorization": "Basic demo_api_key"}),
    Row(TI, f"GET {GROUPS}", 200, headers={"authorization": "bearer demo_api_key"}),
    Row(TI, f"GET {GROUPS}?query=%FF", 401, NO_BODY, headers={}),
    Row(TI, f"POST {GROUPS}", 401, NO_BODY, headers={}, body={}),
    Row(TI, f"PUT {GROUPS}", 405, {"/errors/0": MESSAGE}, answer_headers={"allow": "GET, POST"}),
    Row(TI, f"HEAD {GROUPS}", 405, NO_BODY, answer_headers={"allow": "GET, POST"}),
    Row(TI, f"OPTIONS {GROUPS}", 405, {"/errors/0": MESSAGE}, headers={}),
    Row(TI, f"DELETE {COUPONS}", 405, {"/errors/0": MESSAGE}, answer_headers={"allow": "GET"}),
    Row(TI, f"QUERY {COUPONS}", 405, {"/errors/0": MESSAGE}),
    Row(TI, "GET /nowhere", 404, {"/errors/0": MESSAGE}),
    Row(TI, f"GET {GROUPS}/", 404, {"/errors/0": MESSAGE}),
    # … making them.
    Row(TI, f"POST {GROUPS}", 201, {"/label": "Spring Promo", "/redeemedCodesCount": 0, "/courses/0/id": COURSE, "/courses/0/title": str, "/bundles": [], "/client": None, "/accessDays": None, "/uploaded": ABSENT, "/gift": ABSENT, "/id": str}, body=NEW),
    Row(TI, f"POST {GROUPS}", 201, {"/courses/0/id": "<course-uuid>"}, body=new(courses=["<course-uuid>"])),
    Row(TI, f"POST {GROUPS}", 201, {"/client/id": "6a5b4c3d-2e1f-4a0b-9c8d-7e6f5a4b3c2d", "/client/name": str}, body=new(client="6a5b4c3d-2e1f-4a0b-9c8d-7e6f5a4b3c2d")),
    Row(TI, f"POST {GROUPS}", 201, {"/licenses/0/name": str, "/courses": []}, body=new(courses=[], licenses=["l1"])),
    Row(TI, f"POST {GROUPS}", 201, {"/accessDays": 90, "/accessExpirationDate": None}, body=new(accessDays=90)),
    Row(TI, f"POST {GROUPS}", 201, {"/accessExpirationDate": "2026-01-01T00:00:00.000Z"}, body=new(accessExpirationDate="2026-01-01T00:00:00.000Z")),
    Row(TI, f"POST {GROUPS}", 201, {"/totalCodesCount": 10_000}, body=new(totalCodesCount=10_000)),
    Row(TI, f"POST {GROUPS}", 201, {"/label": "Ünï \0 𠮷"}, body=new(label="Ünï \0 𠮷")),
    Row(TI, f"POST {GROUPS}", 422, {"/errors/0": NOTHING_CHOSEN}, body=new(courses=None)),
    Row(TI, f"POST {GROUPS}", 422, {"/errors/0": NOTHING_CHOSEN}, body=new(courses=[], bundles=[], licenses=[], learningPaths=[])),
    Row(TI, f"POST {GROUPS}", 422, {"/errors/0": NO_LENGTH}, body=new(codeLength=None)),
    Row(TI, f"POST {GROUPS}", 422, {"/errors/0": NO_LENGTH}, body=new(totalCodesCount=None)),
    Row(TI, f"POST {GROUPS}", 422, {"/errors/0": NO_LENGTH}, body={}),
    refused(totalCodesCount=10_001),
    refused(label=None),
    refused(label=7),
    refused(codeLength="8"),
    refused(courses=COURSE),
    refused(client="no uuid"),
    refused(expirationDate="2025-06-30"),
    refused(accessDays=90, accessExpirationDate="2026-01-01T00:00:00.000Z"),
    Row(TI, f"POST {GROUPS}", 422, {"/errors/0": MESSAGE}, body=[]),
    Row(TI, f"POST {GROUPS}", 422, {"/errors/0": MESSAGE}, headers=JSON),
    Row(TI, f"POST {GROUPS}", 400, {"/errors/0": MESSAGE}, headers=JSON, body=b"{"),
    Row(TI, f"POST {GROUPS}", 400, {"/errors/0": MESSAGE}, headers=JSON, body=b'{"label": NaN}'),
    Row(TI, f"POST {GROUPS}", 400, {"/errors/0": MESSAGE}, headers=JSON, body=b'{"label": "\xff"}'),
    Row(TI, f"POST {GROUPS}", 400, {"/errors/0": MESSAGE}, headers=JSON, body=b'{"label": "\\ud800"}'),
    Row(TI, f"POST {GROUPS}", 400, {"/errors/0": MESSAGE}, headers=JSON, body=b"[" * 100_000),
    Row(TI, f"POST {GROUPS}", 400, {"/errors/0": MESSAGE}, headers=JSON, body=b" " * 1_000_001),
    Row(TI, f"POST {GROUPS}", 400, {"/errors/0": MESSAGE}, headers=TEXT, body=b"{}"),
    # Thought Industries: coupons, by number of page.
    Row(TI, f"GET {C}", 200, {LIST: every("/courseId", lambda i: i == COURSE), f"{PAGE}/currentPage": 1, f"{PAGE}/hasMore": True}),
    Row(TI, f"GET {C}&page=2", 200, {f"{PAGE}/currentPage": 2, f"{PAGE}/perPage": 20, f"{PAGE}/hasMore": False, LIST: len}),
    Row(TI, f"GET {C}&page=9999", 200, {f"{PAGE}/currentPage": 9999, f"{PAGE}/hasMore": False, LIST: count(0)}),
    Row(TI, f"GET {C}&page=100000000000000000000000000", 200, {LIST: count(0)}),
    Row(TI, f"GET {C}&page=0", 200, {f"{PAGE}/currentPage": 1}),
    Row(TI, f"GET {C}&page=two", 422, {"/errors/0": MESSAGE}),
    Row(TI, f"GET {C}&page=1.5", 422, {"/errors/0": MESSAGE}),
    Row(TI, f"GET {C}&page=", 422, {"/errors/0": MESSAGE}),
    Row(TI, f"GET {C}&active=true", 200, {LIST: every("/active", lambda a: a is True)}),
    Row(TI, f"GET {C}&active=false", 200, {LIST: every("/active", lambda a: a is False)}),
    Row(TI, f"GET {C}&active=1", 422, {"/errors/0": MESSAGE}),
    Row(TI, f"GET {C}&active=", 422, {"/errors/0": MESSAGE}),
    Row(TI, f"GET {C}&code=WELCOME25", 200, {LIST: every("/code", lambda c: c == "WELCOME25")}),
    Row(TI, f"GET {C}&code=welcome25", 200, {f"{PAGE}/total": 0}),
    Row(TI, f"GET {COUPONS}?courseIds[]={COURSE}", 200, {LIST: every("/courseId", lambda i: i == COURSE)}),
    Row(TI, f"GET {COUPONS}?courseIds=none,{COURSE}", 200, {LIST: every("/courseId", lambda i: i == COURSE)}),
    Row(TI, f"GET {COUPONS}?courseIds=none&courseIds={COURSE}", 200, {LIST: every("/courseId", lambda i: i == COURSE)}),
    Row(TI, f"GET {COUPONS}?courseIds=none", 200, {f"{PAGE}/total": 0, f"{PAGE}/hasMore": False}),
    Row(TI, f"GET {COUPONS}", 422, {"/errors/0": MESSAGE}),
    # Spacebring: either of two parameters, two ways to sign in, two ways to say what comes next.
    Row(SB, f"GET {R}", 200, {"/redemptions": every("/coupon/id", lambda i: i == COUPON)}),
    Row(SB, f"GET {R}", 200, {"/redemptions": count(25), "/nextPageToken": str, "/searchQueryNext": lambda q: q.startswith(f"couponRef={COUPON}&nextPageToken=")}),
    Row(SB, f"GET {R}&limit=100", 200, {"/nextPageToken": ABSENT, "/searchQueryNext": ABSENT}),
    Row(SB, f"GET {R}&limit=1", 200, {"/redemptions": count(1)}),
    Row(SB, f"GET {REDEMPTIONS}?promocodeRef={PROMOCODE}", 200, {"/redemptions": every("/promocode/id", lambda i: i == PROMOCODE)}),
    Row(SB, f"GET {R}&promocodeRef={PROMOCODE}", 200, {"/redemptions": every("/promocodeRef", lambda i: i == PROMOCODE)}),
    Row(SB, f"GET {REDEMPTIONS}", 400, {"/message": MESSAGE, "/type": str}),
    Row(SB, f"GET {REDEMPTIONS}?couponRef=none", 400, {"/message": MESSAGE}),
    Row(SB, f"GET {R}&limit=0", 400, {"/message": MESSAGE}),
    Row(SB, f"GET {R}&limit=101", 400, {"/message": "limit is greater than the maximum of 100"}),
    Row(SB, f"GET {R}&limit=ten", 400, {"/message": MESSAGE}),
    Row(SB, f"GET {R}&limit=5&limit=5", 400, {"/message": MESSAGE}),
    Row(SB, f"GET {R}&nextPageToken=couponRef%3D{COUPON}%26nextPageToken%3Dx", 400, {"/message": MESSAGE}),
    Row(SB, f"GET {R}", 200, headers=TOKEN | NETWORK),
    Row(SB, f"GET {R}", 401, NO_BODY, headers=TOKEN),
    Row(SB, f"GET {R}", 401, NO_BODY, headers=NETWORK),
    Row(SB, f"GET {R}", 401, NO_BODY, headers=TOKEN | {"spacebring-network-id": "another"}),
    Row(SB, f"GET {R}", 401, NO_BODY, headers={"authorization": "Basic demo_client_id:demo_client_secret"}),
    Row(SB, f"GET {R}", 401, NO_BODY, headers={"authorization": "Basic ZGVtb19jbGllbnRfaWQ6"}),
    Row(SB, f"GET {R}", 200, headers=BASIC | {"spacebring-network-id": "another"}),
    Row(SB, f"POST {R}", 405, {"/message": MESSAGE}, answer_headers={"allow": "GET"}),
    Row(SB, "GET /discounts/v1/redemptions", 404, {"/message": MESSAGE}),
    # Tolt: ids as cursors, both ways; newest first; objects on request.
    Row(TO, f"GET {T}", 200, {"/success": True, "/data": count(10), "/has_more": True, "/total_count": int}),
    Row(TO, f"GET {T}", 200, {"/data": ordered("created_at", descending=True), "/data/0/program_id": PROGRAM}),
    Row(TO, f"GET {T}&order=desc", 200, {"/data": ordered("created_at", descending=True)}),
    Row(TO, f"GET {T}&order=asc", 200, {"/data": ordered("created_at")}),
    Row(TO, f"GET {T}&order=up", 400, {"/success": False, "/error/message": MESSAGE}),
    Row(TO, f"GET {T}&limit=100", 200, {"/has_more": False}),
    Row(TO, f"GET {T}&limit=101", 400, {"/success": False, "/error/message": MESSAGE}),
    Row(TO, f"GET {T}&limit=-1", 400, {"/error/message": MESSAGE}),
    Row(TO, f"GET {T}&limit=%D9%A3", 400, {"/error/message": MESSAGE}),
    Row(TO, f"GET {T}&partner_id={PARTNER}", 200, {"/data": every("/partner_id", lambda i: i == PARTNER)}),
    Row(TO, f"GET {T}", 200, {"/data": every("/partner", lambda p: p is None), "/data/0/program": ABSENT}),
    Row(TO, f"GET {T}&expand[]=program", 200, {"/data": every("/program/id", lambda i: i == PROGRAM), "/data/0/partner": ABSENT}),
    Row(TO, f"GET {T}&partner_id={PARTNER}&expand[]=program&expand[]=partner", 200, {"/data": every("/partner/id", lambda i: i == PARTNER), "/data/0/program/id": PROGRAM}),
    Row(TO, f"GET {T}&expand%5B%5D=program", 200, {"/data/0/program/id": PROGRAM}),
    Row(TO, f"GET {T}&expand[]=organization", 400, {"/error/message": MESSAGE}),
    Row(TO, f"GET {T}&created_gte=2025-01-01T00:00:00Z", 200, {"/data": every("/created_at", lambda d: d >= "2025")}),
    Row(TO, f"GET {T}&created_lte=2025-01-01T02:00:00%2B02:00", 200, {"/data": every("/created_at", lambda d: d < "2025")}),
    Row(TO, f"GET {T}&created_gte=2025-01-01T00:00:00Z&created_lte=2025-01-31T00:00:00Z", 200, {"/data": every("/created_at", lambda d: d.startswith("2025-01"))}),
    Row(TO, f"GET {T}&created_gte=9999-12-31T23:59:59-23:59", 200, {"/total_count": 0}),
    Row(TO, f"GET {T}&created_gte=0000-01-01T00:00:00Z", 200, {"/has_more": True}),
    Row(TO, f"GET {T}&created_gte=yesterday", 400, {"/error/message": MESSAGE}),
    Row(TO, f"GET {T}&starting_after=prc_unknown", 400, {"/error/message": MESSAGE}),
    Row(TO, f"GET {T}&ending_before=prc_unknown", 400, {"/error/message": MESSAGE}),
    Row(TO, f"GET {T}&starting_after={CODE}&ending_before={CODE}", 400, {"/error/message": MESSAGE}),
    Row(TO, f"GET {CODES}", 400, {"/success": False, "/error/message": "program_id is required"}),
    Row(TO, f"GET {CODES}?program_id=prg_unknown", 200, {"/data": count(0), "/total_count": 0, "/has_more": False}),
    Row(TO, f"GET {T}", 401, {"/success": False, "/error/type": "authentication_error"}, headers={}),
    Row(TO, f"GET {CODES}", 401, {"/error/type": "authentication_error"}, headers={"authorization": "Bearer"}),
    Row(TO, f"PATCH {T}", 405, {"/success": False, "/error/message": MESSAGE}, answer_headers={"allow": "GET"}),
    Row(TO, "GET /promotion-codes", 404, {"/success": False}),
]  # fmt: skip


@pytest.fixture(scope="module")
def endpoints(specs: Mapping[str, Spec]) -> Iterator[Mapping[str, Endpoint]]:
    """Serve all vendors for the tests of this file."""
    with running(*specs.values()) as found:
        yield found


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """Return one client, so that connections are used again."""
    with httpx.Client() as found:
        yield found


def meets(found: Any, expected: Any) -> bool:
    """Say whether what stands in a body is what a row expects: a value, a type, or whatever passes a test."""
    if isinstance(expected, type):
        return isinstance(found, expected)
    return bool(expected(found)) if callable(expected) else bool(found == expected)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_answers_as_the_vendor(
    row: Row,
    endpoints: Mapping[str, Endpoint],
    client: httpx.Client,
    signed_in: Callable[[str], dict[str, str]],
) -> None:
    """Each request gets the answer that the vendor's page, or what is known beside it, promises."""
    method, target = row.request.split(" ", 1)
    headers = signed_in(row.vendor) if row.headers is None else dict(row.headers)
    content = (
        {"content": row.body} if isinstance(row.body, bytes) else {"json": row.body} if row.body is not None else {}
    )

    answer = client.request(method, endpoints[row.vendor].url + target, headers=headers, **content)

    assert row.status == answer.status_code, answer.text
    assert dict(row.answer_headers).items() <= dict(answer.headers).items()
    if row.expected is NO_BODY:
        assert answer.content == b""
        return
    assert answer.headers["content-type"] == "application/json"
    for pointer, expected in row.expected.items():
        found = ptr.get(answer.json(), pointer, ABSENT)
        assert meets(found, expected) if expected is not ABSENT else found is ABSENT, (pointer, found)
