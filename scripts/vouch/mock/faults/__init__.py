"""Faults: what a mock does wrong on purpose.

Imports point down:

    striking                  what becomes of an answer
    delivery pages    values  on its way, late or broken;  lists that mislead;  bodies that break their schema
    plan     profiles         which request meets which fault;  faults that have a name together
    rules                     one fault, and when it strikes
    kinds                     the faults there are
"""

from vouch.mock.faults.delivery import CONNECTION, Exchange, deliver
from vouch.mock.faults.kinds import KINDS, Fault
from vouch.mock.faults.plan import Plan
from vouch.mock.faults.profiles import PROFILES, read_faults
from vouch.mock.faults.rules import FaultError, Rule, read_rules
from vouch.mock.faults.striking import Striking

__all__ = [
    "CONNECTION",
    "KINDS",
    "PROFILES",
    "Exchange",
    "Fault",
    "FaultError",
    "Plan",
    "Rule",
    "Striking",
    "deliver",
    "read_faults",
    "read_rules",
]
