"""The part of a client that is the same for every vendor; each generated package carries a copy.

    client                  SyncClient and AsyncClient: what the generated classes extend
      │
    paging                  Pager, AsyncPager and the ways to page
      │
    transport               sends and waits, in threads or tasks
      │
    exchange                what to send, when, and what to make of the answer; no I/O
      │
    call  vendor            what is known before: an operation, its arguments, the API
      │
    parameters  security  server  retry  pacing  validate  model
      │
    encode  decode  credentials  clock
      │
    errors                  the tree of what can go wrong, and `messages` inside it

Imports go down. Nothing here knows a vendor; nothing needs more than httpx and attrs.
"""
