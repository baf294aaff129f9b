"""The `vouch` command: what people type, and what they see of it.

Results go to standard output, problems to standard error. Exit 0 is done, 1 is "something is wrong with what you
have", 2 is "that could not be done". One module a command; each imports what it needs when it runs: most need little.

    generate  check  mock  contract  evidence  diff  new
                                        one command each
    root                                the command line they hang on, and what they share
"""

from vouch.cli import check, contract, diff, evidence, generate, mock, new
from vouch.cli.root import app, main

__all__ = ["app", "check", "contract", "diff", "evidence", "generate", "main", "mock", "new"]
