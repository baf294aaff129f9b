"""The ledger: what runs against a vendor's own servers showed of what the spec assumes, in a file beside the spec.

An entry stands as long as the spec still says what it said then. Hosts and days are in it, nothing that was sent or
received.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from copy import deepcopy
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, Self

import jsonschema_rs
import yaml

from vouch.evidence.facts import Fact, facts
from vouch.spec import Spec, SpecError
from vouch.spec import pointer as ptr
from vouch.spec.source import read

Verdict = Literal["confirmed", "refuted"]

FILE = "evidence.yaml"
_HEAD = """\
# What runs against the vendor's servers showed of what openapi.yaml assumes, in the order of that file.
# Written by `vouch contract --record`; an entry lasts as long as the spec says the same.
"""
_TEXT = {"type": "string", "minLength": 1}
_SCHEMA = {
    "type": "object",
    "required": ["assumptions"],
    "additionalProperties": False,
    "properties": {
        "assumptions": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["at", "of", "says", "verdict", "shown", "host", "date"],
                "additionalProperties": False,
                "properties": {
                    "at": {"type": "string", "pattern": "^(/.*)?$"},
                    "of": {"type": "array", "items": _TEXT},
                    "says": _TEXT,
                    "verdict": {"enum": ["confirmed", "refuted"]},
                    "shown": _TEXT,
                    "host": _TEXT,
                    "date": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
                },
            },
        }
    },
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What one host showed of one assumption: `at` and `of` name the fact, `says` is what it said then.

    `shown` is the rule in words by which it was shown, `date` the day (ISO 8601) on which it was last.
    """

    at: str
    of: tuple[str, ...]
    says: str
    verdict: Verdict
    shown: str
    host: str
    date: str

    def __str__(self) -> str:
        """Return what a person wants to know of it."""
        return f"{self.verdict} by {self.host} on {self.date}: {self.shown}"


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every entry about one spec."""

    path: Path
    entries: tuple[Entry, ...]

    @classmethod
    def beside(cls, spec: Spec) -> Self:
        """Read the ledger of a spec; where there is no file, nothing is known.

        Raises:
            SpecError: the file is no ledger.

        """
        path = spec.source.path.parent / FILE
        if not path.exists():
            return cls(path, ())
        source = read(path)
        problems = [
            source.problem(ptr.from_keys(error.instance_path), "ledger", error.message, "what `--record` writes")
            for error in jsonschema_rs.Draft202012Validator(_SCHEMA).iter_errors(source.document)
        ]
        if problems:
            raise SpecError(problems)
        entries = source.document["assumptions"]
        return cls(path, tuple(Entry(**{**entry, "of": tuple(entry["of"])}) for entry in entries))

    def about(self, fact: Fact) -> tuple[Entry, ...]:
        """Return what is known of a fact, as long as it says the same."""
        key = (fact.pointer, fact.of, fact.says)
        return tuple(entry for entry in self.entries if (entry.at, entry.of, entry.says) == key)

    def record(self, spec: Spec, entries: Iterable[Entry]) -> Self:
        """Write the entries of a run, in place of those of the same host about the same facts; return what now stands.

        What the spec no longer says, or no longer assumes, is dropped.
        """
        new = {(entry.at, entry.of, entry.host): entry for entry in (*self.entries, *entries)}
        known = type(self)(self.path, tuple(new.values()))
        order = [fact for fact in facts(spec) if fact.level == "assumed"]
        standing = tuple(entry for fact in order for entry in sorted(known.about(fact), key=lambda entry: entry.host))
        if standing or self.entries:
            plain = [_plain(entry) for entry in standing]
            body = yaml.safe_dump({"assumptions": plain}, sort_keys=False, allow_unicode=True, width=110)
            self.path.write_text(_HEAD + body, encoding="utf-8")
        return type(self)(self.path, standing)


def settled(spec: Spec) -> dict[str, Any]:
    """Return a copy of the document in which the reason of each assumption goes on with what runs showed of it.

    For those who only read the documentation a broken ledger is none; whoever uses it is told.
    """
    document = deepcopy(spec.document)
    with suppress(SpecError):
        ledger = Ledger.beside(spec)
        for fact in facts(spec) if ledger.entries else ():
            shown = [str(entry) for entry in ledger.about(fact)]
            for claim in ptr.get(document, f"{fact.pointer}/x-evidence", ()) if shown else ():
                if (claim["level"], tuple(claim.get("of", ()))) == ("assumed", fact.of):
                    claim["why"] = "; ".join([claim["why"].rstrip("."), *shown])
    return document


def _plain(entry: Entry) -> Mapping[str, Any]:
    return {**asdict(entry), "of": list(entry.of)}
