"""Errors: the class, the words, what they carry, and that they travel."""

import copy
import pickle

import httpx
import pytest

from vouch.generate.runtime import errors
from vouch.generate.runtime.errors import APIError, APIStatusError, status_error

REQUEST = httpx.Request("GET", "https://api.example.com/v1/codes?limit=3")


def answer(status: int, body: str = "", **headers: str) -> httpx.Response:
    """Make an answer to `REQUEST`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, text=body, headers=named, request=REQUEST)


@pytest.mark.parametrize(
    ("expected", "status"),
    [
        (errors.BadRequestError, 400),
        (errors.AuthenticationError, 401),
        (errors.PermissionDeniedError, 403),
        (errors.NotFoundError, 404),
        (errors.ConflictError, 409),
        (errors.UnprocessableEntityError, 422),
        (errors.RateLimitError, 429),
        (errors.InternalServerError, 500),
        (errors.InternalServerError, 503),
        (errors.InternalServerError, 599),
        (errors.APIStatusError, 418),
        (errors.APIStatusError, 304),
    ],
)
def test_each_status_has_its_class(expected: type[APIStatusError], status: int) -> None:
    """A status makes the error that is named after it, the family's where it has none of its own."""
    error = status_error(answer(status))

    assert type(error) is expected
    assert error.status_code == status


def test_says_what_was_asked_and_answered() -> None:
    """The message has the method, the URL, the status, the vendor's words and the request id."""
    error = status_error(answer(404, '{"error": {"message": "No such code"}}', x_request_id="req_7"))
    expected = (
        "GET https://api.example.com/v1/codes?limit=3 was answered 404 Not Found: No such code [request id req_7]"
    )

    assert str(error) == expected
    assert error.messages == ("No such code",)
    assert error.body == {"error": {"message": "No such code"}}
    assert error.request_id == "req_7"


def test_says_so_without_any_body() -> None:
    """An empty answer makes a plain message, and None for a body."""
    error = status_error(answer(401))

    assert str(error) == "GET https://api.example.com/v1/codes?limit=3 was answered 401 Unauthorized"
    assert (error.body, error.messages, error.request_id) == (None, (), None)


def test_works_without_the_request() -> None:
    """An error can be made from an answer alone, as for a test of one's own."""
    moved = errors.APIStatusError(httpx.Response(302, headers={"location": "/x"}))

    assert str(errors.NotFoundError(httpx.Response(404))) == "the request was answered 404 Not Found"
    assert str(moved) == "the request was answered 302 Found"


@pytest.mark.parametrize(
    ("expected", "location"),
    [
        ("it redirects to https://evil.example.com/login", "https://user:pw@evil.example.com/login?token=t"),
        ("it redirects to https://api.example.com/elsewhere", "/elsewhere"),
    ],
)
def test_says_where_a_redirect_leads(expected: str, location: str) -> None:
    """A redirect that is not followed says where it leads, without a query or credentials."""
    error = status_error(answer(302, location=location))

    assert f"302 Found: {expected}, which is not followed" in str(error)
    assert "pw" not in str(error)


@pytest.mark.parametrize(
    ("expected", "headers"),
    [
        (7.0, {"retry_after": "7"}),
        (1.5, {"retry_after": "1.5"}),
        (0.0, {"retry_after": "0"}),
        (90.0, {"retry_after": "Wed, 01 Jan 2025 00:01:30 GMT", "date": "Wed, 01 Jan 2025 00:00:00 GMT"}),
        (0.0, {"retry_after": "Wed, 01 Jan 2025 00:00:00 GMT", "date": "Wed, 01 Jan 2025 00:01:30 GMT"}),
        (0.0, {"retry_after": "Wed, 01 Jan 2025 00:00:00 GMT"}),
        (None, {"retry_after": "-5"}),
        (None, {"retry_after": "soon"}),
        (None, {"retry_after": "Wed, 99 Jan 2025 00:00:00 GMT"}),
        (None, {"retry_after": "9" * 400}),
        (None, {}),
    ],
)
def test_reads_retry_after(expected: float | None, headers: dict[str, str]) -> None:
    """Seconds and dates are understood, dates by the vendor's own clock; anything else says nothing."""
    assert status_error(answer(429, **headers)).retry_after == expected


def test_hides_secrets_the_vendor_repeats() -> None:
    """A secret in an error body is in neither the message nor the parsed body."""
    error = status_error(
        answer(401, '{"message": "bad key sk_live_1"}'), hide=lambda text: text.replace("sk_live_1", "*")
    )

    assert error.messages == ("bad key *",)
    assert error.body == {"message": "bad key *"}


def every_error() -> list[APIError]:
    """Make one of each kind."""
    decoding = errors.ResponseDecodeError("string", "null").within("label").within(3).within("groups")
    decoding.came_with(answer(200, '{"groups": []}', x_request_id="req_8"))
    by_status = [
        status_error(answer(status, '{"message": "m"}')) for status in (400, 401, 403, 404, 409, 418, 422, 429, 500)
    ]
    plain = [
        errors.APIError("a"),
        errors.APIConnectionError("b"),
        errors.APITimeoutError("c"),
        errors.PaginationError("d"),
    ]
    return [*by_status, *plain, decoding, errors.InvalidRequestError("e", ["limit"])]


@pytest.mark.parametrize("error", every_error(), ids=lambda error: type(error).__name__)
def test_travels(error: APIError) -> None:
    """A pickled or copied error says and carries the same, its response and notes included."""
    error.add_note("a note")

    for twin in (pickle.loads(pickle.dumps(error)), copy.deepcopy(error), copy.copy(error)):  # noqa: S301 - our own
        assert type(twin) is type(error)
        assert str(twin) == str(error)
        assert twin.__notes__ == ["a note"]
        assert twin.__dict__.keys() == error.__dict__.keys()
        if (response := getattr(error, "response", None)) is not None:
            copied: httpx.Response = twin.__dict__["response"]
            assert (copied.content, copied.request.url) == (response.content, REQUEST.url)


@pytest.mark.parametrize("error", every_error(), ids=lambda error: type(error).__name__)
def test_is_never_without_words(error: APIError) -> None:
    """What a log or a traceback shows with `%r` has the class and the whole message."""
    assert repr(error) == f"{type(error).__name__}({str(error)!r})"


def test_a_decode_error_knows_its_answer() -> None:
    """Once it has an answer, the message ends with what was asked, and `body` is there to look at."""
    error = every_error()[-2]
    expected = (
        "groups[3].label: expected string, got null "
        "(GET https://api.example.com/v1/codes?limit=3 was answered 200 OK [request id req_8])"
    )

    assert isinstance(error, errors.ResponseDecodeError)
    assert str(error) == expected
    assert error.path == "groups[3].label"
    assert error.body == {"groups": []}
    assert (error.status_code, error.request_id, error.messages) == (200, "req_8", ())


@pytest.mark.parametrize(
    ("expected", "body"),
    [
        (("No such program",), '{"success": false, "error": {"message": "No such program", "type": "x"}}'),
        (("a", "b"), '{"errors": ["a", "b"]}'),
        (("Sign in",), "<html><title>Sign in</title></html>"),
        (("maintenance",), "maintenance"),
        ((), '{"data": [{"title": "Onboarding", "description": "d", "detail": "e"}]}'),
        ((), '["a"]'),
        ((), '{"data": [{"message"'),
        ((), ""),
    ],
)
def test_a_decode_error_has_the_vendors_words(expected: tuple[str, ...], body: str) -> None:
    """What a success says went wrong is told, and nothing of its data is taken for that."""
    error = errors.ResponseDecodeError("true", "false")
    error.came_with(answer(200, body))

    assert error.messages == expected
    assert str(error).endswith(f"200 OK{': ' if expected else ''}{'; '.join(expected)})")


def test_a_decode_error_hides_secrets() -> None:
    """A secret that the vendor repeats in a success is in no part of the error."""
    error = errors.ResponseDecodeError("object", '"sk_live_1"')
    body = '{"error": "bad \\u0073k_live_1"}'
    error.came_with(answer(200, body, x_request_id="sk_live_1"), hide=lambda text: text.replace("sk_live_1", "*"))

    assert error.messages == ("bad *",)
    assert "sk_live_1" not in f"{error} {error.got} {error.request_id}"


def test_the_tree() -> None:
    """Everything is an `APIError`; a timeout is a connection error, and a refused argument a `ValueError`."""
    assert issubclass(errors.APITimeoutError, errors.APIConnectionError)
    assert issubclass(errors.InvalidRequestError, ValueError)
    assert all(isinstance(error, APIError) for error in every_error())


def test_hides_secrets_however_they_are_spelt() -> None:
    """A secret is hidden when JSON spells it with escapes, and in the request id."""
    error = status_error(
        answer(401, '{"message": "bad \\u0073\\u006b_live_1"}', x_request_id="sk_live_1"),
        hide=lambda text: text.replace("sk_live_1", "*"),
    )

    assert error.messages == ("bad *",)
    assert error.request_id == "*"
    assert "sk_live_1" not in str(error)


def test_an_unknown_charset_is_no_obstacle() -> None:
    """A body in a charset that nobody knows is read all the same."""
    error = status_error(answer(400, '{"message": "no"}', content_type="application/json; charset=undefined"))

    assert error.messages == ("no",)
