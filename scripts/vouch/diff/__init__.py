"""Diffs: what a change of a spec is to those who call the client, and what it asks of version and changelog.

Imports point down:

    ends      rendering                      what was typed -> diffs;  text and JSON
    released  changelog                      is the version high enough;  an entry for callers
    history   versions                      states in git;  SemVer
    comparing                               compare(vendor, old, new) -> Diff
    leftovers                               whatever nobody has named, so that nothing vanishes
    operations answers  behaviour settings  one part of a spec each
    schemas   values    alternatives        schemas in a direction: what callers send, what they read
    views     places    containment         one meaning of many spellings;  sentences;  which schema admits more
    sides     renames   naming   change
"""

from vouch.diff.change import KINDS, Change, Kind
from vouch.diff.changelog import updated
from vouch.diff.comparing import Diff, compare
from vouch.diff.ends import diffs
from vouch.diff.history import History, RevisionError
from vouch.diff.released import Verdict, is_told, judge, write_changelogs
from vouch.diff.rendering import render_json, render_text, render_texts
from vouch.diff.versions import Version

__all__ = [
    "KINDS",
    "Change",
    "Diff",
    "History",
    "Kind",
    "RevisionError",
    "Verdict",
    "Version",
    "compare",
    "diffs",
    "is_told",
    "judge",
    "render_json",
    "render_text",
    "render_texts",
    "updated",
    "write_changelogs",
]
