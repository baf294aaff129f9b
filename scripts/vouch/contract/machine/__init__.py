"""Layer four: creating, listing, filtering and paging by turns, against a model of what must be there."""

from vouch.contract.machine.sequences import creation

__all__ = ["creation"]
