"""Drafts: the first spec of a vendor, from nothing or from somebody's OpenAPI file.

Imports point down:

    draft                          draft(vendor, file) -> Draft: a document, and what a person has to look at
    proposals                      pages, filters and creations that the names suggest
    outline    samples             the house style: what is referred to, called, answered;  an example of every value
    layout     origin              a document as YAML in the order of the house;  a file, from a path or a URL
"""

from vouch.drafting.draft import Draft, Note, blank, draft
from vouch.drafting.origin import OriginError, fetched

__all__ = ["Draft", "Note", "OriginError", "blank", "draft", "fetched"]
