"""Texts of others, of a server or a file, made fit to be shown: a line is a line, and a sign is nothing else."""

from __future__ import annotations


def visible(text: str) -> str:
    """Return a text in which what a terminal or browser would obey, such as an escape sequence, is written out."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
