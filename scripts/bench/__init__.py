"""Ours against the alternatives: the same work in the same run, by turns, as ratios with their spread.

Nothing here passes or fails: a busy machine gives other figures. Imports point down:

    __main__                                   which rows; a table, and with all of them the files of README
    readme  chart  table                       what is written of rows
    codecs  calls  startup  commands  mocks    the rows: models, requests, imports, our commands, our server
    prism                                      the other mock server, under load
    alternatives  canned  pages                what others make of our specs;  a server that costs next to nothing
    measuring                                  turns, and what came of them
"""
