"""Walking through a list: every way to page, every way a vendor can get it wrong."""

import gc
import json
import socket
import weakref
from collections.abc import Callable, Iterable
from typing import Any

import attrs
import pytest
from tests.clients.runtime.acme import LIST, Acme, Tasks, Threads
from tests.clients.runtime.conftest import Start
from tests.clients.runtime.sample import Group, GroupList
from tests.clients.runtime.socket_server import Action, SocketServer, reply
from tests.clients.runtime.test_model import GROUP

from vouch.generate.runtime.call import Call
from vouch.generate.runtime.errors import InternalServerError, InvalidRequestError, PaginationError
from vouch.generate.runtime.page import Page
from vouch.generate.runtime.pages import CursorPages, LastIdPages, NumberedPages, Pages, token_in_query
from vouch.generate.runtime.paging import AsyncPager, Pager
from vouch.generate.runtime.retry import Retry

CURSOR = CursorPages[Group, GroupList](
    parameter="cursor",
    items=lambda body: body.groups,
    next=lambda body: body.cursor,
    total=lambda body: body.total,
    more=lambda body: body.more,
)
NUMBER = NumberedPages[Group, GroupList](
    parameter="page",
    items=lambda body: body.groups,
    current=lambda body: body.additional_properties.get("page"),
    more=lambda body: body.more,
)
LAST_ID = LastIdPages[Group, GroupList](
    parameter="after",
    previous="before",
    items=lambda body: body.groups,
    id=lambda item: item.id,
    more=lambda body: body.more,
)


def page(*ids: str, **body: Any) -> Action:
    """Answer with a page of groups."""
    return reply(body={"success": True, "groups": [{**GROUP, "id": each} for each in ids], **body})


def ids(items: Iterable[Group]) -> list[str]:
    """Take the ids."""
    return [item.id for item in items]


def asked(server: SocketServer) -> list[dict[str, str]]:
    """Tell what was asked for."""
    return [request.query for request in server.requests]


# In each style


def test_follows_cursors(start: Start) -> None:
    """The next page is asked for with the token of the last one, the other parameters unchanged."""
    caller, server = start(page("a", "b", more=True, cursor="x=="), page("c", more=False))

    assert ids(caller.items(Call(LIST, query={"q": "spring"}), CURSOR)) == ["a", "b", "c"]
    assert asked(server) == [{"q": "spring"}, {"q": "spring", "cursor": "x=="}]


@pytest.mark.parametrize(
    "last",
    [
        {"more": False, "cursor": "still-there"},
        {"more": True},
        {"more": True, "cursor": None},
        {"more": True, "cursor": ""},
        {},
    ],
)
def test_cursors_end(start: Start, last: dict[str, Any]) -> None:
    """It goes on only with a token, and not when the vendor says that this was all."""
    caller, server = start(page("a", **last))

    assert ids(caller.items(Call(LIST), CURSOR)) == ["a"]
    assert len(server.requests) == 1


def test_an_empty_page_with_a_cursor_is_followed(start: Start) -> None:
    """A page without items is not the end, as long as it has a token; nor is one without an end flag."""
    caller, _ = start(page("a", cursor="1"), page(cursor="2"), page(cursor="3"), page("b"))

    assert ids(caller.items(Call(LIST), CURSOR)) == ["a", "b"]


def test_counts_pages(start: Start) -> None:
    """The first request names no page, the next ones the reported number plus one."""
    caller, server = start(page("a", more=True, page=1), page("b", more=True, page=2), page("c", more=False, page=3))

    assert ids(caller.items(Call(LIST), NUMBER)) == ["a", "b", "c"]
    assert asked(server) == [{}, {"page": "2"}, {"page": "3"}]


def test_counts_pages_nobody_numbers(start: Start) -> None:
    """Where answers have no number or end flag, it counts what it asked for, until a page is empty."""
    caller, server = start(page("a"), page("b"), page())

    assert ids(caller.items(Call(LIST, query={"page": 7}), NUMBER)) == ["a", "b"]
    assert asked(server) == [{"page": "7"}, {"page": "8"}, {"page": "9"}]


def test_a_number_too_long_to_be_written_is_an_error(start: Start) -> None:
    """The longest number that can be read has none after it that can be written."""
    caller, server = start(page("a", page=10**4_300 - 1, more=True))
    with pytest.raises(PaginationError, match="no page follows one with a number as long as this"):
        caller.items(Call(LIST), NUMBER)

    assert len(server.requests) == 1


def test_an_empty_page_that_says_there_is_more_is_counted_on(start: Start) -> None:
    """The number after an empty page is asked for as long as the vendor says that there is more, no longer."""
    caller, server = start(page("a", more=True), page(more=True), page(more=True), page("b", more=True), page())

    assert ids(caller.items(Call(LIST), NUMBER)) == ["a", "b"]
    assert asked(server) == [{}, {"page": "2"}, {"page": "3"}, {"page": "4"}, {"page": "5"}]


def test_an_empty_page_may_end_numbers(start: Start) -> None:
    """Where the spec says so, an empty page is the end, whatever its flag says."""
    caller, server = start(page("a", more=True), page(more=True))

    assert ids(caller.items(Call(LIST), attrs.evolve(NUMBER, empty_ends=True))) == ["a"]
    assert asked(server) == [{}, {"page": "2"}]


def test_an_empty_page_ends_ids(start: Start) -> None:
    """From a page without items no id leads on, whatever its flag says; what the flag says can be read."""
    caller, server = start(page("a", more=True), page(more=True))
    pages = caller.pages(Call(LIST), LAST_ID)

    assert [ids(each.items) for each in pages] == [["a"], []]
    assert (pages[-1].has_more, pages[-1].next_token) == (True, None)
    assert asked(server) == [{}, {"after": "a"}]


def test_follows_last_ids(start: Start) -> None:
    """The next page starts after the last item."""
    caller, server = start(page("a", "b", more=True), page("c", "d", more=False))

    assert ids(caller.items(Call(LIST), LAST_ID)) == ["a", "b", "c", "d"]
    assert asked(server) == [{}, {"after": "b"}]


def test_follows_first_ids_backward(start: Start) -> None:
    """A call that pages backward goes on backward, before the first item."""
    caller, server = start(page("c", "d", more=True), page("a", "b", more=False))

    assert ids(caller.items(Call(LIST, query={"before": "e"}), LAST_ID)) == ["c", "d", "a", "b"]
    assert asked(server) == [{"before": "e"}, {"before": "c"}]


@pytest.mark.parametrize(
    ("expected", "query"),
    [
        ("a b=", "nextPageToken=a+b%3D&limit=1"),
        ("t", "?nextPageToken=t"),
        ("t", "https://x/y?nextPageToken=t"),
        ("", "nextPageToken="),
        (None, ""),
        (None, None),
    ],
)
def test_takes_a_token_out_of_a_query(expected: str | None, query: str | None) -> None:
    """A token may come inside a ready-made query string."""
    assert token_in_query(query, "nextPageToken") == expected


def test_a_query_without_the_token_is_an_error() -> None:
    """A query string that lacks the token is not taken for the end."""
    with pytest.raises(PaginationError, match="asked for by nextPageToken, which 'limit=1' does not have"):
        token_in_query("limit=1", "nextPageToken")


# Against endless lists


def test_a_token_that_comes_back_is_an_error(start: Start) -> None:
    """Pages that lead in a circle are delivered once each, then it stops."""
    caller, server = start(page("a", cursor="1"), page("b", cursor="2"), page("c", cursor="1"))
    with pytest.raises(PaginationError, match=r"groups.list: cursor '1' comes up again, so the pages would never end"):
        caller.items(Call(LIST), CURSOR)

    assert len(server.requests) == 3


def test_a_resumed_walk_knows_its_first_token(start: Start) -> None:
    """The token a walk started with counts as asked for."""
    caller, server = start(page("a", cursor="1"))
    with pytest.raises(PaginationError, match="cursor '1' comes up again"):
        caller.items(Call(LIST, query={"cursor": "1"}), CURSOR)

    assert len(server.requests) == 1


@pytest.mark.parametrize("pages", [CURSOR, NUMBER, LAST_ID])
def test_a_page_with_nothing_new_is_an_error(start: Start, pages: Pages[Group, GroupList]) -> None:
    """A vendor that sends the same page for whatever is asked is found out at the second one."""
    caller, server = start(*[page("a", "b", more=True, cursor=str(number)) for number in range(9)])
    with pytest.raises(PaginationError, match="nothing new"):
        caller.items(Call(LIST), pages)

    assert len(server.requests) == 2


@pytest.mark.parametrize("pages", [CURSOR, NUMBER])
def test_pages_that_come_round_are_an_error(start: Start, pages: Pages[Group, GroupList]) -> None:
    """A vendor that starts over, with tokens that are always new, is found out at the first page that comes again."""
    rounds = [page(each, more=True, cursor=str(number)) for number, each in enumerate("abcabcabc")]
    caller, server = start(*rounds)
    with pytest.raises(PaginationError, match="follows a page with nothing new"):
        caller.items(Call(LIST), pages)

    assert len(server.requests) == 4


@pytest.mark.parametrize("pages", [CURSOR, NUMBER])
def test_empty_pages_end_some_day(start: Start, pages: Pages[Group, GroupList]) -> None:
    """A hundred empty pages in a row are followed; one more that says there is more is an error."""
    empty = [page(more=True, cursor=str(number)) for number in range(201)]
    caller, server = start(*empty[:100], page("a", more=True, cursor="a"), *empty[100:], page("b"))
    with pytest.raises(PaginationError, match="follows 101 empty pages in a row, so the pages would never end"):
        caller.items(Call(LIST), pages)

    assert len(server.requests) == 202


def test_the_same_last_page_is_fine(start: Start) -> None:
    """Equal pages are an error only while there is said to be more."""
    caller, _ = start(page("a", more=True, cursor="1"), page("a", more=False))

    assert ids(caller.items(Call(LIST), CURSOR)) == ["a", "a"]


def test_items_may_be_too_deep_to_be_compared(start: Start) -> None:
    """A page of such items is told from others by its token alone."""
    deep = json.loads("[" * 600 + "]" * 600)
    first = reply(body={"success": True, "groups": [{**GROUP, "id": "a", "deep": deep}], "cursor": "1"})
    caller, _ = start(first, page("b", cursor="1"))

    with pytest.raises(PaginationError, match="'1' comes up again"):
        caller.pages(Call(LIST), CURSOR)


# Pages and pagers


def test_pages_tell_what_the_vendor_said(start: Start) -> None:
    """Items, total, flag, token, body and response are on the page; an unsaid total is None."""
    caller, server = start(page("a", total=3, more=True, cursor="1"), page("b"), page("c", more=True))
    first, last = caller.pages(Call(LIST), CURSOR)

    assert (ids(first.items), first.total, first.has_more, first.next_token) == (["a"], 3, True, "1")
    assert (ids(last.items), last.total, last.has_more, last.next_token) == (["b"], None, False, None)
    assert first.body.cursor == "1"
    assert str(first.response.url) == f"{server.url}/v1/groups"
    assert caller.pages(Call(LIST), CURSOR)[0].has_more
    assert repr(first) == "<Page with 1 item, total 3, has_more True>"


def test_a_walk_can_be_resumed(start: Start) -> None:
    """From the token of any page the rest can be had, with every style."""
    for pages, expected in (
        (CURSOR, {"q": "1", "cursor": "t"}),
        (NUMBER, {"q": "1", "page": "t"}),
        (LAST_ID, {"q": "1", "after": "t"}),
    ):
        caller, server = start(page("z", more=False))

        assert [ids(each.items) for each in caller.pages(Call(LIST, query={"q": 1}), pages, resume="t")] == [["z"]]
        assert asked(server) == [expected]


@pytest.mark.parametrize("token", [None, "", 5])
def test_nothing_follows_the_last_page(start: Start, token: Any) -> None:
    """The token of the last page, which is None, does not start the list again."""
    caller, server = start()
    with pytest.raises(InvalidRequestError, match=f"token must be the next_token of a page, .* got {token!r}"):
        resumed(caller, token)

    assert server.requests == []


def resumed(caller: Threads | Tasks, token: str) -> object:
    """Resume a pager."""
    if isinstance(caller, Threads):
        return Pager(caller.client.transport, Call(LIST), CURSOR).resume(token)
    return AsyncPager(caller.client.transport, Call(LIST), CURSOR).resume(token)


def test_resuming_keeps_the_direction(start: Start) -> None:
    """A walk that goes backward is resumed backward."""
    caller, server = start(page("a", more=False))
    caller.pages(Call(LIST, query={"before": "z"}), LAST_ID, resume="m")

    assert asked(server) == [{"before": "m"}]


def test_an_error_comes_at_its_place(start: Start) -> None:
    """What came before a failing page is delivered first."""
    caller, _ = start(page("a", cursor="1"), reply(500), retry=Retry(attempts=1))
    seen: list[str] = []
    with pytest.raises(InternalServerError):
        walk(caller, lambda item: seen.append(item.id))

    assert seen == ["a"]


def walk(caller: Threads | Tasks, each: Callable[[Group], None]) -> None:
    """Do something with the items one by one, keeping none."""
    if isinstance(caller, Threads):
        for item in Pager(caller.client.transport, Call(LIST), CURSOR):
            each(item)
            del item
        return

    async def walk_async() -> None:
        async for item in AsyncPager(caller.client.transport, Call(LIST), CURSOR):
            each(item)
            del item

    caller.loop.run(walk_async())


def test_asks_only_when_it_must() -> None:
    """A pager asks for nothing until it is used, and for a page only when an item of it is needed."""
    with SocketServer(page("a", "b", cursor="1"), page("c")) as server, Acme(base_url=server.url) as acme:
        pager = Pager(acme.transport, Call(LIST), CURSOR)
        items = iter(pager)
        counts = [len(server.requests)]
        for _ in range(3):
            next(items)
            counts.append(len(server.requests))

        assert counts == [0, 1, 1, 2]
        assert repr(pager) == "<Pager of groups.list>"


def test_each_iteration_starts_anew() -> None:
    """A pager can be walked twice, and makes its requests twice."""
    with SocketServer(page("a"), page("b")) as server, Acme(base_url=server.url) as acme:
        pager = Pager(acme.transport, Call(LIST), CURSOR)

        assert [ids(pager), ids(pager)] == [["a"], ["b"]]


def test_holds_one_page_at_a_time(start: Start) -> None:
    """When a page is asked for, the one before is gone."""
    middles: list[weakref.ref[Group]] = []
    alive: list[int] = []

    def count_and_answer(number: int) -> Action:
        def act(connection: socket.socket) -> bool:
            gc.collect()
            alive.append(len([ref for ref in middles if ref() is not None]))
            return page(f"{number}a", f"{number}b", f"{number}c", cursor=str(number))(connection)

        return act

    def remember(item: Group) -> None:
        if item.id.endswith("b"):
            middles.append(weakref.ref(item))

    caller, _ = start(*map(count_and_answer, range(4)), page())
    walk(caller, remember)

    assert len(middles) == 4
    assert alive == [0, 0, 0, 0]


def test_a_page_is_no_sequence() -> None:
    """A page is not mistaken for its items."""
    assert not hasattr(Page, "__iter__")
    assert not hasattr(Page, "__len__")
    assert not hasattr(Pager, "__len__")
