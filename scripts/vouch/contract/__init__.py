"""Contracts: whether a server keeps its spec, in shape and behaviour.

Imports point down:

    command                              what was typed -> verdicts, exit code
    processes    outputs  plan           vendors side by side;  files, and the ledger;  a run that is not made
    judging      reports                 reach, look, report;  text, JSON, JUnit, a page
    agreement  answers  conformance  access  refusals  oddities  machine  relations
                                         one layer each: a result for every rule
    stock settings cases checks  bodies deviations  walks
                                         the stock engine; calls that break one thing; lists read to their end
    differences  findings                where answers and spec part, with patches;  what became of assumptions
    subject                              one spec, one server, what may be sent
    sending                              the stock engine's way to the client
    patches  departures                  changes to the spec's text;  answers read against schemas
    client  samples calls labels pages violations admitting statuses
    journal                              what is asked, and whom
    exchange credentials address report
"""

from vouch.contract.checks import EXCLUDED
from vouch.contract.command import Options, Tools, contract
from vouch.contract.credentials import Credentials
from vouch.contract.judging import LAYERS, run
from vouch.contract.outputs import Outputs
from vouch.contract.report import Assumption, Difference, Failure, Report, Result, Unjudged, UnjudgedError
from vouch.contract.reports import render_json, render_junit, render_page, render_text
from vouch.contract.subject import PROFILES, Profile

__all__ = [
    "EXCLUDED",
    "LAYERS",
    "PROFILES",
    "Assumption",
    "Credentials",
    "Difference",
    "Failure",
    "Options",
    "Outputs",
    "Profile",
    "Report",
    "Result",
    "Tools",
    "Unjudged",
    "UnjudgedError",
    "contract",
    "render_json",
    "render_junit",
    "render_page",
    "render_text",
    "run",
]
