"""Laying out prose and formatting code: what templates need besides Jinja."""

from __future__ import annotations

import re
import subprocess
import tempfile
import textwrap
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from ruff import find_ruff_bin  # type: ignore[import-untyped]

WIDTH = 120
_MARKDOWN = str.maketrans({"|": "\\|", "<": "&lt;", ">": "&gt;", "[": "\\["})


def docstring(text: str, indent: int) -> str:
    r"""Lay out prose for the inside of a docstring, whatever it holds; lines after the first are indented.

    >>> docstring('Say "hi" in C:\\temp', 4)
    'Say "hi" in C:\\\\temp'
    """
    paragraphs = [" ".join(_printable(part).split()) for part in text.split("\n\n")]
    wrapped = [textwrap.fill(part, WIDTH - indent, break_on_hyphens=False) for part in paragraphs if part]
    safe = "\n\n".join(wrapped).replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if re.search(r'(?<!\\)(\\\\)*"$', safe):  # not yet escaped
        safe = f'{safe[:-1]}\\"'
    return textwrap.indent(safe, " " * indent).strip()


def code_block(text: str, indent: int) -> str:
    """Lay out code for the inside of a docstring, its line breaks kept."""
    return textwrap.indent(_printable(text, keep="\n").replace("\\", "\\\\").replace('"""', '\\"\\"\\"'), " " * indent)


def markdown(text: str) -> str:
    """Lay out prose on one line of Markdown, without markup of its own but backquotes."""
    return " ".join(_printable(text).split()).translate(_MARKDOWN)


def code(text: str) -> str:
    """Lay out code for a cell of a table in Markdown, whatever quotes it holds."""
    inside = " ".join(_printable(text).split()).replace("|", "\\|")
    fence = "`" * (1 + max(map(len, re.findall("`+", inside)), default=0))
    space = " " if "`" in inside else ""
    return f"{fence}{space}{inside}{space}{fence}"


def formatted(texts: Mapping[str, str]) -> dict[str, str]:
    """Sort the imports, drop those a template offered in vain, and format."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, text in texts.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        common = ["--isolated", "--quiet", "--no-cache", "--target-version=py311", f"--line-length={WIDTH}", name]
        for command in (["check", "--fix-only", "--select=I,F401"], ["format"]):
            subprocess.run([find_ruff_bin(), *command, *common], check=True)  # noqa: S603 - our own pinned tool
        return {path: (folder / path).read_text(encoding="utf-8") for path in texts}


def _printable(text: str, keep: str = "") -> str:
    """Turn control characters, which could end a line or a file early, into spaces."""
    return "".join(
        character if character in keep or unicodedata.category(character)[0] not in "CZ" else " " for character in text
    )
