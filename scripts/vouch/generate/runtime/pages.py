"""How lists tell their pages apart, and where a walk through them stands; without any I/O."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar
from urllib.parse import parse_qs

import attrs

from .call import Call, RawResponse
from .encode import encode
from .errors import InvalidRequestError, PaginationError
from .page import Page

Item = TypeVar("Item")
Body = TypeVar("Body")

# In a row. A vendor that filters behind its pages sends some; more than this, and nobody would wait for the end.
_MOST_EMPTY = 100


def _unsaid(_: object) -> None:
    return None


@attrs.frozen(kw_only=True, eq=False)
class Pages(Generic[Item, Body]):
    """How a list tells its pages apart.

    parameter: the query parameter that asks for a page.
    items, total, more: where an answer has its items, how many there are on all pages, and whether another follows.
    """

    parameter: str
    items: Callable[[Body], Sequence[Item]]
    total: Callable[[Body], int | None] = _unsaid
    more: Callable[[Body], bool | None] = _unsaid

    def next_token(self, call: Call[Body], body: Body) -> str | None:
        """Return what asks for the page after this one, None at the end."""
        raise NotImplementedError

    def asked_by(self, call: Call[Body]) -> str:
        """Return the name of the query parameter that leads on from this call."""
        del call
        return self.parameter

    def resumed(self, call: Call[Body], token: object) -> Call[Body]:
        """Return the call for what follows the page with this token."""
        if not isinstance(token, str) or not token:
            raise InvalidRequestError(
                f"token must be the next_token of a page, which is None on the last one; got {token!r}", ["token"]
            )
        return call.asking(self.asked_by(call), token)

    def trail(self, call: Call[Body]) -> "Trail[Item, Body]":
        """Begin a walk with this call."""
        return Trail(self, call)


@attrs.frozen(kw_only=True, eq=False)
class CursorPages(Pages[Item, Body]):
    """Each answer holds the token that asks for the next page; it goes on while there is one, even after no items."""

    next: Callable[[Body], str | None]

    def next_token(self, call: Call[Body], body: Body) -> str | None:
        """Return the token, unless the vendor says that this was all."""
        del call
        return None if self.more(body) is False else self.next(body) or None


@attrs.frozen(kw_only=True, eq=False)
class NumberedPages(Pages[Item, Body]):
    """Pages have numbers; `current` finds the answer's own, `first` is that of the first page.

    An empty page that says there is more is followed: unlike ids, numbers go on. `empty_ends` is for a vendor of whom
    that is not to be believed.
    """

    current: Callable[[Body], int | None] = _unsaid
    first: int = 1
    empty_ends: bool = False

    def next_token(self, call: Call[Body], body: Body) -> str | None:
        """Return the next number, until the vendor says that this was all, or sends nothing without saying more."""
        more = self.more(body)
        if more is False or not (self.items(body) or (more and not self.empty_ends)):
            return None
        number = self.current(body)
        if number is None:
            asked = call.query.get(self.parameter)
            number = self.first if asked is None else int(str(asked))
        try:
            return str(number + 1)
        except ValueError:  # Python writes no int of thousands of digits
            raise PaginationError(f"{call.operation.name}: no page follows one with a number as long as this") from None


@attrs.frozen(kw_only=True, eq=False)
class LastIdPages(Pages[Item, Body]):
    """The next page starts after the last item's id; with `previous` in the call, it ends before the first one's.

    An empty page ends the list whatever it says: it has no item for another one to start after.
    """

    id: Callable[[Item], str]
    previous: str = ""

    def next_token(self, call: Call[Body], body: Body) -> str | None:
        """Return the outermost id, until the vendor says that this was all or sends nothing."""
        items = self.items(body)
        if self.more(body) is False or not items:
            return None
        return self.id(items[-1 if self.asked_by(call) == self.parameter else 0])

    def asked_by(self, call: Call[Body]) -> str:
        """Return the parameter of the direction the call goes."""
        return self.parameter if call.query.get(self.previous) is None else self.previous


class Trail(Generic[Item, Body]):
    """Where a walk stands, and where it has been."""

    def __init__(self, pages: Pages[Item, Body], call: Call[Body]) -> None:
        self._pages = pages
        self._call = call
        self._parameter = pages.asked_by(call)
        self._at_end = False
        self._asked: set[str] = set()
        self._seen: set[int] = set()
        self._empty = 0

    def turn(self) -> Call[Body] | None:
        """Return the call for the next page, None at the end."""
        if self._at_end:
            return None
        token = self._call.query.get(self._parameter)
        if token is not None:
            if str(token) in self._asked:
                raise self._error(f"{self._parameter} {token!r} comes up again")
            self._asked.add(str(token))
        return self._call

    def read(self, answer: RawResponse[Body]) -> Page[Item, Body]:
        """Return the answer to that call as a page."""
        body = answer.parse()
        items = self._pages.items(body)
        token = self._pages.next_token(self._call, body)
        more = self._pages.more(body)
        self._look(items, token)
        self._at_end = token is None
        if token is not None:
            self._call = self._call.asking(self._parameter, token)
        return Page(
            items=items,
            total=self._pages.total(body),
            has_more=token is not None if more is None else more,
            next_token=token,
            body=body,
            response=answer.response,
        )

    def _look(self, items: Sequence[Item], token: str | None) -> None:
        """Refuse a page that leads on although it brings nothing new."""
        self._empty = 0 if items else self._empty + 1
        if token is None:
            return
        if self._empty > _MOST_EMPTY:
            raise self._error(f"{self._parameter} {token!r} follows {self._empty} empty pages in a row")
        if items:
            try:
                # Of each page no more is kept than a number that stands for its size and its ends.
                page = hash((len(items), repr(encode(items[0])), repr(encode(items[-1]))))
            except RecursionError:  # too deep to be told apart; tokens are looked at all the same
                return
            if page in self._seen:
                raise self._error(f"{self._parameter} {token!r} follows a page with nothing new")
            self._seen.add(page)

    def _error(self, what: str) -> PaginationError:
        return PaginationError(f"{self._call.operation.name}: {what}, so the pages would never end")


def token_in_query(query: str | None, name: str) -> str | None:
    """Return the token in a ready-made query string; None when there is no query."""
    if not query:
        return None
    # Some send the whole URL, some the question mark.
    values = parse_qs(query.rpartition("?")[2], keep_blank_values=True).get(name)
    if values is None:
        raise PaginationError(f"the next page is asked for by {name}, which {query!r} does not have")
    return values[0]
