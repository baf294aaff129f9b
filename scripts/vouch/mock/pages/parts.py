"""The files that pages are made of: ours, and the documentation renderer that another package carries."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

_OURS = Path(__file__).parent / "files"
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_FOREIGN = (b"https://cdn.redoc.ly/redoc/logo-mini-full.svg", b"https://cdn.redoc.ly/redoc/logo-mini.svg")
"""What the renderer would load from elsewhere: its own name, as a picture."""


@cache
def part(name: str) -> tuple[bytes, str] | None:
    """Return the content of a file that pages load and its media type, or None where there is none of that name."""
    if name == "redoc.js":
        return _redoc(), _KINDS[".js"]
    path = _OURS / name
    # Nothing but what lies in that very folder, however the name is written.
    known = {file.name for file in _OURS.iterdir()}
    return (path.read_bytes(), _KINDS[path.suffix]) if name in known else None


def _redoc() -> bytes:
    # Looked up, not imported: the package reads all it carries when it is imported, ten megabytes.
    found = find_spec("offapi")
    assert found  # noqa: S101 - it is one of our dependencies
    assert found.origin  # noqa: S101 - and a plain folder
    script = Path(found.origin).with_name("redoc.js").read_bytes()
    for address in _FOREIGN:
        script = script.replace(address, b"/_page/redocly.svg")
    return script
