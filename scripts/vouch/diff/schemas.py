"""Schemas compared, as those see them who send values or read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from vouch.diff.alternatives import matched
from vouch.diff.change import NOTHING, Change, Kind
from vouch.diff.containment import Relation, relation, verdict
from vouch.diff.naming import Naming
from vouch.diff.places import Place
from vouch.diff.sides import Node, Sides, is_model, model_name
from vouch.diff.values import described, parts_of, reason, values
from vouch.diff.views import Field, View, view
from vouch.spec import Spec
from vouch.spec import pointer as ptr


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two schemas that a reference led to, still to be compared; `above` are those they are part of."""

    old: Node
    new: Node
    place: Place
    operations: tuple[str, ...]
    above: frozenset[tuple[str, str]]


class Schemas:
    """Compares the schemas of all operations; what has a class once, for all that use it."""

    def __init__(self, sides: Sides) -> None:
        self._sides = sides
        self._names = Naming(sides.new)
        self._seen: set[tuple[str, str, str, bool]] = set()
        self._waiting: list[_Pair] = []
        self._current: tuple[tuple[str, ...], frozenset[tuple[str, str]]] = ((), frozenset())

    def compare(self, old: Node, new: Node, place: Place) -> Iterator[Change]:
        """Yield what changed between two schemas, and in what they are made of."""
        yield from self._site(old, new, place)
        yield from self._rest()

    def fields(self, old: Mapping[str, Field], new: Mapping[str, Field], owner: Place) -> Iterator[Change]:
        """Yield what changed in the arguments of a call, and in what they are made of."""
        yield from self._fields(old, new, owner)
        yield from self._rest()

    def _rest(self) -> Iterator[Change]:
        """Compare what references led to: one after the other, however long the chain is."""
        while self._waiting:
            pair = self._waiting.pop(0)
            self._current = (pair.operations, pair.above)
            for change in self._parts(pair.old, pair.new, pair.place):
                yield replace(change, operations=pair.operations)
        self._current = ((), frozenset())

    def _site(self, old: Node, new: Node, place: Place) -> Iterator[Change]:
        """Compare what two schemas are where they stand: their class, and whether there may be null."""
        if self._sides.alike(old, new):
            return
        before, after = view(old, self._sides.old.document), view(new, self._sides.new.document)
        one, other = _model(before, self._sides.old), _model(after, self._sides.new)
        if place.modelled and one and other and self._sides.renames.get(before.at, before.at) != after.at:
            told = f"`{place.text}` is `{other}` now, not `{one}`."
            yield Change("breaking", place.text, told, one, other, "it has another class", _spelt(old), _spelt(new))
            return
        if before.null != after.null:
            yield _null(after, place, (before.null_at or _spelt(old), after.null_at or _spelt(new)))
        operations, above = self._current
        if one and other:
            key = (before.at, after.at, place.way, place.modelled)
            if key not in self._seen:
                self._seen.add(key)
                users = self._names.operations(after.at)
                self._waiting.append(_Pair(old, new, place.model(other), users, frozenset()))
        elif (before.at, after.at) == (old.at, new.at):
            yield from self._parts(old, new, place)
        elif (before.at, after.at) not in above:
            self._waiting.append(_Pair(old, new, place, operations, above | {(before.at, after.at)}))

    def _parts(self, old: Node, new: Node, place: Place) -> Iterator[Change]:
        before, after = view(old, self._sides.old.document), view(new, self._sides.new.document)
        yield from values(self._sides, before, after, place)
        if before.branches or after.branches:
            found = list(self._branches(before, after, place))
            yield from found
            if before.assertions or after.assertions:
                yield from self._together(old, new, place, found)
            return
        yield from self._fields(before.fields, after.fields, place)
        for part in ("items", "additionalProperties"):
            if parts_of(before, part) and parts_of(after, part):
                yield from self._site(before.keywords[part], after.keywords[part], place.each)

    def whole(self, old: Node, new: Node, place: Place) -> Iterator[Change]:
        """Yield what changed in what two bodies say as a whole; their arguments are compared as such."""
        before, after = view(old, self._sides.old.document), view(new, self._sides.new.document)
        yield from values(self._sides, before, after, place)

    def _fields(self, old: Mapping[str, Field], new: Mapping[str, Field], owner: Place) -> Iterator[Change]:
        for name in dict.fromkeys([*old, *new]):
            place = owner.part(name)
            if name not in new:
                before, also = self.summary(old[name].node, self._sides.old), _written(old[name])
                why = "calls that give it fail" if place.way == "sent" else "code that reads it fails"
                yield Change("breaking", place.text, place.removed, before, NOTHING, why, old[name].at, also=also)
            elif name not in old:
                needed = new[name].required and place.way == "sent"
                kind: Kind = "breaking" if needed else "addition"
                why = "calls that do not give it are refused" if needed else ""
                after = self.summary(new[name].node, self._sides.new)
                told, also = place.added(needed=needed), _written(new[name])
                yield Change(kind, place.text, told, NOTHING, after, why, None, new[name].at, also=also)
            else:
                yield from _needed(old[name], new[name], place)
                yield from self._site(old[name].node, new[name].node, place)

    def summary(self, node: Node, spec: Spec) -> str:
        """Return what a value is, in a word or two: the class it has, else its type."""
        found = view(node, spec.document)
        if found.branches:
            return " or ".join(self.summary(branch, spec) for branch in found.branches)
        return _model(found, spec) or described(found)

    def _branches(self, old: View, new: View, place: Place) -> Iterator[Change]:
        found = matched(self._sides, old, new)
        for mine, theirs in found.pairs:
            yield from self._site(mine, theirs, place)
        for mine in found.lost:
            told = relation(*found.without(mine, self._sides.old))
            yield _alternative(place, told, self.summary(mine, self._sides.old), mine)
        for theirs in found.gained:
            told = relation(*reversed(found.without(theirs, self._sides.new)))
            yield _alternative(place, told, self.summary(theirs, self._sides.new), theirs, is_new=True)

    def _together(self, old: Node, new: Node, place: Place, found: Iterable[Change]) -> Iterator[Change]:
        """Compare two schemas whose alternatives are not all they say, where no part by itself breaks anybody."""
        told = relation(self._sides.old.standalone(old.value), self._sides.new.standalone(new.value))
        if verdict(place.way, told) == "breaking" and all(change.kind != "breaking" for change in found):
            before, after = self.summary(old, self._sides.old), self.summary(new, self._sides.new)
            sentence = f"`{place.text}` is put together in another way."
            yield Change("breaking", place.text, sentence, before, after, reason(place, told), _spelt(old), _spelt(new))


def _written(field: Field) -> tuple[str, ...]:
    return (field.written_at,) if field.written_at else ()


def _needed(old: Field, new: Field, place: Place) -> Iterator[Change]:
    if old.required == new.required:
        return
    kind = verdict(place.way, "narrower" if new.required else "wider")
    told, why = place.needed if new.required else place.optional, ""
    if kind == "breaking":
        why = "calls that leave it out are refused" if place.way == "sent" else "where it is missing, code reads None"
    before, after = ("required" if each.required else "optional" for each in (old, new))
    yield Change(kind, place.text, told, before, after, why, old.needed_at, new.needed_at)


def _null(new: View, place: Place, at: tuple[str, str]) -> Change:
    kind = verdict(place.way, "wider" if new.null else "narrower")
    if place.argument:
        kind, taken = "wording", "taken" if new.null else "refused"
        told = f"`{place.text}`: null, which is never sent, would be {taken} by the server."
    elif place.way == "read":
        told = f"`{place.text}` {'may be null now' if new.null else 'is never null any more'}."
    else:
        told = f"`{place.text}` {'accepts null now' if new.null else 'no longer accepts null'}."
    why = ""
    if kind == "breaking":
        why = "null is refused" if place.way == "sent" else "code that counts on a value reads None"
    said = ("never null", "may be null") if new.null else ("may be null", "never null")
    return Change(kind, place.text, told, *said, why, *at)


def _alternative(place: Place, found: Relation, summary: str, node: Node, *, is_new: bool = False) -> Change:
    kind = verdict(place.way, found)
    why = reason(place, found) if kind == "breaking" else ""
    if is_new:
        told = place.became("the alternative", None, summary)
        return Change(kind, place.text, told, NOTHING, summary, why, None, node.at)
    told = place.became("the alternative", summary, None)
    return Change(kind, place.text, told, summary, NOTHING, why, node.at)


def _spelt(node: Node) -> str:
    """Return where a schema says what it is."""
    key = next((key for key in ("$ref", "anyOf", "oneOf", "allOf", "type") if node.get(key)), None)
    return node.child(key).at if key else node.at


def _model(of: View, spec: Spec) -> str:
    """Return the class of a schema, empty where it has none."""
    return model_name(of.at) if is_model(Node(ptr.get(spec.document, of.at), of.at)) else ""
