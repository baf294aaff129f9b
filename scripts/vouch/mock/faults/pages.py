"""Pages that mislead: they repeat their token, hold nothing though there is more, or lack an item."""

from __future__ import annotations

from dataclasses import replace

from vouch.mock.faults.kinds import EmptyPage, OfPage, RepeatedCursor
from vouch.mock.paging import Page, Pager, PageRequest


class Misleading:
    """Bends the pages of one answer; `misled` says whether there was anything to bend."""

    def __init__(self, fault: OfPage) -> None:
        self._fault = fault
        self.misled = False

    def __call__(self, pager: Pager, request: PageRequest, page: Page) -> Page:
        """Return the page as it is answered."""
        bent = self._bent(pager, request, page)
        self.misled = bent is not None
        return bent or page

    def _bent(self, pager: Pager, request: PageRequest, page: Page) -> Page | None:
        if isinstance(self._fault, RepeatedCursor):
            return pager.repeated(request, page)
        if isinstance(self._fault, EmptyPage):
            return pager.emptied(request, page) if page.entries else None
        middle = len(page.entries) // 2
        if not middle:
            return None
        return replace(page, entries=[*page.entries[:middle], *page.entries[middle + 1 :]])
