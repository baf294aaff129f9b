"""Patches: what a spec would have to say to be right about a server, as changes to its own text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import unified_diff
from pathlib import Path
from typing import Any

from vouch.contract.departures import Departure, Kind
from vouch.spec import pointer as ptr
from vouch.spec.editing import add, append, flow, remove, rewrite, standing

_EXAMPLES: Mapping[str, Any] = {"string": "text", "integer": 1, "number": 1.5, "boolean": True}
"""Made up: what a server answered may be somebody's own."""
_LONGEST_KEY = 1_000
"""Characters of a name in a patch, quoted where it must be; YAML takes 1,024 (1.2.2, 7.4.2)."""


def patched(text: str, departures: Iterable[Departure], why: str) -> str:
    """Return the text of a spec as it would be right about every departure; `why` is the evidence for each."""
    for departure in departures:
        text = _EDITS[departure.kind](_Patch(text, departure, why)).text
    return text


def diff(path: Path, old: str, new: str) -> str:
    """Return a unified diff that `git apply` takes in the folder that holds `specs/`; empty where nothing differs."""
    parts = path.resolve().parts
    below = parts[parts.index("specs") :] if "specs" in parts else parts[-1:]
    name = "/".join(below)
    return "".join(unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), f"a/{name}", f"b/{name}"))


@dataclass(frozen=True, slots=True)
class _Patch:
    """A text on its way to being right about one departure."""

    text: str
    about: Departure
    why: str

    def then(self, text: str) -> _Patch:
        return replace(self, text=text)

    def at(self, *keys: str | int) -> Any:
        """Return what stands in the schema concerned, None where nothing does."""
        return standing(self.text, ptr.join(self.about.pointer, *keys))

    def place(self, *keys: str | int) -> str:
        return ptr.join(self.about.pointer, *keys)

    def claimed(self, keyword: str) -> _Patch:
        """Return the patch with its evidence for a keyword of the schema concerned, in place of an assumption."""
        claim = {"level": "observed", "of": [keyword], "why": self.why}
        known = self.at("x-evidence")
        if known is None:
            return self.then(add(self.text, self.about.pointer, "x-evidence", [claim]))
        kept = [each for each in known if (each["level"], each.get("of")) != ("assumed", [keyword])]
        if kept != known:
            return self.then(rewrite(self.text, self.place("x-evidence"), "x-evidence", [*kept, claim]))
        return self if claim in known else self.then(append(self.text, self.place("x-evidence"), claim))


def _field(patch: _Patch) -> _Patch:
    if len(flow(patch.about.name)) > _LONGEST_KEY or patch.at("properties", patch.about.name) is not None:
        return patch
    return patch.then(add(patch.text, patch.place("properties"), patch.about.name, _schema(patch)))


def _schema(patch: _Patch) -> dict[str, Any]:
    """Return what is known of a field that no page describes: the types it came with."""
    kinds = _ordered(patch.about.kinds)
    schema: dict[str, Any] = {}
    if kinds != ["null"]:
        schema["type"] = kinds[0] if len(kinds) == 1 else kinds
    schema["description"] = "Not on the page; answers carry it."
    if "array" in kinds:
        items = _ordered(patch.about.items)
        plain = {"type": items[0] if len(items) == 1 else items, "examples": _examples(items)}
        schema["items"] = {key: value for key, value in plain.items() if value}
    if examples := _examples(kinds):
        schema["examples"] = examples
    schema["x-evidence"] = [{"level": "observed", "why": patch.why}]
    return schema


def _examples(kinds: Iterable[str]) -> list[Any]:
    return [_EXAMPLES[kind] for kind in kinds if kind in _EXAMPLES][:1]


def _type(patch: _Patch) -> _Patch:
    """Let through what came, null for instance, wherever the schema says which types may."""
    seen = patch.about.kinds
    reference, own, choice = patch.at("$ref"), patch.at("type"), "oneOf" if patch.at("oneOf") else "anyOf"
    if reference is not None:
        branches = [{"$ref": reference}, *({"type": kind} for kind in _ordered(seen))]
        return patch.then(rewrite(patch.text, patch.place("$ref"), "anyOf", branches)).claimed("anyOf")
    if own is not None:
        kinds = _ordered(seen | ({own} if isinstance(own, str) else set(own)))
        widened = patch.then(rewrite(patch.text, patch.place("type"), "type", kinds[0] if len(kinds) == 1 else kinds))
        if "null" in seen and patch.at("enum") is not None:
            widened = widened.then(append(widened.text, patch.place("enum"), None))
        return widened.claimed("type")
    if patch.at(choice) is None:
        return patch  # the types are said in a part of it
    for kind in _ordered(seen):
        patch = patch.then(append(patch.text, patch.place(choice), {"type": kind}))
    return patch.claimed(choice)


def _value(patch: _Patch) -> _Patch:
    if patch.about.value in (patch.at("enum") or ()):
        return patch
    return patch.then(append(patch.text, patch.place("enum"), patch.about.value)).claimed("enum")


def _missing(patch: _Patch) -> _Patch:
    required = patch.at("required")
    if patch.about.name not in required:
        return patch
    place = patch.place("required", required.index(patch.about.name))
    return patch.then(remove(patch.text, place)).claimed("required")


def _ordered(kinds: set[str]) -> list[str]:
    """Return types in the order people write them, null last; a number may be whole anyway."""
    wanted = kinds - {"integer"} if "number" in kinds else kinds
    return sorted(wanted, key=lambda kind: (kind == "null", kind))


_EDITS: Mapping[Kind, Callable[[_Patch], _Patch]] = {
    "field": _field,
    "type": _type,
    "value": _value,
    "missing": _missing,
}
