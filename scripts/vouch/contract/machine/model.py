"""What must be in a list after some things were created, and what the server's answers are held to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from vouch.contract.exchange import Exchange
from vouch.contract.machine.claims import Claim, Claims
from vouch.contract.relations.fitting import Fitting
from vouch.contract.relations.relation import Fault
from vouch.contract.relations.soundness import unsound
from vouch.contract.relations.values import matches, ordered, same
from vouch.contract.subject import Subject
from vouch.contract.violations import violations
from vouch.contract.walks import Walk, walk
from vouch.spec import Order, Parameter, descend
from vouch.spec import pointer as ptr


class Model:
    """The list as it was when last looked at, and what was created since."""

    def __init__(self, subject: Subject, claims: Claims) -> None:
        self.subject = subject
        self.claims = claims
        self.cases: Counter[Claim] = Counter()
        self.faults: dict[Claim, list[Fault]] = {}
        self.newest: list[Any] = []
        self._made: dict[str, tuple[Mapping[str, Any], Exchange]] = {}
        self._alone = True
        self.seen = self._walk()
        self._ids = set(self.seen.keys())

    def is_alone(self) -> bool:
        """Say whether all that came into the list was created here."""
        return self._alone

    def created(self, exchange: Exchange, body: Any) -> None:
        """Take in the answer to a create; the list is looked at later."""
        found = ptr.get(exchange.json, self.claims.creates.thing)
        thing: Mapping[str, Any] = found if isinstance(found, dict) else {}
        identity = str(ptr.get(exchange.json, self.claims.creates.id))
        self.judge(self.claims.echo, self._unlike(exchange, thing, body))
        self.judge(self.claims.start, self._unexpected(exchange, thing))
        taken = Fault(exchange, "an id that nothing else has", identity)
        self.judge(self.claims.own_id, taken if identity in self._ids else None)
        self._ids.add(identity)
        self._made[identity] = thing, exchange

    def is_quiet(self) -> bool:
        """Say whether a list where nothing is created stays as it is; that of a server of ours does."""
        return self.subject.ours or self._walk().items == self.seen.items

    def refused(self, exchange: Exchange, *, certain: bool) -> bool:
        """Take in that creates were refused: but for what was made on the way the list has to be what it was.

        Where another list would not be `certain` to come of that, it is not judged; say whether this is so.
        """
        before, now = self.seen, self._walk()
        if before.whole and now.whole:
            left = [item for item in now.items if now.key(item) not in self._made]
            if left != before.items and not certain:
                return True
            fault = Fault(exchange, f"{len(before.items)} items in the list, as before", f"{len(left)} items")
            self.judge(self.claims.refused, None if left == before.items else fault)
        return False

    def look(self) -> Walk:
        """Hold the list against what must be in it."""
        now = self._walk()
        self._alone &= self._ids.issuperset(now.keys())
        if now.whole and self.seen.whole:
            for identity, (thing, exchange) in self._made.items():
                self.judge(self.claims.listed, self._unlisted(exchange, now, identity, thing))
            if self._made:
                self.judge(self.claims.nothing_else, self._changed(now))
                self.judge(self.claims.counted, self._miscounted(now))
                self.newest = [item for item in now.items if now.key(item) in self._made]
        self.seen, self._made = now, {}
        return now

    def filter(self, parameter: Parameter) -> None:
        """Look for a new thing through a filter that lets it pass, if it can be beside those always there."""
        condition, given = parameter.filter, self.subject.samples.call(self.claims.target).arguments
        fitting = Fitting.of(self.subject.spec, parameter)
        value = next((each for thing in self.newest if (each := fitting.passing(thing)) is not None), None)
        apart = any(self.claims.target.excludes(parameter.name, name) for name in given)
        if condition is None or value is None or apart or parameter.schema.get("default", value) != value:
            return
        filtered = self._walk(**{parameter.name: value})
        expected = Counter(self.seen.key(item) for item in self.seen.items if matches(condition, item, value))
        shown = f"the {expected.total()} items whose {condition.field} passes: {condition.match} {value}"
        fault = Fault(filtered.exchanges[0], shown, f"{len(filtered.items)} items, not the same")
        if filtered.whole:
            self.judge(self.claims.filters[parameter.name], fault if Counter(filtered.keys()) != expected else None)

    def sort(self, parameter: Parameter, value: str, order: Order) -> None:
        """Look at the list in an order."""
        found = self._walk(**{parameter.name: value})
        if not found.whole:
            return
        values = [each for item in found.items if (each := ptr.get(item, order.by)) is not None]
        alike = Counter(found.keys()) == Counter(self.seen.keys())
        expected = f"the {len(self.seen.items)} items of the list, in order of {order.by}"
        fault = Fault(found.exchanges[0], expected, f"{len(found.items)} items, in another order or not the same")
        kept = alike and ordered(values, descending=order.descending)
        self.judge(self.claims.sorts[parameter.name], None if kept else fault)

    def page(self, parameter: str, size: int) -> None:
        """Look at the list in pages of another size."""
        found = self._walk(**{parameter: size})
        expected = f"the {len(self.seen.items)} items of the list in pages of the default size"
        fault = Fault(found.exchanges[0], expected, f"{len(found.items)} items {found.fault}".strip())
        self.judge(self.claims.sizes, None if found.keys() == self.seen.keys()[: len(found.items)] else fault)

    def judge(self, claim: Claim | None, fault: Fault | None) -> None:
        """Count one case of a claim, and keep what is wrong with it."""
        if claim:
            self.cases[claim] += 1
            if fault:
                self.faults.setdefault(claim, []).append(fault)

    def _walk(self, **arguments: Any) -> Walk:
        call = self.subject.samples.call(self.claims.target).having(**arguments)
        found = walk(self.subject, call)
        self.judge(self.claims.pages, unsound(call, found))
        return found

    def _unlike(self, exchange: Exchange, thing: Mapping[str, Any], body: Any) -> Fault | None:
        creates = self.claims.creates
        for name, sent in body.items() if isinstance(body, dict) else ():
            found, place = thing.get(name), ptr.join(creates.thing, name)
            if name not in thing and not self._shows(exchange, place):
                continue
            if name in creates.references:
                inner = creates.references[name]
                found = [ptr.get(each, inner) for each in found] if isinstance(found, list) else ptr.get(found, inner)
            if fault := self._lost(exchange, place, found, sent):
                return fault
        return self._invented(exchange, thing, body) if self.subject.ours else None

    def _lost(self, exchange: Exchange, place: str, found: Any, sent: Any) -> Fault | None:
        """Look for what was sent and is not there; elsewhere a server may have more to say of each part of it."""
        if same(found, sent):
            return None
        parts: list[tuple[str | int, Any, Any]] = []
        if isinstance(sent, dict) and isinstance(found, dict):
            shown = [name for name in sent if name in found or self._shows(exchange, ptr.join(place, name))]
            parts = [(name, found.get(name), sent[name]) for name in shown]
        elif isinstance(sent, list) and isinstance(found, list) and len(sent) == len(found):
            parts = [(number, *pair) for number, pair in enumerate(zip(found, sent, strict=True))]
        if self.subject.ours or not parts:
            return Fault(exchange, f"{place} as sent: {sent}", str(found))
        return next(filter(None, (self._lost(exchange, ptr.join(place, key), *pair) for key, *pair in parts)), None)

    def _shows(self, exchange: Exchange, place: str) -> bool:
        """Say whether an answer has room for something."""
        response = self.claims.operation.response(exchange.status)
        return descend(self.subject.spec, response and response.schema, place) is not None

    def _invented(self, exchange: Exchange, thing: Mapping[str, Any], body: Any) -> Fault | None:
        """Look for what nobody sent; elsewhere a server may have a default of its own for it."""
        operation = self.claims.operation
        schemas = operation.body.content.values() if operation.body else ()
        names = {name for schema in schemas for name, _, _ in self.subject.spec.property_schemas(schema)}
        for name in sorted(names & thing.keys() - {*body} - {*self.claims.creates.initial}):
            pointer = ptr.join(self.claims.creates.thing, name)
            if thing[name] not in (None, []) and self._could_be_nothing(exchange, pointer):
                return Fault(exchange, f"nothing at {pointer}, as it was not sent", str(thing[name]))
        return None

    def _could_be_nothing(self, exchange: Exchange, pointer: str) -> bool:
        """Say whether an answer would keep its schema with null, an empty array or nothing at all at a pointer."""
        response = self.claims.operation.response(exchange.status)
        *way, name = ptr.split(pointer)
        bodies = [deepcopy(exchange.json) for _ in range(3)]
        ptr.put(bodies[0], pointer, None)
        ptr.put(bodies[1], pointer, [])
        ptr.get(bodies[2], ptr.from_keys(way)).pop(name)
        return response is not None and any(not [*violations(self.subject.spec, response, each)] for each in bodies)

    def _unexpected(self, exchange: Exchange, thing: Mapping[str, Any]) -> Fault | None:
        for name, value in self.claims.creates.initial.items():
            if thing.get(name) != value:
                return Fault(exchange, f"{name} = {value}", str(thing.get(name)))
        return None

    def _unlisted(self, exchange: Exchange, now: Walk, identity: str, thing: Mapping[str, Any]) -> Fault | None:
        twins = [item for item in now.items if now.key(item) == identity]
        if len(twins) != 1:
            return Fault(exchange, f"{identity} once among the {len(now.items)} items", f"{len(twins)} times")
        for name in thing.keys() & twins[0].keys():
            if not same(thing[name], twins[0][name]):
                return Fault(exchange, f"{name} in the list as in the answer: {thing[name]}", str(twins[0][name]))
        return None

    def _changed(self, now: Walk) -> Fault | None:
        """Compare what was there before with the same things now: all there, in the same order, as they were."""
        before = self.seen.keys()
        old = [item for item in now.items if now.key(item) not in self._made]
        left = now.keys(old)
        if left != before:
            expected = f"the {len(before)} items that were there, in their order, besides the {len(self._made)} new"
            return Fault(now.exchanges[0], expected, f"{len(left)} besides the new, or in another order")
        for was, item in zip(self.seen.items, old, strict=True):
            if item != was:
                return Fault(now.exchanges[0], f"{now.key(item)} as it was: {was}", str(item))
        return None

    def _miscounted(self, now: Walk) -> Fault | None:
        before, after = self.seen.pages[0].total, now.pages[0].total
        if before is None or after is None or after == before + len(self._made):
            return None
        return Fault(now.exchanges[0], f"a total of {before + len(self._made)}, {before} and the new", str(after))
