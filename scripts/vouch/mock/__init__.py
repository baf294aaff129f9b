"""Mocks: stateful servers that behave as a spec says, and know nothing but the spec.

Imports point down:

    serve                                       on a socket, in the foreground or behind a test
    app                                         Mock: which operation, and errors in the vendor's shape
    log                                         the requests that came, and what became of them
    handler                                     one operation: admit, read, act
    lists      creation                         what a list answers;  what a creation adds
    query      paging                           which items, in which order;  cut into pages
    filters                                     what one parameter keeps
    data                                        made-up items
    store                                       the items held
    parameters bodies     security              the request, read and checked
    validation calls      refusals   answers    schemas;  what came in;  what goes out
    siblings   scalars    heights               parts of made-up data;  how deep it must go
    schemas    words      shapes     chance
"""

from vouch.mock.app import Endpoint, Mock, Mounted, create_app
from vouch.mock.calls import Call
from vouch.mock.log import Log, Received
from vouch.mock.serve import PortError, running, serve

__all__ = [
    "Call",
    "Endpoint",
    "Log",
    "Mock",
    "Mounted",
    "PortError",
    "Received",
    "create_app",
    "running",
    "serve",
]
