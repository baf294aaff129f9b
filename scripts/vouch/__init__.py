"""Clients you can vouch for: one OpenAPI file per vendor, read by a client, a mock and a contract suite.

Imports point down:

    cli                                         what people type, and what they see of it
    contract   drafting   pytest_plugin         whether a server keeps its spec;  first specs;  mocks for tests
    generate   mock       diff                  packages;  servers;  what a change is to callers
    workspace  evidence                         which vendors there are;  how well each fact is known
    spec                                        the file of a vendor, loaded, checked and typed

What judges a server has no client and no mock of its own: `cli` hands it ours.
"""
