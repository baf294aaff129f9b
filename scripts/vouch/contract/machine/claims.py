"""What a spec claims about creating: a rule in words for each, and where it is declared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields

from vouch.contract.relations.soundness import PAGES
from vouch.spec import Creates, Operation, Parameter, Spec
from vouch.spec import pointer as ptr


@dataclass(frozen=True, slots=True)
class Claim:
    """A rule, its declaration, and what would put it to the test; `shared` if others may spoil it by what they do."""

    rule: str
    pointer: str
    needs: str
    shared: bool = False


@dataclass(frozen=True)
class Claims:
    """The claims of one operation that creates; those that its list gives no occasion for are None."""

    operation: Operation
    creates: Creates
    target: Operation
    accepted: Claim
    echo: Claim
    start: Claim | None
    own_id: Claim
    listed: Claim
    nothing_else: Claim
    refused: Claim | None
    counted: Claim | None
    pages: Claim
    sizes: Claim | None
    filters: dict[str, Claim] = field(default_factory=dict)
    sorts: dict[str, Claim] = field(default_factory=dict)

    @property
    def all(self) -> Iterator[Claim]:
        """Every claim there is."""
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, Claim):
                yield value
        yield from (*self.filters.values(), *self.sorts.values())

    @property
    def filtering(self) -> list[Parameter]:
        """The filters of the list."""
        return [self.target.parameter(name) for name in self.filters]

    @property
    def sorting(self) -> list[Parameter]:
        """The parameters that order the list."""
        return [self.target.parameter(name) for name in self.sorts]


def claims(spec: Spec, operation: Operation, creates: Creates, *, refusable: bool) -> Claims:
    """Return what is claimed of an operation; `refusable` says whether a create can be wrong."""
    target = spec.by_id[creates.list]
    here, pagination = ptr.join(operation.pointer, "x-creates"), target.pagination
    if pagination is None:
        raise ValueError(f"{target.id} has no x-pagination")
    paged = ptr.join(target.pointer, "x-pagination")
    accepted = "a create that the server accepts (--param)"
    whole = f"{accepted}, and a list of {target.id} that can be read whole"
    probing = "probing (--probe), and a list that nobody changes while it is read"

    return Claims(
        operation=operation,
        creates=creates,
        target=target,
        accepted=Claim("a create made of what server and spec know is accepted", operation.pointer, accepted),
        echo=Claim("the answer echoes the request", here, accepted),
        start=Claim("a new thing starts as declared", f"{here}/initial", accepted) if creates.initial else None,
        own_id=Claim("every new thing has an id of its own", f"{here}/id", accepted),
        listed=Claim(f"what was created is found by {target.id}, once and alike", f"{here}/list", whole),
        nothing_else=Claim(f"a create changes nothing else in {target.id}", f"{here}/list", whole, shared=True),
        refused=Claim(f"a refused create changes nothing in {target.id}", f"{here}/list", probing)
        if refusable
        else None,
        counted=Claim(f"the total of {target.id} rises by one with each create", f"{paged}/total", whole, shared=True)
        if pagination.total
        else None,
        pages=Claim(f"{PAGES}, while {target.id} grows", paged, whole, shared=True),
        sizes=Claim(f"pages of every size of {target.id} have what was created", f"{paged}/limit", whole, shared=True)
        if pagination.limit
        else None,
        filters={
            parameter.name: Claim(
                f"{parameter.name} of {target.id} finds what was created",
                f"{parameter.pointer}/x-filter/match",
                f"{whole}, where a new thing has {parameter.filter.field}",
                shared=True,
            )
            for parameter in target.parameters
            if parameter.filter
        },
        sorts={
            parameter.name: Claim(
                f"{parameter.name} of {target.id} puts what was created in its place",
                f"{parameter.pointer}/x-sort/values",
                whole,
                shared=True,
            )
            for parameter in target.parameters
            if parameter.sort
        },
    )
