"""From specs to packages: parse, decide in Python, lay out in Jinja, swap in whole."""
