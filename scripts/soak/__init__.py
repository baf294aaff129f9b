"""Steadiness: a client under fire, a mock under load, a generator that is killed.

Each part returns what it counted, and raises `BrokenError` with everything that did not hold. Imports point down:

    __main__                           all parts, for a few minutes; exit code 1 when something did not hold
    fire       load        killing     a client in threads and tasks;  a mock and rude callers;  kill -9
    wild       rude        wire        a server that goes wrong;  what callers should not do;  HTTP by hand
    vitals                             sockets and memory;  what did not hold
"""
