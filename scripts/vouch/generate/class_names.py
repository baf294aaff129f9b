"""What generated classes may be called."""

from __future__ import annotations

from collections.abc import Iterable

OWN_CLASSES = frozenset(
    [
        "Any",
        "ApiKey",
        "AsyncPager",
        "AsyncTransport",
        "Basic",
        "Bearer",
        "Call",
        "Callable",
        "ClassVar",
        "Coroutine",
        "CursorPages",
        "Decoder",
        "Generic",
        "KeyError",
        "LastIdPages",
        "Literal",
        "Mapping",
        "Model",
        "NumberedPages",
        "Operation",
        "Pager",
        "RawResponse",
        "ResponseDecodeError",
        "Self",
        "Sequence",
        "Styled",
        "SyncTransport",
        "Timeout",
        "TYPE_CHECKING",
        "TypeVar",
        "UUID",
        "True",
        "False",
        "None",
    ]
)
"""Names that the modules of a package have of their own; a schema of that name becomes `CallModel`."""


def unlike(name: str, taken: Iterable[str]) -> str:
    """Return a name for a class that nothing else has."""
    name = name or "Model"
    name = f"{name}Model" if name in OWN_CLASSES else name
    found, number = name, 2
    while found in taken:
        found, number = f"{name}{number}", number + 1
    return found
