"""What all models have in common."""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar, Self, cast

import attrs

from .document import load
from .shapes import is_array, is_object

_MOST_SHOWN = 6
_LONGEST_SHOWN = 32


class Model:  # noqa: PLW1641 - what can be changed has no hash
    """A JSON object of the vendor's, with typed attributes.

    Unknown properties are kept in `additional_properties`. A property that is missing, or null, reads None;
    `to_dict`, `==` and `repr` still know the difference.
    """

    __slots__ = ()

    _nullable: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """The properties that may be missing or null, with their attributes."""
    _nulls: tuple[str, ...]
    """Those that were null. One that was, and has a value by now, counts for nothing."""

    @classmethod
    def from_dict(cls, value: object) -> Self:
        """Read one from parsed JSON; `ResponseDecodeError` tells what does not fit, and where."""
        raise NotImplementedError

    @classmethod
    def from_json(cls, data: str | bytes) -> Self:
        """Read one from a JSON document; `ResponseDecodeError` tells what does not fit, and where."""
        return cls.from_dict(load(data))

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
        nulls = {attribute for name, attribute in self._nullable.items() if name in self._nulls}
        for attribute in attrs.fields(cast("type[attrs.AttrsInstance]", type(self))):
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
