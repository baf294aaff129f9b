"""Whole documents read with msgspec, where that is installed: checked in C, while they are parsed.

msgspec fills a Struct for each object, and a function written for the model makes a model of that:

    def make2(found):
        new = create(Course)
        ...
        got = found._5
        if got is UNSET: got = None
        elif got is None: nulls += ('startsAt',)
        else: got = _7(got)
        new.starts_at = got

Both follow from the decoders of the model's properties. Nothing is decided here: what msgspec takes, the decoders take
too, and what it refuses is up to them.
"""

from collections.abc import Callable, Mapping
from types import GenericAlias
from typing import Any, Generic, TypeVar

import attrs
import msgspec

from .decode import Decoder, anything, boolean, each, integer, number, string, unless_null
from .errors import ResponseDecodeError

T = TypeVar("T")

_ALIKE: Mapping[object, Any] = {string: str, boolean: bool, integer: int, number: int | float, anything: Any}
"""The decoders that msgspec can stand in for, and what it calls them."""
_MOST_MODELS = 20
"""How many models of a document have a Struct; one takes a third of a millisecond to make."""
_MOST_UNKNOWN = 20
"""How many properties nobody told us about a Struct may have; with more, it looks as if their names were data."""
_MOST_LESSONS = 30
"""How often a reader is prepared anew for such properties."""

Unknown = Mapping[type, tuple[str, ...]]
"""The properties of models that nobody told us about, as far as documents have shown them."""


class StructReader(Generic[T]):
    """Reads documents as a decoder would; `read` raises anything to say that it cannot."""

    def __init__(self, decode: Decoder[T]) -> None:
        self._decode = decode
        self._unknown: Unknown = {}
        self._lessons = 0
        self.read: Callable[[str | bytes], T] = _Writer(self._unknown).reader(decode)

    def learns(self, found: T) -> bool:
        """Look at what a document was read to, after all; return whether the next one like it can be read here."""
        unknown = dict(self._unknown)
        waiting: list[Any] = [found]
        while waiting:
            one = waiting.pop()
            if isinstance(one, list):
                waiting += one
            elif isinstance(one, dict):
                waiting += one.values()
            elif attrs.has(model := one.__class__):
                waiting += (getattr(one, attribute.name) for attribute in attrs.fields(model))
                known = unknown.get(model, ())
                if len(known) > _MOST_UNKNOWN:
                    continue  # a document may have a million, each of them another
                if new := [name for name in one.additional_properties if name not in known]:
                    unknown[model] = (*known, *new)[: _MOST_UNKNOWN + 1]
        if unknown == self._unknown or self._lessons == _MOST_LESSONS:
            return False
        self._lessons += 1
        self._unknown = unknown
        self.read = _Writer(unknown).reader(self._decode)
        return True


class _Writer:
    """Writes the functions that make models of Structs, as attrs writes `__init__`: a loop would take twice as long."""

    def __init__(self, unknown: Unknown) -> None:
        self._unknown = unknown
        self._structs: dict[type, Any] = {}
        self._lines: list[str] = []
        self._names: dict[str, Any] = {"create": object.__new__, "UNSET": msgspec.UNSET}

    def reader(self, decode: Decoder[object]) -> Any:
        kind, made = self._made(decode, "got")
        parse = self._name(msgspec.json.Decoder(kind).decode)
        self._lines += ["def read(data):", f" got = {parse}(data)", f" return {made}"]
        exec("\n".join(self._lines), self._names)  # noqa: S102 - nothing from outside is in it but names, as literals
        return self._names["read"]

    def _made(self, decode: Any, found: str) -> tuple[Any, str]:
        """Return what msgspec is to read, and the expression that makes of it what the decoder returns."""
        if decode in _ALIKE:
            return _ALIKE[decode], found
        maker = getattr(decode, "func", None)
        if maker is unless_null:
            kind, made = self._made(decode.args[0], found)
            return kind | None, made if made == found else f"None if {found} is None else {made}"
        if maker is each:
            kind, made = self._made(decode.args[0], "each")
            made = found if made == "each" else f"[{made} for each in {found}] if {found} else {found}"
            return GenericAlias(list, kind), made
        model: Any = getattr(decode, "__self__", object)
        if "_properties" in vars(model) and (struct := self._struct(model)):
            return struct, f"{struct.__name__}({found})"
        return Any, f"{self._name(decode)}({found})"

    def _struct(self, model: Any) -> Any:
        """Return a Struct, and write the function of that name that makes a model of one; None where it cannot be."""
        unknown = self._unknown.get(model, ())
        if model in self._structs or len(self._structs) == _MOST_MODELS or len(unknown) > _MOST_UNKNOWN:
            return self._structs.get(model)
        self._structs[model] = None  # for what leads back here
        name = f"make{len(self._structs)}"
        properties: Mapping[str, Decoder[object]] = model._properties()  # noqa: SLF001 - how a model describes itself
        fields: list[Any] = []
        lines = [f" new = create({self._name(model)})", " nulls = ()", " more = {}"]
        for (wire, decode), attribute in zip(properties.items(), attrs.fields(model), strict=False):
            kind, made = self._made(decode, "got")
            slot = f"_{len(fields)}"
            lines.append(f" got = found.{slot}")
            if attribute.default is attrs.NOTHING:
                fields.append((slot, kind))
                lines.append(f" new.{attribute.name} = {made}")
            else:
                fields.append((slot, kind, msgspec.UNSET))
                lines.append(" if got is UNSET: got = None")
                lines += [f" elif got is None: nulls += ({wire!r},)"] if _takes_null(decode) else []
                lines += [f" else: got = {made}", f" new.{attribute.name} = got"]
        for wire in unknown:
            slot = f"_{len(fields)}"
            fields.append((slot, Any, msgspec.UNSET))
            lines.append(f" if found.{slot} is not UNSET: more[{wire!r}] = found.{slot}")
        lines += [" new._nulls = nulls"] if "_nulls" in vars(model) else []
        lines += [" new.additional_properties = more", " return new"]
        wires = dict(zip((slot for slot, *_ in fields), [*properties, *unknown], strict=True))
        try:
            struct = msgspec.defstruct(name, fields, rename=wires, forbid_unknown_fields=True, kw_only=True, gc=False)
        except ValueError:  # a name with a quotation mark in it, or the like
            return None
        self._structs[model] = struct
        self._lines += [f"def {name}(found):", *lines]
        return struct

    def _name(self, value: object) -> str:
        name = f"_{len(self._names)}"
        self._names[name] = value
        return name


def _takes_null(decode: Decoder[object]) -> bool:
    try:
        decode(None)
    except ResponseDecodeError:
        return False
    return True
