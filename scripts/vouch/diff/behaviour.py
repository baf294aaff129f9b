"""Behaviour compared: paging, filters, orders, embedding, rules and creation, as the `x-` fields declare them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from vouch.diff.change import NOTHING, Change, Kind, quoted, same, shown
from vouch.diff.places import argument_of
from vouch.spec import Operation, Parameter, Rule, names


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a field: what callers know it as, and what it is to them that it comes, goes or changes."""

    called: str
    why: str = ""
    came: Kind = "addition"
    went: Kind = "breaking"
    moved: Kind = "breaking"


_TOKENS = "tokens kept for `resume()` do not fit any more"
PAGES: Mapping[str, _Word] = {
    "style": _Word("how its pages follow each other", _TOKENS),
    "parameter": _Word("which parameter asks for another page", _TOKENS),
    "items": _Word("which array it iterates", "code iterates something else"),
    "next": _Word("where the token of the next page stands", _TOKENS),
    "current": _Word("where the number of a page stands", moved="wording"),
    "first": _Word("the number of its first page", _TOKENS),
    "empty-ends": _Word("that an empty page is the last", came="wording", went="wording"),
    "id": _Word("which id a page follows", _TOKENS),
    "previous": _Word("which parameter reads backward", "code that reads backward fails"),
    "total": _Word("where the total stands", "`Page.total` is always None", moved="wording"),
    "more": _Word("where it says whether there is more", "`Page.has_more` is only a guess", moved="wording"),
    "size": _Word("the size of its pages", came="wording", went="wording", moved="wording"),
    "size-at": _Word("where the size of a page stands", came="wording", went="wording", moved="wording"),
    "limit": _Word("which parameter sets the size of a page", came="wording", went="wording", moved="wording"),
}
CREATES: Mapping[str, _Word] = {
    "list": _Word("which list shows what it made", "what was made is not found where code looks for it"),
    "id": _Word("where the id of what it made stands", moved="wording"),
    "references": _Word("which answered objects its ids name", "code that compares answer and request is wrong"),
    "label": _Word("which argument people read", came="wording", went="wording", moved="wording"),
    "initial": _Word("what everything it makes starts with", "code that counts on it is wrong"),
}
_FIELDS: Mapping[str, tuple[str, str]] = {
    "filter": ("filter", "the list holds other items than before"),
    "sort": ("order", "the list comes in another order than before"),
    "expand": ("embedding", "what was embedded is not, or is something else"),
}


def pagination(old: Operation, new: Operation, call: str) -> Iterator[Change]:
    """Yield what changed in how the pages of a list follow each other."""
    at = (f"{old.pointer}/x-pagination", f"{new.pointer}/x-pagination")
    if old.pagination is None or new.pagination is None:
        if old.pagination != new.pagination:
            before, after = ("a pager" if each.pagination else "one answer" for each in (old, new))
            told = f"`{call}` returns {after}, not {before}."
            yield Change("breaking", call, told, before, after, "what it returns is of another type", *at)
        return
    one, other = (
        {key.replace("_", "-"): value for key, value in asdict(each.pagination).items()}  # type: ignore[arg-type]
        for each in (old, new)
    )
    yield from _words(PAGES, one, other, call, at)


def creates(old: Operation, new: Operation, call: str) -> Iterator[Change]:
    """Yield what changed in what a call adds to a list."""
    at = (f"{old.pointer}/x-creates", f"{new.pointer}/x-creates")
    if old.creates and new.creates:
        yield from _words(CREATES, asdict(old.creates), asdict(new.creates), call, at)
    elif new.creates:
        told = f"What `{call}` makes is in the list of {quoted(new.creates.list)}."
        yield Change("addition", call, told, NOTHING, new.creates.list, "", None, at[1])
    elif old.creates:
        told = f"What `{call}` makes is no longer said to be in a list."
        yield Change("breaking", call, told, old.creates.list, NOTHING, "code may look for it in vain", at[0])


def transformations(old: Operation, new: Operation, call: str) -> Iterator[Change]:
    """Yield what changed in what parameters do to a list: those of both; the others are new or gone themselves."""
    after = {parameter.argument: parameter for parameter in new.parameters}
    for one in old.parameters:
        if other := after.get(one.argument):
            for name in _FIELDS:
                yield from _transformation(name, one, other, call)


def rules(old: Operation, new: Operation, call: str) -> Iterator[Change]:
    """Yield what changed in what must hold between arguments; a rule that asks for less is no burden."""
    before, after = (_rules(each) for each in (old, new))
    for key in [key for key in before if key in after]:
        (one, was_at), (other, at) = before.pop(key), after.pop(key)
        if one.message != other.message:
            told = f"`{call}` refuses what breaks a rule in other words."
            yield Change("wording", call, told, shown(one.message), shown(other.message), "", was_at, at)
    for key, (rule, at) in after.items():
        like = next((each for each in before if each[0] == key[0] and each[1] & key[1]), None)
        known = before.pop(like) if like else None
        told = f"`{call}` asks for {_told(rule)}."
        kind: Kind = "addition" if known and _implies(known[0], rule) else "breaking"
        why = "calls that break the rule are refused before they are sent" if kind == "breaking" else ""
        was, was_there = (_told(known[0]), known[1]) if known else (NOTHING, None)
        yield Change(kind, call, told, was, _told(rule), why, was_there, at)
    for rule, at in before.values():
        told = f"`{call}` no longer asks for {_told(rule)}."
        yield Change("addition", call, told, _told(rule), NOTHING, "", at)


def _words(
    known: Mapping[str, _Word], old: Mapping[str, Any], new: Mapping[str, Any], call: str, at: tuple[str, str]
) -> Iterator[Change]:
    for key, word in known.items():
        before, after = old.get(key), new.get(key)
        if same(before, after):
            continue
        came, went = _absent(before), _absent(after)
        kind = word.came if came else word.went if went else word.moved
        if key in {"references", "initial", "next"} and _contains(before, after):
            kind = "addition"
        became = "is stated now" if came else "is no longer stated" if went else "has changed"
        told = f"`{call}`: {word.called} {became}."
        one, other = (NOTHING if _absent(each) else shown(each) for each in (before, after))
        why = word.why or "what was promised no longer holds"
        places = (f"{at[0]}/{key}", f"{at[1]}/{key}")
        yield Change(kind, call, told, one, other, why if kind == "breaking" else "", *places)


def _absent(value: Any) -> bool:
    return value is None or value is False or value in ((), {})


def _contains(old: Any, new: Any) -> bool:
    """Say whether all that was stated still is: the same members, or the same entries first."""
    if isinstance(old, Mapping):
        return all(key in new and new[key] == value for key, value in old.items())
    return list(new[: len(old)]) == list(old)


def _transformation(name: str, old: Parameter, new: Parameter, call: str) -> Iterator[Change]:
    before, after = ({} if getattr(each, name) is None else asdict(getattr(each, name)) for each in (old, new))
    if before == after:
        return
    called, why = _FIELDS[name]
    place = argument_of(call, new.argument)
    one, other = before.get("values", before), after.get("values", after)
    grown = name != "filter" and _contains(one, other)
    kind: Kind = "addition" if not before or grown else "breaking"
    verb = "is stated now" if not before else "is no longer stated" if not after else "has changed"
    if grown and before:
        told = f"`{place.text}` takes {', '.join(quoted(value) for value in other if value not in one)}, too."
    else:
        told = f"`{place.text}`: the {called} {verb}."
    at = (f"{old.pointer}/x-{name}", f"{new.pointer}/x-{name}")
    shows = (_flat(one) or NOTHING, _flat(other) or NOTHING)
    yield Change(kind, place.text, told, *shows, why if kind == "breaking" else "", *at)


def _flat(stated: Mapping[str, Any]) -> str:
    """Return what a field states on one line."""
    told = []
    for key, value in stated.items():
        if isinstance(value, dict) and "descending" in value:
            told.append(f"{key}: {value['by']} {'descending' if value['descending'] else 'ascending'}")
        else:
            told.append(f"{key}: {' by '.join(value.values())}" if isinstance(value, dict) else str(value))
    return ", ".join(told)


def _rules(of: Operation) -> dict[tuple[str, frozenset[str]], tuple[Rule, str]]:
    """Return the rules of an operation by what they say, each with where it stands."""
    return {
        (rule.kind, frozenset(rule.names)): (rule, f"{of.pointer}/x-rules/{index}")
        for index, rule in enumerate(of.rules)
    }


def _told(rule: Rule) -> str:
    return f"{rule.kind.replace('-', ' ')} of {', '.join(quoted(names.argument(name)) for name in rule.names)}"


def _implies(old: Rule, new: Rule) -> bool:
    """Say whether whoever keeps the old rule keeps the new one."""
    one, other = set(old.names), set(new.names)
    return old.kind == new.kind and (one <= other if new.kind == "at-least-one" else other <= one)
