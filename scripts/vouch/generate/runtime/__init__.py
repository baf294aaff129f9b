"""The part of a client that is the same for every vendor; each generated package has a copy.

    client  paging          what the generated classes extend, and what their lists return
    pydantic                what the pydantic models extend; a client runs without it
    pages                   how a list tells its pages apart, and where a walk stands
    fetching                one thing after the other, or one ahead
    transport  page         sends and waits, in threads or in tasks; what a walk gives
    exchange                what to send, when, and what to make of the answer; without any I/O
    writing                 a call as a request
    settings                what a client is made with, and a call may replace
    call  vendor  bodies    what is known before: an operation and its arguments, the API;  forms and files
    model  parameters  security  server  retry  pacing  validate
    reading  credentials  clock
    structs                 documents read by msgspec, where it is installed
    decode  encode
    document                the text of a JSON document
    errors                  the tree of what can go wrong
    messages                what an error body says
    shapes

Imports lead down this page. Nothing here knows a vendor, or needs more than httpx and attrs; only `pydantic` needs
pydantic, only `structs` msgspec, and `document` is faster with it.
"""
