"""Layer three: what must hold between answers, derived from the behaviour fields of the spec.

A relation that had nothing to look at says what would give it something: an empty list satisfies everything.

Imports point down:

    paging     filtering  sorting  expansion  together  invariants
                                       one relation each
    oracle     candidates              what a list must answer;  values to filter by
    soundness  values                  pages that follow each other;  values compared as the vocabulary means them
    relation                           what every relation shares
"""

from vouch.contract.relations.expansion import expansion
from vouch.contract.relations.filtering import filtering
from vouch.contract.relations.invariants import invariants
from vouch.contract.relations.paging import paging
from vouch.contract.relations.sorting import sorting
from vouch.contract.relations.together import together
from vouch.contract.subject import Layer

RELATIONS: tuple[Layer, ...] = (paging, filtering, sorting, expansion, together, invariants)
"""Each relation is a layer of its own: one that cannot go on leaves the others alone."""
