"""Mocks: stateful servers that behave as a spec says, and know nothing but the spec.

Imports point down:

    serve      vendor_mock                      on a socket, in front or behind a test;  for a test
    prompt     mounted    protocol              what needs no waiting;  several as one;  connections, to be broken too
    pages                                       for people: the API documented, tried, and watched
    app                                         Mock: one vendor
    control    files                            backstage over HTTP;  items that people keep in a file
    backstage                                   what is held, goes wrong and is remembered, for tests to change
    faults                                      what goes wrong on purpose, a package of its own
    routes     intake     log                   who answers;  items that people bring;  what was asked
    quirks                                      code about a vendor: none
    handler                                     one operation: admit, read, act
    lists      creation                         what a list answers;  what a creation adds
    query      paging                           which items, in which order;  cut into pages
    filters                                     what one parameter keeps
    data                                        made-up items
    store                                       the items held
    parameters bodies     security              the request, read and checked
    readings   forms                            texts as typed values;  those of a form as an object
    validation calls      refusals   answers    schemas;  what came in;  what goes out
    siblings   scalars    heights    place      parts of made-up data;  how deep it must go;  where it stands
    keeping                                     whether it keeps its schema
    schemas    words      shapes     numbers    patterns    chance    clock
"""

from vouch.mock.app import Endpoint, Mock, create_app
from vouch.mock.calls import Call
from vouch.mock.faults import PROFILES, FaultError, Rule, read_faults, read_rules
from vouch.mock.files import DataError, DataFile
from vouch.mock.intake import ItemError
from vouch.mock.log import Log, Received
from vouch.mock.mounted import Mounted
from vouch.mock.serve import PortError, running, serve, serving
from vouch.mock.vendor_mock import VendorMock

__all__ = [
    "PROFILES",
    "Call",
    "DataError",
    "DataFile",
    "Endpoint",
    "FaultError",
    "ItemError",
    "Log",
    "Mock",
    "Mounted",
    "PortError",
    "Received",
    "Rule",
    "VendorMock",
    "create_app",
    "read_faults",
    "read_rules",
    "running",
    "serve",
    "serving",
]
