"""How schemathesis is configured for a run: by the documented fields of its configuration file."""

from __future__ import annotations

from typing import Any

import schemathesis

from vouch.contract.checks import EXCLUDED, PROBING
from vouch.contract.client import TIMEOUT
from vouch.contract.subject import Subject
from vouch.spec import RateLimit


def settings(subject: Subject) -> schemathesis.Config:
    """Return the configuration; what is not probed is neither generated nor checked."""
    disabled = ({*EXCLUDED} - {"max_response_time"}) | (set() if subject.probe else PROBING)
    coverage: dict[str, Any] = {} if subject.probe else {"unexpected-methods": []}
    rate = None if subject.ours else subject.spec.rate_limit
    return schemathesis.Config.from_dict(
        {
            "seed": subject.seed,
            "base-url": subject.url,
            # Two workers crash at times and gain nothing.
            "workers": 1,
            "continue-on-failure": True,
            "max-redirects": 0,
            "request-timeout": TIMEOUT,
            "auth": {"auto-signup": False},
            "generation": {
                "mode": "all" if subject.probe else "positive",
                "max-examples": subject.profile.examples,
                "database": "none",
                # HTTP has no place for them in a header (RFC 9110, 5.5).
                "exclude-header-characters": "\0\r\n",
            },
            # Nothing is kept between runs or learnt from refusals: the same seed sends the same requests.
            "cache": {"enabled": False},
            "phases": {"coverage": coverage, "fuzzing": {"error-feedback": {"enabled": False}}},
            "checks": {name: {"enabled": False} for name in disabled},
            # Our hooks keep an even pace, but requests of the checks themselves pass no hook.
            **({"rate-limit": _rate(rate)} if rate else {}),
        }
    )


def _rate(limit: RateLimit) -> str:
    """Write a rate limit in a unit that the engine knows, rounded down."""
    for unit, seconds in (("s", 1), ("m", 60), ("h", 3600)):
        if (requests := int(limit.requests * seconds / limit.seconds)) >= 1:
            return f"{requests}/{unit}"
    return "1/d"
