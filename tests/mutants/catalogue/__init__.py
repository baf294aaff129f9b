"""The catalogue: single faults of a server, by the claim that each of them breaks.

A kind of fault is written once, in words and as a change of the mock from outside; the places it can be at follow from
what a spec declares. One kind at one place is one fault.

    access  answers  creation  expansion  filtering  paging  requests  sorting     the kinds, by family
    places  seams                                 where a fault can be;  what of the engine it changes
    spot                                          one place, and a server that is wrong there
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.mutants.catalogue import access, answers, creation, expansion, filtering, paging, requests, sorting
from tests.mutants.catalogue.spot import Claims, Fault

from vouch.mock import Mock

FAMILIES: Mapping[str, Claims] = {
    "access": access.CLAIMS,
    "requests": requests.CLAIMS,
    "answers": answers.CLAIMS,
    "paging": paging.CLAIMS,
    "filtering": filtering.CLAIMS,
    "sorting": sorting.CLAIMS,
    "expansion": expansion.CLAIMS,
    "creation": creation.CLAIMS,
}


def faults(mock: Mock) -> Iterator[Fault]:
    """Yield every fault that a vendor's server can have."""
    for family, claims in FAMILIES.items():
        for claim, kinds in claims.items():
            for kind in kinds:
                for spot in kind.over(mock):
                    yield Fault(family, claim, kind, mock.spec.vendor, spot.name)


__all__ = ["FAMILIES", "Fault", "faults"]
