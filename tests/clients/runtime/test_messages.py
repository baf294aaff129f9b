"""Finding what an error body says."""

import json

import pytest

from vouch.generate.runtime.messages import find_messages, parse_body


@pytest.mark.parametrize(
    ("expected", "body"),
    [
        (("Choose an item.",), {"errors": ["Choose an item."]}),
        (("Bad id",), {"message": "Bad id", "type": "validation"}),
        (("Invalid API key",), {"success": False, "error": {"message": "Invalid API key", "type": "authentication"}}),
        (("nope",), {"error": "nope"}),
        (("expired", "invalid_grant"), {"error": "invalid_grant", "error_description": "expired"}),
        (("is short", "is odd"), [{"message": "is short"}, {"msg": "is odd"}]),
        (("field required",), {"detail": [{"loc": ["query", "x"], "msg": "field required", "type": "missing"}]}),
        (
            ("codeLength: is missing", "label: is taken"),
            {"errors": {"codeLength": ["is missing"], "label": "is taken"}},
        ),
        (("label: is required",), {"label": ["is required"]}),
        (
            ("Validation failed", "label is taken"),
            {"message": "Validation failed", "errors": [{"message": "label is taken"}]},
        ),
        (("No",), {"Message": "No"}),
        (("same",), {"message": "same", "error": "same"}),
        (("plain text",), "plain text"),
        ((), {"id": "abc", "status": 3}),
        ((), {"message": None, "errors": []}),
        ((), []),
        ((), 7),
        ((), None),
    ],
)
def test_finds_them_in_any_shape(expected: tuple[str, ...], body: object) -> None:
    """Whatever shape a vendor chose, the sentences in it are found once each."""
    assert find_messages(parse_body(json.dumps(body))) == expected


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (("502 Bad Gateway",), "<html><head><title>502 Bad\n Gateway</title></head><body>…</body></html>"),
        (("Sorry",), "<body><h1 class='x'>Sorry</h1></body>"),
        ((), "<html><body><p>nothing to see</p></body></html>"),
        (("Something went wr",), '{"error": {"message": "Something went wr'),
        (("first", "sec"), '[{"message": "first"}, {"message": "sec'),
        (('{"id": 12, "na',), '{"id": 12, "na'),
        (("Service unavailable",), "  Service \n unavailable "),
        ((), " \n "),
    ],
)
def test_finds_them_in_text(expected: tuple[str, ...], text: str) -> None:
    """HTML, JSON that was cut short and plain text say what they can."""
    assert find_messages(parse_body(text)) == expected


def test_keeps_within_bounds() -> None:
    """Endless, deep or repeated bodies make few messages, none of them long."""
    deep: object = "bottom"
    for _ in range(500):
        deep = {"error": deep}

    assert find_messages(deep) == ()
    assert len(find_messages({"errors": [f"error {number}" for number in range(1000)]})) == 10
    assert [len(message) for message in find_messages("x" * 10_000)] == [300]
    assert parse_body("[" * 200_000) == "[" * 200_000
    assert find_messages("<p>" + "x" * 10_000 + "<title>too late</title>") == ()
