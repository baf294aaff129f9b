"""What all models have in common."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, Self, cast

import attrs

from .decode import Decoder
from .reading import json_body
from .shapes import is_array, is_object

_MOST_SHOWN = 6
_LONGEST_SHOWN = 32


class Model:  # noqa: PLW1641 - what can be changed has no hash
    """A JSON object of the vendor's, with typed attributes.

    Unknown properties are kept in `additional_properties`. A property that is missing, or null, reads None;
    `to_dict`, `==` and `repr` still know the difference.
    """

    __slots__ = ()

    _nulls: tuple[str, ...] = ()
    """The properties that may be missing, and were null. One that was, and has a value by now, counts for nothing."""

    @classmethod
    @cache
    def _properties(cls) -> Mapping[str, Decoder[object]]:
        """Return what reads the properties by their names, in the order of the attributes."""
        raise NotImplementedError

    @classmethod
    def from_dict(cls, value: object) -> Self:
        """Read one from parsed JSON; `ResponseDecodeError` tells what does not fit, and where."""
        raise NotImplementedError

    @classmethod
    def from_json(cls, data: str | bytes) -> Self:
        """Read one from a JSON document; `ResponseDecodeError` tells what does not fit, and where."""
        found: Self = cls._reader()(data)
        return found

    @classmethod
    @cache
    def _reader(cls) -> Callable[[str | bytes], Any]:
        return json_body(cls.from_dict)

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON data, unknown properties included."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Model) or type(self) is not type(other):
            return NotImplemented
        return dict(self._told()) == dict(other._told())

    def __repr__(self) -> str:
        shown = [f"{name}={_short(value)}" for name, value in self._told()]
        if left_out := len(shown) - _MOST_SHOWN:
            shown[_MOST_SHOWN:] = [f"… {left_out} more"] if left_out > 0 else []
        return f"{type(self).__name__}({', '.join(shown)})"

    def _told(self) -> Iterator[tuple[str, object]]:
        """Yield the attributes that say something: not those that stand for what is missing."""
        attributes = attrs.fields(cast("type[attrs.AttrsInstance]", type(self)))
        nulls = {each.name for each, wire in zip(attributes, self._properties(), strict=False) if wire in self._nulls}
        for attribute in attributes:
            value: object = getattr(self, attribute.name)
            missing = value is None and attribute.name not in nulls
            if attribute.repr and not missing and (value or attribute.name != "additional_properties"):
                yield attribute.name, value


def _short(value: object) -> str:
    if isinstance(value, Model):
        return f"{type(value).__name__}(…)"
    if value and (is_array(value) or is_object(value)):
        return f"<{len(value)}>"
    text = value.isoformat() if isinstance(value, date) else repr(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 2]}…{text[-1]}"
