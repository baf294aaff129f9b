"""How schemathesis is configured for a run: by the documented fields of its configuration file."""

from __future__ import annotations

from typing import Any

import schemathesis

from vouch.contract.checks import EXCLUDED, PROBING, STATEFUL
from vouch.contract.subject import Subject

_NOT_IN_HEADERS = "".join(char for char in map(chr, range(128)) if not char.isprintable() and char != "\t")


def settings(subject: Subject) -> schemathesis.Config:
    """Return the configuration; what is not probed is neither generated nor checked."""
    disabled = ({*EXCLUDED} - {"max_response_time"}) | (set() if subject.probe else PROBING)
    disabled |= STATEFUL if subject.ours else set()
    coverage: dict[str, Any] = {} if subject.probe else {"unexpected-methods": []}
    return schemathesis.Config.from_dict(
        {
            "seed": subject.seed,
            "base-url": subject.url,
            # Two workers crash at times and gain nothing.
            "workers": 1,
            "continue-on-failure": True,
            "max-redirects": 0,
            "auth": {"auto-signup": False},
            "generation": {
                "mode": "all" if subject.probe else "positive",
                "max-examples": subject.profile.examples,
                "database": "none",
                # HTTP has no place for control characters in a header, save tabs (RFC 9110, 5.5).
                "exclude-header-characters": _NOT_IN_HEADERS,
            },
            # Nothing is kept between runs or learnt from refusals: the same seed sends the same requests.
            "cache": {"enabled": False},
            "phases": {"coverage": coverage, "fuzzing": {"error-feedback": {"enabled": False}}},
            "checks": {name: {"enabled": False} for name in disabled},
        }
    )
