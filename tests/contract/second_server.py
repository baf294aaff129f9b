"""A server that is not ours: the five endpoints written once more, from the vendors' pages alone, with http.server.

Nothing of the mocks is in it, no framework, no schema: what the pages say, by hand. Where they are silent it does
what is simplest, so it differs from the mocks wherever a page leaves room. A fault is a word in `faults`; each stands
beside the line that it spoils.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

KEY, CLIENT, SECRET, TOKEN, NETWORK = "key-1", "client-1", "secret-1", "token-1", "6d7d4b52-0d5e-4a4b-9a40-2f1f2d1f0b11"
COURSES = ("8f2a1c34-5b6d-4e7f-9a01-2b3c4d5e6f70", "3b1d9c52-7e4f-4a60-8d2c-5f6e7a8b9c0d")
COUPON, PROMOCODE = "3c90c3cc-0d44-4b50-8888-8dd25736052a", "b7c2d9e4-6f18-4a3b-8c5d-2e1f0a9b8c7d"
PROGRAM, PARTNERS = "prg_YRsbPDAKhWfdqJbFACheh", ("part_s7mbzRGn46BhVgNFHD6fDgXW", "part_2")
_FIRST, _LAST = "0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z"
NOTHING_CHOSEN = "Please choose at least one item to give access to, or select a license."
NO_LENGTH = "Generated Redemption Code Groups must have a value for code length and total codes."

Query = dict[str, list[str]]


class RefusedError(Exception):
    """An answer that is no success; a body of None is none at all."""

    def __init__(self, status: int, body: Any = None) -> None:
        self.status, self.body = status, body
        super().__init__(status)


@dataclass
class Vendor:
    """One vendor's data and ways. `faults` are what is wrong with this copy."""

    faults: frozenset[str] = frozenset()
    groups: list[dict[str, Any]] = field(default_factory=lambda: [_group(number) for number in range(104)])
    coupons: list[dict[str, Any]] = field(default_factory=lambda: [_coupon(number) for number in range(53)])
    uses: list[dict[str, Any]] = field(default_factory=lambda: [_use(number) for number in range(61)])
    codes: list[dict[str, Any]] = field(default_factory=lambda: [_code(number) for number in range(45)])

    def has(self, fault: str) -> bool:
        """Say whether this copy is faulty so."""
        return fault in self.faults

    # Thought Industries

    def list_groups(self, query: Query, _: Any) -> Any:
        """List redemption code groups, 50 a page."""
        found = [group for group in self.groups if _one(query, "query", "").lower() in group["label"].lower()]
        if self.has("a search is ignored"):
            found = self.groups
        by, _sep, direction = _one(query, "sort", "").partition(":")
        if by and (by != "label" or direction not in {"asc", "desc"}):
            raise RefusedError(400, {"errors": ["Unknown sort."]})
        if by and not self.has("an order is ignored"):
            found = sorted(found, key=lambda group: str(group["label"]).lower(), reverse=direction == "desc")
        start = _decoded(_one(query, "cursor", ""), {"errors": ["No such cursor."]})
        page, more = found[start : start + 50], len(found) > start + 50
        if self.has("an item gets lost between pages") and start:
            page = page[1:]
        info: dict[str, Any] = {"total": len(found), "hasMore": more}
        if more:
            info["cursor"] = _encoded(0 if self.has("a cursor leads in a circle") else start + 50)
        if self.has("the last page promises another"):
            info["hasMore"] = True
        if self.has("the total is of the page"):
            info["total"] = len(page)
        if self.has("more is redeemed than there is"):
            page = [{**group, "redeemedCodesCount": group["totalCodesCount"] + 1} for group in page]
        return {"redemptionCodeGroups": page, "pageInfo": info}

    def create_group(self, _: Query, body: Any) -> Any:  # noqa: C901, PLR0912 - one rule of the page after the other
        """Create a redemption code group."""
        if not isinstance(body, dict) or not isinstance(body.get("label"), str):
            raise RefusedError(422, {"errors": ["Label is required."]})
        for name in ("codeLength", "totalCodesCount"):
            if name not in body:
                raise RefusedError(422, {"errors": ["Invalid." if self.has("a refusal in other words") else NO_LENGTH]})
            if not _is_whole(body[name]):
                raise RefusedError(422, {"errors": [NO_LENGTH]})
        if body["totalCodesCount"] > 10_000 and not self.has("a maximum is not kept"):
            raise RefusedError(422, {"errors": ["Too many codes."]})
        if body["totalCodesCount"] < 1:
            raise RefusedError(422, {"errors": [NO_LENGTH]})
        chosen = {name: body.get(name, []) for name in ("courses", "bundles", "licenses", "learningPaths")}
        if not all(isinstance(ids, list) and all(isinstance(each, str) for each in ids) for ids in chosen.values()):
            raise RefusedError(422, {"errors": ["Ids must be texts."]})
        if not any(chosen.values()) and not self.has("nothing has to be chosen"):
            raise RefusedError(422, {"errors": [NOTHING_CHOSEN]})
        if {"accessDays", "accessExpirationDate"} <= body.keys() and not self.has("both ends of access are taken"):
            raise RefusedError(422, {"errors": ["Days or a date, not both."]})
        if "accessDays" in body and not _is_whole(body["accessDays"]):
            raise RefusedError(422, {"errors": ["Days must be a number."]})
        if not _is_uuid(body.get("client", COUPON)):
            raise RefusedError(422, {"errors": ["client is a uuid."]})
        for name in ("expirationDate", "accessExpirationDate"):
            if not _is_moment(body.get(name, "2025-06-30T23:59:59.000Z")):
                raise RefusedError(422, {"errors": [f"{name} is an ISO 8601 date."]})
        plain = {name: body.get(name) for name in ("expirationDate", "accessDays", "accessExpirationDate")}
        made = {
            "id": f"rc{len(self.groups):06}-1111-2222-3333-444455556666",
            "label": body["label"][:8] if self.has("a label is cut short") else body["label"],
            "redeemedCodesCount": 1 if self.has("a new group is redeemed") else 0,
            "totalCodesCount": body["totalCodesCount"],
            **plain,
            "client": {"id": body["client"], "name": "Acme"} if body.get("client") else None,
            "courses": [{"id": each, "title": "A course"} for each in chosen["courses"]],
            **{
                name: [{"id": each, "name": "A thing"} for each in ids]
                for name, ids in chosen.items()
                if name != "courses"
            },
        }
        if not self.has("what is created is not kept"):
            self.groups.append({**made, "uploaded": False, "gift": False})
        return made

    def list_coupons(self, query: Query, _: Any) -> Any:
        """List course coupons, by course, code and active status."""
        wanted = [
            each for value in query.get("courseIds", []) + query.get("courseIds[]", []) for each in value.split(",")
        ]
        if not any(wanted) and not self.has("a required list is not needed"):
            raise RefusedError(400, {"errors": ["courseIds is required."]})
        found = [coupon for coupon in self.coupons if coupon["courseId"] in wanted]
        if "code" in query:
            found = [coupon for coupon in found if coupon["code"] == _one(query, "code")]
        if "active" in query:
            if _one(query, "active") not in {"true", "false"}:
                raise RefusedError(400, {"errors": ["active is true or false."]})
            active = (_one(query, "active") == "true") != self.has("active is turned round")
            found = [coupon for coupon in found if coupon["active"] is active]
        number = _number(query, "page", 1, RefusedError(400, {"errors": ["page is a number."]}))
        start = (number - 1) * 20
        page = found[start : start + 20] if start >= 0 else []
        info = {"perPage": 20, "currentPage": number, "total": len(found), "hasMore": len(found) > start + 20}
        return {"data": {"APICourseCoupons": {"pageInfo": info, "courseCoupons": page}}}

    # Spacebring

    def list_uses(self, query: Query, _: Any) -> Any:
        """List the redemptions of a coupon or promocode."""
        if not query.keys() & {"couponRef", "promocodeRef"} and not self.has("neither of two is needed"):
            raise RefusedError(400, {"message": "couponRef or promocodeRef is required"})
        for name in ("couponRef", "promocodeRef"):
            if name in query and not _is_uuid(_one(query, name)):
                raise RefusedError(400, {"message": f"{name} must be a uuid"})
        size = _number(query, "limit", 25, RefusedError(400, {"message": "limit must be a number"}))
        if not 1 <= size <= (1000 if self.has("a limit has no end") else 100):
            raise RefusedError(400, {"message": "limit must be between 1 and 100"})
        found = [
            use
            for use in self.uses
            if _one(query, "couponRef", use["coupon"]["id"]) == use["coupon"]["id"]
            and ("promocodeRef" not in query or use.get("promocodeRef") == _one(query, "promocodeRef"))
        ]
        start = _decoded(_one(query, "nextPageToken", ""), {"message": "no such token"})
        answer: dict[str, Any] = {"redemptions": found[start : start + size]}
        if len(found) > start + size:
            # The page names this field alone, and it is a query ready for use.
            answer["searchQueryNext"] = f"?couponRef={COUPON}&nextPageToken={_encoded(start + size)}&limit={size}"
        return answer

    # Tolt

    def list_codes(self, query: Query, _: Any) -> Any:  # noqa: C901 - same
        """List the promotion codes of a program."""
        if not _one(query, "program_id", ""):
            raise _tolt(400, "program_id is required")
        size = _number(query, "limit", 12 if self.has("a default is another") else 10, _tolt(400, "limit is a number"))
        if not 1 <= size <= 100:
            raise _tolt(400, "limit is 1 to 100")
        if not set(query.get("expand[]", ())) <= {"partner", "program"}:
            raise _tolt(400, "expand is partner or program")
        if _one(query, "order", "desc") not in {"asc", "desc"}:
            raise _tolt(400, "order is asc or desc")
        if {"starting_after", "ending_before"} <= query.keys():
            raise _tolt(400, "one cursor at a time")
        for name in ("created_gte", "created_lte"):
            if name in query and not _is_moment(_one(query, name)):
                raise _tolt(400, f"{name} is a date")
        found = sorted(self.codes, key=lambda code: (code["created_at"], code["id"]))
        if (_one(query, "order", "desc") == "desc") != self.has("newest come last"):
            found = found[::-1]
        found = [
            code for code in found if _one(query, "partner_id", str(code["partner_id"])) == str(code["partner_id"])
        ]
        found = [code for code in found if code["program_id"] == _one(query, "program_id")]
        read = _local if self.has("a zone is ignored") else _moment
        first, last = read(query, "created_gte", _FIRST), read(query, "created_lte", _LAST)
        found = [code for code in found if datetime.fromisoformat(code["created_at"]) >= first]
        if not self.has("an end of time is ignored"):
            found = [code for code in found if datetime.fromisoformat(code["created_at"]) <= last]
        ids = [code["id"] for code in found]
        start, end = 0, len(found)
        if _one(query, "starting_after", "") in ids:
            start = ids.index(_one(query, "starting_after")) + (
                0 if self.has("a page starts with the last item") else 1
            )
        elif "starting_after" in query:
            start = end
        if _one(query, "ending_before", "") in ids:
            end = ids.index(_one(query, "ending_before"))
            start = 0 if self.has("backward is from the start") else max(0, end - size)
        page = [self._expanded(code, query.get("expand[]", ())) for code in found[start:end][:size]]
        more = start + size < end if "ending_before" not in query else start > 0
        return {"success": True, "has_more": more, "total_count": len(found), "data": page}

    def _expanded(self, code: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
        made = dict(code)
        if "partner" in names and code["partner_id"]:
            wrong = self.has("another partner is embedded")
            made["partner"] = {"id": "part_x" if wrong else code["partner_id"], "email": "a@example.com"}
        if "program" in names or self.has("a program comes unasked"):
            made["program"] = {"id": code["program_id"], "name": "Friends"}
        return {**made, "value": "20"} if self.has("a number is text") else made


Handle = Callable[[Vendor, Query, Any], Any]

ROUTES: dict[tuple[str, str], tuple[str, Handle]] = {
    ("GET", "/redemptionCodes"): ("thought-industries", Vendor.list_groups),
    ("POST", "/redemptionCodes"): ("thought-industries", Vendor.create_group),
    ("GET", "/course-coupons"): ("thought-industries", Vendor.list_coupons),
    ("GET", "/discounts/redemptions/v1"): ("spacebring", Vendor.list_uses),
    ("GET", "/v1/promotion-codes"): ("tolt", Vendor.list_codes),
}


def _knows(vendor: str, headers: Any) -> bool:
    kind, _, value = headers.get("Authorization", "").partition(" ")
    if vendor != "spacebring":
        return (kind, value) == ("Bearer", KEY)
    if kind == "Basic":
        return bool(value == base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode())
    return (kind, value, headers.get("spacebring-network-id")) == ("Bearer", TOKEN, NETWORK)


class Handler(BaseHTTPRequestHandler):
    """Speaks HTTP for a vendor; what is asked through a proxy is answered as if it were asked here."""

    protocol_version = "HTTP/1.1"
    vendor: Vendor

    def _serve(self) -> None:
        asked = urlsplit(self.path)
        content = self.rfile.read(int(self.headers.get("Content-Length", 0) or 0))
        try:
            self._answer(200, self._do(asked.path, parse_qs(asked.query, keep_blank_values=True), content))
        except RefusedError as refused:
            self._answer(refused.status, refused.body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = do_HEAD = _serve  # noqa: N815 - names of http.server

    def _do(self, path: str, query: Query, content: bytes) -> Any:
        methods = sorted(method for method, known in ROUTES if known == path)
        if not methods:
            raise RefusedError(404)
        vendor, handle = ROUTES.get((self.command, path), ("", None))
        if handle is None:
            self.allow = ", ".join(methods)
            raise RefusedError(200 if self.vendor.has("any method will do") else 405)
        if not _knows(vendor, self.headers) and not self.vendor.has("anybody may come in"):
            raise _tolt(401, "Invalid API key", "authentication_error") if vendor == "tolt" else RefusedError(401)
        if self.vendor.has("an error comes as a page") and "created_gte" in query:
            raise RefusedError(500, "<h1>Oops</h1>")
        body = None
        if self.command == "POST":
            if not self.headers.get("Content-Type", "").startswith("application/json"):
                raise RefusedError(422, {"errors": ["JSON, please."]})
            try:
                body = json.loads(content)
            except ValueError:
                raise RefusedError(400, {"errors": ["That is no JSON."]}) from None
        return handle(self.vendor, query, body)

    allow = ""

    def _answer(self, status: int, body: Any) -> None:
        content = b"" if body is None else body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        if body is not None:
            self.send_header("Content-Type", "text/html" if isinstance(body, str) else "application/json")
        if self.allow:
            self.send_header("Allow", self.allow)
            self.allow = ""
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@contextmanager
def second_server(*faults: str) -> Iterator[str]:
    """Serve all three vendors on loopback as long as the context lasts; give the URL."""
    handler = type(
        "Handler", (Handler,), {"vendor": Vendor(frozenset(faults)), "wbufsize": -1, "disable_nagle_algorithm": True}
    )
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def _tolt(status: int, message: str, kind: str = "invalid_request_error") -> RefusedError:
    return RefusedError(status, {"success": False, "error": {"message": message, "type": kind}})


def _one(query: Query, name: str, default: str | None = None) -> str:
    found = query.get(name)
    return found[0] if found else default or ""


def _number(query: Query, name: str, default: int, otherwise: RefusedError) -> int:
    if name not in query:
        return default
    try:
        return int(_one(query, name))
    except ValueError:
        raise otherwise from None


def _moment(query: Query, name: str, default: str) -> datetime:
    return datetime.fromisoformat(_one(query, name, default))


def _local(query: Query, name: str, default: str) -> datetime:
    return _moment(query, name, default).replace(tzinfo=UTC)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_uuid(value: Any) -> bool:
    try:
        return isinstance(value, str) and str(UUID(value)) == value.lower()
    except ValueError:
        return False


def _is_moment(value: Any) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _encoded(start: int) -> str:
    return base64.b64encode(json.dumps({"from": start}).encode()).decode()


def _decoded(token: str, otherwise: Any) -> int:
    try:
        return int(json.loads(base64.b64decode(token))["from"]) if token else 0
    except (ValueError, KeyError, TypeError):
        raise RefusedError(400, otherwise) from None


def _group(number: int) -> dict[str, Any]:
    return {
        "id": f"rc{number:06}-1111-2222-3333-444455556666",
        "label": f"{('Spring', 'Partner', 'Press')[number % 3]} {number:03}",
        "redeemedCodesCount": number % 7,
        "totalCodesCount": 10 + number,
        "expirationDate": "2025-06-30T23:59:59.000Z" if number % 2 else None,
        "accessDays": 90 if number % 3 else None,
        "accessExpirationDate": None,
        "uploaded": bool(number % 2),
        "gift": False,
        "client": {"id": "c1ie7700-1111", "name": "Acme Corp"} if number % 5 == 0 else None,
        "courses": [{"id": COURSES[0], "title": "Onboarding Essentials"}],
        "learningPaths": [],
        "bundles": [],
        "licenses": [],
    }


def _coupon(number: int) -> dict[str, Any]:
    moment = f"2024-01-{number % 28 + 1:02}T00:00:00.000Z"
    return {
        "id": f"{number:08}-0000-0000-0000-000000000000",
        "courseId": COURSES[number % 2],
        "code": f"CODE{number}",
        "createdAt": moment,
        "updatedAt": moment,
        "maxRedemptions": 0,
        "percentOff": 20 if number % 2 else None,
        "amountOffInCents": None if number % 2 else 500,
        "timesRedeemed": number,
        "redeemBy": None,
        "appliesToUser": "existing" if number % 3 else None,
        "active": number % 3 > 0,
        "generated": False,
        "accessDays": None,
    }


def _use(number: int) -> dict[str, Any]:
    kind = ("booking", "order", "eventTicket", "creditPackage", "subscriptionItem")[number % 5]
    use = {
        "coupon": {
            "id": COUPON,
            "amountOff": 12.5,
            "currencyCode": "EUR",
            "percentOff": None,
            "type": "creditPackages",
        },
        "createDate": f"2023-11-{number % 28 + 1:02}T05:31:{number % 60:02}Z",
        "customer": {"id": f"cus_{number}", "title": "Zoë", "type": "person"},
        "locationRef": COUPON,
        "networkRef": NETWORK,
        "product": {"type": kind, f"{kind}Ref": f"{number:08}-0000-4000-8000-000000000000", "title": f"Thing {number}"},
    }
    return {**use, "promocodeRef": PROMOCODE, "promocode": {"id": PROMOCODE, "code": "HI"}} if number % 2 else use


def _code(number: int) -> dict[str, Any]:
    moment = f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}T14:30:{number:02}.000Z"
    return {
        "id": f"prc_{number:04}",
        "code": f"SUMMER{number}",
        "type": "percentage" if number % 2 else "fixed",
        "value": 20 + number,
        "partner_id": PARTNERS[number % 2] if number % 5 else None,
        "created_at": moment,
        "updated_at": moment,
        "program_id": PROGRAM,
        "organization_id": "org_JE3mfYNL9ci7sFaJazAv2",
    }
