"""The table of behaviours: what each vendor's pages say, or what is known beside them, as requests and answers."""
# ruff: noqa: E501 - a row of the table is a line

from __future__ import annotations

import re
from typing import Any

from tests.mocks.rows import ABSENT, MESSAGE, NO_BODY, Fact, Row, count, every, ordered, some

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

LISTED = "/redemptionCodeGroups"
LIST = "/data/APICourseCoupons/courseCoupons"
PAGE = "/data/APICourseCoupons/pageInfo"
NOTHING_CHOSEN = "Please choose at least one item to give access to, or select a license."
NO_LENGTH = "Generated Redemption Code Groups must have a value for code length and total codes."
NEW = {"label": "Spring Promo", "codeLength": 8, "totalCodesCount": 100, "courses": [COURSE]}
REFUSED = {"/errors/0": MESSAGE}
FAILED = {"/success": False, "/error/message": MESSAGE}

BOUGHT = {"bookingRef", "creditPackageRef", "eventTicketRef", "orderRef", "subscriptionItemRef"}

BASIC = {"authorization": "Basic ZGVtb19jbGllbnRfaWQ6ZGVtb19jbGllbnRfc2VjcmV0"}
TOKEN = {"authorization": "Bearer demo_access_token"}
NETWORK = {"spacebring-network-id": "demo_network_id"}
TEXT = {"authorization": "Bearer demo_api_key", "content-type": "text/plain"}
JSON = {"authorization": "Bearer demo_api_key", "content-type": "application/json"}


def new(**changes: Any) -> dict[str, Any]:
    """Return a request for a group of codes; None takes a property out."""
    return {name: value for name, value in {**NEW, **changes}.items() if value is not None}


def made(expected: dict[str, Any], **changes: Any) -> Row:
    """Return a row for a group that is made."""
    return Row(f"POST {GROUPS}", 201, expected, body=new(**changes))


def refused(message: Any = MESSAGE, **changes: Any) -> Row:
    """Return a row for a group that is not made; where no page words the reason, any message will do."""
    return Row(f"POST {GROUPS}", 422, {"/errors/0": message}, body=new(**changes))


def sent(status: int, body: bytes, headers: dict[str, str] = JSON) -> Row:
    """Return a row for a body that is no group at all."""
    return Row(f"POST {GROUPS}", status, REFUSED, headers=headers, body=body)


def is_moment(text: Any) -> bool:
    """Say whether a text is a moment with milliseconds, in UTC."""
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", str(text)))


def is_hexadecimal(text: str) -> bool:
    """Say whether a text could be a UUID."""
    return bool(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text))


FIRST_GROUPS = Row(f"GET {GROUPS}", 200, {})
FIRST_REDEMPTIONS = Row(f"GET {R}", 200, {})
FIRST_CODES = Row(f"GET {T}", 200, {})

FACTS = (
    # Thought Industries: the list of groups.
    Fact(TI, "List Redemption Code Groups: results are 50 per page", (
        Row(f"GET {GROUPS}", 200, {LISTED: count(50), "/pageInfo/hasMore": True, "/pageInfo/total": lambda n: n > 100}),
        Row(f"GET {GROUPS}?unknown=1&unknown=2&limit=3", 200, {LISTED: count(50)}),
    )),
    Fact(TI, "List Redemption Code Groups: the cursor is only there when hasMore is true, and asks for the next page", (
        Row(f"GET {GROUPS}", 200, {"/pageInfo/cursor": str, f"{LISTED}/0/id": "rc100000-1111-2222-3333-444455556666"}),
        Row(f"GET {GROUPS}?cursor={{cursor}}", 200, {LISTED: count(50), f"{LISTED}/0/id": lambda i: i != "rc100000-1111-2222-3333-444455556666"}, after=FIRST_GROUPS, takes={"cursor": "/pageInfo/cursor"}),
        Row(f"GET {GROUPS}?query=nothing+is+called+this", 200, {"/pageInfo/total": 0, "/pageInfo/hasMore": False, "/pageInfo/cursor": ABSENT, LISTED: []}),
        Row(f"GET {GROUPS}?query=b", 200, {"/pageInfo/hasMore": False, "/pageInfo/cursor": ABSENT, LISTED: len}),
    )),
    Fact(TI, "the cursor of the sample decodes, but it is opaque: one that the server did not give is refused", (
        Row(f"GET {GROUPS}?cursor=eyJwYWdlIjoyfQ==", 400, REFUSED),
        Row(f"GET {GROUPS}?cursor=eyJwYWdlIjoyfQ%3D%3D", 400, REFUSED),
        Row(f"GET {GROUPS}?cursor=", 400, REFUSED),
        Row(f"GET {GROUPS}?cursor=%00", 400, REFUSED),
        Row(f"GET {GROUPS}?cursor={{cursor}}&cursor={{cursor}}", 400, REFUSED, after=FIRST_GROUPS, takes={"cursor": "/pageInfo/cursor"}),
    )),
    Fact(TI, "List Redemption Code Groups: free-text search by label, spring finds Spring Promo", (
        Row(f"GET {GROUPS}?query=spring", 200, {LISTED: every("/label", lambda t: "spring" in t.lower())}),
        Row(f"GET {GROUPS}?query=sPRing", 200, {LISTED: every("/label", lambda t: "spring" in t.lower())}),
        Row(f"GET {GROUPS}?query=%C3%89T%C3%89", 200, {LISTED: every("/label", lambda t: "Été" in t)}),
        Row(f"GET {GROUPS}?query=%00", 200, {"/pageInfo/total": 0}),
        Row(f"GET {GROUPS}?query=a&query=b", 400, REFUSED),
        Row(f"GET {GROUPS}?query=%FF", 400, REFUSED),
    )),
    Fact(TI, "List Redemption Code Groups: sort=label:asc; the column is open, so no other order is refused", (
        Row(f"GET {GROUPS}?sort=label:asc", 200, {LISTED: ordered("label")}),
        Row(f"GET {GROUPS}?sort=label%3Aasc&query=spring", 200, {LISTED: ordered("label")}),
        Row(f"GET {GROUPS}?sort=label%3Adesc", 200, {LISTED: ordered("label", descending=True)}),
        Row(f"GET {GROUPS}?sort=no+such+order", 200, {f"{LISTED}/0/id": "rc100000-1111-2222-3333-444455556666"}),
    )),
    Fact(TI, "ids are called UUIDs, and the samples' are not hexadecimal", (
        Row(f"GET {GROUPS}", 200, {LISTED: every("/id", lambda i: i.startswith("rc100000-") and not is_hexadecimal(i))}),
        made({"/id": lambda i: i.startswith("rc100000-")}),
    )),
    Fact(TI, "the samples' dates have milliseconds and a Z; null stands for none, and only the samples show it", (
        Row(f"GET {GROUPS}", 200, {LISTED: every("/expirationDate", lambda d: d is None or is_moment(d))}),
        Row(f"GET {GROUPS}", 200, {LISTED: some("/expirationDate", is_moment)}),
        Row(f"GET {GROUPS}", 200, {LISTED: some("/expirationDate", lambda d: d is None)}),
        Row(f"GET {GROUPS}", 200, {LISTED: some("/accessDays", lambda n: n is None)}),
        Row(f"GET {GROUPS}", 200, {LISTED: some("/client", lambda c: c is None)}),
        Row(f"GET {GROUPS}", 200, {LISTED: some("/client/name", lambda c: isinstance(c, str))}),
    )),
    Fact(TI, "List Redemption Code Groups: a course has a title, everything else a name", (
        Row(f"GET {GROUPS}", 200, {LISTED: some("/courses/0/title", lambda t: isinstance(t, str))}),
        Row(f"GET {GROUPS}", 200, {LISTED: every("/courses/0/name", lambda t: t is None)}),
        Row(f"GET {GROUPS}", 200, {LISTED: some("/learningPaths/0/name", lambda t: isinstance(t, str))}),
    )),
    Fact(TI, "callers report that a 401 has no body; no key but the right one opens", (
        Row(f"GET {GROUPS}", 401, NO_BODY, headers={}),
        Row(f"GET {GROUPS}", 401, NO_BODY, headers={"authorization": "Bearer wrong"}),
        Row(f"GET {GROUPS}", 401, NO_BODY, headers={"authorization": "demo_api_key"}),
        Row(f"GET {GROUPS}", 401, NO_BODY, headers={"authorization": "Basic demo_api_key"}),
        Row(f"GET {GROUPS}", 200, {LISTED: count(50)}, headers={"authorization": "bearer demo_api_key"}),
        Row(f"GET {GROUPS}?query=%FF", 401, NO_BODY, headers={}),
        Row(f"GET {COUPONS}", 401, NO_BODY, headers={}),
        Row(f"POST {GROUPS}", 401, NO_BODY, headers={}, body={}),
    )),
    Fact(TI, "the pages have these paths and methods, and no others", (
        Row(f"PUT {GROUPS}", 405, REFUSED, answer_headers={"allow": "GET, POST"}),
        Row(f"HEAD {GROUPS}", 405, NO_BODY, answer_headers={"allow": "GET, POST"}),
        Row(f"OPTIONS {GROUPS}", 405, REFUSED, headers={}, answer_headers={"allow": "GET, POST"}),
        Row(f"DELETE {COUPONS}", 405, REFUSED, answer_headers={"allow": "GET"}),
        Row(f"POST {COUPONS}", 405, REFUSED, body=NEW, answer_headers={"allow": "GET"}),
        Row(f"QUERY {COUPONS}", 405, REFUSED, answer_headers={"allow": "GET"}),
        Row(f"BREW {COUPONS}", 405, REFUSED, answer_headers={"allow": "GET"}),
        Row(f"BREW {GROUPS}", 405, REFUSED, body=NEW, answer_headers={"allow": "GET, POST"}),
        Row("GET /nowhere", 404, REFUSED),
        Row(f"GET {GROUPS}/", 404, REFUSED),
        Row(f"GET {GROUPS.lower()}", 404, REFUSED),
        Row(f"GET {GROUPS}/rc100000-1111-2222-3333-444455556666", 404, REFUSED),
    )),
    # … making one.
    Fact(TI, "Create Redemption Code Group: the sample request and its answer; uploaded and gift are not in it", (
        made({"/label": "Spring Promo", "/redeemedCodesCount": 0, "/totalCodesCount": 100, "/courses/0/id": COURSE, "/courses/0/title": str}),
        made({"/bundles": [], "/licenses": [], "/learningPaths": [], "/client": None, "/accessDays": None, "/expirationDate": None}),
        made({"/uploaded": ABSENT, "/gift": ABSENT, "/id": str}),
        made({"/codes": ABSENT, "/codeLength": ABSENT, "/id": str}),
        made({"/courses/0/id": "<course-uuid>"}, courses=["<course-uuid>"]),
        Row(f"POST {GROUPS}", 201, {"/label": "Spring Promo"}, headers=JSON | {"content-type": "Application/JSON; charset=utf-8"}, body=b'{"label": "Spring Promo", "codeLength": 8, "totalCodesCount": 1, "licenses": ["l"]}'),
    )),
    Fact(TI, "Create Redemption Code Group: what may come along, and how it comes back", (
        made({"/client/id": "6a5b4c3d-2e1f-4a0b-9c8d-7e6f5a4b3c2d", "/client/name": str}, client="6a5b4c3d-2e1f-4a0b-9c8d-7e6f5a4b3c2d"),
        made({"/licenses/0/name": str, "/licenses/0/id": "l1", "/courses": []}, courses=[], licenses=["l1"]),
        made({"/bundles": count(2), "/bundles/1/id": "b2", "/learningPaths/0/id": "p1"}, bundles=["b1", "b2"], learningPaths=["p1"]),
        made({"/accessDays": 90, "/accessExpirationDate": None}, accessDays=90),
        made({"/accessDays": None, "/accessExpirationDate": "2026-01-01T00:00:00.000Z"}, accessExpirationDate="2026-01-01T00:00:00.000Z"),
        made({"/expirationDate": "2025-06-30T23:59:59.000Z"}, expirationDate="2025-06-30T23:59:59.000Z"),
        made({"/label": "Ünï \0 𠮷"}, label="Ünï \0 𠮷"),
    )),
    Fact(TI, "a group that was made is listed", (
        Row(f"GET {GROUPS}?query=made+once", 200, {"/pageInfo/total": lambda n: n > 0, LISTED: every("/label", lambda t: t == "Made once"), f"{LISTED}/0/totalCodesCount": 7, f"{LISTED}/0/courses/0/id": COURSE}, after=made({}, label="Made once", totalCodesCount=7)),
    )),
    Fact(TI, "Create Redemption Code Group: at least one of courses, bundles, licenses, or learningPaths", (
        refused(NOTHING_CHOSEN, courses=None),
        refused(NOTHING_CHOSEN, courses=[]),
        refused(NOTHING_CHOSEN, courses=[], bundles=[], licenses=[], learningPaths=[]),
    )),
    Fact(TI, "Create Redemption Code Group: accessDays and accessExpirationDate are mutually exclusive", (
        refused(accessDays=90, accessExpirationDate="2026-01-01T00:00:00.000Z"),
    )),
    Fact(TI, "Create Redemption Code Group: label, codeLength and totalCodesCount are required, two of them with a message", (
        refused(NO_LENGTH, codeLength=None),
        refused(NO_LENGTH, totalCodesCount=None),
        Row(f"POST {GROUPS}", 422, {"/errors/0": NO_LENGTH}, body={}),
        refused(label=None),
    )),
    Fact(TI, "Create Redemption Code Group: totalCodesCount cannot exceed 10,000", (
        made({"/totalCodesCount": 10_000}, totalCodesCount=10_000),
        made({"/totalCodesCount": 1}, totalCodesCount=1),
        refused(totalCodesCount=10_001),
        refused(totalCodesCount=0),
    )),
    Fact(TI, "Create Redemption Code Group: the types of the table; failures are {errors: [message]}", (
        refused(label=7),
        refused(codeLength="8"),
        refused(codeLength=8.5),
        refused(totalCodesCount=True),
        refused(courses=COURSE),
        refused(courses=[7]),
        refused(client="no uuid"),
        refused(expirationDate="2025-06-30"),
        refused(accessDays="ninety"),
        Row(f"POST {GROUPS}", 422, REFUSED, body=[]),
        sent(422, b""),
        sent(422, b"null"),
    )),
    Fact(TI, "general page: 400 is for what is malformed, in the same shape", (
        sent(400, b"{"),
        sent(400, b'{"label": NaN}'),
        sent(400, b'{"label": "\xff"}'),
        sent(400, b'{"label": "\\ud800"}'),
        sent(400, b"[" * 100_000),
        sent(400, b" " * 1_000_001),
        sent(400, b"{}", TEXT),
        sent(400, b"label=Spring", JSON | {"content-type": "application/x-www-form-urlencoded"}),
        sent(400, b"{}", {"authorization": "Bearer demo_api_key"}),
    )),
    # Thought Industries: the coupons of courses.
    Fact(TI, "Course Coupons: the envelope of the sample, and pages by number", (
        Row(f"GET {C}", 200, {f"{PAGE}/currentPage": 1, f"{PAGE}/perPage": 20, f"{PAGE}/hasMore": True, LIST: count(20)}),
        Row(f"GET {C}&page=1", 200, {f"{PAGE}/currentPage": 1, f"{LIST}/0/code": "WELCOME25"}),
        Row(f"GET {C}&page=2", 200, {f"{PAGE}/currentPage": 2, f"{PAGE}/perPage": 20, f"{PAGE}/hasMore": False, LIST: len}),
        Row(f"GET {C}&page=9999", 200, {f"{PAGE}/currentPage": 9999, f"{PAGE}/hasMore": False, LIST: []}),
        Row(f"GET {C}&page=100000000000000000000000000", 200, {LIST: [], f"{PAGE}/hasMore": False}),
        Row(f"GET {C}&page=0", 200, {f"{PAGE}/currentPage": 1, LIST: count(20)}),
        Row(f"GET {C}&page=two", 422, REFUSED),
        Row(f"GET {C}&page=1.5", 422, REFUSED),
        Row(f"GET {C}&page=", 422, REFUSED),
        Row(f"GET {C}&page=1&page=2", 400, REFUSED),
    )),
    Fact(TI, "Course Coupons: courseIds is required by the table", (
        Row(f"GET {COUPONS}", 422, REFUSED),
        Row(f"GET {COUPONS}?page=1", 422, REFUSED),
        Row(f"GET {C}", 200, {LIST: every("/courseId", lambda i: i == COURSE)}),
        Row(f"GET {COUPONS}?courseIds=none", 200, {f"{PAGE}/total": 0, f"{PAGE}/hasMore": False, LIST: []}),
    )),
    Fact(TI, "how several courseIds are written is not stated: repeated, with brackets, with commas, all are taken", (
        Row(f"GET {COUPONS}?courseIds=none&courseIds={COURSE}", 200, {LIST: every("/courseId", lambda i: i == COURSE)}),
        Row(f"GET {COUPONS}?courseIds[]={COURSE}", 200, {LIST: every("/courseId", lambda i: i == COURSE)}),
        Row(f"GET {COUPONS}?courseIds%5B%5D=none&courseIds%5B%5D={COURSE}", 200, {LIST: every("/courseId", lambda i: i == COURSE)}),
        Row(f"GET {COUPONS}?courseIds=none,{COURSE}", 200, {LIST: every("/courseId", lambda i: i == COURSE)}),
    )),
    Fact(TI, "Course Coupons: active is true, false or left out", (
        Row(f"GET {C}&active=true", 200, {LIST: every("/active", lambda a: a is True)}),
        Row(f"GET {C}&active=false", 200, {LIST: every("/active", lambda a: a is False)}),
        Row(f"GET {C}", 200, {LIST: some("/active", lambda a: a is False)}),
        Row(f"GET {C}", 200, {LIST: some("/active", lambda a: a is True)}),
        Row(f"GET {C}&active=1", 422, REFUSED),
        Row(f"GET {C}&active=", 422, REFUSED),
    )),
    Fact(TI, "Course Coupons: code finds the coupon matching it", (
        Row(f"GET {C}&code=WELCOME25", 200, {LIST: every("/code", lambda c: c == "WELCOME25")}),
        Row(f"GET {C}&code=welcome25", 200, {f"{PAGE}/total": 0}),
        Row(f"GET {C}&code=WELCOME25&active=true&page=2", 200, {LIST: [], f"{PAGE}/hasMore": False}),
    )),
    Fact(TI, "Course Coupons: its sample is all placeholders, so some of it may be null, and no maximum is 0", (
        Row(f"GET {C}", 200, {LIST: some("/percentOff", lambda n: n is None)}),
        Row(f"GET {C}", 200, {LIST: some("/redeemBy", is_moment)}),
        Row(f"GET {C}", 200, {LIST: every("/createdAt", is_moment)}),
        Row(f"GET {C}", 200, {LIST: some("/appliesToUser", lambda u: u not in {None, "existing", "new"})}),
    )),
    # Spacebring.
    Fact(SB, "Retrieve redemptions: either couponRef or promocodeRef is required; both together are let through", (
        Row(f"GET {REDEMPTIONS}", 400, {"/message": MESSAGE, "/type": str}),
        Row(f"GET {REDEMPTIONS}?limit=5", 400, {"/message": MESSAGE}),
        Row(f"GET {R}", 200, {"/redemptions": every("/coupon/id", lambda i: i == COUPON)}),
        Row(f"GET {REDEMPTIONS}?promocodeRef={PROMOCODE}", 200, {"/redemptions": every("/promocode/id", lambda i: i == PROMOCODE)}),
        Row(f"GET {R}&promocodeRef={PROMOCODE}", 200, {"/redemptions": every("/promocodeRef", lambda i: i == PROMOCODE)}),
        Row(f"GET {REDEMPTIONS}?couponRef=none", 400, {"/message": MESSAGE}),
        Row(f"GET {REDEMPTIONS}?couponRef=00000000-0000-0000-0000-000000000000", 200, {"/redemptions": [], "/nextPageToken": ABSENT}),
    )),
    Fact(SB, "Retrieve redemptions: limit is 1 to 100, default 25", (
        Row(f"GET {R}", 200, {"/redemptions": count(25)}),
        Row(f"GET {R}&limit=1", 200, {"/redemptions": count(1), "/nextPageToken": str}),
        Row(f"GET {R}&limit=100", 200, {"/redemptions": lambda items: 25 < len(items) < 100}),
        Row(f"GET {R}&limit=0", 400, {"/message": MESSAGE}),
        Row(f"GET {R}&limit=101", 400, {"/message": "limit is greater than the maximum of 100"}),
        Row(f"GET {R}&limit=ten", 400, {"/message": MESSAGE}),
        Row(f"GET {R}&limit=", 400, {"/message": MESSAGE}),
        Row(f"GET {R}&limit=5&limit=5", 400, {"/message": MESSAGE}),
    )),
    Fact(SB, "nextPageToken is a token and searchQueryNext a query string that holds it; the last page has neither", (
        Row(f"GET {R}", 200, {"/nextPageToken": str, "/searchQueryNext": lambda q: q.startswith(f"couponRef={COUPON}&nextPageToken=")}),
        Row(f"GET {R}&limit=100", 200, {"/nextPageToken": ABSENT, "/searchQueryNext": ABSENT, "/redemptions": len}),
        Row(f"GET {REDEMPTIONS}?{{query}}", 200, {"/redemptions": len, "/nextPageToken": ABSENT}, after=FIRST_REDEMPTIONS, takes={"query": "/searchQueryNext"}),
        Row(f"GET {R}&nextPageToken={{token}}", 200, {"/redemptions": len, "/searchQueryNext": ABSENT}, after=FIRST_REDEMPTIONS, takes={"token": "/nextPageToken"}),
        Row(f"GET {R}&nextPageToken=couponRef%3D{COUPON}%26nextPageToken%3Dx", 400, {"/message": MESSAGE}),
        Row(f"GET {R}&nextPageToken=eyJvZmZzZXQiOjI1fQ", 400, {"/message": MESSAGE}),
        Row(f"GET {R}&nextPageToken=", 400, {"/message": MESSAGE}),
    )),
    Fact(SB, "the sample signs in with Basic, the prose with a bearer token that needs the network's id", (
        Row(f"GET {R}", 200, {"/redemptions": len}, headers=BASIC),
        Row(f"GET {R}", 200, {"/redemptions": len}, headers=TOKEN | NETWORK),
        Row(f"GET {R}", 200, {"/redemptions": len}, headers=BASIC | {"spacebring-network-id": "another"}),
        Row(f"GET {R}", 401, NO_BODY, headers=TOKEN),
        Row(f"GET {R}", 401, NO_BODY, headers=NETWORK),
        Row(f"GET {R}", 401, NO_BODY, headers=TOKEN | {"spacebring-network-id": "another"}),
        Row(f"GET {R}", 401, NO_BODY, headers={"authorization": "Basic demo_client_id:demo_client_secret"}),
        Row(f"GET {R}", 401, NO_BODY, headers={"authorization": "Basic ZGVtb19jbGllbnRfaWQ6"}),
        Row(f"GET {REDEMPTIONS}", 401, NO_BODY, headers={}),
    )),
    Fact(SB, "the sample shows six product refs at once: of all things, only the one that fits the type is bought", (
        Row(f"GET {R}&limit=100", 200, {"/redemptions": every("/product", lambda p: "bookingRef" not in p or p["type"] == "booking")}),
        Row(f"GET {R}&limit=100", 200, {"/redemptions": some("/product", lambda p: p["type"] == "booking" and isinstance(p["bookingRef"], str))}),
        Row(f"GET {R}&limit=100", 200, {"/redemptions": every("/product", lambda p: len({*p} & BOUGHT) <= 1)}),
    )),
    Fact(SB, "123 in the sample stands for any number; promocode and its ref are not there for a coupon alone", (
        Row(f"GET {R}&limit=100", 200, {"/redemptions": some("/coupon/amountOff", lambda n: isinstance(n, float))}),
        Row(f"GET {R}&limit=100", 200, {"/redemptions": some("", lambda r: not r.get("promocodeRef") and not r.get("promocode"))}),
    )),
    Fact(SB, "the page has one path, its version last, and one method", (
        Row(f"POST {R}", 405, {"/message": MESSAGE}, answer_headers={"allow": "GET"}),
        Row(f"HEAD {R}", 405, NO_BODY, answer_headers={"allow": "GET"}),
        Row("GET /discounts/v1/redemptions", 404, {"/message": MESSAGE}),
        Row(f"GET {REDEMPTIONS}%2F", 404, {"/message": MESSAGE}),
    )),
    # Tolt.
    Fact(TO, "List promotion codes: program_id has a star", (
        Row(f"GET {CODES}", 400, {"/success": False, "/error/message": "program_id is required"}),
        Row(f"GET {CODES}?limit=5", 400, FAILED),
        Row(f"GET {T}", 200, {"/data": every("/program_id", lambda i: i == PROGRAM)}),
        Row(f"GET {CODES}?program_id=prg_unknown", 200, {"/data": [], "/total_count": 0, "/has_more": False}),
        Row(f"GET {T}&program_id={PROGRAM}", 400, FAILED),
    )),
    Fact(TO, "List promotion codes: limit defaults to 10, its maximum is 100, total_count counts whatever the limit", (
        Row(f"GET {T}", 200, {"/success": True, "/data": count(10), "/has_more": True, "/total_count": lambda n: n > 10}),
        Row(f"GET {T}&limit=1", 200, {"/data": count(1), "/total_count": lambda n: n > 10}),
        Row(f"GET {T}&limit=100", 200, {"/has_more": False, "/data": lambda items: 10 < len(items) < 100}),
        Row(f"GET {T}&limit=101", 400, FAILED),
        Row(f"GET {T}&limit=0", 400, FAILED),
        Row(f"GET {T}&limit=-1", 400, FAILED),
        Row(f"GET {T}&limit=%D9%A3", 400, FAILED),
        Row(f"GET {T}&limit=ten", 400, FAILED),
    )),
    Fact(TO, "List promotion codes: order is along created_at, desc unless asked for", (
        Row(f"GET {T}", 200, {"/data": ordered("created_at", descending=True)}),
        Row(f"GET {T}&order=desc", 200, {"/data": ordered("created_at", descending=True)}),
        Row(f"GET {T}&order=asc", 200, {"/data": ordered("created_at")}),
        Row(f"GET {T}&order=up", 400, FAILED),
    )),
    Fact(TO, "List promotion codes: partner_id leaves the codes of one partner, who may be nobody", (
        Row(f"GET {T}&partner_id={PARTNER}", 200, {"/data": every("/partner_id", lambda i: i == PARTNER)}),
        Row(f"GET {T}&limit=100", 200, {"/data": some("/partner_id", lambda i: i is None)}),
        Row(f"GET {T}&partner_id=part_unknown", 200, {"/data": [], "/total_count": 0}),
    )),
    Fact(TO, "List promotion codes: expand[]=partner, expand[]=program; what they hold is known from other pages", (
        Row(f"GET {T}", 200, {"/data": every("/partner", lambda p: p is None), "/data/0/program": ABSENT, "/data/0/partner": ABSENT}),
        Row(f"GET {T}&expand[]=program", 200, {"/data": every("/program/id", lambda i: i == PROGRAM), "/data/0/partner": ABSENT, "/data/0/program/name": str}),
        Row(f"GET {T}&partner_id={PARTNER}&expand[]=program&expand[]=partner", 200, {"/data": every("/partner/id", lambda i: i == PARTNER), "/data/0/program/id": PROGRAM}),
        Row(f"GET {T}&expand%5B%5D=program", 200, {"/data/0/program/id": PROGRAM}),
        Row(f"GET {T}&limit=100&expand[]=partner", 200, {"/data": every("", lambda c: (c.get("partner") or {}).get("id") == c.get("partner_id"))}),
        Row(f"GET {T}&expand[]=organization", 400, FAILED),
    )),
    Fact(TO, "List promotion codes: created_gte and created_lte; by their names, both are inclusive", (
        Row(f"GET {T}&created_gte=2025-01-01T00:00:00Z", 200, {"/data": every("/created_at", lambda d: d >= "2025")}),
        Row(f"GET {T}&created_lte=2025-01-01T02:00:00%2B02:00", 200, {"/data": every("/created_at", lambda d: d < "2025")}),
        Row(f"GET {T}&created_gte=2025-01-01T00:00:00Z&created_lte=2025-01-31T00:00:00Z", 200, {"/data": every("/created_at", lambda d: d.startswith("2025-01"))}),
        Row(f"GET {T}&created_gte={{when}}&created_lte={{when}}", 200, {"/data": count(1)}, after=FIRST_CODES, takes={"when": "/data/0/created_at"}),
        Row(f"GET {T}&created_gte=9999-12-31T23:59:59-23:59", 200, {"/total_count": 0, "/data": []}),
        Row(f"GET {T}&created_gte=0000-01-01T00:00:00Z", 200, {"/has_more": True, "/data": count(10)}),
        Row(f"GET {T}&created_gte=yesterday", 400, FAILED),
        Row(f"GET {T}&created_lte=2025-13-01T00:00:00Z", 400, FAILED),
    )),
    Fact(TO, "List promotion codes: the two cursors are ids of codes; no page says what both at once would mean", (
        Row(f"GET {T}&starting_after={{id}}", 200, {"/data": count(10), "/data/0/created_at": str}, after=FIRST_CODES, takes={"id": "/data/9/id"}),
        Row(f"GET {T}&ending_before={{id}}", 200, {"/data": count(9), "/has_more": False}, after=FIRST_CODES, takes={"id": "/data/9/id"}),
        Row(f"GET {T}&ending_before={{id}}&limit=3", 200, {"/data": count(3), "/has_more": True}, after=FIRST_CODES, takes={"id": "/data/9/id"}),
        Row(f"GET {T}&ending_before={{id}}", 200, {"/data": [], "/has_more": False, "/total_count": int}, after=FIRST_CODES, takes={"id": "/data/0/id"}),
        Row(f"GET {T}&starting_after=prc_unknown", 400, FAILED),
        Row(f"GET {T}&ending_before=prc_unknown", 400, FAILED),
        Row(f"GET {T}&starting_after=", 400, FAILED),
        Row(f"GET {T}&starting_after={CODE}&ending_before={CODE}", 400, FAILED),
    )),
    Fact(TO, "the sample's ids have prefixes and differ in length; its value is a number, and its dates have milliseconds", (
        Row(f"GET {T}", 200, {"/data": every("/id", lambda i: i.startswith("prc_"))}),
        Row(f"GET {T}", 200, {"/data": every("/value", lambda n: n is None or isinstance(n, int | float))}),
        Row(f"GET {T}", 200, {"/data": every("/created_at", is_moment)}),
    )),
    Fact(TO, "callers report authentication_error in the body of a 401", (
        Row(f"GET {T}", 401, {"/success": False, "/error/type": "authentication_error"}, headers={}),
        Row(f"GET {CODES}", 401, {"/error/type": "authentication_error"}, headers={"authorization": "Bearer"}),
        Row(f"GET {T}", 401, {"/error/type": "authentication_error", "/error/message": MESSAGE}, headers={"authorization": "Bearer demo_api_key2"}),
    )),
    Fact(TO, "the page has one path and one method", (
        Row(f"PATCH {T}", 405, FAILED, answer_headers={"allow": "GET"}),
        Row(f"POST {CODES}", 405, FAILED, body={}, answer_headers={"allow": "GET"}),
        Row("GET /promotion-codes", 404, FAILED),
        Row("GET /v1/promotion-codes.json", 404, FAILED),
    )),
)  # fmt: skip
