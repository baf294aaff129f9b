"""Make every generated package importable, and property tests repeatable in CI."""

import os
import sys
from pathlib import Path

from hypothesis import settings

GENERATED = Path(__file__).parent.parent / "generated"

sys.path[:0] = [str(package) for package in sorted(GENERATED.glob("*-client"))]

# A shared machine is slow at times, so no example has a deadline. Hypothesis' own "ci" profile
# has none either, and draws the same examples on every run.
settings.register_profile("local", deadline=None)
settings.load_profile("ci" if "CI" in os.environ else "local")
