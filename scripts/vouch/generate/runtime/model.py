"""What all models have in common."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Self, cast

import attrs

from .document import load
from .shapes import is_array, is_object

_MOST_SHOWN = 6
_LONGEST_SHOWN = 32


class Model:
    """A JSON object of the vendor's, with typed attributes.

    Unknown properties are kept in `additional_properties`. A property that is missing, or null, reads None;
    `to_dict` still knows the difference.
    """

    __slots__ = ()

    @classmethod
    def from_dict(cls, value: object) -> Self:
        """Read one from parsed JSON; `ResponseDecodeError` tells what does not fit, and where."""
        raise NotImplementedError

    @classmethod
    def from_json(cls, data: str | bytes) -> Self:
        """Read one from a JSON document; `ResponseDecodeError` tells what does not fit, and where."""
        return cls.from_dict(load(data))

    def to_dict(self) -> dict[str, Any]:
        """Give it back as JSON data, unknown properties included."""
        raise NotImplementedError

    def __repr__(self) -> str:
        shown = list(_shown(self))
        if len(shown) > _MOST_SHOWN:
            shown[_MOST_SHOWN:] = ["…"]
        return f"{type(self).__name__}({', '.join(shown)})"


def _shown(model: Model) -> Iterator[str]:
    for attribute in attrs.fields(cast("type[attrs.AttrsInstance]", type(model))):
        value = getattr(model, attribute.name)
        if attribute.repr and value is not None and value != {}:
            yield f"{attribute.name}={_short(value)}"


def _short(value: object) -> str:
    if isinstance(value, Model):
        return f"{type(value).__name__}(…)"
    if value and (is_array(value) or is_object(value)):
        return f"<{len(value)}>"
    text = value.isoformat() if isinstance(value, date) else repr(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 2]}…{text[-1]}"
