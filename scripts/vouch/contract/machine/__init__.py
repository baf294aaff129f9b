"""Layer four: creating, listing, filtering and paging by turns, against a model of what must be there.

Imports point down:

    sequences               the turns, as they are drawn
    model      bodies       what must be in the list;  what to create
               telling      values that tell whether they are kept
    claims                  the rules, and where the spec declares them
"""

from vouch.contract.machine.sequences import creation

__all__ = ["creation"]
