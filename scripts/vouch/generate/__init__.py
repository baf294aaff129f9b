"""From specs to packages: parse, decide in Python, lay out in Jinja, swap in whole.

Imports point down:

    project    anywhere    reader      all packages of a workspace;  one of any file;  a client to look through
    package    readme                  from a spec to the text of every file;  the table of the packages
    examples   pydantic_models         programs;  the classes of data once more, for pydantic
    resources                          classes of methods
    pages      overloads   arguments   how lists are paged;  rules as signatures;  what a method takes
    models                             classes of data
    vendor     words       layout      a package as a whole;  what docstrings say;  prose and code laid out
    opc                                what openapi-python-client reads in a lowered document
    lowering   expressible             a document in one form;  what no client can do
    lowerer                            its schemas, one by one
    tags       class_names             what tells a choice apart;  what classes may be called
    lowered                            what comes out
    wholes     shapes                  what a schema says, put together;  types as code
    writing    lock                    folders swapped in whole;  what made a package
    runtime                            what every package has a copy of, a package of its own
"""
