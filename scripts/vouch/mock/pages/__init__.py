"""Pages for people who open a mock in a browser: its API documented, tried, and watched.

Everything a page loads comes from here. Imports point down:

    site                            which page or part of one a browser asks for
    console    reference   parts    operations to try;  the document to read;  files as they are served
    notes                           how well a fact is known, in words
"""

from vouch.mock.pages.site import Site

__all__ = ["Site"]
