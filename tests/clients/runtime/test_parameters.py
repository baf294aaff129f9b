"""Parameters on the wire: every style of OpenAPI, everything percent-encoded, nothing that leaves its place."""

import math
from datetime import UTC, date, datetime
from urllib.parse import parse_qsl, unquote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouch.generate.runtime.errors import InvalidRequestError
from vouch.generate.runtime.parameters import Style, Styled, write_headers, write_path, write_query

COLOURS = ["blue", "black", "b,r n"]
POINT = {"R": 100, "G": "a&b"}


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        ("x=a%20b%26c%3D%2F%2B%23", "a b&c=/+#"),
        ("x=true", True),
        ("x=false", False),
        ("x=0", 0),
        ("x=12.5", 12.5),
        ("x=", ""),
        ("x=2025-06-30T23%3A59%3A59.000Z", datetime(2025, 6, 30, 23, 59, 59, tzinfo=UTC)),
        ("x=2025-06-30", date(2025, 6, 30)),
        ("x=eyJwYWdlIjoyfQ%3D%3D", "eyJwYWdlIjoyfQ=="),
        ("x=blue&x=black&x=b%2Cr%20n", COLOURS),
        ("x=blue&x=black&x=b%2Cr%20n", tuple(COLOURS)),
        ("R=100&G=a%26b", POINT),
        ("", None),
        ("", []),
    ],
)
def test_writes_a_query(expected: str, value: object) -> None:
    """Without a style a query is `form`, exploded; nothing is sent for None or an empty list."""
    assert write_query({"x": value}) == expected


@pytest.mark.parametrize(
    ("expected", "value", "style", "explode"),
    [
        ("x=blue,black,b%2Cr%20n", COLOURS, "form", False),
        ("x=R,100,G,a%26b", POINT, "form", False),
        ("x=blue%20black%20b%2Cr%20n", COLOURS, "spaceDelimited", False),
        ("x=blue%7Cblack%7Cb%2Cr%20n", COLOURS, "pipeDelimited", False),
        ("x=blue&x=black&x=b%2Cr%20n", COLOURS, "pipeDelimited", True),
        ("x%5BR%5D=100&x%5BG%5D=a%26b", POINT, "deepObject", True),
        ("x%5Ba%5D%5Bb%5D=1", {"a": {"b": 1}, "c": None}, "deepObject", True),
        ("x=solo", "solo", "form", False),
        ("", None, "form", False),
        ("", [], "pipeDelimited", False),
    ],
)
def test_writes_a_query_in_other_styles(expected: str, value: object, style: Style, explode: bool) -> None:  # noqa: FBT001
    """Delimiters stay as they are, delimiters within a value do not."""
    assert write_query({"x": Styled(value, style, explode=explode)}) == expected


def test_writes_several_parameters_in_order() -> None:
    """Names are encoded like values, and what is None leaves no trace."""
    assert (
        write_query({"program_id": "p", "order": None, "expand[]": ["a", "b"]})
        == "program_id=p&expand%5B%5D=a&expand%5B%5D=b"
    )


@given(st.dictionaries(st.text(min_size=1), st.text() | st.lists(st.text(), min_size=1), max_size=4))
def test_a_query_reads_back(parameters: dict[str, str | list[str]]) -> None:
    """Whatever characters names and values have, a server reads the same ones."""
    expected = [
        (name, item) for name, value in parameters.items() for item in (value if isinstance(value, list) else [value])
    ]

    assert parse_qsl(write_query(parameters), keep_blank_values=True, encoding="utf-8") == expected


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        ("/codes/..%2Fx/all", "../x"),
        ("/codes/a%2Fb%3Fc/all", "a/b?c"),
        ("/codes/%252e%252e/all", "%2e%2e"),
        ("/codes/%2F%2Fevil.com/all", "//evil.com"),
        ("/codes/%5C%40%3A/all", "\\@:"),
        ("/codes/3/all", 3),
        ("/codes/true/all", True),
        ("/codes/a,b%2Cc/all", ["a", "b,c"]),
        ("/codes/R,100,G,a%26b/all", POINT),
        ("/codes/R=100,G=a%26b/all", Styled(POINT, "simple", explode=True)),
        ("/codes/.blue,black/all", Styled(COLOURS[:2], "label")),
        ("/codes/.blue.black/all", Styled(COLOURS[:2], "label", explode=True)),
        ("/codes/.R=100.G=a%26b/all", Styled(POINT, "label", explode=True)),
        ("/codes/;id=blue,black/all", Styled(COLOURS[:2], "matrix")),
        ("/codes/;id=blue;id=black/all", Styled(COLOURS[:2], "matrix", explode=True)),
        ("/codes/;id=R,100,G,a%26b/all", Styled(POINT, "matrix")),
        ("/codes/;R=100;G=a%26b/all", Styled(POINT, "matrix", explode=True)),
    ],
)
def test_writes_a_path(expected: str, value: object) -> None:
    """A value fills its segment and no other, in every style."""
    assert write_path("/codes/{id}/all", {"id": value}) == expected


@pytest.mark.parametrize("value", ["", ".", "..", [], None, [""], Styled("", "label"), Styled(".", "label")])
def test_refuses_what_is_no_path_segment(value: object) -> None:
    """What a server would take for another path is refused."""
    with pytest.raises(InvalidRequestError, match="id must be a path segment") as caught:
        write_path("/codes/{id}/all", {"id": value})

    assert caught.value.arguments == ("id",)


@given(st.text())
def test_a_path_value_stays_in_its_segment(value: str) -> None:
    """Whatever it is, what arrives is the value, in one segment of the same path on the same host."""
    try:
        url = httpx.URL("https://api.example.com" + write_path("/codes/{id}/all", {"id": value}))
    except InvalidRequestError:
        assert value in {"", ".", ".."}
        return
    first, segment, last = url.raw_path.decode().split("/")[1:]

    assert (first, unquote(segment), last) == ("codes", value, "all")
    assert url.host == "api.example.com"


def test_writes_headers() -> None:
    """Headers carry scalars and comma-separated lists, as they are."""
    assert write_headers({"x-a": "a b", "x-b": 3, "x-c": ["p", "q"], "x-d": None}) == {
        "x-a": "a b",
        "x-b": "3",
        "x-c": "p,q",
    }


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "ключ", "a\x00", " a", "a "])
def test_refuses_what_no_header_can_carry(value: str) -> None:
    """A line break cannot smuggle a second header."""
    with pytest.raises(InvalidRequestError, match="x-a holds characters"):
        write_headers({"x-a": value})


@pytest.mark.parametrize("name", ["", "X Y", "X\r\nY: b", "é"])
def test_refuses_what_is_no_header(name: str) -> None:
    """A header's name is a token, nothing that could end a line."""
    with pytest.raises(InvalidRequestError, match="no name of a header"):
        write_headers({name: "a"})


@pytest.mark.parametrize(
    "value",
    [[["nested"]], {"a": {"b": 1}}, "\ud800", float("nan"), -math.inf, b"x", object(), datetime(2025, 1, 1), 10**5000],  # noqa: DTZ001
    ids=lambda value: type(value).__name__,
)
def test_refuses_what_no_parameter_can_hold(value: object) -> None:
    """Nested lists, half characters and the like are refused before anything is sent."""
    with pytest.raises(InvalidRequestError):
        write_query({"x": value})
