"""What a run would send, as text for people and as JSON for machines."""

from __future__ import annotations

import json
from math import ceil

from vouch.contract.address import Address
from vouch.contract.report import Report
from vouch.contract.reports import visible
from vouch.spec import Spec


def render_plan(spec: Spec, rehearsal: Report, *, as_json: bool) -> str:
    """Return one line for each purpose, method, path and query, with the number of requests; or JSON on one line.

    `rehearsal` is a run against the mock, whose lists are as long as they are; longer ones take more requests.
    """
    rate = None if Address.read(rehearsal.url).loopback else spec.rate_limit
    least = ceil(rehearsal.requests * rate.seconds / rate.requests) if rate else 0
    if as_json:
        names = ("purpose", "method", "path", "query", "requests")
        sent = [dict(zip(names, each, strict=True)) for each in rehearsal.sent]
        whole = {"vendor": spec.vendor, "url": rehearsal.url, "dry_run": True, "requests": rehearsal.requests}
        return json.dumps({**whole, "seconds": least, "sent": sent})
    width = max((len(purpose) for purpose, *_ in rehearsal.sent), default=0)
    lines = [f"{spec.vendor}  {rehearsal.url}  nothing was sent"]
    for purpose, method, path, query, count in rehearsal.sent:
        asked = f"?{'&'.join(query)}" if query else ""
        lines.append(f"  {purpose:{width}}  {count:5}  {method:7} {visible(path + asked)}")
    pace = f", {least} s at the vendor's rate limit" if least else ""
    told = f"{rehearsal.requests:,} requests would be sent{pace}; lists longer than the mock's take more"
    return "\n".join([*lines, "", f"{spec.vendor}: {told}"])
