"""Statuses: which of them find fault with what was asked, and what an undeclared one stands in for."""

from __future__ import annotations

from http import HTTPStatus

from vouch.spec import Operation

NOT_ABOUT_DATA = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.METHOD_NOT_ALLOWED,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)
"""Refusals that say nothing of the arguments of a request."""


def declared_instead(operation: Operation, status: int) -> str:
    """Return the pointer of what an undeclared status broke: the declared answer of its kind, else all of them.

    That answer may be known less well than the operation is: on many pages success alone has a status.
    """
    kind, others = str(status)[0], {str(each.value) for each in NOT_ABOUT_DATA}
    alike = (response for code, response in operation.responses.items() if code[0] == kind and code not in others)
    found = next(alike, None)
    return found.pointer if found else operation.pointer + "/responses"
