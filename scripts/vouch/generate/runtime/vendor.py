"""What a whole package knows about its vendor."""

import sys
from typing import NamedTuple

import httpx

from .pacing import UNPACED, Pace
from .security import Alternative
from .server import Server


class Vendor(NamedTuple):
    """One API, as its spec describes it.

    name: what errors call the client, `Tolt`.
    package: the package, which is also the name of its logger, `tolt_client`.
    version: the package's version.
    prefix: what environment variables start with, `TOLT`.
    security: the alternatives of the whole API, the preferred one first.
    """

    name: str
    package: str
    version: str
    prefix: str
    server: Server
    security: tuple[Alternative, ...] = ()
    pace: Pace = UNPACED

    @property
    def user_agent(self) -> str:
        """What introduces the client: `tolt-client/1.2.0 python/3.11.7 httpx/0.28.1`."""
        package = self.package.replace("_", "-")
        python = ".".join(map(str, sys.version_info[:3]))
        return f"{package}/{self.version} python/{python} httpx/{httpx.__version__}"
