"""Creating, listing, filtering, sorting and paging by turns: each once, then as Hypothesis draws it from the seed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from vouch.contract.address import Address
from vouch.contract.bodies import body_deviations
from vouch.contract.client import ExhaustedError
from vouch.contract.exchange import Exchange
from vouch.contract.machine.bodies import Bodies
from vouch.contract.machine.claims import Claims, claims
from vouch.contract.machine.model import Model
from vouch.contract.relations.relation import Fault, Relation
from vouch.contract.report import Result
from vouch.contract.statuses import NOT_ABOUT_DATA
from vouch.contract.subject import SilentError, Subject
from vouch.spec import Creates, Operation

_MOST_TO_FILL = 100
"""Things that are created at most until the last page of a list is full."""
_TRIES = 3
"""Made-up values of one property that a server may refuse before it is asked for no more of them."""


def creation(subject: Subject) -> Iterator[Result]:
    """Yield a result for every claim of every operation that declares what it creates."""
    for operation in subject.spec.operations:
        if operation.creates:
            yield from _of(subject, operation, operation.creates)


def _of(subject: Subject, operation: Operation, creates: Creates) -> Iterator[Result]:
    wrong = list(body_deviations(subject.spec, subject.samples.call(operation)))
    claimed = claims(subject.spec, operation, creates, refusable=bool(wrong))
    sequences, stopped = None, None
    if operation in subject.operations:
        try:
            sequences = _Sequences(Model(subject, claimed), [each.call.body for each in wrong])
            stopped = sequences.run()
        except (ExhaustedError, SilentError) as error:
            stopped = error
    without = "an answer to every request" if stopped else "writes (--allow-writes)"
    for claim in claimed.all:
        cases = sequences.model.cases[claim] if sequences else 0
        faults = sequences.model.faults.get(claim, []) if sequences else []
        needs = "" if cases else claim.needs if sequences else without
        relation = Relation(operation, "create", claim.rule, claim.pointer, needs)
        verdicts = [*faults, *[None] * (cases - len(faults))]
        yield relation.result(subject, verdicts, sequences.model.is_alone if sequences and claim.shared else None)
    if stopped:
        raise stopped


class _Sequences:
    """All that is done with one list: a model of it goes along, and is never put back."""

    def __init__(self, model: Model, wrong: list[Any]) -> None:
        self.model = model
        self._subject = model.subject
        self._claims: Claims = model.claims
        self._wrong = wrong if self._subject.probe else []
        self._bodies = Bodies(self._subject, self._claims.operation, self._claims.creates, model.seen.items)
        self._number = 0
        # What a server here was told is gone with it.
        self._room = math.inf if Address.read(self._subject.url).loopback else self._subject.profile.things
        self._unwelcome: Counter[str] = Counter()
        self._plain = False
        self._stopped: ExhaustedError | SilentError | None = None

    def run(self) -> ExhaustedError | SilentError | None:
        """Do everything once and then by turns; return what ended it, if anything did."""
        profile = self._subject.profile
        self._attempt(self._everything)
        machine = hypothesis.seed(self._subject.seed)(self._machine())
        settings = hypothesis.settings(
            max_examples=profile.sequences,
            stateful_step_count=profile.steps,
            phases=[hypothesis.Phase.generate],
            suppress_health_check=list(hypothesis.HealthCheck),
            database=None,
            deadline=None,
        )
        run_state_machine_as_test(machine, settings=settings)
        if self._subject.ours:
            self._attempt(self._fill)
        return self._stopped

    def _machine(self) -> type[RuleBasedStateMachine]:
        """Return the machine; whatever its rules find is kept by the model, so that they never fail."""
        todo = self

        class Machine(RuleBasedStateMachine):
            @rule(drawn=self._bodies.strategy())
            def create(self, drawn: dict[str, int]) -> None:
                todo._attempt(lambda: todo._create(drawn))

            @precondition(lambda _: bool(todo._wrong))
            @rule(choice=st.integers(min_value=0))
            def create_wrongly(self, choice: int) -> None:
                todo._attempt(lambda: todo._create_wrongly([todo._wrong[choice % len(todo._wrong)]]))

            @rule()
            def look(self) -> None:
                todo._attempt(todo.model.look)

            @precondition(lambda _: bool(todo._claims.filters))
            @rule(choice=st.integers(min_value=0))
            def filter(self, choice: int) -> None:
                todo._attempt(lambda: todo._filter(choice))

            @precondition(lambda _: bool(todo._claims.sorts))
            @rule(choice=st.integers(min_value=0))
            def sort(self, choice: int) -> None:
                todo._attempt(lambda: todo._sort(choice))

            @precondition(lambda _: todo._claims.sizes is not None)
            @rule(choice=st.integers(min_value=0))
            def page(self, choice: int) -> None:
                todo._attempt(lambda: todo._page(choice))

            def teardown(self) -> None:
                todo._attempt(todo.model.look)

        return Machine

    def _attempt(self, step: Callable[[], object]) -> None:
        """Do a step, unless an earlier one could not be done."""
        if not self._stopped:
            try:
                step()
            except (ExhaustedError, SilentError) as error:
                self._stopped = error

    def _everything(self) -> None:
        self._create({})
        self._plain = self._create({})
        self.model.look()
        for drawn in self._bodies.telling():
            self._tell(drawn)
        self._create_wrongly(self._wrong)
        for choice in range(len(self._claims.filters)):
            self._filter(choice)
        for choice in range(sum(len(each.sort.values) for each in self._claims.sorting if each.sort)):
            self._sort(choice)
        if self._claims.sizes:
            self._page(1)

    def _tell(self, drawn: dict[str, int]) -> None:
        """Create with many made-up values at once, and with fewer of them where that is refused."""
        welcome = {name: choice for name, choice in drawn.items() if self._unwelcome[name] < _TRIES}
        # Where not even the example is welcome, it is not the made-up values that are refused.
        if self._create(welcome) or not self._plain:
            return
        if len(welcome) == 1:
            self._unwelcome.update(welcome.keys())
        elif names := [*welcome]:
            for part in (names[: len(names) // 2], names[len(names) // 2 :]):
                self._tell({name: welcome[name] for name in part})

    def _create(self, drawn: Mapping[str, int]) -> bool:
        """Create a thing, if there is room for one more; say whether nothing speaks against such things."""
        if self._room <= 0:
            return True
        self._number += 1
        body = self._bodies.body(drawn, self._number)
        call = self._subject.samples.call(self._claims.operation).carrying(body)
        before = self._subject.client.journal.accepted[self._claims.operation.id]
        exchange = self._subject.ask(call)
        if exchange.accepted:
            self._room -= 1
            self.model.created(exchange, body)
        if exchange.status not in NOT_ABOUT_DATA and not self._may_refuse(exchange, known=not drawn and not before):
            fault = Fault(exchange, "2xx: everything in it is the spec's or the server's own", "")
            self.model.judge(self._claims.accepted, None if exchange.accepted else fault)
        return exchange.accepted

    def _may_refuse(self, exchange: Exchange, *, known: bool) -> bool:
        """Say whether a refusal is fair: elsewhere nobody has to like made-up values, nor the same thing twice."""
        declared = self._claims.operation.response(exchange.status) is not None
        return exchange.refused and declared and not known and not self._subject.ours

    def _create_wrongly(self, bodies: list[Any], *, again: bool = False) -> None:
        """Have creates refused; twice where somebody else might have changed the list the first time."""
        self.model.look()
        if not bodies or not self.model.is_quiet():
            return
        refused = None
        for body in bodies:
            exchange = self._subject.ask(self._subject.samples.call(self._claims.operation).carrying(body))
            if exchange.accepted:
                self.model.created(exchange, {})  # which other rules are about
            else:
                refused = exchange
        if refused and self.model.refused(refused, certain=again or self._subject.ours):
            self._create_wrongly(bodies, again=True)

    def _filter(self, choice: int) -> None:
        self.model.look()
        self.model.filter(self._claims.filtering[choice % len(self._claims.filters)])

    def _sort(self, choice: int) -> None:
        self.model.look()
        orders = [(each, *pair) for each in self._claims.sorting if each.sort for pair in each.sort.values.items()]
        self.model.sort(*orders[choice % len(orders)])

    def _page(self, choice: int) -> None:
        pagination = self._claims.target.pagination
        name = pagination.limit if pagination and pagination.limit else ""
        schema = self._claims.target.parameter(name).schema
        least, most = schema.get("minimum", 1), schema.get("maximum", 100)
        self.model.look()
        self.model.page(name, least + choice % (most - least + 1))

    def _fill(self) -> None:
        """Create until the last page is full: where one begins is where counting goes wrong."""
        size = len(self.model.look().pages[0].items)
        missing = -len(self.model.seen.items) % size if size else 0
        if len(self.model.seen.pages) > 1 and missing <= _MOST_TO_FILL:
            for _ in range(missing):
                self._create({})
            self.model.look()
