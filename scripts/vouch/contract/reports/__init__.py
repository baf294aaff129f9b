"""Reports: what runs found, for whoever has to act on it.

Imports point down:

    text                   one run, for a terminal
    lines                  one run as a line of JSON, for programs
    junit                  all runs as JUnit XML, for build servers
    page                   all runs as one HTML page, for people
"""

from vouch.contract.reports.junit import render_junit
from vouch.contract.reports.lines import render_json
from vouch.contract.reports.page import render_page
from vouch.contract.reports.text import render_text
from vouch.spec.shown import visible

__all__ = ["render_json", "render_junit", "render_page", "render_text", "visible"]
